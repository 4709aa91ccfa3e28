"""Measure the pages: how long each takes, how much is transferred, how often the store is asked.

Run it by hand on a quiet machine: ``.venv/bin/python tests/bench/page_speed.py``. It builds the
curated dataset, or takes the store of ``--store``; ``--pages`` chooses rows. Eight clients ask for
one page at a time over connections that stay open, with gzip, of a warm service: as it comes,
which keeps pages, and with ``TRILOGUE_CACHE_BYTES=0``, which makes each anew. Beside it, in the
same run, the service's ``/healthz`` and the first pages of other services. It prints Markdown.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from counting import Counted
from driver import Endpoint, Figures, Load, drive
from page_types import PAGES
from peers import Data, peers
from resident import ResidentEngine
from served import SERVICE, running

from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.versions import current_store
from trilogue.web.app import create_app

HEADERS = {"Accept": "text/html,application/xhtml+xml", "Accept-Encoding": "gzip"}
MOST_P50_MS = 60
MOST_BYTES = 100_000
MOST_QUERIES = 5
PEERS = ("oxigraph", "rdflib-endpoint")
_REDIRECTS = 3


class Page(Endpoint):
    """A page that a browser asks for."""

    def request(self, query: str) -> bytes:
        """Write a GET for a page, for a connection that stays open."""
        del query
        lines = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
        return f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{lines}\r\n".encode()


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes:
        name: of the page type.
        kept: as the service comes.
        made: with nothing kept.
        queries: of SPARQL, and scans, for one page that is not kept.
        looks: at single things, for the same.
    """

    name: str
    kept: Figures
    made: Figures
    queries: int
    looks: int


def main() -> None:
    """Measure what the arguments choose; print the tables."""
    arguments = read_arguments()
    names = arguments.pages or [
        name for name, page in PAGES.items() if page.who is None and page.status == 200
    ]
    with TemporaryDirectory(dir=arguments.scratch) as folder:
        store = arguments.store or _built(Path(folder))
        counts = counted(store, names)
        kept = dict(measured(store, names, arguments.seconds, {}))
        made = dict(measured(store, names, arguments.seconds, {"cache_bytes": 0}))
        rows = [Row(name, kept[name], made[name], *counts[name]) for name in names]
        first = dict(first_pages(Path(folder), arguments.seconds))
    print("\n".join(tables(rows, kept["healthz"], first)))


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="made by `trilogue build`; by default a new one")
    parser.add_argument("--pages", nargs="+", choices=[*PAGES], help="by default all")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--scratch", type=Path, help="where files are made and removed again")
    return parser.parse_args()


def counted(store: Path, names: list[str]) -> dict[str, tuple[int, int]]:
    """Count what each page asks of the store where nothing is kept."""
    path = current_store(store)
    if path is None:
        raise SystemExit(f"{store} holds no dataset. Run `trilogue build --store {store}` first.")
    found = {}
    settings = Settings(cache_bytes=0)
    with Store.open_read_only(path) as dataset:
        counting = Counted(dataset)
        engine = ResidentEngine(dataset, settings)
        engine.shown = replace(engine.shown, dataset=counting)
        client = create_app(settings, engine).test_client()
        for name in names:
            # The first one reads what is read once for each version.
            for _ in range(2):
                counting.begin()
                client.get(PAGES[name].path, headers=HEADERS, follow_redirects=True).close()
            found[name] = (counting.queries, counting.looks)
    return found


def measured(
    store: Path, names: list[str], seconds: float, settings: dict[str, int]
) -> Iterator[tuple[str, Figures]]:
    """Start the service, measure each page after a warm-up, and ``/healthz`` last."""
    with running(["--store", str(store)], **settings) as server:
        for name in names:
            path = _arrived(server.port, PAGES[name].path)
            yield name, _driven(Page(name, server.port, path, server.pid), seconds)
        yield "healthz", _driven(Page("healthz", server.port, "/healthz", server.pid), seconds)


def first_pages(folder: Path, seconds: float) -> Iterator[tuple[str, Figures]]:
    """Measure the first pages of the other services that are installed."""
    for peer in peers():
        if peer.name not in PEERS:
            continue
        if peer.missing is not None:
            print(f"{peer.name} is left out; install: {peer.missing}", file=sys.stderr)
            continue
        with peer.serving(Data(folder, 1_000)) as endpoint:
            yield peer.name, _driven(Page(peer.name, endpoint.port, "/", endpoint.pid), seconds)


def tables(rows: list[Row], health: Figures, first: dict[str, Figures]) -> Iterator[str]:
    """Write the pages, then the peers; a ratio is of the time that half of the answers take."""
    yield (
        "| page | p50 ms | p95 ms | to /healthz | made anew, p50 ms | p95 ms | kB | queries "
        "| looks | |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|"
    for row in rows:
        is_met = (
            row.kept.p50_ms <= MOST_P50_MS
            and row.kept.size <= MOST_BYTES
            and row.queries <= MOST_QUERIES
            and not row.kept.bad + row.made.bad
        )
        yield (
            f"| {row.name} | {row.kept.p50_ms:.1f} | {row.kept.p95_ms:.1f} "
            f"| {row.kept.p50_ms / health.p50_ms:.1f} | {row.made.p50_ms:.0f} "
            f"| {row.made.p95_ms:.0f} | {row.kept.size / 1_000:.1f} | {row.queries} | {row.looks} "
            f"| {'met' if is_met else '**not met**'} |"
        )
    yield f"| /healthz | {health.p50_ms:.1f} | {health.p95_ms:.1f} | 1.0 | | | | | | |"
    home = next((row.kept for row in rows if row.name == "home"), None)
    yield "\n| first page | p50 ms | p95 ms | kB | our home to it |\n|---|--:|--:|--:|--:|"
    for name, figures in first.items():
        ratio = "–" if home is None else f"{home.p50_ms / figures.p50_ms:.2f}"
        yield (
            f"| {name} | {figures.p50_ms:.1f} | {figures.p95_ms:.1f} "
            f"| {figures.size / 1_000:.1f} | {ratio} |"
        )


def _built(folder: Path) -> Path:
    store = folder / "store"
    command = [sys.executable, "-m", "trilogue", "build", "--store", str(store)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=SERVICE)
    return store


def _driven(page: Page, seconds: float) -> Figures:
    drive(page, Load("", is_cold=False, most=16))
    return drive(page, Load("", is_cold=False, seconds=seconds))


def _arrived(port: int, path: str) -> str:
    """Follow an address to the page that it leads to."""
    for _ in range(_REDIRECTS):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        response.read()
        connection.close()
        leads_to = response.getheader("Location")
        if leads_to is None:
            return path
        there = urlsplit(leads_to)
        path = f"{there.path}?{there.query}" if there.query else there.path
    return path


if __name__ == "__main__":
    main()
