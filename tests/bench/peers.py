"""The services that are measured: each is started over the same triples, and stopped again."""

import importlib.util
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from driver import Endpoint
from generated import built_options, generated_content, triples
from served import running

FUSEKI_VERSION = "5.2.0"
FUSEKI_JAR = (
    Path.home()
    / f".m2/repository/org/apache/jena/jena-fuseki-server/{FUSEKI_VERSION}"
    / f"jena-fuseki-server-{FUSEKI_VERSION}.jar"
)
_BIN = Path(sys.executable).parent
_SECONDS_TO_START = 300
_POLL_SECONDS = 0.1
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Data:
    """The triples of one size, and what each peer makes of them once.

    Attributes:
        folder: for everything that is made.
        count: of triples.
    """

    folder: Path
    count: int

    @cached_property
    def file(self) -> Path:
        """All triples as N-Triples."""
        path = self.folder / "data.nt"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(triples(self.count))
        return path

    @cached_property
    def trilogue_options(self) -> list[str]:
        """The options for `trilogue serve` over a store of them."""
        root = self.folder / "trilogue"
        return built_options(generated_content(root / "content", self.count), root / "store")

    @cached_property
    def oxigraph_location(self) -> Path:
        """The directory of Oxigraph's store of them."""
        path = self.folder / "oxigraph"
        load = ["load", "--location", str(path), "--file", str(self.file)]
        subprocess.run([_BIN / "oxigraph", *load], check=True, capture_output=True)
        return path

    @cached_property
    def fuseki_location(self) -> Path:
        """The directory of Fuseki's TDB2 database of them."""
        path = self.folder / "fuseki"
        path.mkdir()
        with _fuseki_over(path, "--update") as endpoint:
            connection = HTTPConnection("127.0.0.1", endpoint.port, timeout=_SECONDS_TO_START)
            with self.file.open("rb") as file:
                headers = {"Content-Type": "application/n-triples"}
                connection.request("PUT", "/ds/data?default", file, headers)
                status = connection.getresponse().status
            connection.close()
            if status not in (200, 201, 204):
                raise SystemExit(f"Fuseki does not take the data: {status}.")
        return path


@dataclass(frozen=True)
class Peer:
    """One service.

    Attributes:
        name: for tables and for ``--peers``.
        serving: runs it over some data while the context lasts.
        missing: what must be installed first, or None where everything is.
        most_triples: where it is slower than anybody would wait for.
    """

    name: str
    serving: Callable[[Data], AbstractContextManager[Endpoint]]
    missing: str | None = None
    most_triples: int | None = None


def peers() -> list[Peer]:
    """Give all there are, ours first."""
    return [
        Peer("trilogue", partial(_trilogue, cache=False)),
        Peer("trilogue, cached", partial(_trilogue, cache=True)),
        Peer("oxigraph", _oxigraph, _missing_program("oxigraph")),
        Peer("rdflib-endpoint", _rdflib, _missing_rdflib(), 100_000),
        Peer("fuseki", _fuseki, _missing_fuseki()),
    ]


def _missing_program(name: str) -> str | None:
    return None if (_BIN / name).exists() else "pip install -c constraints.txt -e '.[bench]'"


def _missing_rdflib() -> str | None:
    is_there = importlib.util.find_spec("rdflib_endpoint") is not None
    return _missing_program("uvicorn" if is_there else "rdflib-endpoint")


def _missing_fuseki() -> str | None:
    if shutil.which("java") is None:
        return "Java 17"
    if not FUSEKI_JAR.exists():
        return f"mvn dependency:get -Dartifact=org.apache.jena:jena-fuseki-server:{FUSEKI_VERSION}"
    return None


@contextmanager
def _trilogue(data: Data, *, cache: bool) -> Iterator[Endpoint]:
    settings = {} if cache else {"cache_bytes": 0}
    name = "trilogue, cached" if cache else "trilogue"
    with running(data.trilogue_options, **settings) as server:
        yield Endpoint(name, server.port, "/sparql", server.pid)


def _oxigraph(data: Data) -> AbstractContextManager[Endpoint]:
    port = _free_port()
    location, address = str(data.oxigraph_location), f"127.0.0.1:{port}"
    command = [str(_BIN / "oxigraph"), "serve-read-only", "--location", location, "--bind", address]
    return _started("oxigraph", command, port, "/query")


def _rdflib(data: Data) -> AbstractContextManager[Endpoint]:
    port = _free_port()
    command = [sys.executable, str(_HERE / "rdflib_peer.py"), str(data.file), str(port)]
    return _started("rdflib-endpoint", command, port, "/")


def _fuseki(data: Data) -> AbstractContextManager[Endpoint]:
    return _fuseki_over(data.fuseki_location)


def _fuseki_over(location: Path, *options: str) -> AbstractContextManager[Endpoint]:
    port = _free_port()
    where = ["--tdb2", f"--loc={location}", f"--port={port}", "--localhost"]
    command = ["java", "-jar", str(FUSEKI_JAR), *where, *options, "/ds"]
    return _started("fuseki", command, port, "/ds/query")


@contextmanager
def _started(name: str, command: list[str], port: int, path: str) -> Iterator[Endpoint]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        endpoint = Endpoint(name, port, path, process.pid)
        _wait_until_it_answers(endpoint, command, process)
        yield endpoint
    finally:
        process.terminate()
        process.wait(_SECONDS_TO_START)


def _wait_until_it_answers(
    endpoint: Endpoint, command: list[str], process: "subprocess.Popen[bytes]"
) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while not _answers(endpoint):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"{endpoint.name} does not start; try: {shlex.join(command)}")
        time.sleep(_POLL_SECONDS)


def _answers(endpoint: Endpoint) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", endpoint.port), 5) as connection:
            connection.sendall(endpoint.request("ASK { }"))
            return connection.recv(12).endswith(b" 200")
    except (OSError, HTTPException):
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
