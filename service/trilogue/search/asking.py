"""From what somebody asks to what is found: hits, page by page, and how to narrow them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from trilogue.errors import RequestError, SlugUnknown
from trilogue.search.index import Index
from trilogue.search.reading import FACETS, Name, Thing
from trilogue.search.words import Marked, Wanted, extract, marked, wanted

LONGEST_TEXT = 200
HITS_ON_A_PAGE = 20
_TITLES = {
    "type": "Type",
    "stage": "Stage",
    "practice": "Practice",
    "actor": "Kind of actor",
    "year": "Year",
}
_MOST_NEAR = 3
_MOST_WORDS_HELPED = 6
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Asked:
    """What somebody looks for.

    Attributes:
        text: words; may be empty, and then everything fits.
        facets: facet to the slug that hits must have there.
        since: ISO date; hits are not older. Without it, those without a date fit too.
        until: ISO date; hits are not younger.
        page: from 1.
    """

    text: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
    page: int = 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked at all."""
        return not (self.text.strip() or self.facets or self.since or self.until)


@dataclass(frozen=True)
class Hit:
    """One thing that fits.

    Attributes:
        thing: it.
        label: its name, with the words looked for marked.
        also: another name or identifier that fits, where the label does not; None where none does.
        also_language: of that name.
        gloss: as much of its gloss as shows why.
    """

    thing: Thing
    label: Marked
    also: Marked | None
    also_language: str | None
    gloss: Marked


