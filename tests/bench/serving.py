"""Measure Trilogue beside other services: the same data, the same queries, the same driver.

Run it by hand on a quiet machine: ``.venv/bin/python tests/bench/serving.py``. Choose a part with
``--triples``, ``--peers``, ``--queries`` and ``--rounds``; docs/performance.md tells more.
Only one service runs at a time, and they take turns in rounds, so that noise hits all alike; each
figure is the median over the rounds. It prints Markdown.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from driver import Endpoint, Figures, Load, drive
from generated import ID, PREFIXES
from peers import Data, Peer, peers

MEGABYTE = 1_000_000
WARM_UP = 1_000


@dataclass(frozen=True)
class Question:
    """One query of the measurement.

    Attributes:
        name: how many rows it gives.
        query: ``{number}`` makes a request unlike all others.
        most: requests in one measurement.
    """

    name: str
    query: str
    most: int


QUESTIONS = (
    Question(
        "1 row",
        f"{PREFIXES}SELECT ?label {{ <{ID}claim/7> skos:prefLabel ?label }} # {{number}}",
        20_000,
    ),
    Question(
        "1,000 rows",
        f"{PREFIXES}SELECT ?claim ?actor ?provision ?excerpt {{ ?claim tri:aboutActor ?actor ; "
        "tri:aboutProvision ?provision ; tri:evidencedBy ?excerpt } LIMIT 1000 # {number}",
        2_000,
    ),
    Question("100,000 rows", "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100000 # {number}", 40),
)


@dataclass(frozen=True)
class Measured:
    """One measurement: who was asked what over how much, and how it went."""

    triples: int
    peer: str
    question: str
    figures: Figures


@dataclass(frozen=True)
class Target:
    """What is to be reached.

    Attributes:
        question: the row of the table.
        ours: which of our two ways to run.
        theirs: whom we are compared with.
        least: how many times their requests in a second.
    """

    question: str
    ours: str
    theirs: str
    least: float


TARGETS = (
    Target("1 row", "trilogue", "oxigraph", 0.5),
    Target("1 row", "trilogue", "rdflib-endpoint", 3.0),
    Target("1,000 rows", "trilogue", "oxigraph", 1.0),
    Target("100,000 rows", "trilogue", "oxigraph", 1.0),
    Target("1,000 rows", "trilogue, cached", "oxigraph", 3.0),
)
MOST_MEMORY = 1.5
MEMORY_AT = 1_000_000


def main() -> None:
    """Measure what the arguments choose; print the tables."""
    arguments = read_arguments()
    chosen = [peer for peer in peers() if not arguments.peers or peer.name in arguments.peers]
    for peer in chosen:
        if peer.missing is not None:
            print(f"{peer.name} is left out; install: {peer.missing}", file=sys.stderr)
    chosen = [peer for peer in chosen if peer.missing is None]
    questions = [
        question
        for question in QUESTIONS
        if not arguments.queries or question.name in arguments.queries
    ]
    found: list[Measured] = []
    for count in arguments.triples:
        with TemporaryDirectory(dir=arguments.scratch) as folder:
            data = Data(Path(folder), count)
            for number in range(arguments.rounds):
                print(f"{count:,} triples, round {number + 1}", file=sys.stderr)
                for peer in chosen:
                    found.extend(measure(peer, data, questions, arguments.seconds))
    middle = medians(found)
    print("\n".join(tables(middle)))
    print("\n".join(verdicts(middle)))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps([asdict(each) for each in found], indent=1))


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    names = [peer.name for peer in peers()]
    questions = [question.name for question in QUESTIONS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--peers", nargs="+", choices=names, help="by default all")
    parser.add_argument("--queries", nargs="+", choices=questions, help="by default all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--scratch", type=Path, help="where stores are made and removed again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there too")
    return parser.parse_args()


def measure(
    peer: Peer, data: Data, questions: list[Question], seconds: float
) -> Iterator[Measured]:
    """Start one peer, ask it everything, stop it."""
    if peer.most_triples is not None and data.count > peer.most_triples:
        return
    with peer.serving(data) as endpoint:
        for question in questions:
            figures = ask(endpoint, question, seconds, is_cold=not peer.name.endswith("cached"))
            shown = f"{figures.rate:.1f}/s, {figures.answered} answered, {figures.bad} bad"
            print(f"  {peer.name}, {question.name}: {shown}", file=sys.stderr)
            yield Measured(data.count, peer.name, question.name, figures)


def ask(endpoint: Endpoint, question: Question, seconds: float, *, is_cold: bool) -> Figures:
    """Warm up, then measure one question."""
    few = min(WARM_UP, question.most // 20)
    drive(endpoint, Load(question.query, is_cold=is_cold, clients=min(few, 8), most=few))
    return drive(endpoint, Load(question.query, is_cold, most=question.most, seconds=seconds))


def medians(found: list[Measured]) -> dict[tuple[int, str, str], Figures]:
    """Take the median of each figure over the rounds; of bad answers, all."""
    rounds: dict[tuple[int, str, str], list[Figures]] = {}
    for each in found:
        rounds.setdefault((each.triples, each.question, each.peer), []).append(each.figures)
    return {key: median(figures) for key, figures in rounds.items()}


def median(figures: list[Figures]) -> Figures:
    """Take the median of each figure; of bad answers, the sum."""
    p99 = [each.p99_ms for each in figures if each.p99_ms is not None]
    return Figures(
        answered=sum(each.answered for each in figures),
        rate=statistics.median(each.rate for each in figures),
        p50_ms=statistics.median(each.p50_ms for each in figures),
        p99_ms=statistics.median(p99) if p99 else None,
        cpu_ms=statistics.median(each.cpu_ms for each in figures),
        peak_pss=max(each.peak_pss for each in figures),
        peak_rss=max(each.peak_rss for each in figures),
        size=max(each.size for each in figures),
        bad=sum(each.bad for each in figures),
    )


def tables(middle: dict[tuple[int, str, str], Figures]) -> Iterator[str]:
    """Write one table for each number of triples and question."""
    groups = dict.fromkeys((triples, question) for triples, question, _ in middle)
    for triples, question in groups:
        yield f"\n**{triples:,} triples, {question}**\n"
        yield (
            "| | requests/s | p50 ms | p99 ms | CPU ms each | peak PSS MB | peak RSS MB "
            "| body kB | answered | bad |"
        )
        yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
        for (count, asked, peer), each in middle.items():
            if (count, asked) == (triples, question):
                yield (
                    f"| {peer} | {each.rate:,.1f} | {each.p50_ms:,.1f} | {_or_dash(each.p99_ms)} "
                    f"| {each.cpu_ms:,.2f} | {each.peak_pss / MEGABYTE:,.0f} "
                    f"| {each.peak_rss / MEGABYTE:,.0f} | {each.size / 1_000:,.1f} "
                    f"| {each.answered:,} | {each.bad} |"
                )


def verdicts(middle: dict[tuple[int, str, str], Figures]) -> Iterator[str]:
    """Write what was to be reached, and whether it was."""
    yield "\n**Targets**\n"
    yield "| triples | question | ratio of requests/s | is | wanted | |"
    yield "|--:|---|---|--:|--:|---|"
    for triples in dict.fromkeys(count for count, _, _ in middle):
        for target in TARGETS:
            ours = middle.get((triples, target.question, target.ours))
            theirs = middle.get((triples, target.question, target.theirs))
            if ours is None or theirs is None or theirs.rate == 0:
                continue
            ratio = ours.rate / theirs.rate
            yield (
                f"| {triples:,} | {target.question} | {target.ours} / {target.theirs} "
                f"| {ratio:.2f} | ≥ {target.least:g} | {_met(is_met=ratio >= target.least)} |"
            )
        ours_at_most, theirs_at_most = (
            _memory(middle, triples, n) for n in ("trilogue", "oxigraph")
        )
        if ours_at_most and theirs_at_most:
            ratio = ours_at_most / theirs_at_most
            wanted = f"≤ {MOST_MEMORY:g}" if triples == MEMORY_AT else "–"
            verdict = _met(is_met=ratio <= MOST_MEMORY) if triples == MEMORY_AT else ""
            yield (
                f"| {triples:,} | all | peak memory (PSS), trilogue / oxigraph "
                f"| {ratio:.2f} | {wanted} | {verdict} |"
            )


def _memory(middle: dict[tuple[int, str, str], Figures], triples: int, peer: str) -> int:
    found = [
        e.peak_pss for (count, _, name), e in middle.items() if (count, name) == (triples, peer)
    ]
    return max(found, default=0)


def _met(*, is_met: bool) -> str:
    return "met" if is_met else "**not met**"


def _or_dash(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"


if __name__ == "__main__":
    main()
