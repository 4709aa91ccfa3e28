"""Reads what the dataset says of a few things, and what they are called.

Each method of `Reading` that asks the dataset asks it once, so that a portrait costs a handful of
queries however much there is to tell.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.describe import LABELS
from trilogue.store import Dataset, Term
from trilogue.terms import RDF, SKOS, Vocabulary

# Links by one property that are read; a page of more could not be read by anybody.
MOST_LINKS = 1_000
_SHORTENED = {"year": 4, "month": 7}
_ORDER = "stageOrder"
# Properties whose values no portrait shows by name.
_NEVER_TOLD = (
    *("recordedIn", "mark", "evidencedBy", "comparedStatus", "supportsClaim"),
    *("contradictsClaim", f"{SKOS}exactMatch", f"{SKOS}closeMatch"),
)
_ANNEX = re.compile(r"annex ([ivxlc]+)", re.IGNORECASE)
_PART = re.compile(r"(\d+)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True)
class Named:
    """A thing and what it is called.

    Attributes:
        iri: of it.
        text: its name, else its short form.
        language: of the name; empty where none is known.
    """

    iri: str
    text: str
    language: str = ""


@dataclass(frozen=True)
class Words:
    """A text with its language, which is empty where none is known."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Day:
    """A date, as exactly as it is known.

    Attributes:
        text: of year, of year and month, or of the whole day.
        key: the whole day that stands for it, to sort by.
        is_inferred: whether no source states it.
    """

    text: str
    key: str
    is_inferred: bool = False


def by_day(day: Day | None) -> str:
    """Give what records are sorted by: their day, none first."""
    return day.key if day else ""


@dataclass(frozen=True)
class Place:
    """A place in a source.

    Attributes:
        excerpt: IRI of the place.
        source: in which it lies; None where that is not known.
        locator: the place in words; None where it is not given.
        address: of the source on the web; None where it is not given.
    """

    excerpt: str
    source: Named | None
    locator: str | None
    address: str | None


