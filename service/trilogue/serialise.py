"""Answers and graphs into bytes in a chosen format.

All writing is the engine's, in the thread that evaluated the query.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pyoxigraph
from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples, Triple

from trilogue.errors import AnswerTooLarge, QueryError
from trilogue.formats import (
    RDF_XML,
    RESULT_JSON,
    TRIG,
    TURTLE,
    GraphFormat,
    ResultFormat,
)
from trilogue.query import Answer
from trilogue.terms import RDF

_TYPE = f"{RDF}type"
_PREFIX_LINES = re.compile(rb"\A(?:@prefix [^\n]*\n)+")
_USED_PREFIX = re.compile(rb"(?<![\w<.-])([A-Za-z][\w-]*):")


@dataclass(frozen=True)
class Cell:
    """One value in a table of solutions.

    Attributes:
        kind: "uri", "literal", "bnode" or "triple", as in the JSON result format.
        value: the IRI, the literal's text or the blank node's label.
        language: the literal's language tag; None where it has none.
        datatype: the literal's datatype IRI; None for plain strings and all others.
    """

    kind: str
    value: str
    language: str | None = None
    datatype: str | None = None


@dataclass(frozen=True)
class Table:
    """Solutions read back into Python, for pages and the terminal.

    Attributes:
        variables: in the order of the SELECT clause, without question marks.
        rows: one tuple a solution, in the engine's order; None where a variable is unbound.
        total: how many solutions there are; more than rows where only the first were kept.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more solutions than rows."""
        return self.total > len(self.rows)


def answer_bytes(
    answer: Answer,
    format: GraphFormat | ResultFormat,  # noqa: A002 - the word of the specifications
    prefixes: dict[str, str] | None = None,
    max_bytes: int | None = None,
) -> bytes:
    """Write *answer* in *format*.

    Args:
        answer: not written or read before, and made in this thread.
        format: a result format for solutions and booleans, an RDF format for triples.
            CSV and TSV of a boolean, which the specification leaves open, are one word.
        prefixes: names to namespaces, for formats that shorten IRIs; unused ones are left out.
        max_bytes: the largest answer; None for no limit.

    Raises:
        AnswerTooLarge: it is larger; never a silent cut.
        QueryError: the engine failed while it was evaluating.
        TypeError: the format does not fit the answer's kind.
    """
    out = _BoundedBytes(max_bytes)
    try:
        _write(answer, format, prefixes, out)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"The query failed while it was evaluated: {error}.") from error
    return _finished(out.getvalue(), format)


def graph_bytes(
    statements: Iterable[Quad],
    format: GraphFormat,  # noqa: A002 - the word of the specifications
    prefixes: dict[str, str] | None = None,
) -> bytes:
    """Write quads in *format*, in one order for one set of quads, each once.

    A format that cannot name graphs gets the triples, without saying which graph has them.

    Args:
        statements: in any order.
        format: any RDF format.
        prefixes: names to namespaces; unused ones are left out.
    """
    if format.holds_datasets:
        quads = sorted(set(statements), key=lambda quad: (str(quad.graph_name), *_order(quad)))
        written = pyoxigraph.serialize(quads, format=format.engine, prefixes=prefixes)
    else:
        triples = sorted({quad.triple for quad in statements}, key=_order)
        written = pyoxigraph.serialize(triples, format=format.engine, prefixes=prefixes)
    return _finished(written or b"", format)


def table(answer: Answer, max_rows: int | None = None, max_bytes: int | None = None) -> Table:
    """Read solutions back into Python.

    Args:
        answer: solutions, not written or read before, and made in this thread.
        max_rows: keep at most so many; None keeps all.
        max_bytes: the largest answer, written as JSON; None for no limit.

    Raises:
        AnswerTooLarge: it is larger.
        QueryError: the engine failed while it was evaluating.
        TypeError: the answer is not solutions.
    """
    if not isinstance(answer.result, QuerySolutions):
        raise TypeError(f"{answer.kind} are no table")
    return read_table(answer_bytes(answer, RESULT_JSON, max_bytes=max_bytes), max_rows)


def read_table(data: bytes, max_rows: int | None = None) -> Table:
    """Read solutions in SPARQL's JSON back into Python; keep at most *max_rows* of them."""
    document = json.loads(data)
    variables = tuple(document["head"]["vars"])
    bindings = document["results"]["bindings"]
    rows = tuple(
        tuple(_cell(binding.get(variable)) for variable in variables)
        for binding in bindings[:max_rows]
    )
    return Table(variables, rows, len(bindings))


def boolean(answer: Answer) -> bool:
    """Read the boolean of an ASK query.

    Raises:
        TypeError: the answer is not a boolean.
    """
    if not isinstance(answer.result, QueryBoolean):
        raise TypeError(f"{answer.kind} are no boolean")
    return bool(answer.result)


class _BoundedBytes(BytesIO):
    """Bytes in memory that refuse to grow past a limit."""

    def __init__(self, limit: int | None) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        if self._limit is not None and self.tell() + len(data) > self._limit:
            raise AnswerTooLarge(
                f"The answer is larger than {self._limit:,} bytes. "
                "Narrow the query, or add LIMIT and OFFSET; the whole dataset is in the export.",
                "max_answer_bytes",
            )
        return super().write(data)


def _write(
    answer: Answer,
    format_: GraphFormat | ResultFormat,
    prefixes: dict[str, str] | None,
    out: _BoundedBytes,
) -> None:
    result = answer.result
    if isinstance(result, QueryTriples) and isinstance(format_, GraphFormat):
        if format_ in (TURTLE, TRIG) and prefixes:
            pyoxigraph.serialize(result, out, format_.engine, prefixes=prefixes)
        else:
            result.serialize(out, format_.engine)
    elif (
        not isinstance(result, QueryTriples)
        and isinstance(format_, ResultFormat)
        and format_.engine is not None
    ):
        result.serialize(out, format_.engine)
    else:
        raise TypeError(f"{answer.kind} cannot be written as {format_.name}")


def _finished(data: bytes, format_: GraphFormat | ResultFormat) -> bytes:
    """Mend what the engine leaves to chance or loses."""
    if format_ == RDF_XML:
        # A bare carriage return would be read back as a line feed.
        return data.replace(b"\r", b"&#13;")
    if format_ in (TURTLE, TRIG):
        return with_used_prefixes(data)
    return data


def with_used_prefixes(data: bytes) -> bytes:
    """Keep the prefix lines at the head of Turtle or TriG that are used, in alphabetical order."""
    head = _PREFIX_LINES.match(data)
    if head is None:
        return data
    body = data[head.end() :]
    used = set(_USED_PREFIX.findall(body))
    lines = sorted(
        line for line in head.group().splitlines() if line.split()[1].rstrip(b":") in used
    )
    return b"".join(line + b"\n" for line in lines) + (b"\n" if lines else b"") + body


def _order(statement: Triple | Quad) -> tuple[str, bool, str, str]:
    predicate = statement.predicate.value
    return str(statement.subject), predicate != _TYPE, predicate, str(statement.object)


def _cell(binding: dict[str, Any] | None) -> Cell | None:
    if binding is None:
        return None
    value = binding["value"]
    return Cell(
        binding["type"],
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),
        binding.get("xml:lang"),
        binding.get("datatype"),
    )
