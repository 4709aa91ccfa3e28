"""Shapes or an ontology as a table of statements, for who reads what they say.

Source: RDF Schema, section 5.2 (collections).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.terms import RDF

_FIRST, _REST, _NIL = (RDF + "first", RDF + "rest", RDF + "nil")
_ENGLISH_FIRST = {"en": 0, None: 1}


class Statements:
    """Statements, looked up by subject.

    Args:
        quads: the order is kept, which is the order of the file.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._table: dict[object, dict[str, list[object]]] = defaultdict(dict)
        for quad in quads:
            self._table[quad.subject].setdefault(quad.predicate.value, []).append(quad.object)

    @property
    def subjects(self) -> list[object]:
        """Give what is spoken of, in the order of the files."""
        return list(self._table)

    def values(self, subject: object, predicate: str) -> list[object]:
        """Give what is said, in the order of the file."""
        return self._table[subject].get(predicate, []) if subject in self._table else []

    def value(self, subject: object, predicate: str) -> object | None:
        """Give the first of `values`."""
        return next(iter(self.values(subject, predicate)), None)

    def iris(self, subject: object, predicate: str) -> list[str]:
        """Give those of `values` that have an IRI."""
        return [v.value for v in self.values(subject, predicate) if isinstance(v, NamedNode)]

    def iri(self, subject: object, predicate: str) -> str | None:
        """Give the first of `iris`."""
        return next(iter(self.iris(subject, predicate)), None)

    def pairs(self, predicate: str) -> list[tuple[object, object]]:
        """Give each subject of which something is said with *predicate*, and what."""
        return [
            (subject, value)
            for subject, said in self._table.items()
            for value in said.get(predicate, [])
        ]

    def subjects_with(self, predicate: str, value: object) -> list[object]:
        """Give that of which *value* is said with *predicate*."""
        return self._by_value.get((predicate, value), [])

    def text(self, subject: object, predicate: str) -> str | None:
        """Give the text in English, else without a language, else any; None for none."""
        found = [v for v in self.values(subject, predicate) if isinstance(v, Literal)]
        best = min(found, key=lambda v: (_ENGLISH_FIRST.get(v.language, 2), v.value), default=None)
        return None if best is None else best.value

    def number(self, subject: object, predicate: str) -> int | None:
        """Give the whole number, or None."""
        text = self.text(subject, predicate)
        return int(text) if text else None

    def truth(self, subject: object, predicate: str) -> bool:
        """Tell whether it says true."""
        return any(
            isinstance(value, Literal) and value.value in ("true", "1")
            for value in self.values(subject, predicate)
        )

    def items(self, head: object | None) -> Iterator[object]:
        """Walk an RDF list."""
        seen: set[object] = set()
        while head is not None and head != NamedNode(_NIL) and head not in seen:
            seen.add(head)
            first = self.value(head, _FIRST)
            if first is not None:
                yield first
            head = self.value(head, _REST)

    @cached_property
    def _by_value(self) -> dict[tuple[str, object], list[object]]:
        table: dict[tuple[str, object], list[object]] = {}
        for subject, said in self._table.items():
            for predicate, values in said.items():
                for value in values:
                    table.setdefault((predicate, value), []).append(subject)
        return table