@dataclass(frozen=True)
class Choice:
    """One way to narrow the hits.

    Attributes:
        slug: of it; a year for dates.
        label: what to read.
        count: how many hits would be left.
        is_chosen: whether they are narrowed so now.
    """

    slug: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """The ways to narrow the hits by one thing.

    Attributes:
        name: type, stage, practice, actor or year.
        title: what to read.
        choices: those that leave something, and the one that is chosen.
    """

    name: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Nearest:
    """A word that nothing has, and words like it that something has.

    Attributes:
        word: as it was typed.
        words: the likest first.
    """

    word: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What fits.

    Attributes:
        total: how many hits there are.
        pages: how many pages they fill.
        hits: those of the page that was asked for.
        facets: how to narrow them.
        nearest: where nothing fits, the words nearest to those that nothing has.
    """

    total: int
    pages: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    nearest: tuple[Nearest, ...]


def find(asked: Asked, index: Index) -> Found:
    """Find what fits.

    The best come first: a label that is the same, another name or an identifier that is the
    same, a label that begins so, all words in names, all words with those of the gloss; then by
    rank. Without words they come by label.

    Raises:
        RequestError: the text is too long, a date is none, or there is no such page.
        SlugUnknown: a facet has no such slug.
    """
    _require_sound(asked, index)
    looked_for = wanted(asked.text)
    if asked.is_empty or (looked_for is None and asked.text.strip()):
        things: list[Thing] = []
    else:
        things = _ordered(looked_for, index)
    # Derived statuses and excerpts would bury the rest; who asks for their type gets them.
    kept = asked.facets.get("type")
    things = [thing for thing in things if not thing.is_quiet or kept in thing.facets["type"]]
    fitting = [thing for thing in things if _fits(thing, asked, index)]
    pages = -(-len(fitting) // HITS_ON_A_PAGE)
    if asked.page > max(pages, 1):
        raise RequestError(
            f"page: there are {pages} pages, and {asked.page} is none of them. Begin with page 1.",
            "page",
        )
    start = (asked.page - 1) * HITS_ON_A_PAGE
    shown = fitting[start : start + HITS_ON_A_PAGE]
    return Found(
        len(fitting),
        pages,
        tuple(_hit(thing, looked_for) for thing in shown),
        tuple(_facets(things, fitting, asked, index)),
        () if things or looked_for is None else tuple(_nearest(looked_for, index)),
    )


def _require_sound(asked: Asked, index: Index) -> None:
    if len(asked.text) > LONGEST_TEXT:
        raise RequestError(
            f"q: the text has {len(asked.text)} characters. Give at most {LONGEST_TEXT}; a few "
            "words find more.",
            "q",
        )
    for facet, slug in asked.facets.items():
        known = list(index.options[facet])
        if slug not in known:
            near = get_close_matches(slug, known, _MOST_NEAR)
            raise SlugUnknown(
                f'{facet}: nothing here has "{slug[:40]}". Give one of those known.',
                facet,
                near,
                known,
            )
    for name, day in (("from", asked.since), ("until", asked.until)):
        if day is not None and not _is_date(day):
            raise RequestError(
                f'{name}: "{day[:40]}" is no date. Give one such as 2023-12-08.', name
            )


def _is_date(text: str) -> bool:
    try:
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _ordered(looked_for: Wanted | None, index: Index) -> list[Thing]:
    if looked_for is None:
        named = ((thing.label.text.casefold(), thing.iri, thing) for thing in index.things)
        return [thing for _, _, thing in sorted(named, key=lambda row: row[:2])]
    found = index.look(looked_for)
    found.sort(key=lambda row: (row[0], row[1], len(row[2].label.text), row[2].iri))
    return [thing for _, _, thing in found]


def _fits(thing: Thing, asked: Asked, index: Index, but: str = "") -> bool:
    """Tell whether a thing fits all facets and dates, *but* one."""
    for facet, slug in asked.facets.items():
        has = thing.facets.get(facet, ())
        if facet == but:
            continue
        if facet == "type":
            if index.below[slug].isdisjoint(has):
                return False
        elif slug not in has:
            return False
    if but == "year" or not (asked.since or asked.until):
        return True
    # What is known only by year or month fits where any day of it does.
    day = thing.date
    if day is None:
        return False
    return (not asked.since or day >= asked.since[: len(day)]) and (
        not asked.until or day <= asked.until[: len(day)]
    )


def _facets(
    things: Sequence[Thing], fitting: Sequence[Thing], asked: Asked, index: Index
) -> Iterable[Facet]:
    """Count what each choice would leave: of what fits everything but the facet itself."""

    def without(facet: str, *, is_asked: bool) -> Iterable[Thing]:
        if not is_asked:
            return fitting
        return (thing for thing in things if _fits(thing, asked, index, facet))

    for facet in FACETS:
        chosen = asked.facets.get(facet)
        counts: Counter[str] = Counter()
        listed = {chosen}
        # Many have the same slugs: those are counted first.
        pool = without(facet, is_asked=chosen is not None)
        for has, count in Counter(thing.facets.get(facet, ()) for thing in pool).items():
            listed.update(has)
            # A type holds what is of one below it, but is listed only where it has some itself.
            for slug in index.with_above(has) if facet == "type" else has:
                counts[slug] += count
        options = index.options[facet]
        slugs = [slug for slug in options if slug in listed]
        # Stages come in their order, everything else by how much there is of it.
        if facet != "stage":
            slugs.sort(key=lambda slug: -counts[slug])
        choices = (Choice(slug, options[slug], counts[slug], slug == chosen) for slug in slugs)
        yield Facet(facet, _TITLES[facet], tuple(choices))
    years = Counter(
        thing.date[:4]
        for thing in without("year", is_asked=bool(asked.since or asked.until))
        if thing.date is not None
    )
    span = (asked.since, asked.until)
    choices = (
        Choice(year, year, count, span == (f"{year}-01-01", f"{year}-12-31"))
        for year, count in sorted(years.items())
    )
    yield Facet("year", _TITLES["year"], tuple(choices))


def _hit(thing: Thing, looked_for: Wanted | None) -> Hit:
    label = marked(thing.label.text, looked_for)
    gloss = () if thing.gloss is None else extract(thing.gloss.text, looked_for)
    also: Name | None = None
    if looked_for is not None:
        also = _also(thing, looked_for, _marks(label))
    if also is None:
        return Hit(thing, label, None, None, gloss)
    return Hit(thing, label, marked(also.text, looked_for), also.language, gloss)


def _also(thing: Thing, looked_for: Wanted, least: int) -> Name | None:
    """Give the other name or identifier that has more of the words than the label has."""
    identifiers = [Name(text) for text in thing.identifiers]
    best: Name | None = None
    for name in (*thing.labels, *thing.others, *identifiers):
        marks = _marks(marked(name.text, looked_for))
        if marks > least:
            best, least = name, marks
    return best


def _marks(parts: Marked) -> int:
    return len({part.casefold() for part, is_mark in parts if is_mark})


def _nearest(looked_for: Wanted, index: Index) -> Iterable[Nearest]:
    for word in looked_for.words[:_MOST_WORDS_HELPED]:
        near = index.near(word)
        if near:
            yield Nearest(word, tuple(near))
