"""Answers and graphs into bytes in a chosen format.

All writing is the engine's, in the thread that evaluated the query.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import IO, Any

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, Triple

from trilogue.errors import QueryError
from trilogue.formats import (
    RDF_XML,
    RESULT_JSON,
    TRIG,
    TURTLE,
    Format,
    GraphFormat,
    ResultFormat,
)
from trilogue.query import Answer
from trilogue.terms import RDF, XSD

_TYPE = f"{RDF}type"
_PREFIX_LINES = re.compile(rb"\A(?:@prefix [^\n]*\n)+")
# Where all rows are read, above which only the first ones are.
_LARGE_JSON = 4_000_000
_BINDINGS = re.compile(rb',\s*"results"\s*:\s*\{\s*"bindings"\s*:\s*\[')
_BETWEEN_ROWS = b'"}},{"'
PREFIXED_NAME = re.compile(rb"(?<![\w<.-])([A-Za-z][\w-]*):")


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
) -> bytes:
    """Write *answer* in *format*.

    Args:
        answer: not written or read before, and made in this thread.
        format: a result format for solutions and booleans, an RDF format for triples.
            CSV and TSV of a boolean, which the specification leaves open, are one word.
        prefixes: names to namespaces, for formats that shorten IRIs; unused ones are left out.

    Raises:
        QueryError: the engine failed while it was evaluating.
        TypeError: the format does not fit the answer's kind.
    """
    out = BytesIO()
    try:
        write(answer.result, format, out, prefixes)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"The query failed while it was evaluated: {error}.") from error
    return _mended(out.getvalue(), format)


def write(
    result: QuerySolutions | QueryBoolean | Iterable[Triple],
    format: GraphFormat | ResultFormat,  # noqa: A002 - the word of the specifications
    out: IO[bytes],
    prefixes: dict[str, str] | None = None,
) -> None:
    """Write *result* to *out* as `answer_bytes` does, but for carriage returns in RDF/XML.

    Those are for whoever has the bytes; see `_mended`.

    Raises:
        OSError, RuntimeError, ValueError: the engine failed while it was evaluating.
        TypeError: the format does not fit the result's kind.
    """
    if isinstance(result, QuerySolutions | QueryBoolean):
        if isinstance(format, ResultFormat) and format.engine is not None:
            result.serialize(out, format.engine)
            return
    elif isinstance(format, GraphFormat):
        if format in (TURTLE, TRIG) and prefixes:
            # Only the prefixes that are used are told, so all is at hand first.
            data = pyoxigraph.serialize(list(result), format=format.engine, prefixes=prefixes)
            out.write(with_used_prefixes(data or b""))
        else:
            pyoxigraph.serialize(result, out, format.engine)
        return
    raise TypeError(f"{type(result).__name__} cannot be written as {format.name}")


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
    data = _mended(written or b"", format)
    return with_used_prefixes(data) if format in (TURTLE, TRIG) else data


def table(answer: Answer, max_rows: int | None = None) -> Table:
    """Read solutions back into Python.

    Args:
        answer: solutions, not written or read before, and made in this thread.
        max_rows: keep at most so many; None keeps all.

    Raises:
        QueryError: the engine failed while it was evaluating.
        TypeError: the answer is not solutions.
    """
    if not isinstance(answer.result, QuerySolutions):
        raise TypeError(f"{answer.kind} are no table")
    return table_from_json(answer_bytes(answer, RESULT_JSON), max_rows)


def table_from_json(data: bytes, max_rows: int | None = None) -> Table:
    """Read solutions in the JSON result format.

    Args:
        data: a whole answer.
        max_rows: keep at most so many; None keeps all.
    """
    if max_rows is not None and len(data) > _LARGE_JSON:
        return _first_rows(data, max_rows)
    document = json.loads(data)
    variables = tuple(document["head"]["vars"])
    bindings = document["results"]["bindings"]
    return Table(variables, _rows(variables, bindings[:max_rows]), len(bindings))


def first_triples(data: bytes, max_rows: int) -> Table:
    """Read the beginning of a graph in Turtle as a table of its triples.

    Args:
        data: a whole answer.
        max_rows: keep at most so many; the others are counted.
    """
    quads = pyoxigraph.parse(data, pyoxigraph.RdfFormat.TURTLE)
    rows = tuple(
        tuple(_cell_of(term) for term in (quad.subject, quad.predicate, quad.object))
        for quad in islice(quads, max_rows)
    )
    total = len(rows) + sum(1 for _ in quads)
    return Table(("subject", "predicate", "object"), rows, total)


def boolean_from_json(data: bytes) -> bool:
    """Read a boolean in the JSON result format."""
    return bool(json.loads(data)["boolean"])


def _first_rows(data: bytes, max_rows: int) -> Table:
    """Read the first rows only: all of a large answer would take seconds and much memory."""
    head = _BINDINGS.search(data)
    if head is None:
        raise ValueError("this is no answer with solutions in JSON")
    variables = tuple(json.loads(data[: head.start()] + b"}")["head"]["vars"])
    decoder = json.JSONDecoder()
    text = data[head.end() : head.end() + _LARGE_JSON].decode(errors="ignore")
    bindings: list[dict[str, Any]] = []
    place = 0
    while len(bindings) < max_rows and text[place : place + 1] == "{":
        try:
            binding, place = decoder.raw_decode(text, place)
        except ValueError:
            break
        bindings.append(binding)
        place += 1
    total = max(data.count(_BETWEEN_ROWS) + 1, len(bindings))
    return Table(variables, _rows(variables, bindings), total)


def _rows(
    variables: Sequence[str], bindings: Iterable[dict[str, Any]]
) -> tuple[tuple[Cell | None, ...], ...]:
    return tuple(
        tuple(_cell(binding.get(variable)) for variable in variables) for binding in bindings
    )


def boolean(answer: Answer) -> bool:
    """Read the boolean of an ASK query.

    Raises:
        TypeError: the answer is not a boolean.
    """
    if not isinstance(answer.result, QueryBoolean):
        raise TypeError(f"{answer.kind} are no boolean")
    return bool(answer.result)


def _mended(data: bytes, format: Format) -> bytes:  # noqa: A002 - the word of the specifications
    """Mend what the engine loses: in RDF/XML a bare carriage return is read as a line feed."""
    return data.replace(b"\r", b"&#13;") if format == RDF_XML else data


def with_used_prefixes(data: bytes) -> bytes:
    """Keep the prefix lines at the head of Turtle or TriG that are used, in alphabetical order."""
    head = _PREFIX_LINES.match(data)
    if head is None:
        return data
    body = data[head.end() :]
    used = set(PREFIXED_NAME.findall(body))
    lines = sorted(
        line for line in head.group().splitlines() if line.split()[1].rstrip(b":") in used
    )
    return b"".join(line + b"\n" for line in lines) + (b"\n" if lines else b"") + body


def _order(statement: Triple | Quad) -> tuple[str, bool, str, str]:
    predicate = statement.predicate.value
    return str(statement.subject), predicate != _TYPE, predicate, str(statement.object)


def _cell_of(term: NamedNode | BlankNode | Literal | Triple) -> Cell:
    if isinstance(term, NamedNode):
        return Cell("uri", term.value)
    if isinstance(term, BlankNode):
        return Cell("bnode", term.value)
    if isinstance(term, Literal):
        plain = term.language is not None or term.datatype.value == f"{XSD}string"
        return Cell("literal", term.value, term.language, None if plain else term.datatype.value)
    return Cell("triple", str(term))


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
