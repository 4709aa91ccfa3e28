"""Tables as Parquet, for DuckDB, pandas and Spark: the records, and the whole graph in three more.

::

    parquet/<table>.parquet   one for each table of records, with its types and lists as they are
    parquet/nodes.parquet     every record: IRI, name, classes and table
    parquet/edges.parquet     every statement that leads from one record to another
    parquet/quads.parquet     every statement of the dataset

Values stand as they are: nothing here can be taken for a formula.

Source: Apache Parquet, file format 2; RDF 1.1 N-Quads.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Literal, NamedNode, Quad

from trilogue.extras import required
from trilogue.records import Records, order
from trilogue.tables.columns import Column, Table, Type
from trilogue.terms import RDF

if TYPE_CHECKING:
    import pyarrow as pa

# Rows that are in memory at once, and one row group of the file.
_AT_ONCE = 20_000
# The files that hold the whole graph.
WHOLE = ("nodes.parquet", "edges.parquet", "quads.parquet")
_EDGE = ("subject", "predicate", "object", "graph")
_QUAD = ("graph", "subject", "predicate", "object", "object_kind", "datatype", "language")
_Row = tuple[Any, ...]
# Value of a cell by type; what is not here stays text.
_VALUES: dict[Type, Callable[[str], object]] = {
    Type.DATE: date.fromisoformat,
    Type.MOMENT: datetime.fromisoformat,
    Type.BOOLEAN: lambda text: text == "true",
    Type.INTEGER: int,
    Type.DECIMAL: float,
}


def write_table(table: Table, records: Records, path: Path, about: Mapping[str, str]) -> None:
    """Write one table of records.

    Args:
        table: which.
        records: where its rows are read.
        path: is overwritten.
        about: is kept with the file, such as the version of the dataset.

    Raises:
        ExtraMissing: the library for it is not installed.
    """
    arrow = _arrow()
    fields = [
        arrow.field(
            column.name,
            arrow.list_(_type(column, arrow)) if column.is_list else _type(column, arrow),
            metadata={"meaning": column.meaning, "property": column.path},
        )
        for column in table.columns
    ]
    rows = (
        tuple(_value(column, values) for column, values in zip(table.columns, row, strict=True))
        for row in table.values(records)
    )
    _write(rows, fields, path, about)


def write_graph(
    tables: Iterable[tuple[str, list[str]]],
    records: Records,
    directory: Path,
    about: Mapping[str, str],
) -> list[str]:
    """Write nodes, edges and quads.

    Args:
        tables: the name of each table and the IRIs of its records.
        records: of the dataset.
        directory: where the files go.
        about: as in `write_table`.

    Returns:
        The names of the files.

    Raises:
        ExtraMissing: the library for it is not installed.
    """
    arrow = _arrow()
    text = arrow.string()
    nodes: dict[str, str] = {}
    for name, members in tables:
        for member in members:
            nodes.setdefault(member, name)
    named = [arrow.field(name, text) for name in ("iri", "label", "table")]
    types = arrow.field("type", arrow.list_(text))
    _write(_nodes(nodes, records), [*named, types], directory / "nodes.parquet", about)
    edges = [arrow.field(name, text) for name in _EDGE]
    quads = [arrow.field(name, text) for name in _QUAD]
    with (
        _File(directory / "edges.parquet", edges, about) as edge_file,
        _File(directory / "quads.parquet", quads, about) as quad_file,
    ):
        for quad in _all_quads(records):
            quad_file.add(_row(quad))
            ends_in = quad.object.value if isinstance(quad.object, NamedNode) else ""
            if ends_in in nodes and _text(quad.subject) in nodes:
                edge_file.add(_edge(quad))
    return list(WHOLE)


def _nodes(nodes: Mapping[str, str], records: Records) -> Iterator[_Row]:
    classes = set(records.classes)
    for iri, said in records.said(sorted(nodes)):
        types = [v.value for v in said.get(f"{RDF}type", ()) if v.value in classes]
        yield iri, records.label(iri), nodes[iri], types


def _edge(quad: Quad) -> _Row:
    return _text(quad.subject), quad.predicate.value, _text(quad.object), _graph(quad)


def _row(quad: Quad) -> _Row:
    value = quad.object
    datatype = language = None
    if isinstance(value, Literal):
        kind, language = "literal", value.language
        datatype = value.datatype.value
    else:
        kind = "iri" if isinstance(value, NamedNode) else "blank node"
    subject, predicate = _text(quad.subject), quad.predicate.value
    return _graph(quad), subject, predicate, _text(value), kind, datatype, language


def _graph(quad: Quad) -> str | None:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None


def _all_quads(records: Records) -> Iterator[Quad]:
    """Give all quads in one order, graph by graph, so that one graph is in memory at a time."""
    graphs: set[str] = set()
    unnamed = []
    for quad in records.store.quads():
        if isinstance(quad.graph_name, NamedNode):
            graphs.add(quad.graph_name.value)
        else:
            unnamed.append(quad)
    yield from _sorted(unnamed)
    for graph in sorted(graphs):
        yield from _sorted(list(records.store.quads(graph_name=NamedNode(graph))))


def _sorted(quads: list[Quad]) -> list[Quad]:
    """Sort the quads of one graph, each once, blank nodes named by what is said of them."""
    anonymous = [
        quad
        for quad in quads
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
    ]
    if anonymous:
        named = pyoxigraph.Dataset(anonymous)
        named.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        quads = [*(set(quads) - set(anonymous)), *named]
    return sorted(
        # An engine may give a quad twice.
        dict.fromkeys(quads),
        key=lambda quad: (
            _text(quad.subject),
            quad.predicate.value,
            _text(quad.object),
            order(quad.object),
        ),
    )


def _text(term: object) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _write(
    rows: Iterable[_Row], fields: list["pa.Field[Any]"], path: Path, about: Mapping[str, str]
) -> None:
    with _File(path, fields, about) as file:
        for row in rows:
            file.add(row)


class _File:
    """One file that is being written, a row after the other."""

    def __init__(self, path: Path, fields: list["pa.Field[Any]"], about: Mapping[str, str]) -> None:
        self._arrow = _arrow()
        parquet = required("pyarrow.parquet", "exports", "Parquet")
        self._schema = self._arrow.schema(fields, metadata=dict(about))
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[_Row] = []

    def add(self, row: _Row) -> None:
        self._rows.append(row)
        if len(self._rows) == _AT_ONCE:
            self._flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(self._schema)
        arrays = [
            self._arrow.array(list(values), type=field.type)
            for values, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(self._arrow.table(arrays, schema=self._schema))
        self._rows = []


def _value(column: Column, values: list[str]) -> object:
    read = _VALUES.get(column.type, str)
    if column.is_list:
        return [read(value) for value in values]
    return read(values[0]) if values else None


def _type(column: Column, arrow: Any) -> Any:
    return {
        Type.DATE: arrow.date32(),
        Type.MOMENT: arrow.timestamp("us", tz="UTC"),
        Type.BOOLEAN: arrow.bool_(),
        Type.INTEGER: arrow.int64(),
        Type.DECIMAL: arrow.float64(),
    }.get(column.type, arrow.string())


def _arrow() -> Any:
    return required("pyarrow", "exports", "Parquet")
