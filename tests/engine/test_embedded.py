"""The embedded engine with its real processes: limits hold, writes are whole, nothing is left."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trilogue.build import build
from trilogue.content import Content
from trilogue.engine.embedded import EmbeddedEngine
from trilogue.engine.model import Asked, DeleteGraph, GraphDocument, PostGraph, PutGraph, Update
from trilogue.errors import (
    AnswerTooLarge,
    AskerGone,
    EngineError,
    MemoryExceeded,
    ParseError,
    QuerySyntaxError,
    QueryTimeout,
    ResourceNotFound,
    ServiceBusy,
    StoreMissing,
)
from trilogue.formats import (
    N_TRIPLES,
    RDF_XML,
    RESULT_CSV,
    RESULT_JSON,
    RESULT_TSV,
    RESULT_XML,
    TURTLE,
    GraphFormat,
    ResultFormat,
)
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.versions import current_store

PRODUCT = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(9))
RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"
SECONDS = 30.0

Make = Callable[..., EmbeddedEngine]


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not become so"
        threading.Event().wait(0.01)


def children() -> set[int]:
    """Give the ids of all living processes below this one."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(entry.name)] = int(fields[1])
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}


@pytest.fixture
def store_dir(small_content: Content, tmp_path: Path) -> Path:
    build(small_content, tmp_path / "store", validate=False)
    return tmp_path / "store"


@pytest.fixture
def make(store_dir: Path) -> Iterator[Make]:
    made: list[EmbeddedEngine] = []

    def engine(**settings: float) -> EmbeddedEngine:
        made.append(EmbeddedEngine(store_dir, Settings(**settings)))  # type: ignore[arg-type]
        return made[-1]

    yield engine
    for each in made:
        each.close()


def ask(
    engine: EmbeddedEngine, query: str, format_: ResultFormat | GraphFormat = RESULT_CSV
) -> bytes:
    return engine.view().answer(Asked(query, format_)).read()


def test_a_query_is_answered_by_another_process(make: Make) -> None:
    engine = make()

    assert ask(engine, "ASK { ?s ?p ?o }", RESULT_JSON) == b'{"head":{},"boolean":true}'
    assert ask(engine, COUNT).startswith(b"n\r\n")
    assert len(children()) >= 3


def test_an_error_comes_back_as_itself(make: Make) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(make(), "SELECT * {\n ?s ?p }")

    assert (caught.value.line, caught.value.column) == (2, 9)


def test_a_runaway_query_ends_in_time_and_the_next_is_answered(make: Make) -> None:
    engine = make(query_seconds=0.5)
    began = time.monotonic()

    with pytest.raises(QueryTimeout, match=r"0\.5 s ") as caught:
        ask(engine, RUNAWAY)

    assert time.monotonic() - began < 1.5
    assert caught.value.limit == "query_seconds"
    assert ask(engine, COUNT)


def test_a_query_that_eats_memory_is_ended(make: Make) -> None:
    engine = make(query_memory_bytes=50_000_000, query_seconds=20)
    rows = " ".join(f"({number})" for number in range(3000))
    product = f"VALUES (?a) {{ {rows} }} VALUES (?b) {{ {rows} }}"

    with pytest.raises(MemoryExceeded) as caught:
        ask(engine, f"SELECT ?a ?b {{ {product} }} ORDER BY ?b ?a")

    assert caught.value.limit == "query_memory_bytes"
    assert ask(engine, COUNT)


@pytest.mark.parametrize("format_", [RESULT_JSON, RESULT_XML, RESULT_CSV, RESULT_TSV])
def test_too_many_solutions_are_an_error_and_exactly_enough_are_not(
    make: Make, format_: ResultFormat
) -> None:
    engine = make(max_solutions=20)

    assert ask(engine, f"{ALL} LIMIT 20", format_)
    with pytest.raises(AnswerTooLarge) as caught:
        ask(engine, f"{ALL} LIMIT 21", format_)
    assert caught.value.limit == "max_solutions"


