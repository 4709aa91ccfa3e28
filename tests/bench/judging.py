"""Measure how long the judgement of a contribution takes, by the size of the graph.

Run it by hand: ``.venv/bin/python tests/bench/judging.py``. Graphs of the generator lie in stores
on the disk, with the ontology; a contribution of some 60 triples (one source, excerpts, claims, one
bad value) is judged against each, a new one each time. Beside it, pySHACL and shifty validate the
whole graph of ``--full`` triples with the contribution in it, and shifty the contribution with what
it points to; all must find the same about it. Prints Markdown.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import rdflib
import shifty
from generated import triples
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from trilogue.content import find_content
from trilogue.formats import TURTLE
from trilogue.parse import ParsedFile
from trilogue.store import Store
from trilogue.terms import RDFS, SH, Vocabulary
from trilogue.validation.curated import Curated, quads, read
from trilogue.validation.judgement import Judge
from trilogue.validation.neighbourhood import Neighbourhood
from trilogue.validation.report import Report, Result, Severity
from trilogue.validation.submission import read_submission

V = Vocabulary()
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in V.prefixes().items())
MOST_MS = {"p50": 250, "p99": 1000}
MOST_GROWTH = 1.3
SUBCLASS = RDFS + "subClassOf"


def contribution(number: int) -> ParsedFile:
    """Write contribution *number*: a source, three excerpts and five claims of known actors."""
    source = f"""{PREFIXES}
source:new{number} a tri:Source ; skos:prefLabel "Report {number}"@en ;
  tri:publishedOn "2023-12-20"^^xsd:date ; tri:sourceClass source-class:press ;
  tri:webAddress "https://new{number}.example/report"^^xsd:anyURI ;
  tri:mark mark:verified-page .
"""
    excerpts = "".join(
        f"""excerpt:new{number}-{index} a tri:Excerpt ; tri:excerptOf source:new{number} ;
  skos:prefLabel "Page {index} of report {number}"@en ; tri:locator "page {index}" ;
  tri:mark mark:verified-page .
"""
        for index in range(3)
    )
    claims = "".join(
        f"""claim:new{number}-{index} a tri:Claim ;
  skos:prefLabel "Report {number} claims {index}"@en ;
  tri:gloss "The actor says that point {index} was settled."@en ;
  tri:aboutActor actor:{index} ; tri:claimedBy {"excerpt:1" if index == 0 else "actor:1"} ;
  tri:claimedOn "2023-12-{19 + index // 4:02d}"^^xsd:date ;
  tri:evidencedBy excerpt:new{number}-{index % 3} ; tri:mark mark:verified-page .
