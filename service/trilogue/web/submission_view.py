"""A contribution as its page shows it, for whoever handed it in, reviews it, or looks it up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask import request
from pyoxigraph import NamedNode, Quad

from trilogue.contribution.backing import Backing, backing
from trilogue.contribution.comparison import RecordChange
from trilogue.contribution.desk import Desk
from trilogue.contribution.effect import Effect
from trilogue.contribution.fields import RecordType
from trilogue.contribution.model import UNDECIDED, UNTOLD, Contribution, State, Step
from trilogue.formats import TURTLE
from trilogue.languages import Language
from trilogue.serialise import graph_bytes
from trilogue.terms import RDF
from trilogue.validation import hygiene
from trilogue.validation.report import Report, Result
from trilogue.web.links import Links, Shown
from trilogue.web.site import Site

_TYPE = NamedNode(f"{RDF}type")
_MOST_CONCLUSIONS = 40


@dataclass(frozen=True)
class Statement:
    """One statement, each part by its name."""

    subject: Shown
    predicate: Shown
    object: Shown


@dataclass(frozen=True)
class Submission:
    """What there is to see of a contribution.

    Attributes:
        contribution: it.
        steps: those that are told.
        changes: record by record; empty where what it said is not shown.
        backing: the places that back its records.
        turtle: the statements that it adds; empty where they are not shown.
        report: how it stands to the rules now; None where it is decided, or who asks is nobody.
        duplicates: findings about names that others bear, with those others.
        effect: what else would change; None where it is decided.
        added: the first of what the rules would conclude.
        removed: the first of what they would not conclude any more.
    """

    contribution: Contribution
    steps: Sequence[Step]
    changes: Sequence[RecordChange]
    backing: Sequence[Backing]
    turtle: str
    report: Report | None
    duplicates: Sequence[tuple[Result, Shown]]
    effect: Effect | None
    added: Sequence[Statement]
    removed: Sequence[Statement]

    @property
    def replaced(self) -> int:
        """The number of records that it takes the place of."""
        return len({value.iri for change in self.changes for value in change.supersedes})


@dataclass(frozen=True)
class Row:
    """A contribution in a list.

    Attributes:
        contribution: it.
        kinds: the types of its records.
        records: how many there are.
        is_own: whether who asks handed it in, and so cannot decide about it.
    """

    contribution: Contribution
    kinds: tuple[RecordType, ...]
    records: int
    is_own: bool


def submission(
    contribution: Contribution,
    desk: Desk,
    here: Site,
    language: Language,
    *,
    shows_records: bool,
    judges: bool,
) -> Submission:
    """Gather what there is to see.

    Args:
        contribution: it.
        desk: that has it.
        here: the dataset beside which it is looked at.
        language: of findings.
        shows_records: whether what it says is for the eyes of who asks.
        judges: whether who asks is told how it stands to the rules.

    Raises:
        As the methods of the desk.
    """
    digest = contribution.digest
    is_open = contribution.state in UNDECIDED
    quads = contribution.quads if shows_records else ()
    report = desk.judge_again(digest).in_language(language) if is_open and judges else None
    same = hygiene.component("same-name", here.vocabulary)
    twice = [one for one in report.results if one.component == same] if report else []
    if report is not None:
        # The place is in no file that anybody has.
        others = (r for r in report.results if r.component != same)
        report = Report(tuple(replace(r, file=None, line=None) for r in others), report.language)
    effect = desk.effect(digest) if is_open else None
    added = effect.derived_added[:_MOST_CONCLUSIONS] if effect else ()
    removed = effect.derived_removed[:_MOST_CONCLUSIONS] if effect else ()
    changes = desk.changes(digest) if shows_records else ()
    labels = _labels([*added, *removed], changes, here)
    alike = [one.value.value for one in twice if isinstance(one.value, NamedNode)]
    labels = {**here.offers.labels(alike), **labels}
    links = Links(here.vocabulary, request.script_root)
    return Submission(
        contribution,
        [step for step in desk.steps(digest) if step.act not in UNTOLD],
        changes,
        backing(quads, here.store, here.vocabulary),
        graph_bytes(quads, TURTLE, here.prefixes).decode() if quads else "",
        report,
        [(one, links.iri(str(getattr(one.value, "value", "")), labels)) for one in twice],
        effect,
        [_statement(quad, links, labels) for quad in added],
        [_statement(quad, links, labels) for quad in removed],
    )


def rows(
    contributions: Iterable[Contribution], types: Sequence[RecordType], slug: str, kind: str | None
) -> list[Row]:
    """Give what stands in a list, in its order.

    Args:
        contributions: to be listed.
        types: the record types that there are.
        slug: of whoever asks.
        kind: name of a record type of which there must be a record; None where any will do.
    """
    found = []
    for one in contributions:
        classes = {quad.object for quad in one.quads if quad.predicate == _TYPE}
        kinds = tuple(each for each in types if NamedNode(each.iri) in classes)
        if kind is None or any(each.name == kind for each in kinds):
            records = len({quad.subject for quad in one.quads})
            found.append(Row(one, kinds, records, one.contributor.slug == slug))
    return found


def shows_records(contribution: Contribution, *, reviews: bool) -> bool:
    """Tell whether what it said is shown: of what was declined or retracted to reviewers only."""
    return contribution.state not in (State.RETRACTED, State.DECLINED) or reviews


def _labels(quads: Iterable[Quad], changes: Iterable[RecordChange], here: Site) -> dict[str, str]:
    iris = {
        term.value
        for quad in quads
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, NamedNode)
    }
    own = {change.iri: change.label for change in changes}
    return {**here.offers.labels(iris), **own} if iris else own


def _statement(quad: Quad, links: Links, labels: dict[str, str]) -> Statement:
    return Statement(
        links.term(quad.subject, labels),
        links.iri(quad.predicate.value, labels),
        links.term(quad.object, labels),
    )
