"""The suites of query evaluation, query syntax and result formats."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
)
from rdflib import RDF, Graph, Namespace
from under_test import BASE, MF, Files, Service, Suite, canonical, entries, name_of

from trilogue.querytext import has_word

QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
NUMBERS = ("integer", "decimal", "double", "float")
RESULT_FORMATS = {
    ".srx": QueryResultsFormat.XML,
    ".srj": QueryResultsFormat.JSON,
    ".tsv": QueryResultsFormat.TSV,
    ".csv": QueryResultsFormat.CSV,
}


@dataclass
class Case:
    """One test of an evaluation."""

    name: str
    query: str
    data: list[str]
    named: list[str]
    result: str | None
    kind: str


def cases(files: Files, directory: str) -> Iterator[Case]:
    """Read the evaluation and syntax tests of a directory."""
    manifest = files.graph(f"{directory}/manifest.ttl")
    for test in entries(manifest):
        action = manifest.value(test, MF.action)
        kind = name_of(manifest.value(test, RDF.type) or RDF.nil)
        query = manifest.value(action, QT.query) or action
        text = files.read(str(query)).decode()
        yield Case(
            f"{directory.rpartition('/')[2]}/{name_of(test)}",
            f"BASE <{query}>\n{text}",
            [str(each) for each in manifest.objects(action, QT.data)],
            [str(each) for each in manifest.objects(action, QT.graphData)],
            str(manifest.value(test, MF.result)) if (test, MF.result, None) in manifest else None,
            kind,
        )


def media_type(file: str) -> RdfFormat:
    """Tell the RDF format of a file of the suite."""
    return RdfFormat.RDF_XML if file.endswith(".rdf") else RdfFormat.TURTLE


def alone(files: Files, case: Case) -> bytes | None:
    """Answer by the engine's library alone; None where it refuses."""
    store = pyoxigraph.Store()
    for file in (*case.data, *case.named):
        graph = DefaultGraph() if file in case.data else NamedNode(file)
        store.load(files.read(file), media_type(file), base_iri=file, to_graph=graph)
    try:
        result = store.query(case.query)
        if isinstance(result, QueryTriples):
            return result.serialize(format=RdfFormat.N_TRIPLES)
        wanted = RESULT_FORMATS.get((case.result or "")[-4:], QueryResultsFormat.JSON)
        if wanted == QueryResultsFormat.XML:
            wanted = QueryResultsFormat.JSON
        return result.serialize(format=wanted)
    except (SyntaxError, OSError, RuntimeError, ValueError):
        return None


def served(files: Files, case: Case, service: Service, loaded: set[str]) -> bytes | None:
    """Answer by the service; None where it refuses."""
    for file in {*case.data, *case.named} - loaded:
        service.put(file, files.read(file), media_type(file).media_type)
        loaded.add(file)
    dataset = [("default-graph-uri", file) for file in case.data or [f"{BASE}none"]]
    dataset += [("named-graph-uri", file) for file in case.named]
    if not case.data and has_word(case.query, "FROM"):
        dataset = []
    ending = (case.result or "")[-4:]
    accept = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}.get(
        ending, "application/sparql-results+json, application/n-triples"
    )
    answer = service.query(case.query, dataset, accept)
    assert answer.status in (200, 400), (case.name, answer)
    return answer.body if answer.status == 200 else None


def is_right(files: Files, case: Case, answer: bytes | None) -> bool:
    """Tell whether an answer is the expected one; the order of solutions is not looked at."""
    if case.kind.startswith("Negative"):
        return answer is None
    if answer is None or case.result is None:
        return answer is not None
    if case.result.endswith(".csv"):
        return csv_rows(answer) == csv_rows(files.read(case.result))
    expected = expected_result(files, case.result)
    if answer.startswith(b"{"):
        return bool(
            rows(pyoxigraph.parse_query_results(answer, QueryResultsFormat.JSON)) == expected
        )
    if case.result.endswith(".tsv"):
        return bool(
            rows(pyoxigraph.parse_query_results(answer, QueryResultsFormat.TSV)) == expected
        )
    return bool(canonical(pyoxigraph.parse(answer, RdfFormat.N_TRIPLES)) == expected)


def csv_rows(data: bytes) -> list[list[tuple[str, str]]]:
    """Read CSV: SELECT * may order columns in any way, and a blank node be called anything."""
    found = csv.DictReader(data.decode().splitlines())
    return sorted(
        sorted(
            (name, "_:" if value.startswith("_:") else _number(value))
            for name, value in row.items()
        )
        for row in found
    )


def _number(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:
        return text


def expected_result(files: Files, file: str) -> Any:
    """Read a file with an expected result."""
    if file[-4:] in RESULT_FORMATS:
        return rows(pyoxigraph.parse_query_results(files.read(file), RESULT_FORMATS[file[-4:]]))
    graph = Graph().parse(
        data=files.read(file), format=media_type(file).file_extension, publicID=file
    )
    if (None, RDF.type, RS.ResultSet) in graph:
        found = graph.query(
            f"SELECT ?s ?n ?v {{ ?r <{RS.solution}> ?s OPTIONAL {{ ?s <{RS.binding}> "
            f"[ <{RS.variable}> ?n ; <{RS.value}> ?v ] }} }}"
        )
        return rows_of((str(s), n and str(n), v and v.n3()) for s, n, v in found)  # type: ignore[misc]
    return canonical(pyoxigraph.parse(files.read(file), media_type(file), base_iri=file))


def rows(result: QuerySolutions | QueryBoolean) -> Any:
    """Give solutions as a graph, in which blank nodes can be compared; or the boolean."""
    if isinstance(result, QueryBoolean):
        return bool(result)
    names = [variable.value for variable in result.variables]
    return rows_of(
        (str(number), name, None if value is None else value)
        for number, solution in enumerate(result)
        for name, value in [(None, None), *zip(names, solution, strict=True)]
    )


def rows_of(cells: Any) -> pyoxigraph.Dataset:
    """Turn cells (solution, variable, value) into such a graph."""
    quads: list[Quad] = []
    for solution, name, value in cells:
        row = BlankNode(f"row{hash(solution) & 0xFFFFFFFF:x}")
        quads.append(Quad(row, NamedNode(RDF.type), NamedNode(RS.solution), DefaultGraph()))
        if name is not None and value is not None:
            term = _n3(value) if isinstance(value, str) else value
            quads.append(Quad(row, NamedNode(f"{BASE}var/{name}"), _plain(term), DefaultGraph()))
    return canonical(quads)


def _n3(text: str) -> Any:
    (quad,) = pyoxigraph.parse(f"<x:s> <x:p> {text} .", RdfFormat.TURTLE)
    return quad.object


def _plain(term: Any) -> Any:
    """Write numbers and booleans in one way: the store keeps values, not spellings."""
    if isinstance(term, Literal):
        datatype = term.datatype.value.rpartition("#")[2]
        if datatype in NUMBERS:
            return Literal(_number(term.value), datatype=term.datatype)
        if datatype == "boolean":
            value = {"0": "false", "1": "true"}.get(term.value, term.value)
            return Literal(value, datatype=term.datatype)
    return term


def run_evaluation(suite: Suite, service: Service, files: Files, directory: str) -> None:
    """Run the tests of one directory, by the service and by the engine's library alone."""
    loaded: set[str] = set()
    suite.alone = suite.alone or 0
    service.clear()
    for case in cases(files, directory):
        suite.alone += is_right(files, case, alone(files, case))
        right = is_right(files, case, served(files, case, service, loaded))
        suite.count(case.name, None if right else "another answer than expected")
