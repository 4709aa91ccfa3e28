"""What is on record of a source: what it is, and every record and provision that it carries."""

from dataclasses import dataclass

from trilogue.errors import ResourceNotFound
from trilogue.portraits.reading import Day, Named, Reading, in_text_order
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

RECORDS_ON_A_PAGE = 200


@dataclass(frozen=True)
class Carried:
    """A record that a place of the source backs."""

    record: Named
    excerpt: str
    locator: str | None


@dataclass(frozen=True)
class Wording:
    """A provision as the text has it."""

    version: Named
    locator: str | None
    is_binding: bool


@dataclass(frozen=True)
class Source:
    """A source and what it carries.

    Attributes:
        iri: of the source.
        classes: sorts of source that it is.
        form: in what form the content was available; of legal texts.
        languages: tags.
        publishers: who made it public.
        published: when.
        retrieved: when it was looked up.
        identifiers: such as CELEX or document numbers.
        addresses: on the web.
        stages: for whose state of the law it stands, or that it led up to.
        events: that brought it about or decided on it.
        carried: records of this page by class, which may be None.
        page: number of this page of records, from 1.
        first: number of the first record of this page, from 1; 0 where there is none.
        last: number of the last one.
        total: how many records there are over all pages.
        wordings: provisions in the order of the text; of legal texts.
        is_cut: whether there are more events or provisions than were read.
    """

    iri: str
    classes: tuple[Named, ...]
    form: Named | None
    languages: tuple[str, ...]
    publishers: tuple[Named, ...]
    published: Day | None
    retrieved: Day | None
    identifiers: tuple[str, ...]
    addresses: tuple[str, ...]
    stages: tuple[Named, ...]
    events: tuple[Named, ...]
    carried: tuple[tuple[Named, tuple[Carried, ...]], ...]
    page: int
    first: int
    last: int
    total: int
    wordings: tuple[Wording, ...]
    is_cut: bool


def read_source(iri: str, page: int, store: Dataset, vocabulary: Vocabulary) -> Source:
    """Read the portrait of a source. Four queries.

    Args:
        iri: of the source.
        page: of its records, from 1, of `RECORDS_ON_A_PAGE` each.
        store: the dataset.
        vocabulary: the base it was built with.

    Raises:
        ResourceNotFound: there are not so many pages.
    """
    reading = Reading(store, vocabulary)
    reading.of([iri])
    told = ("locator", "binding")
    found = reading.around([iri], ("inText", "produced", "votedOn"), told)
    carried = reading.carried(iri)
    pages = max(1, -(-len(carried) // RECORDS_ON_A_PAGE))
    if page > pages:
        raise ResourceNotFound(
            f"The source {iri} has {pages} pages of records, and page {page} is none of them. "
            "Begin with page 1.",
            iri,
        )
    before = (page - 1) * RECORDS_ON_A_PAGE
    shown = carried[before : before + RECORDS_ON_A_PAGE]
    reading.names({name for kind, record, _, _ in shown for name in (kind, record)})
    by_kind: dict[str, list[Carried]] = {}
    for kind, record, excerpt, locator in shown:
        by_kind.setdefault(kind, []).append(Carried(reading.named(record), excerpt, locator))
    events = {record for link, record, _ in found if link != "inText"}
    return Source(
        iri=iri,
        classes=reading.all_named(iri, "sourceClass"),
        form=reading.one_named(iri, "textForm"),
        languages=tuple(reading.texts(iri, "language")),
        publishers=reading.all_named(iri, "publishedBy"),
        published=reading.day(iri, "publishedOn"),
        retrieved=reading.day(iri, "retrievedOn"),
        identifiers=tuple(reading.texts(iri, "identifier")),
        addresses=tuple(reading.texts(iri, "webAddress")),
        stages=(*reading.all_named(iri, "textOfStage"), *reading.all_named(iri, "preparesStage")),
        events=tuple(reading.named(event) for event in sorted(events)),
        carried=tuple((reading.named(kind), tuple(some)) for kind, some in by_kind.items()),
        page=page,
        first=before + 1 if shown else 0,
        last=before + len(shown),
        total=len(carried),
        wordings=_wordings(reading, [record for link, record, _ in found if link == "inText"]),
        is_cut=reading.is_cut,
    )


def _wordings(reading: Reading, versions: list[str]) -> tuple[Wording, ...]:
    found = [
        Wording(
            reading.named(version),
            reading.value(version, "locator"),
            reading.value(version, "binding") != "false",
        )
        for version in versions
    ]
    return tuple(sorted(found, key=lambda one: (in_text_order(one.locator), one.version.iri)))
