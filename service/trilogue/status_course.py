"""How a recorded scenario came to its status at a stage, and where it went from there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import NamedNode, QuerySolutions

from trilogue.legal_answer import LegalStatus, StageStatus
from trilogue.scenarios import Kind
from trilogue.stage_comparison import Pair, compare
from trilogue.stage_differences import Difference, Thing
from trilogue.stage_law import Norm, Stages
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

# What a comparison says was gained or lost, in words.
_MOVED = {
    "gainedException": ("purposes excepted", "added"),
    "lostException": ("purposes excepted", "dropped"),
    "gainedSafeguard": ("safeguards", "added"),
    "lostSafeguard": ("safeguards", "dropped"),
}


@dataclass(frozen=True)
class Turn:
    """Which way protection went from one stage to the next.

    Attributes:
        iri: of the comparison that the rules drew.
        direction: the last part of the direction's IRI, such as "weaker".
        moved: exceptions and safeguards that were gained and lost.
    """

    iri: str
    direction: str
    moved: tuple[Difference, ...]


@dataclass(frozen=True)
class Step:
    """What happened to one scenario from a stage to the next.

    Attributes:
        before: its status at the first stage.
        after: its status at the second one.
        turn: None where the rules drew no comparison.
        changed: norms that matter to it and have a counterpart from which they differ.
        added: norms that matter to it and have no counterpart at the first stage.
        dropped: norms that mattered to it and have no counterpart at the second stage.
        same: how many sets of counterparts that matter to it do not differ.
    """

    before: StageStatus
    after: StageStatus
    turn: Turn | None
    changed: tuple[Pair, ...]
    added: tuple[Norm, ...]
    dropped: tuple[Norm, ...]
    same: int


@dataclass(frozen=True)
class Course:
    """The statuses of a scenario, one of which is looked at.

    Attributes:
        stages: each with what turned since the one before it.
        before: the step that led to the status; None at the first stage.
        after: the step that led on from it; None at the last stage.
    """

    stages: tuple[tuple[StageStatus, Turn | None], ...]
    before: Step | None
    after: Step | None


def read_course(
    answer: LegalStatus, stage: Kind, law: Stages, store: Dataset, vocabulary: Vocabulary
) -> Course:
    """Read the course of a recorded scenario. One query.

    Args:
        answer: its status at every stage.
        stage: the one that is looked at; there is a status at it.
        law: stage by stage.
        store: the dataset.
        vocabulary: the names under the base.
    """
    turns = _turns(answer.scenario.iri, law, store, vocabulary)
    statuses = answer.stages
    number = [each.stage.iri for each in statuses].index(stage.iri)
    pairs = dict(enumerate(pairwise(statuses)))
    practice = answer.scenario.kinds["practice"].iri
    steps = {
        at: _step(*pairs[at], practice, law, turns) for at in (number - 1, number) if at in pairs
    }
    return Course(
        stages=tuple(
            (each, turns.get((statuses[at - 1].stage.iri, each.stage.iri)) if at else None)
            for at, each in enumerate(statuses)
        ),
        before=steps.get(number - 1),
        after=steps.get(number),
    )


def _step(
    before: StageStatus,
    after: StageStatus,
    practice: str,
    law: Stages,
    turns: Mapping[tuple[str, str], Turn],
) -> Step:
    found = compare(law, law.stages[before.stage.slug], law.stages[after.stage.slug], practice)
    told = {*_told(before), *_told(after)}

    def matters(norms: Iterable[Norm]) -> bool:
        return any(norm.iri in told for norm in norms)

    parts = found.parts
    return Step(
        before=before,
        after=after,
        turn=turns.get((before.stage.iri, after.stage.iri)),
        changed=tuple(
            pair for part in parts for pair in part.changed if matters(pair.before + pair.after)
        ),
        added=tuple(norm for part in parts for norm in part.added if matters([norm])),
        dropped=tuple(norm for part in parts for norm in part.dropped if matters([norm])),
        same=sum(matters(pair.before + pair.after) for part in parts for pair in part.same),
    )


def _told(status: StageStatus) -> Iterator[str]:
    """Give the norms that a status speaks of."""
    for norms in (status.norms, status.exceptions, status.narrower, status.advisory):
        for norm in norms:
            yield norm.iri


def _turns(
    scenario: str, law: Stages, store: Dataset, vocabulary: Vocabulary
) -> dict[tuple[str, str], Turn]:
    """Give the comparisons of neighbours, by the IRIs of both stages."""
    ns = vocabulary.ns("").value
    rows = store.query(
        f"""PREFIX tri: <{ns}>
        SELECT ?change ?from ?to ?direction ?how ?what {{
          ?change tri:changeScenario {NamedNode(scenario)} ; tri:betweenNeighbours true ;
            tri:changeFromStage ?from ; tri:changeToStage ?to ; tri:changeDirection ?direction .
          OPTIONAL {{
            ?change ?how ?what FILTER(?how IN ({", ".join(f"tri:{name}" for name in _MOVED)}))
          }}
        }}"""
    )
    assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
    heads: dict[tuple[str, str], tuple[str, str]] = {}
    moved: dict[tuple[str, str], dict[str, set[str]]] = {}
    for change, before, after, direction, how, what in rows:
        key = (before.value, after.value)
        heads[key] = (change.value, direction.value.rpartition("/")[2])
        if how is not None and what is not None:
            name = how.value.removeprefix(ns)
            moved.setdefault(key, {}).setdefault(name, set()).add(what.value)
    return {
        key: Turn(iri, direction, tuple(_differences(moved.get(key, {}), law)))
        for key, (iri, direction) in heads.items()
    }


def _differences(moved: Mapping[str, Iterable[str]], law: Stages) -> Iterator[Difference]:
    for name, (what, way) in _MOVED.items():
        things = [Thing(iri, law.name(iri)) for iri in moved.get(name, ())]
        if things:
            told = tuple(sorted(things, key=lambda one: (one.label.casefold(), one.iri)))
            sides = ((), told) if way == "added" else (told, ())
            yield Difference(what, way, *sides)
