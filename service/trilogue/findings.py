"""What stands out: a few of the saved questions, each answered in numbers for one sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trilogue.query import evaluate
from trilogue.questions import Question
from trilogue.serialise import Table, table
from trilogue.store import Dataset

LOST = "what-was-lost-since-parliament"
UNREACHED = "deployers-no-prohibition-reaches"
BAN = "who-asked-for-a-full-ban"
WIDER = "who-wanted-wider-police-use"
_ASKED = (LOST, UNREACHED, BAN, WIDER)


@dataclass(frozen=True)
class Finding:
    """A question with what is told of its answer.

    Attributes:
        question: that was asked.
        number: how many there are.
        total: out of how many; 0 where that is nothing to tell.
        things: IRI and name in English of what was counted, where that is few.
    """

    question: Question
    number: int
    total: int = 0
    things: tuple[tuple[str, str], ...] = ()


def findings(questions: Iterable[Question], store: Dataset) -> dict[str, Finding]:
    """Answer the questions that stand out, by their short names.

    A question that the content lacks, or that has no answer, is left out.
    """
    found: dict[str, Finding] = {}
    known: Mapping[str, Question] = {each.short_name: each for each in questions}
    for name in _ASKED:
        if name not in known:
            continue
        answer = table(evaluate(known[name].query, store))
        finding = _told(name, known[name], answer)
        if finding.number:
            found[name] = finding
    return found


def _told(name: str, question: Question, answer: Table) -> Finding:
    if name == LOST:
        ways = [_last(iri) for iri in _column(answer, "direction")]
        return Finding(question, ways.count("weaker"), len(ways))
    if name == UNREACHED:
        pairs = zip(_column(answer, "deployer"), _column(answer, "deployerLabel"), strict=True)
        things = tuple(dict.fromkeys(pairs))
        return Finding(question, len(things), 0, things)
    return Finding(question, len(set(_column(answer, "actor"))))


def _column(answer: Table, variable: str) -> list[str]:
    """Give the values of a variable, none where the question has another one by now."""
    if variable not in answer.variables:
        return []
    cells = [row[answer.variables.index(variable)] for row in answer.rows]
    return [cell.value for cell in cells if cell is not None]


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
