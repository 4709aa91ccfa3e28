"""A Turtle file in the one form of `turtle`, with its comments and the order of its subjects.

The parsers drop comments, so the text is cut into statements here, and each is parsed by itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat
from pyoxigraph import Triple as TripleTerm

from trilogue.errors import ParseError
from trilogue.formats import TURTLE
from trilogue.parse import parse_bytes
from trilogue.positions import TOKEN
from trilogue.terms import Vocabulary
from trilogue.turtle import Node, Writer, file_bytes, namings

_LINE_END = re.compile(r"\r\n|\r|\n")
_DEPTHS = {"[": 1, "(": 1, "]": -1, ")": -1}
_SPARQL_DIRECTIVES = ("prefix", "base")
_TURTLE_DIRECTIVES = ("@prefix", "@base")


@dataclass
class _Comments:
    """Comments that stand together.

    Attributes:
        groups: comments with an empty line between them, each without its line end.
        attached: whether no empty line is between the last one and what follows.
    """

    groups: list[str] = field(default_factory=list)
    attached: bool = False

    def before(self, block: str) -> str:
        """Put them before *block*."""
        if not self.attached:
            return "\n\n".join([*self.groups, block])
        return "\n\n".join([*self.groups[:-1], f"{self.groups[-1]}\n{block}"])


@dataclass
class _Statement:
    """One directive, or one subject with what is said of it, to the full stop.

    Attributes:
        text: as written.
        first: its first token.
        line: of that, counted from 1.
        comments: what stands before it.
        labels: of the blank nodes that it calls by a label.
    """

    text: str
    first: str
    line: int
    comments: _Comments
    labels: set[str]

    @property
    def is_directive(self) -> bool:
        """Whether it declares a prefix or the base."""
        return self.first.lower() in (*_SPARQL_DIRECTIVES, *_TURTLE_DIRECTIVES)


def formatted(data: bytes, name: str, vocabulary: Vocabulary) -> bytes:
    """Write the Turtle file *data* in its one form.

    The statements are the same, and what came out once comes out unchanged.
    Subjects stay in their order; comments at the head and before a subject stay there. What is
    said of one subject at several places comes together at the first.

    Args:
        data: UTF-8.
        name: what to call the file in a message.
        vocabulary: whose prefixes are used; of the file's own, those for other namespaces.

    Raises:
        ParseError: it is not Turtle, holds statements about statements, or has a comment at a
            place where it would be lost.
    """
    parsed = parse_bytes(data, TURTLE, None, name)
    if any(isinstance(quad.object, TripleTerm) for quad in parsed.quads):
        raise ParseError(
            "it holds statements about statements (triple terms), which are not written here. "
            "Make each a record with an IRI of its own.",
            name,
        )
    statements, tail = _cut(parsed.text, name)
    try:
        written = _written(statements, tail, namings(vocabulary, parsed.prefixes), name)
    except RecursionError as error:
        raise ParseError("its brackets lie too deep in each other. Unfold them.", name) from error
    again = parse_bytes(written, TURTLE, None, name)
    if _comparable(again.quads) != _comparable(parsed.quads):
        raise ParseError(
            "it cannot be written in another form without a change of what it says. "
            "Write it without escapes in names and with one statement a line.",
            name,
        )
    return written


def _written(
    statements: list[_Statement], tail: _Comments, prefixes: dict[str, str], name: str
) -> bytes:
    head = _head(statements, name)
    directives = ""
    order: dict[Node, _Comments] = {}
    quads: dict[Quad, None] = {}
    labels: set[BlankNode] = set()
    for statement in statements:
        if statement.is_directive:
            directives += statement.text + "\n"
            continue
        subject, said = _parsed(statement, directives, name)
        quads |= dict.fromkeys(said)
        labels |= {BlankNode(label) for label in statement.labels}
        known = order.setdefault(subject, _Comments())
        if statement.comments.groups:
            known.groups.extend(statement.comments.groups)
            known.attached = statement.comments.attached
    writer = Writer([quad.triple for quad in quads], prefixes, labels)
    blocks = [comments.before(writer.block(subject)) for subject, comments in order.items()]
    return file_bytes([*head, writer.declarations, *blocks, *tail.groups])


def _head(statements: list[_Statement], name: str) -> list[str]:
    """Take the comments that are about the file as a whole."""
    if not statements:
        return []
    first = statements[0].comments
    attached = first.attached and not statements[0].is_directive
    cut = len(first.groups) - attached
    head, first.groups = first.groups[:cut], first.groups[cut:]
    for statement in statements[1:]:
        if statement.is_directive and statement.comments.groups:
            raise ParseError(
                "a comment stands before this prefix, where it would be lost. "
                "Move it to the head of the file or before a subject.",
                name,
                statement.line,
            )
    return head


def _parsed(statement: _Statement, directives: str, name: str) -> tuple[Node, list[Quad]]:
    """Parse one statement; give what it is about, and what it says."""
    try:
        quads = list(pyoxigraph.parse(directives + statement.text, RdfFormat.TURTLE))
    except SyntaxError as error:
        raise ParseError(
            "where this statement ends cannot be told. Write it without escapes in names.",
            name,
            statement.line,
        ) from error
    objects = {quad.object for quad in quads}
    anonymous = []
    for quad in quads:
        if isinstance(quad.subject, NamedNode):  # what is in brackets is about blank nodes
            return quad.subject, quads
        if isinstance(quad.subject, BlankNode) and quad.subject.value not in statement.labels:
            anonymous.append(quad.subject)
    if statement.first.startswith("_:"):
        return BlankNode(statement.first[2:]), quads
    return next(node for node in anonymous if node not in objects), quads


def _comparable(quads: Iterable[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    if any(isinstance(node, BlankNode) for quad in dataset for node in quad):
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def _cut(text: str, name: str) -> tuple[list[_Statement], _Comments]:
    """Cut Turtle into its statements; give the comments behind the last one, too.

    Raises:
        ParseError: a comment stands within a statement, or behind one on its line.
    """
    cutter = _Cutter(text, name)
    return list(cutter.statements()), cutter.comments


class _Cutter:
    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._ends = 1  # line ends since the last comment or statement; at the head one is not due
        self.comments = _Comments()

    def statements(self) -> Iterator[_Statement]:
        start: int | None = None
        line, depth = 1, 0
        labels: set[str] = set()
        for match in TOKEN.finditer(self._text):
            kind, value = match.lastgroup, match.group()
            if kind == "skip":
                self._skipped(value, line, inside=start is not None)
                line += len(_LINE_END.findall(value))
                continue
            if start is None:
                start, first, first_line, labels = match.start(), value, line, set()
                comments, self.comments = self.comments, _Comments()
                comments.attached = bool(comments.groups) and self._ends == 1
            line += len(_LINE_END.findall(value))
            if value.startswith("_:"):
                labels.add(value[2:])
            depth += _DEPTHS.get(value, 0)
            is_sparql = first.lower() in _SPARQL_DIRECTIVES
            if (kind == "iri" and is_sparql) or (kind == "mark" and value == "." and depth == 0):
                whole = self._text[start : match.end()]
                yield _Statement(whole, first, first_line, comments, labels)
                start, self._ends = None, 0

    def _skipped(self, value: str, line: int, *, inside: bool) -> None:
        if not value.startswith("#"):
            self._ends += len(_LINE_END.findall(value))
            return
        if inside or self._ends == 0:
            where = "inside a statement" if inside else "behind a statement"
            raise ParseError(
                f"a comment stands {where}, where it would be lost. "
                "Put it on a line of its own before the subject.",
                self._name,
                line,
            )
        comment = value.rstrip()
        if self.comments.groups and self._ends == 1:
            self.comments.groups[-1] += f"\n{comment}"
        else:
            self.comments.groups.append(comment)
        self._ends = 0
