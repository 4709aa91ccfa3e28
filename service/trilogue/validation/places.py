"""Where the things that results are about are written, and what they are called."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.parse import ParsedFile
from trilogue.positions import Positions
from trilogue.terms import RDFS, SKOS
from trilogue.validation.report import Node, Result

_LABELS = (NamedNode(SKOS + "prefLabel"), NamedNode(RDFS + "label"))
_DEEPEST = 10  # brackets inside brackets that are climbed out of


class Places:
    """Finds file, line and label in files that were parsed.

    Args:
        files: the earlier file wins where two say the same.
    """

    def __init__(self, files: Iterable[ParsedFile]) -> None:
        self._files = list(files)
        self._positions: dict[str, Positions] = {}

    def place(self, result: Result) -> Result:
        """Fill in the label, the file and the line of *result* where they are missing and known."""
        focus = result.focus_node
        if focus is None:
            return result
        if result.focus_label is None:
            result = replace(result, focus_label=self.label(focus))
        if result.file is None:
            return self._placed(result, focus)
        return result

    def label(self, node: Node | Literal) -> str | None:
        """Give the preferred label of *node*, in English where there is one."""
        return self._labels.get(node) if not isinstance(node, Literal) else None

    def line(
        self,
        file: ParsedFile,
        subject: object,
        predicate: NamedNode | None = None,
        value: object = None,
    ) -> int | None:
        """Give the line of *file* that says it; of a blank node, the line of what holds it."""
        if not isinstance(subject, NamedNode):
            holder = self._holder(subject)
            if holder is None:
                return None
            subject, predicate = holder.subject, holder.predicate
        if not isinstance(subject, NamedNode):
            return None
        return self.positions(file).line_of(
            subject.value,
            None if predicate is None else predicate.value,
            value if isinstance(value, NamedNode | Literal) else None,
        )

    def positions(self, file: ParsedFile) -> Positions:
        """Give the lines of *file*, read at the first call."""
        if file.name not in self._positions:
            self._positions[file.name] = Positions(file.text, file.prefixes)
        return self._positions[file.name]

    def _placed(self, result: Result, focus: Node) -> Result:
        said = self._by_subject.get(focus) or self._by_object.get(focus)
        if not said:
            return result
        file, quad = max(said, key=lambda pair: _fit(pair[1], result))
        fits = quad.subject == focus and quad.object == result.value
        line = self.line(file, focus, quad.predicate if fits else result.path, result.value)
        return replace(result, file=file.name, line=line)

    def _holder(self, node: object) -> Quad | None:
        """Climb from a blank node to the statement about something with a name that holds it."""
        for _ in range(_DEEPEST):
            said = self._by_object.get(node)
            if not said:
                return None
            quad = said[0][1]
            if isinstance(quad.subject, NamedNode):
                return quad
            node = quad.subject
        return None

    @cached_property
    def _by_subject(self) -> dict[object, list[tuple[ParsedFile, Quad]]]:
        table: dict[object, list[tuple[ParsedFile, Quad]]] = {}
        for file in self._files:
            for quad in file.quads:
                table.setdefault(quad.subject, []).append((file, quad))
        return table

    @cached_property
    def _by_object(self) -> dict[object, list[tuple[ParsedFile, Quad]]]:
        table: dict[object, list[tuple[ParsedFile, Quad]]] = {}
        for file in self._files:
            for quad in file.quads:
                if not isinstance(quad.object, Literal):
                    table.setdefault(quad.object, []).append((file, quad))
        return table

    @cached_property
    def _labels(self) -> dict[object, str]:
        found: dict[object, tuple[int, str]] = {}
        for file in self._files:
            for quad in file.quads:
                if quad.predicate in _LABELS and isinstance(quad.object, Literal):
                    foreign = quad.object.language not in ("en", None)
                    rank = 2 * foreign + _LABELS.index(quad.predicate)
                    known = found.get(quad.subject)
                    if known is None or rank < known[0]:
                        found[quad.subject] = (rank, quad.object.value)
        return {node: text for node, (_, text) in found.items()}


def _fit(quad: Quad, result: Result) -> int:
    """Tell how much of the result the statement is: 0 nothing but the subject, 3 all of it."""
    same_value = result.value is not None and quad.object == result.value
    if result.path is None:
        return int(same_value)
    same_property = quad.predicate == result.path
    return 2 * same_property + (same_property and same_value)
