"""What is on record of a provision, of its wording at a stage, and of the norms laid down there."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import Template

from pyoxigraph import NamedNode

from trilogue.portraits import claims
from trilogue.portraits.reading import Day, Named, Reading, by_day, in_text_order
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

STATUSES_SHOWN = 20
# Facets and conditions of a norm, in the order of the page.
_FACETS = (
    *("addressesDeployer", "coversPractice", "coversTrait", "coversSpace", "coversTiming"),
    *("coversPurpose", "limitedToOffences", "requiresSafeguard", "overrides", "exceptionTo"),
    *("excludesFrom", "excludesFromText", "conditionsNorm", "counterpartOf"),
)
_RESTING = ("becauseOf", "alsoBecauseOf")
_STANCES = ("heldBy", "stance", "holdsFrom", "datePrecision")
# Behind every stage that has an order.
_LAST = 1_000


@dataclass(frozen=True)
class Version:
    """The wording of the provision in one text.

    Attributes:
        version: the wording.
        locator: where it stands in the text.
        text: the text.
        stage: whose text that is, or to which it led up; None where neither is known.
        is_draft: whether it only led up to the stage.
        is_binding: whether the place binds, as a recital does not.
        is_this: whether it is the one that the page is about.
    """

    version: Named
    locator: str | None
    text: Named | None
    stage: Named | None
    is_draft: bool
    is_binding: bool
    is_this: bool


@dataclass(frozen=True)
class Stand:
    """A position on the provision or a norm of it."""

    record: Named
    holders: tuple[Named, ...]
    stance: Named | None
    since: Day | None


@dataclass(frozen=True)
class Law:
    """A provision, a version of it or a norm, with what hangs on it.

    Attributes:
        iri: of the thing.
        version: the wording, which of a norm is where it is laid down; None of a provision.
        address: of the text on the web; None where it is not given.
        made_from: earlier wordings from which this was made.
        made_into: later ones that were made from this.
        applicable: from when it applies.
        versions: of the same provision, by stage.
        norms: that the wording lays down, with their class.
        stages: at which the norm stands.
        facets: what the norm reaches and asks: property and values.
        conditions: that no facet expresses, in words.
        statuses: the first that rest on it.
        resting: how many rest on it.
        claims: about it.
        positions: on it.
        appraisals: of claims that are grounded in it.
        is_cut: whether there is more than was read.
    """

    iri: str
    version: Version | None
    address: str | None
    made_from: tuple[Named, ...]
    made_into: tuple[Named, ...]
    applicable: Day | None
    versions: tuple[Version, ...]
    norms: tuple[tuple[Named, Named | None], ...]
    stages: tuple[Named, ...]
    facets: tuple[tuple[Named, tuple[Named, ...]], ...]
    conditions: tuple[str, ...]
    statuses: tuple[Named, ...]
    resting: int
    claims: tuple[claims.Claim, ...]
    positions: tuple[Stand, ...]
    appraisals: tuple[tuple[Named, Named | None], ...]
    is_cut: bool


# The thing, its wording and the others of the same provision, their texts, and what is laid down
# in the wording or made from it.
_FAMILY = Template("""
{ $iri tri:laidDownIn? ?s }
UNION { $iri tri:laidDownIn?/tri:inText ?s }
UNION { ?s tri:laidDownIn $iri }
UNION { ?s tri:derivedFromVersion $iri }
UNION { $iri (tri:laidDownIn?/tri:versionOf)?/^tri:versionOf ?s }
UNION { $iri (tri:laidDownIn?/tri:versionOf)?/^tri:versionOf/tri:inText ?s }
""")


def read_law(iri: str, store: Dataset, vocabulary: Vocabulary) -> Law:
    """Read the portrait of a provision, a version of one, or a norm. Five queries.

    Args:
        iri: of it.
        store: the dataset.
        vocabulary: the base it was built with.
    """
    reading = Reading(store, vocabulary)
    reading.pattern(_FAMILY.substitute(iri=str(NamedNode(iri))))
    own_version = reading.value(iri, "laidDownIn") or iri
    works = {iri, *reading.iris(own_version, "versionOf")}
    inside = set(reading.subjects("laidDownIn", iri))
    told = (*claims.TOLD, *_STANCES, "finding", "appraises")
    links = ("aboutNorm", "onSubject", "groundedIn", *_RESTING)
    found = reading.around({iri, *works, *inside}, links, told)
    by_link: dict[str, set[str]] = {link: set() for link in links}
    for link, record, _ in found:
        by_link[link].add(record)
    resting = sorted(by_link["becauseOf"] | by_link["alsoBecauseOf"])
    appraisals = claims.appraisals_of(reading, by_link["aboutNorm"])
    reading.names(vocabulary.ns(name).value for name in _FACETS)
    versions = _versions(reading, own_version)
    this = next((one for one in versions if one.is_this), None)
    text = reading.value(own_version, "inText")
    return Law(
        iri=iri,
        version=this,
        address=None if text is None else reading.value(text, "webAddress"),
        made_from=reading.all_named(iri, "derivedFromVersion"),
        made_into=_named(reading, reading.subjects("derivedFromVersion", iri)),
        applicable=reading.day(iri, "applicableFrom"),
        versions=versions,
        norms=tuple((reading.named(norm), reading.kind(norm)) for norm in sorted(inside)),
        stages=_by_stage(reading, reading.iris(iri, "standsAt")),
        facets=tuple(
            (reading.named(vocabulary.ns(name).value), values)
            for name in _FACETS
            if (values := reading.all_named(iri, name))
        ),
        conditions=tuple(reading.texts(iri, "onlyWhere")),
        statuses=_named(reading, resting[:STATUSES_SHOWN]),
        resting=len(resting),
        claims=claims.rows(reading, by_link["aboutNorm"], appraisals),
        positions=_stands(reading, by_link["onSubject"]),
        appraisals=tuple(
            (reading.named(one), reading.one_named(one, "finding"))
            for one in sorted(by_link["groundedIn"])
        ),
        is_cut=reading.is_cut,
    )


def _versions(reading: Reading, own: str) -> tuple[Version, ...]:
    """Give all wordings by stage, drafts before the text that they led to."""
    alike = {
        version
        for work in (own, *reading.iris(own, "versionOf"))
        for version in reading.subjects("versionOf", work)
    }
    # One that names no provision still stands somewhere.
    alike |= {own} if reading.iris(own, "inText") else set()
    found = []
    for version in alike:
        text = reading.value(version, "inText")
        stage = draft = None
        if text is not None:
            stage = reading.one_named(text, "textOfStage")
            draft = reading.one_named(text, "preparesStage")
        one = Version(
            reading.named(version),
            reading.value(version, "locator"),
            None if text is None else reading.named(text),
            stage or draft,
            stage is None and draft is not None,
            reading.value(version, "binding") != "false",
            version == own,
        )
        day = reading.day(text, "publishedOn") if text is not None else None
        order = reading.number(one.stage.iri, "stageOrder") if one.stage else None
        found.append(
            (
                order if order is not None else _LAST,
                not one.is_draft,
                by_day(day),
                in_text_order(one.locator),
                version,
                one,
            )
        )
    return tuple(one for *_, one in sorted(found, key=lambda row: row[:5]))


def _by_stage(reading: Reading, stages: Iterable[str]) -> tuple[Named, ...]:
    found = sorted(stages, key=lambda one: (reading.number(one, "stageOrder") or 0, one))
    return tuple(reading.named(one) for one in found)


def _stands(reading: Reading, records: Iterable[str]) -> tuple[Stand, ...]:
    found = [
        Stand(
            reading.named(record),
            reading.all_named(record, "heldBy"),
            reading.one_named(record, "stance"),
            reading.day(record, "holdsFrom"),
        )
        for record in records
    ]
    return tuple(sorted(found, key=lambda s: (by_day(s.since), s.record.iri)))


def _named(reading: Reading, iris: Iterable[str]) -> tuple[Named, ...]:
    return tuple(reading.named(one) for one in iris)
