"""The index: all that can be found, with its words in SQLite's FTS5, in memory.

One connection serves all threads, one at a time: a look takes a few milliseconds, and a copy for
each thread would take as many times the memory. What is indexed is folded by
`trilogue.search.words` first, as what is typed is, so that both agree on every letter.

Source: SQLite FTS5, sections 4.3.1 (unicode61), 4.4.2 (contentless tables) and 5.1.1 (bm25).
"""

import sqlite3
import weakref
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property
from threading import Lock

from trilogue.search.reading import Findable, Thing
from trilogue.search.words import Wanted, folded, key, words_of
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

# Columns with their weights; the words of an IRI and of a gloss say least of a thing.
_WEIGHTS = {"label": 10, "other": 6, "identifier": 6, "slug": 1, "gloss": 1}
_NAMES = ("label", "other", "identifier")
# How well something fits, the best first: what is called EDRi comes before what is told of EDRi.
_SAME_LABEL, _SAME_NAME, _LABEL_BEGINS, _IN_NAMES, _ELSEWHERE = range(5)
_AFTER_ALL_TEXT = "\U0010ffff"
_SHORTEST_NEAR = 3
_MOST_NEAR = 3
_LENGTH_APART = 2
_LIKE = 0.72


class Index:
    """What can be found, and how to look for words in it.

    Args:
        dataset: does not change while this object lives.
        vocabulary: the base it was built with.
    """

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        found = Findable(dataset, vocabulary)
        self.things = found.things
        self.options = found.options
        self.below = {slug: found.below(slug) for slug in self.options["type"]}
        self._above = {
            slug: tuple(above for above, below in self.below.items() if slug in below)
            for slug in self.below
        }
        self._vocabulary = vocabulary
        labels: list[tuple[str, int]] = []
        names: list[tuple[str, int]] = []
        for number, thing in enumerate(self.things):
            labels += [(key(name.text), number) for name in thing.labels]
            names += [(key(text), number) for text in self._names(thing)]
        self._labels, self._other_names = sorted(labels), sorted(names)
        self._lock = Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        # An index that nobody holds any more lets go of its memory at once.
        weakref.finalize(self, self._connection.close)
        self._fill()

    def look(self, wanted: Wanted) -> list[tuple[int, float, Thing]]:
        """Find what holds all words: how well it fits, its rank among those, and itself.

        The smaller, the better, of both numbers; in no order.
        """
        weights = ", ".join(str(weight) for weight in _WEIGHTS.values())
        ranked = f"SELECT rowid, bm25(words, {weights}) FROM words WHERE words MATCH ?"  # noqa: S608 - of our own numbers
        named = "SELECT rowid FROM words WHERE words MATCH ?"
        with self._lock:
            run = self._connection.execute
            ranks: dict[int, float] = dict(run(ranked, (wanted.expression(),)))
            in_names = {row[0] for row in run(named, (wanted.expression(_NAMES),))}
        text = key(wanted.text)
        same = {number for _, number in _between(self._labels, text, text)}
        same_name = {number for _, number in _between(self._other_names, text, text)}
        # A word that is whole ends there, or another one begins.
        going_on = text + ("" if wanted.is_open else " ")
        begins: dict[int, int] = {}
        for label, number in _between(self._labels, going_on, going_on + _AFTER_ALL_TEXT):
            begins[number] = min(len(label), begins.get(number, len(label)))
        found: list[tuple[int, float, Thing]] = []
        for number in ranks.keys() | same | same_name:
            rank = ranks.get(number, 0.0)
            if number in same:
                fit = _SAME_LABEL
            elif number in same_name:
                fit = _SAME_NAME
            elif number in begins:
                # The less goes on after what was typed, the likelier it was meant.
                fit, rank = _LABEL_BEGINS, float(begins[number])
            else:
                fit = _IN_NAMES if number in in_names else _ELSEWHERE
            found.append((fit, rank, self.things[number]))
        return found

    def with_above(self, types: Iterable[str]) -> frozenset[str]:
        """Give the slugs of types and of those above them."""
        return frozenset(above for slug in types for above in self._above[slug])

    def near(self, word: str) -> list[str]:
        """Give words of names that look like *word*, the likest first; none where it is one."""
        plain = folded(word)
        if plain in self._spellings or len(plain) < _SHORTEST_NEAR:
            return []
        alike = [
            each
            for length in range(len(plain) - _LENGTH_APART, len(plain) + _LENGTH_APART + 1)
            for each in self._by_length.get(length, ())
        ]
        return [self._spellings[one] for one in get_close_matches(plain, alike, _MOST_NEAR, _LIKE)]

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """The words of names as `folded` has them, each with its most usual spelling."""
        spelt: Counter[str] = Counter(
            word
            for thing in self.things
            if not thing.is_quiet
            for name in (*thing.labels, *thing.others)
            for word in name.text.lower().split()
        )
        found: dict[str, str] = {}
        for spelling, _ in spelt.most_common():
            trimmed = spelling.strip("\"'.,;:!?()[]“”‘’«»–")  # noqa: RUF001 - quotation marks
            parts = words_of(trimmed)
            for part in parts:
                found.setdefault(part, trimmed if len(parts) == 1 else part)
        return {plain: spelling for plain, spelling in found.items() if not plain.isdecimal()}

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in sorted(self._spellings):
            found.setdefault(len(word), []).append(word)
        return found

    def _names(self, thing: Thing) -> Iterator[str]:
        yield from (name.text for name in thing.others)
        yield from thing.identifiers
        yield thing.iri
        yield self._vocabulary.shrink(thing.iri)

    def _fill(self) -> None:
        columns = ", ".join(_WEIGHTS)
        marks = ", ".join("?" for _ in _WEIGHTS)
        base = self._vocabulary.base
        rows = (
            (
                number,
                _together(name.text for name in thing.labels or (thing.label,)),
                _together(name.text for name in thing.others),
                _together(thing.identifiers),
                _together([thing.iri.removeprefix(base).partition("/")[2]]),
                folded(thing.gloss.text) if thing.gloss is not None else "",
            )
            for number, thing in enumerate(self.things)
        )
        with self._lock, self._connection as connection:
            connection.execute(
                f"CREATE VIRTUAL TABLE words USING fts5({columns}, content='', prefix='2 3', "
                "tokenize='unicode61 remove_diacritics 2')"
            )
            connection.executemany(
                f"INSERT INTO words(rowid, {columns}) VALUES (?, {marks})",  # noqa: S608 - our own names
                rows,
            )


def _together(texts: Iterable[str]) -> str:
    return folded("\n".join(texts))


def _between(pairs: list[tuple[str, int]], first: str, last: str) -> Iterator[tuple[str, int]]:
    """Give the pairs whose key is from *first* to *last*, both included."""
    for place in range(bisect_left(pairs, (first, -1)), len(pairs)):
        if pairs[place][0] > last:
            return
        yield pairs[place]
