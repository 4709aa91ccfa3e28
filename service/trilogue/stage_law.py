"""The law stage by stage, as data: stages, norms, and how recorded scenarios stood at each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trilogue.scenarios import Kind


@dataclass(frozen=True)
class Stage:
    """A stage of the act.

    Attributes:
        slug: what its IRI ends with.
        iri: of the stage.
        label: its name in English.
        order: its place in the procedure.
        date: its day; may be empty.
        is_announced: whether no legal text of it is at hand.
    """

    slug: str
    iri: str
    label: str
    order: int
    date: str
    is_announced: bool


@dataclass(frozen=True)
class Norm:
    """A norm, with what two stages are compared by.

    Attributes:
        iri: of the norm.
        label: its name in English.
        sort: what it is, in words, such as "prohibition".
        kind: the IRI of the class that is called so; empty where it is of none.
        stages: the IRIs of the stages at which it stands.
        version: IRI of the wording that lays it down.
        locator: where that stands in its text.
        facets: facet's name to the IRIs of the kinds that it states.
        opens: the IRIs of the norms in which it makes an opening.
        conditions: the IRIs of the norms whose uses it ties to its safeguards.
        counterparts: the IRIs of norms that play the same part at another stage.
        lists: the IRIs of the offence lists to which it is limited.
        safeguards: the IRIs of those that it requires itself.
        only_where: its conditions that no facet expresses, in our words.
    """

    iri: str
    label: str
    sort: str
    kind: str
    stages: frozenset[str]
    version: str
    locator: str
    facets: Mapping[str, frozenset[str]]
    opens: frozenset[str]
    conditions: frozenset[str]
    counterparts: frozenset[str]
    lists: frozenset[str]
    safeguards: frozenset[str]
    only_where: frozenset[str]


@dataclass(frozen=True)
class OffenceList:
    """The offences to which a norm is limited.

    Attributes:
        offences: the IRIs of those that the list names.
        years: the least maximum of a penalty, from which on an offence counts; None without one.
        is_complete: whether all that the text lists are known here.
    """

    offences: frozenset[str]
    years: int | None
    is_complete: bool


@dataclass(frozen=True)
class Status:
    """How a scenario stood at a stage, as the rules found it.

    Attributes:
        iri: whose page tells the reasons.
        value: the last part of the status value's IRI, such as "prohibited".
        value_iri: that IRI.
        label: the same in words.
        strength: its rank, the highest protecting most; None where it has none.
        is_announced: whether it rests on an announcement only.
        has_exceptions: whether exceptions or exclusions reach a part of the scenario.
        beside: what holds beside it, in words, with the IRI of the value that is called so; the
            IRI is empty where the value is told by another name.
        because: the IRIs of the norms that decide it, in order.
        explanation: why, in a sentence or two.
    """

    iri: str
    value: str
    value_iri: str
    label: str
    strength: int | None
    is_announced: bool
    has_exceptions: bool
    beside: tuple[tuple[str, str], ...]
    because: tuple[str, ...]
    explanation: str

    @property
    def also(self) -> tuple[str, ...]:
        """What holds beside it, in words."""
        return tuple(words for words, _ in self.beside)


@dataclass(frozen=True)
class Change:
    """What the rules say of one scenario at an earlier and a later stage.

    Attributes:
        iri: of the comparison.
        direction: the last part of the direction's IRI, such as "weaker".
        exceptions: the IRIs of the purposes for which openings were gained, and lost.
        safeguards: the IRIs of the safeguards that were gained, and lost.
    """

    iri: str
    direction: str
    exceptions: tuple[frozenset[str], frozenset[str]]
    safeguards: tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True)
class Scenario:
    """A recorded scenario.

    Attributes:
        iri: of the scenario.
        label: its name in English.
        practice: the IRI of what is done in it.
        deployer: the IRI of who does it.
        is_row: whether it is a row of the overview.
    """

    iri: str
    label: str
    practice: str
    deployer: str
    is_row: bool


@dataclass(frozen=True)
class Stages:
    """The law stage by stage.

    Attributes:
        stages: slug to stage, in order of the procedure.
        norms: IRI to norm, in order of locators.
        scenarios: the rows of the overview in their order, then the others by name.
        statuses: (scenario IRI, stage IRI) to status.
        changes: (scenario IRI, earlier stage IRI, later stage IRI) to change; of rows only.
        lists: IRI to offence list.
        dates: (version IRI, stage IRI that settled it) to the first day on which it applies.
        hours: safeguard's IRI to its deadline.
        below: kind's IRI to itself and those that lie within it.
        weaker: safeguard's IRI to those that are stronger.
        labels: names in English by IRI.
    """

    stages: Mapping[str, Stage]
    norms: Mapping[str, Norm]
    scenarios: tuple[Scenario, ...]
    statuses: Mapping[tuple[str, str], Status]
    changes: Mapping[tuple[str, str, str], Change]
    lists: Mapping[str, OffenceList]
    dates: Mapping[tuple[str, str], str]
    hours: Mapping[str, int]
    below: Mapping[str, frozenset[str]]
    weaker: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]

    @property
    def kinds(self) -> dict[str, Kind]:
        """The stages as choices, by slug."""
        return {each.slug: Kind(each.slug, each.iri, each.label) for each in self.stages.values()}

    @property
    def usual_pair(self) -> tuple[Stage, Stage] | None:
        """The two that most people compare: what became of the position of Parliament.

        Where the dataset lacks either, its first or last stage; None where it has no two.
        """
        known = list(self.stages.values())
        if len(known) < 2:  # noqa: PLR2004 - it takes two
            return None
        return (
            self.stages.get("parliament-position", known[0]),
            self.stages.get("final-act", known[-1]),
        )

    def at(self, stage: Stage) -> list[Norm]:
        """Give the norms that stand at a stage."""
        return [norm for norm in self.norms.values() if stage.iri in norm.stages]

    def these(self, iris: Iterable[str]) -> tuple[Norm, ...]:
        """Give the norms of some IRIs."""
        return tuple(self.norms[iri] for iri in iris if iri in self.norms)

    def name(self, iri: str) -> str:
        """Give the name of a thing, else the end of its IRI."""
        return self.labels.get(iri) or iri.rpartition("/")[2]

    def touch(self, one: Iterable[str], other: str) -> bool:
        """Tell whether a kind lies within one of some kinds, or one of them within it."""
        return any(
            other in self.below.get(each, {each}) or each in self.below.get(other, {other})
            for each in one
        )
