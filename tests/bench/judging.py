"""Measure how long the judgement of a contribution takes, by the size of the graph.

Run it by hand: ``.venv/bin/python tests/bench/judging.py``. Graphs of the generator lie in stores
on the disk, with the ontology; a contribution of some 60 triples (one source, excerpts, claims, one
bad value) is judged against each, a new one each time. Beside it, pySHACL validates the whole graph
of ``--full`` triples with the contribution in it, and must find the same about it. Prints Markdown.
"""

import argparse
import statistics
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from generated import triples
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from trilogue.content import find_content
from trilogue.formats import TURTLE
from trilogue.parse import ParsedFile
from trilogue.store import Store
from trilogue.terms import SH, Vocabulary
from trilogue.validation.curated import Curated, quads, read
from trilogue.validation.judgement import Judge
from trilogue.validation.report import Report, Result
from trilogue.validation.submission import read_submission

V = Vocabulary()
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in V.prefixes().items())
MOST_MS = {"p50": 250, "p99": 1000}
MOST_GROWTH = 1.3


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


def full(curated: Curated, count: int, file: ParsedFile) -> tuple[float, set[tuple[object, ...]]]:
    """Let pySHACL validate everything; give its seconds and what it finds about *file*."""
    data = [
        Quad(quad.subject, quad.predicate, quad.object)
        for quad in parse("".join(islice(triples(count), count)), RdfFormat.N_TRIPLES)
    ]
    own = {quad.subject for quad in file.quads if isinstance(quad.subject, NamedNode)}
    everything = [*data, *file.quads, *quads(curated.kinds)]
    began = time.perf_counter()
    results = curated.meaning_shapes.validate(everything, quads(curated.modules), sparql=True)
    seconds = time.perf_counter() - began
    return seconds, verdicts([result for result in results if result.focus_node in own])


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
    for count in arguments.full:
        seconds_full, theirs = full(curated, count, contribution(arguments.runs))
        assert theirs == verdict, (theirs - verdict, verdict - theirs)
        print(
            f"\npySHACL over all {count:,}: {seconds_full:.1f} s, "
            f"{seconds_full * 1000 / slowest:.0f} times the slowest p50; same verdict.",
            flush=True,
        )


if __name__ == "__main__":
    main()