@pytest.mark.parametrize("format_", [TURTLE, N_TRIPLES, RDF_XML])
def test_too_many_triples_are_an_error(make: Make, format_: GraphFormat) -> None:
    engine = make(max_solutions=20)
    with pytest.raises(AnswerTooLarge):
        ask(engine, "CONSTRUCT WHERE { ?s ?p ?o }", format_)


def test_a_large_answer_comes_as_a_file_and_is_whole(make: Make) -> None:
    rows = " ".join(f'"{number:08}"' for number in range(99_000))

    body = make().view().answer(Asked(f"SELECT ?n {{ VALUES ?n {{ {rows} }} }}", RESULT_TSV))

    assert body.file is not None
    lines = body.read().split(b"\n")
    assert (lines[1], lines[99_000], len(lines)) == (b'"00000000"', b'"00098999"', 99_002)


def test_who_hangs_up_frees_the_worker(make: Make) -> None:
    engine = make(query_seconds=60, workers=1, max_workers=1)
    hang_up: list[Callable[[], None]] = []
    asked = Asked(RUNAWAY, RESULT_CSV, watch=hang_up.append)
    failed: list[Exception] = []

    def run() -> None:
        try:
            engine.view().answer(asked)
        except AskerGone as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    wait_until(lambda: bool(hang_up))
    hang_up[0]()
    thread.join(SECONDS)

    assert len(failed) == 1
    assert ask(engine, COUNT)