"""
        for index in range(5)
    )
    text = (source + excerpts + claims).encode()
    file, problems = read_submission(text, TURTLE, f"{number}.ttl", V)
    assert file is not None, problems
    assert not problems
    return file


def filled(folder: Path, count: int, curated: Curated) -> Store:
    """Make a store of *count* generated triples and the ontology, as a service opens it."""
    store = Store.open(folder)
    graph = NamedNode(f"{V.base}graph/generated")
    store.engine.bulk_load("".join(triples(count)).encode(), RdfFormat.N_TRIPLES, to_graph=graph)
    store.load([*quads(curated.modules), *quads(curated.kinds)])
    store.engine.optimize()
    return store


def measured(judge: Judge, store: Store, runs: int) -> tuple[list[float], Report]:
    """Judge *runs* contributions; give the seconds of each, in order, and the last report."""
    seconds = []
    judge.judge([contribution(0)], store)
    report = Report()
    for number in range(1, runs + 1):
        file = contribution(number)
        began = time.perf_counter()
        report = judge.judge([file], store)
        seconds.append(time.perf_counter() - began)
    return sorted(seconds), report


def whole(curated: Curated, count: int, file: ParsedFile) -> list[Quad]:
    """Give *count* generated triples with *file* and the kinds."""
    data = parse("".join(islice(triples(count), count)), RdfFormat.N_TRIPLES)
    return [*data, *file.quads, *quads(curated.kinds)]


def subjects(file: ParsedFile) -> set[object]:
    """Give what *file* is about."""
    return {quad.subject for quad in file.quads if isinstance(quad.subject, NamedNode)}


def full(
    curated: Curated, everything: list[Quad], file: ParsedFile
) -> tuple[float, set[tuple[object, ...]]]:
    """Let pySHACL validate everything; give its seconds and what it finds about *file*."""
    own = subjects(file)
    began = time.perf_counter()
    results = curated.meaning_shapes.validate(everything, quads(curated.modules), sparql=True)
    seconds = time.perf_counter() - began
    return seconds, verdicts([result for result in results if result.focus_node in own])


class Shifty:
    """The peer in Rust, with the same shapes, read once.

    Args:
        curated: has them.
    """

    def __init__(self, curated: Curated) -> None:
        shapes = [
            quad
            for each in curated.files
            if each.name.startswith("shapes/")
            and each.name not in ("shapes/policy.ttl", "shapes/term.ttl")
            for quad in each.quads
        ]
        self._validator = shifty.PreparedValidator(text_of(shapes))

    def validate(
        self, data: Iterable[Quad], file: ParsedFile
    ) -> tuple[float, set[tuple[object, ...]]]:
        """Give the seconds, without reading the data into text, and what it finds about *file*."""
        text = text_of(data)
        began = time.perf_counter()
        _, report, _ = self._validator.validate(text)
        seconds = time.perf_counter() - began
        return seconds, set(told(report, subjects(file)))


def told(report: rdflib.Graph, own: set[object]) -> Iterator[tuple[object, ...]]:
    """Give what a report says of *own*, as `verdicts` does."""
    recorded = rdflib.URIRef(V.ns("recordedIn").value)
    severities = {each.iri.value: each for each in Severity}
    for result in report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult):
        focus = NamedNode(str(report.value(result, rdflib.SH.focusNode)))
        if focus in own and report.value(result, rdflib.SH.resultPath) != recorded:
            yield (
                focus,
                severities[str(report.value(result, rdflib.SH.resultSeverity))],
                NamedNode(str(report.value(result, rdflib.SH.sourceConstraintComponent))),
                NamedNode(str(report.value(result, rdflib.SH.sourceShape))),
            )


def text_of(data: Iterable[Quad]) -> str:
    """Write N-Triples, which are Turtle."""
    told = {Triple(quad.subject, quad.predicate, quad.object) for quad in data}
    return (serialize(told, format=RdfFormat.N_TRIPLES) or b"").decode()


def neighbourhood(curated: Curated, store: Store, file: ParsedFile) -> list[Quad]:
    """Give *file* with what it points to in *store*, and the order of the classes."""
    order = [quad for quad in quads(curated.modules) if quad.predicate.value == SUBCLASS]
    with Store.in_memory() as near:
        near.load(file.quads)
        return [*file.quads, *Neighbourhood(near, store).surroundings(file.quads), *order]


def verdicts(results: list[Result]) -> set[tuple[object, ...]]:
    """Give what SHACL found, in terms that both ways share, without what publishing adds."""
    return {
        (result.focus_node, result.severity, result.component, result.source_shape)
        for result in results
        if result.component is not None
        and result.component.value.startswith(SH)
        and result.source_shape is not None
        and result.path != V.ns("recordedIn")
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--full", type=int, nargs="*", default=[10_000], metavar="TRIPLES")
    parser.add_argument("--runs", type=int, default=50)
    arguments = parser.parse_args()
    content = find_content()
    curated, broken = read(content, V)
    assert not broken, broken
    judge = Judge(content, V)
    size = len(contribution(0).quads)
    print(f"A contribution of {size} triples, {arguments.runs} runs.\n")
    print("| triples | p50 ms | p99 ms | to the smallest (p50) | violations | |")
    print("|--:|--:|--:|--:|--:|---|")
    smallest, slowest, verdict = 0.0, 0.0, set[tuple[object, ...]]()
    for count in arguments.triples:
        with TemporaryDirectory() as folder, filled(Path(folder) / "s", count, curated) as store:
            seconds, report = measured(judge, store, arguments.runs)
        p50 = statistics.median(seconds) * 1000
        p99 = seconds[max(0, -(-len(seconds) * 99 // 100) - 1)] * 1000
        smallest = smallest or p50
        slowest = max(slowest, p50)
        found = verdicts(list(report.results))
        assert verdict in (set(), found), "the verdict changed with the size of the graph"
        verdict = found
        met = p50 <= MOST_MS["p50"] and p99 <= MOST_MS["p99"] and p50 <= MOST_GROWTH * smallest
        violations = sum(result.severity == "Violation" for result in report.results)
        print(
            f"| {count:,} | {p50:.0f} | {p99:.0f} | {p50 / smallest:.2f} | {violations} "
            f"| {'met' if met else '**not met**'} |",
            flush=True,
        )
    peer = Shifty(curated)
    last = contribution(arguments.runs)
    with TemporaryDirectory() as folder:
        count = arguments.triples[-1]
        with filled(Path(folder) / "s", count, curated) as store:
            near = neighbourhood(curated, store, last)
    seconds_near, theirs = peer.validate(near, last)
    assert theirs == core(verdict), theirs ^ core(verdict)
    print(
        f"\nshifty over the contribution and what it points to: {seconds_near * 1000:.0f} ms; the "
        "same verdict of the core constraints."
    )
    for count in arguments.full:
        everything = whole(curated, count, last)
        seconds_peer, theirs = peer.validate([*everything, *quads(curated.modules)], last)
        assert theirs == verdict, theirs ^ verdict
        print(
            f"\nshifty over all {count:,}: {seconds_peer:.1f} s, "
            f"{seconds_peer * 1000 / slowest:.0f} times the slowest p50; same verdict.",
            flush=True,
        )
        seconds_full, theirs = full(curated, everything, last)
        assert theirs == verdict, theirs ^ verdict
        print(
            f"\npySHACL over all {count:,}: {seconds_full:.1f} s, "
            f"{seconds_full * 1000 / slowest:.0f} times the slowest p50; same verdict.",
            flush=True,
        )


def core(found: set[tuple[object, ...]]) -> set[tuple[object, ...]]:
    """Leave out what SPARQL constraints found: they read more than what a record points to."""
    sparql = NamedNode(SH + "SPARQLConstraintComponent")
    return {verdict for verdict in found if sparql not in verdict}


if __name__ == "__main__":
    main()
