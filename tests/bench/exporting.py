"""Measure how fast an export is and what memory it takes, beside the engine's own dump.

Run it by hand: ``.venv/bin/python tests/bench/exporting.py``. Quads of the generator lie in a store
on the disk. For each format a process opens the store and lets the engine dump it, and another one
exports it, with release.json and checksums, one after the other and in turns; the last row exports
all formats, for which the engine dumps one after the other. The engine dumps a format that cannot
name graphs graph by graph. Of each the best round is taken; memory is what the export's process
takes at its most above the dump's. Prints Markdown.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from generated import triples
from pyoxigraph import NamedNode, RdfFormat

from trilogue.export.folder import export_dataset
from trilogue.export.release import Release
from trilogue.formats import GRAPH_FORMATS, GraphFormat, graph_format
from trilogue.store import Store
from trilogue.terms import Vocabulary

V = Vocabulary()
LEAST_RATIO = 0.8
MOST_MEGABYTES = 300
KILOBYTES = 1 if sys.platform != "darwin" else 1024


class Figures(NamedTuple):
    """Of one run: wall-clock and processor seconds, and the process's largest memory."""

    seconds: float
    cpu: float
    megabytes: float


Task = Callable[[Path, Path, Sequence[GraphFormat]], None]


def fill(folder: Path, count: int, graphs: int) -> None:
    """Make a store of *count* generated triples in so many *graphs*."""
    lines = triples(count)
    with Store.open(folder) as store:
        for number in range(graphs):
            data = "".join(islice(lines, -(-count // graphs))).encode()
            name = NamedNode(f"{V.base}graph/generated-{number}")
            store.engine.bulk_load(data, RdfFormat.N_TRIPLES, to_graph=name)
        store.engine.optimize()
        store.flush()


def dump(path: Path, target: Path, formats: Sequence[GraphFormat]) -> None:
    """Let the engine dump the store."""
    target.mkdir()
    with Store.open_read_only(path) as store:
        for each in formats:
            if each.holds_datasets:
                store.dump(each.engine, target / f"all.{each.suffix}")
                continue
            for number, graph in enumerate(store.graph_names()):
                store.dump(each.engine, target / f"{number}.{each.suffix}", graph)


def export(path: Path, target: Path, formats: Sequence[GraphFormat]) -> None:
    """Export the store."""
    with Store.open_read_only(path) as store:
        release = Release(store, V, "1", formats=tuple(formats), codings=("none",))
        export_dataset(release, target, ("dumps",))


def run(task: Task, path: Path, words: Sequence[str], sender: Connection) -> None:
    """Do *task* in this process and send what it took."""
    formats = [graph_format(word) for word in words]
    with TemporaryDirectory(dir=path.parent) as folder:
        began, cpu = time.perf_counter(), time.process_time()
        task(path, Path(folder) / "out", formats)
        taken = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES / 1024
    sender.send(Figures(*taken, peak))


def measured(task: Task, path: Path, formats: Sequence[GraphFormat]) -> Figures:
    """Run *task* in a new process."""
    context = multiprocessing.get_context("spawn")
    words = [each.suffix for each in formats]
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(task, path, words, sender))
    process.start()
    figures: Figures = receiver.recv()
    process.join()
    return figures


def row(name: str, path: Path, formats: Sequence[GraphFormat], rounds: int) -> str:
    """Measure one row of the table."""
    dumps: list[Figures] = []
    exports: list[Figures] = []
    for _ in range(rounds):
        dumps.append(measured(dump, path, formats))
        exports.append(measured(export, path, formats))
    theirs, ours = (Figures(*map(min, zip(*each, strict=True))) for each in (dumps, exports))
    above = max(each.megabytes for each in exports) - theirs.megabytes
    ratio = theirs.seconds / ours.seconds
    is_met = ratio >= LEAST_RATIO and above <= MOST_MEGABYTES
    return (
        f"| {name} | {theirs.seconds:.1f} | {ours.seconds:.1f} | {ratio:.2f} | {theirs.cpu:.1f} "
        f"| {ours.cpu:.1f} | {theirs.cpu / ours.cpu:.2f} | {above:.0f} "
        f"| {'met' if is_met else '**not met**'} |"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--graphs", type=int, nargs="+", default=[10, 1])
    parser.add_argument("--rounds", type=int, default=3)
    words = [each.suffix for each in GRAPH_FORMATS]
    parser.add_argument("--formats", nargs="+", choices=words, default=words)
    arguments = parser.parse_args()
    for graphs in arguments.graphs:
        print(f"\n**{arguments.quads:,} quads in {graphs} graphs, {arguments.rounds} rounds**\n")
        print("| | dump s | export s | ratio | dump CPU s | export CPU s | ratio | MB above | |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|---|")
        with TemporaryDirectory() as folder:
            path = Path(folder) / "store"
            fill(path, arguments.quads, graphs)
            for each in GRAPH_FORMATS:
                if each.suffix in arguments.formats:
                    print(row(each.name, path, [each], arguments.rounds), flush=True)
            if len(arguments.formats) == len(GRAPH_FORMATS):
                print(row("all six", path, GRAPH_FORMATS, arguments.rounds), flush=True)


if __name__ == "__main__":
    main()
