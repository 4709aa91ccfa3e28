"""Show what the derivation rules cost on Oxigraph, beside rdflib, over the curated content.

Run it by hand: ``.venv/bin/python tests/bench/derivation.py [--limit SECONDS]``.
Both engines run the same rule files in the same order over the same quads, one after the other in
this one process. The table gives each rule's seconds, the ratio, and whether both concluded the
same number of triples. A rule that rdflib has not finished in the limit is shown as such and its
conclusions are taken over from Oxigraph, so that later rules start from the same data.
"""

import argparse
import multiprocessing
import time
from multiprocessing.connection import Connection

import rdflib
from pyoxigraph import Quad, QueryTriples, RdfFormat, serialize

from trilogue.content import find_content
from trilogue.derive import Rule, read_rule
from trilogue.parse import parse_file
from trilogue.store import Store
from trilogue.terms import Vocabulary


def with_rdflib(data: bytes, query: str, sender: Connection) -> None:
    """Evaluate *query* with rdflib over the N-Triples *data*; send seconds and triples."""
    graph = rdflib.Graph()
    graph.parse(data=data, format="nt")
    start = time.perf_counter()
    count = len(list(graph.query(query)))
    sender.send((time.perf_counter() - start, count))


def peer(data: bytes, query: str, limit: float) -> tuple[float, int] | None:
    """Run rdflib in a process that can be ended; None when it takes longer than *limit* seconds."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=with_rdflib, args=(data, query, sender))
    process.start()
    answered = receiver.poll(limit)
    result: tuple[float, int] | None = receiver.recv() if answered else None
    process.terminate()
    process.join()
    return result


def triples_of(store: Store) -> bytes:
    """Give the union of all graphs as N-Triples."""
    triples = {quad.triple for quad in store.quads()}
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for rdflib, each rule")
    limit = parser.parse_args().limit
    content = find_content()
    quads: list[Quad] = [
        quad
        for file in (*content.files("ontology"), *content.files("graph"))
        for quad in parse_file(file).quads
    ]
    store = Store.in_memory()
    store.load(quads)
    print(f"{len(quads)} quads before the rules")
    print(f"{'rule':32} {'oxigraph s':>11} {'rdflib s':>11} {'ratio':>8}  triples")
    total = [0.0, 0.0]
    for rule in (read_rule(file, Vocabulary()) for file in content.rules()):
        before = triples_of(store)
        mine, count = run_one(store, rule)
        theirs = peer(before, rule.query, limit)
        total[0] += mine
        total[1] += limit if theirs is None else theirs[0]
        shown = f"> {limit:.0f}" if theirs is None else f"{theirs[0]:.3f}"
        ratio = (limit if theirs is None else theirs[0]) / mine
        same = "-" if theirs is None else f"{count} / {theirs[1]}"
        print(f"{rule.name:32} {mine:11.4f} {shown:>11} {ratio:8.0f}  {same}")
    print(f"{'all':32} {total[0]:11.4f} {total[1]:11.3f} {total[1] / total[0]:8.0f}")


def run_one(store: Store, rule: Rule) -> tuple[float, int]:
    """Run one rule, keep what it concludes; give its seconds and how many triples it found."""
    graph_name = Vocabulary().derived_graph
    start = time.perf_counter()
    found = store.query(rule.query)
    assert isinstance(found, QueryTriples)
    triples = set(found)
    store.engine.extend(
        Quad(triple.subject, triple.predicate, triple.object, graph_name) for triple in triples
    )
    return time.perf_counter() - start, len(triples)


if __name__ == "__main__":
    main()