class Reading:
    """What was read so far of some things.

    Args:
        store: the dataset.
        vocabulary: the base it was built with.
    """

    def __init__(self, store: Dataset, vocabulary: Vocabulary) -> None:
        self._store = store
        self.vocabulary = vocabulary
        # Whether there were more links than were read.
        self.is_cut = False
        self._said: dict[str, dict[str, dict[Term, None]]] = {}
        self._places: dict[str, tuple[str | None, str | None, str | None]] = {}

    def around(
        self, targets: Iterable[str], links: Sequence[str], told: Sequence[str] = ()
    ) -> list[tuple[str, str, str]]:
        """Read what is said of the things that link to *targets*. One query.

        Args:
            targets: IRIs.
            links: names of the properties that count.
            told: names of the properties to read of what links; by default all.

        Returns:
            What links, as name of the property, IRI of the record and IRI of the target, in
            alphabetical order; no more than one above `MOST_LINKS` by one property.
        """
        wanted = sorted(set(targets))
        if not wanted:
            return []
        only = self._only(told)
        ends = " ".join(str(NamedNode(iri)) for iri in wanted)
        found: set[tuple[str, str, str]] = set()
        # Each property by itself, or many links by one would leave no room for another.
        parts = " UNION ".join(
            f"""{{ SELECT (<{self._path(link)}> AS ?link) ?record ?target {{
                VALUES ?target {{ {ends} }} ?record <{self._path(link)}> ?target
                FILTER(isIRI(?record))
              }} ORDER BY ?record ?target LIMIT {MOST_LINKS + 1} }}"""
            for link in links
        )
        for link, record, target, predicate, value in self._solutions(
            f"SELECT ?link ?record ?target ?p ?o {{ {parts} ?record ?p ?o {only} }}"
        ):
            found.add((self._name(link.value), record.value, target.value))
            self._add(record.value, predicate.value, value)
        most = max(Counter(link for link, _, _ in found).values(), default=0)
        self.is_cut = self.is_cut or most > MOST_LINKS
        return sorted(found)

    def of(self, iris: Iterable[str], told: Sequence[str] = ()) -> None:
        """Read what is said of some things, or only the properties *told* of it. One query."""
        wanted = sorted(set(iris))
        if not wanted:
            return
        self.pattern(f"VALUES ?s {{ {' '.join(str(NamedNode(i)) for i in wanted)} }}", told)

    def pattern(self, where: str, told: Sequence[str] = ()) -> list[str]:
        """Read what is said of the things ``?s`` that fit a graph pattern. One query.

        Args:
            where: SPARQL.
            told: names of the properties to read; by default all.

        Returns:
            Their IRIs, in alphabetical order.
        """
        found = set()
        for subject, predicate, value in self._solutions(
            f"PREFIX tri: <{self.vocabulary.base}ns/> SELECT ?s ?p ?o {{"
            f" {where} ?s ?p ?o {self._only(told)} }}"
        ):
            if isinstance(subject, NamedNode):
                found.add(subject.value)
                self._add(subject.value, predicate.value, value)
        return sorted(found)

    def carried(self, source: str) -> list[tuple[str, str, str, str | None]]:
        """Read what the places of a source back. One query.

        Returns:
            Class, record, excerpt and locator of each, by class and place in the text; a record
            of several classes, or none of ours, stands under the first or under Record.
        """
        own = f"{self.vocabulary.base}ns/"
        kinds: dict[tuple[str, str], set[str]] = {}
        locators: dict[str, str] = {}
        for record, kind, excerpt, locator in self._solutions(
            f"""PREFIX tri: <{own}>
            SELECT DISTINCT ?record ?kind ?excerpt ?locator {{
              ?excerpt tri:excerptOf {NamedNode(source)} . ?record tri:evidencedBy ?excerpt .
              OPTIONAL {{ ?record a ?kind }} OPTIONAL {{ ?excerpt tri:locator ?locator }}
              FILTER(isIRI(?record))
            }}"""
        ):
            found = kinds.setdefault((record.value, excerpt.value), set())
            if isinstance(kind, NamedNode) and kind.value.startswith(own):
                found.add(kind.value)
            if locator is not None:
                locators[excerpt.value] = locator.value
        listed = [
            (min(found, default=f"{own}Record"), record, excerpt, locators.get(excerpt))
            for (record, excerpt), found in kinds.items()
        ]
        return sorted(listed, key=lambda one: (one[0], in_text_order(one[3]), one[1], one[2]))

    def places(self, records: Iterable[str]) -> None:
        """Read where the places are that back some *records*, which were read before. One query."""
        excerpts = sorted({e for record in records for e in self.iris(record, "evidencedBy")})
        if not excerpts:
            return
        values = " ".join(str(NamedNode(iri)) for iri in excerpts)
        for excerpt, source, locator, address in self._solutions(
            f"""PREFIX tri: <{self.vocabulary.base}ns/>
            SELECT ?excerpt ?source (MIN(?l) AS ?locator) (MIN(STR(?a)) AS ?address) {{
              VALUES ?excerpt {{ {values} }}
              ?excerpt tri:excerptOf ?source .
              OPTIONAL {{ ?excerpt tri:locator ?l }} OPTIONAL {{ ?source tri:webAddress ?a }}
            }} GROUP BY ?excerpt ?source"""
        ):
            self._places[excerpt.value] = (
                source.value,
                locator.value if locator is not None else None,
                address.value if address is not None else None,
            )

    def names(self, more: Iterable[str] = (), untold: Sequence[str] = ()) -> None:
        """Read what everything is called that was mentioned so far. One query.

        Args:
            more: IRIs of other things to be named.
            untold: names of properties whose values need none.
        """
        left_out = {self._path(name) for name in (*_NEVER_TOLD, *untold)}
        mentioned = {
            value.value
            for said in self._said.values()
            for path, values in said.items()
            if path not in left_out
            for value in values
            if isinstance(value, NamedNode)
        }
        mentioned |= {place[0] for place in self._places.values() if place[0] is not None}
        mentioned |= {*more, *self._said}
        unnamed = sorted(iri for iri in mentioned if not self._labels(iri))
        if unnamed:
            self.of(unnamed, (_ORDER,))

    def values(self, iri: str, name: str) -> list[Term]:
        """Give the values of a property, by what they say."""
        found = self._said.get(iri, {}).get(self._path(name), {})
        return sorted(found, key=str)

    def iris(self, iri: str, name: str) -> list[str]:
        """Give the IRIs among the values of a property."""
        return [one.value for one in self.values(iri, name) if isinstance(one, NamedNode)]

    def subjects(self, name: str, target: str) -> list[str]:
        """Give what was read and has *target* as a value of a property."""
        node, path = NamedNode(target), self._path(name)
        return sorted(iri for iri, said in self._said.items() if node in said.get(path, ()))

    def value(self, iri: str, name: str) -> str | None:
        """Give one value of a property; None where there is none."""
        found = [v.value for v in self.values(iri, name) if isinstance(v, NamedNode | Literal)]
        return found[0] if found else None

    def words(self, iri: str, name: str) -> Words | None:
        """Give a text in English or else in any language; None where there is none."""
        found = [one for one in self.values(iri, name) if isinstance(one, Literal)]
        best = min(found, key=_distance, default=None)
        return None if best is None else Words(best.value, best.language or "")

    def texts(self, iri: str, name: str) -> list[str]:
        """Give all literal values of a property."""
        return [one.value for one in self.values(iri, name) if isinstance(one, Literal)]

    def number(self, iri: str, name: str) -> int | None:
        """Give a whole number; None where there is none."""
        text = self.value(iri, name) or ""
        return int(text) if text.isdecimal() else None

    def day(self, iri: str, name: str) -> Day | None:
        """Give a date as exactly as the record says that it is known; None where there is none."""
        text = self.value(iri, name)
        if text is None:
            return None
        shown = text[: _SHORTENED.get(self.value(iri, "datePrecision") or "", 10)]
        return Day(shown, text, self.value(iri, "dateInferred") == "true")

    def named(self, iri: str) -> Named:
        """Give a thing with its name."""
        labels = self._labels(iri)
        if not labels:
            return Named(iri, self.vocabulary.shrink(iri).strip("<>"))
        best = min(labels, key=_distance)
        return Named(iri, best.value, best.language or "")

    def all_named(self, iri: str, name: str) -> tuple[Named, ...]:
        """Give what a property points to, by name; stages in their order."""
        found = [(self.number(one, _ORDER) or 0, self.named(one)) for one in self.iris(iri, name)]
        found.sort(key=lambda row: (row[0], row[1].text.casefold(), row[1].iri))
        return tuple(named for _, named in found)

    def one_named(self, iri: str, name: str) -> Named | None:
        """Give one thing that a property points to; None where it points to none."""
        return next(iter(self.all_named(iri, name)), None)

    def kind(self, iri: str) -> Named | None:
        """Give the class of a thing, of our own vocabulary; None where it has none."""
        own = f"{self.vocabulary.base}ns/"
        found = [one for one in self.iris(iri, f"{RDF}type") if one.startswith(own)]
        return self.named(found[0]) if found else None

    def backing(self, iri: str) -> tuple[Place, ...]:
        """Give the places that back a record, by source and place."""
        found = []
        for excerpt in self.iris(iri, "evidencedBy"):
            source, locator, address = self._places.get(excerpt, (None, None, None))
            found.append(
                Place(excerpt, None if source is None else self.named(source), locator, address)
            )
        return tuple(
            sorted(found, key=lambda p: (p.source.text if p.source else "", p.locator or ""))
        )

    def _labels(self, iri: str) -> list[Literal]:
        said = self._said.get(iri, {})
        for label in LABELS:
            found = [one for one in said.get(label.value, ()) if isinstance(one, Literal)]
            if found:
                return found
        return []

    def _solutions(self, query: str) -> Iterator[tuple[Any, ...]]:
        # What is unbound is None, which the engine's stubs do not say.
        result = self._store.query(query)
        assert isinstance(result, QuerySolutions)  # noqa: S101 - of a SELECT
        for solution in result:
            yield tuple(solution)

    def _add(self, subject: str, predicate: str, value: Term) -> None:
        self._said.setdefault(subject, {}).setdefault(predicate, {})[value] = None

    def _only(self, told: Sequence[str]) -> str:
        """Give the filter to the properties *told* and to those that name a thing."""
        if not told:
            return ""
        # Nine times as quick here as VALUES, of which the engine makes a product first.
        return f"FILTER(?p IN ({', '.join(self._terms((*told, *_naming())).split())}))"

    def _path(self, name: str) -> str:
        return name if ":" in name else self.vocabulary.ns(name).value

    def _name(self, predicate: str) -> str:
        return predicate.removeprefix(f"{self.vocabulary.base}ns/")

    def _terms(self, names: Iterable[str]) -> str:
        return " ".join(str(NamedNode(self._path(name))) for name in names)


def in_text_order(locator: str | None) -> tuple[object, ...]:
    """Give the key that sorts places in a law as they stand there: recitals, articles, annexes."""
    text = (locator or "").casefold()
    part = 0 if text.startswith("recital") else 2 if text.startswith("annex") else 1
    text = _ANNEX.sub(lambda found: f"annex {_roman(found[1])}", text)
    words = _PART.split(text)
    # Every other one is a number, so that like is compared with like.
    return (part, *(int(word) if place % 2 else word for place, word in enumerate(words)))


def _roman(text: str) -> int:
    digits = [_ROMAN[letter] for letter in text.casefold()]
    return sum(
        -digit if any(digit < later for later in digits[place + 1 :]) else digit
        for place, digit in enumerate(digits)
    )


def _naming() -> tuple[str, ...]:
    return tuple(label.value for label in LABELS)


def _distance(text: Literal) -> tuple[int, str]:
    return ({"en": 0, "": 1}.get(text.language or "", 2), str(text))
