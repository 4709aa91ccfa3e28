"""A module of the ontology as a drawing: its classes as a tree, each with the properties it has.

Only where things are is decided here; whoever shows it decides what they look like.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trilogue.reference import Module, Term

LINE = 18.0
_CHARACTER = 7.4  # of the width of a letter, in the font that the page uses, rounded up
_PADDING = 10.0
_BETWEEN = 14.0
_COLUMN_GAP = 44.0
_MOST_LINES = 14
_LONGEST_LINE = 44


@dataclass(frozen=True)
class Box:
    """One class; all numbers in pixels from the upper left.

    Attributes:
        term: the class.
        x, y, width, height: of the box.
        lines: of text below its name: a property and what it leads to.
        is_foreign: whether the class belongs to another module.
    """

    term: Term
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    is_foreign: bool


@dataclass(frozen=True)
class Edge:
    """From a class to one that is narrower."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Diagram:
    """Where everything is.

    Attributes:
        width, height: of the whole, in pixels.
        boxes: the classes.
        edges: between them.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def diagram_of(module: Module, terms: Mapping[str, Term]) -> Diagram:
    """Lay out the classes of a *module*, from the broadest at the left to the narrowest.

    Args:
        module: with its terms.
        terms: of all modules, by IRI.
    """
    return _Layout(module, terms).diagram()


class _Layout:
    def __init__(self, module: Module, terms: Mapping[str, Term]) -> None:
        self._terms = terms
        own = [term for term in module.terms if term.sort == "class"]
        self._own = {term.iri for term in own}
        self._children: dict[str, list[str]] = {}
        self._roots: list[str] = []
        for term in own:
            parent = next((iri for iri in term.above if iri in terms), None)
            if parent is None:
                self._roots.append(term.iri)
                continue
            self._children.setdefault(parent, []).append(term.iri)
            if parent not in self._own and parent not in self._roots:
                self._roots.append(parent)
        self._properties: dict[str, list[str]] = {}
        for term in module.terms:
            if term.sort != "class":
                for class_iri in term.domain:
                    self._properties.setdefault(class_iri, []).append(self._line(term))
        self._lines = {iri: self._lines_of(iri) for iri in self._all()}
        self._widths = self._column_widths()
        self._boxes: list[Box] = []
        self._edges: list[Edge] = []

    def diagram(self) -> Diagram:
        y = 0.0
        for root in self._roots:
            y += self._place(root, 0, y) + _BETWEEN
        width = sum(self._widths) + _COLUMN_GAP * max(0, len(self._widths) - 1)
        return Diagram(width, max(0.0, y - _BETWEEN), tuple(self._boxes), tuple(self._edges))

    def _place(self, iri: str, depth: int, top: float) -> float:
        """Place a class and those below it from *top* on; give the height that they take."""
        children = self._children.get(iri, [])
        height = self._height(iri)
        below = sum(self._block(child) for child in children) + _BETWEEN * max(0, len(children) - 1)
        block = max(height, below)
        x = sum(self._widths[:depth]) + _COLUMN_GAP * depth
        y = top + (block - height) / 2
        width = self._widths[depth]
        self._boxes.append(
            Box(self._terms[iri], x, y, width, height, self._lines[iri], iri not in self._own)
        )
        child_top = top + (block - below) / 2
        for child in children:
            taken = self._place(child, depth + 1, child_top)
            middle = child_top + taken / 2
            self._edges.append(Edge(x + width, y + height / 2, x + width + _COLUMN_GAP, middle))
            child_top += taken + _BETWEEN
        return block

    def _block(self, iri: str) -> float:
        children = self._children.get(iri, [])
        below = sum(map(self._block, children)) + _BETWEEN * max(0, len(children) - 1)
        return max(self._height(iri), below)

    def _height(self, iri: str) -> float:
        return 2 * _PADDING + LINE * (1 + len(self._lines[iri]))

    def _column_widths(self) -> list[float]:
        widths: list[float] = []
        waiting = [(root, 0) for root in self._roots]
        while waiting:
            iri, depth = waiting.pop()
            if depth == len(widths):
                widths.append(0.0)
            longest = max(len(line) for line in (self._terms[iri].label, *self._lines[iri]))
            widths[depth] = max(widths[depth], 2 * _PADDING + _CHARACTER * longest)
            waiting.extend((child, depth + 1) for child in self._children.get(iri, []))
        return widths

    def _all(self) -> list[str]:
        return list(dict.fromkeys([*self._roots, *self._own]))

    def _lines_of(self, iri: str) -> tuple[str, ...]:
        lines = sorted(self._properties.get(iri, []))
        if len(lines) > _MOST_LINES:
            left = len(lines) - _MOST_LINES + 1
            lines = [*lines[: _MOST_LINES - 1], f"and {left} more"]
        return tuple(lines)

    def _line(self, term: Term) -> str:
        values = [
            self._terms[iri].label if iri in self._terms else _last(iri) for iri in term.range
        ]
        text = f"{term.label}: {' or '.join(values)}" if values else term.label
        return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"


def _last(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