def test_a_small_query_beside_long_ones_gets_a_worker(make: Make) -> None:
    engine = make(query_seconds=5, workers=1, max_workers=4)
    threads = [threading.Thread(target=_expect_timeout, args=(engine,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    began = time.monotonic()

    assert ask(engine, COUNT)
    assert time.monotonic() - began < 4

    for thread in threads:
        thread.join(SECONDS)


def _expect_timeout(engine: EmbeddedEngine) -> None:
    with pytest.raises(QueryTimeout):
        ask(engine, RUNAWAY)


def test_a_full_queue_says_so(make: Make) -> None:
    engine = make(query_seconds=3, workers=1, max_workers=1, max_waiting=1)
    threads = [threading.Thread(target=_expect_an_end, args=(engine,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(lambda: _is_busy(engine))
    for thread in threads:
        thread.join(SECONDS)


def _is_busy(engine: EmbeddedEngine) -> bool:
    try:
        ask(engine, COUNT)
    except ServiceBusy as error:
        return error.limit == "max_waiting"
    except QueryTimeout:
        return False
    return False


def _expect_an_end(engine: EmbeddedEngine) -> None:
    with pytest.raises((QueryTimeout, ServiceBusy)):
        ask(engine, RUNAWAY)


def test_a_worker_that_is_killed_from_outside_is_replaced(make: Make) -> None:
    others = children()
    engine = make(workers=1, max_workers=1, query_seconds=60)
    assert ask(engine, COUNT)
    # Not the one with the highest id: ids begin anew, and other tests keep services running.
    began = {pid: _seconds_of(pid) for pid in children() - others}
    failed: list[Exception] = []

    def run() -> None:
        try:
            ask(engine, RUNAWAY)
        except EngineError as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()

    def busy() -> list[int]:
        return [pid for pid, seconds in began.items() if _seconds_of(pid) > seconds + 0.2]

    wait_until(lambda: bool(busy()))
    (worker,) = busy()
    os.kill(worker, signal.SIGKILL)
    thread.join(SECONDS)

    assert len(failed) == 1
    assert ask(engine, COUNT)


def _seconds_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_closing_ends_every_process(make: Make) -> None:
    before = children()
    engine = make()
    assert ask(engine, COUNT)

    engine.close()

    wait_until(lambda: children() <= before)


def test_a_write_is_seen_at_once_and_the_old_view_stays(make: Make) -> None:
    engine = make()
    old = engine.view()
    old_count = old.answer(Asked(COUNT, RESULT_CSV)).read()

    written = engine.write(
        Update("INSERT DATA { GRAPH <http://e/g> { <http://e/s> <http://e/p> 1 } }")
    )

    assert engine.view().version == written.version != old.version
    assert ask(engine, "ASK { GRAPH <http://e/g> { ?s ?p 1 } }", RESULT_CSV) == b"true"
    assert old.answer(Asked(COUNT, RESULT_CSV)).read() == old_count


def test_the_store_of_an_old_version_is_closed_when_its_last_reader_has_finished(
    make: Make,
) -> None:
    engine = make()
    first, second = engine.view(), engine.view()
    dataset = first.dataset
    assert isinstance(dataset, Store)
    quads = dataset.count()

    engine.write(Update("INSERT DATA { <http://e/s> <http://e/p> 1 }"))

    del first
    assert second.dataset.count() == quads
    del second
    assert dataset.is_closed


def test_a_write_that_fails_changes_nothing(make: Make, store_dir: Path) -> None:
    engine = make(query_seconds=0.5)
    before = current_store(store_dir)
    assert before is not None

    pattern = " ".join(f"GRAPH ?g{n} {{ ?s{n} ?p{n} ?o{n} }}" for n in range(9))
    for update in ("INSERT DATA {", f"INSERT {{ <a:b> <a:c> ?o1 }} WHERE {{ {pattern} }}"):
        with pytest.raises((QuerySyntaxError, QueryTimeout)):
            engine.write(Update(update))

    assert current_store(store_dir) == before
    assert [path.name for path in (store_dir / "versions").iterdir()] == [before.parent.name]


def test_a_graph_is_put_added_to_given_and_deleted(make: Make) -> None:
    engine = make()
    name = "http://e/g"
    one = (GraphDocument(b"<s> <p> 1 .", TURTLE, name),)
    two = (GraphDocument(b"<s> <p> 2 .", TURTLE, name), GraphDocument(b"<s> <p> 3 .", TURTLE, name))

    assert engine.write(PutGraph(name, one)).created
    assert not engine.write(PostGraph(name, two)).created
    assert engine.view().graph(name, N_TRIPLES).read().count(b"\n") == 3
    assert not engine.write(PutGraph(name, one)).created
    assert engine.view().graph(name, N_TRIPLES).read().count(b"\n") == 1
    with pytest.raises(ParseError) as caught:
        engine.write(PutGraph(name, (GraphDocument(b"<s> <p>\n <", TURTLE, name),)))
    assert caught.value.line == 2
    engine.write(DeleteGraph(name))
    with pytest.raises(ResourceNotFound):
        engine.view().graph(name, N_TRIPLES)
    with pytest.raises(ResourceNotFound):
        engine.write(DeleteGraph(name))


def test_a_build_by_somebody_else_is_noticed(
    make: Make, store_dir: Path, small_content: Content
) -> None:
    engine = make()
    before = engine.view().version
    extra = small_content.root / "graph" / "extra.ttl"
    extra.write_text("<http://e/new> <http://e/p> 1 .\n")

    build(small_content, store_dir, validate=False)

    wait_until(lambda: engine.view().version != before)
    assert ask(engine, "ASK { <http://e/new> ?p 1 }") == b"true"


def test_a_build_keeps_what_was_written_and_drops_what_files_no_longer_say(
    make: Make, store_dir: Path, small_content: Content
) -> None:
    engine = make()
    engine.write(PutGraph("http://e/mine", (GraphDocument(b"<s> <p> 1 .", TURTLE, "http://e/"),)))
    (small_content.root / "graph" / "actors.ttl").unlink()

    built = build(small_content, store_dir, validate=False)

    wait_until(lambda: engine.view().version == built.dataset_version)
    assert ask(engine, "ASK { GRAPH <http://e/mine> { ?s ?p 1 } }") == b"true"
    assert ask(engine, "ASK { ?s a <https://w3id.org/trilogue/ns/Actor> }") == b"false"


def test_without_a_store_it_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="trilogue build"):
        EmbeddedEngine(tmp_path, Settings())
