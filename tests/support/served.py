"""A running `trilogue serve` on a free port of this machine, asked over HTTP."""

import json
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urlencode

from processes import kill_all, processes_under

SERVICE = Path(__file__).resolve().parents[2] / "service"
SECONDS = 60
JSON_RESULTS = "application/sparql-results+json"


@dataclass(frozen=True)
class Reply:
    """What came back over HTTP.

    Attributes:
        status: of the response.
        headers: names in lower case.
        body: all bytes.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    def problem(self) -> dict[str, Any]:
        """Read the problem document that this must be: whole, and of the status it came with."""
        assert self.status >= 400, f"{self.status}, {len(self.body)} bytes: {self.body[:200]!r}"
        assert self.headers["content-type"] == "application/problem+json"
        problem: dict[str, Any] = json.loads(self.body)
        assert problem["status"] == self.status
        assert problem["title"]
        assert problem["detail"]
        return problem

    def solutions(self) -> list[dict[str, str]]:
        """Read the results in JSON that this must be: each solution's values by variable."""
        assert self.status == 200, f"{self.status} {self.body[:500]!r}"
        bindings = json.loads(self.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in each.items()} for each in bindings]


class Server:
    """A running `trilogue serve`, once it has told its address.

    Attributes:
        process: the command; what it starts are its children.
        port: where it answers on the loopback address.
    """

    def __init__(self, arguments: list[str], settings: Mapping[str, object]) -> None:
        """Start it; *settings* are names as in `trilogue.settings` with their values."""
        ours = {f"TRILOGUE_{name.upper()}": str(value) for name, value in settings.items()}
        # A file and not a pipe, which nobody would empty while it runs.
        self._errors: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed by `stop`
        self.process = subprocess.Popen(
            [sys.executable, "-m", "trilogue", "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**_inherited(), **ours, "PYTHONPATH": str(SERVICE), "PYTHONUNBUFFERED": "1"},
        )
        self.port = 0

    @property
    def address(self) -> str:
        """The base of its addresses, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The root of its processes."""
        return self.process.pid

    def wait_for_address(self) -> None:
        """Return once it answers."""
        assert self.process.stdout is not None
        lines: queue.Queue[str] = queue.Queue()
        stream = self.process.stdout
        threading.Thread(target=lambda: lines.put(stream.readline()), daemon=True).start()
        first = lines.get(timeout=SECONDS)
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", first)
        assert found, f"no address in {first!r}; {self.log()}"
        self.port = int(found[1])

    def log(self) -> str:
        """Give what it has written to its error stream so far."""
        size = os.fstat(self._errors.fileno()).st_size
        return os.pread(self._errors.fileno(), size, 0).decode(errors="replace")

    def stop(self) -> None:
        """End it as an operator would, and then whatever it left behind."""
        everybody = processes_under(self.pid)
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(SECONDS)
        finally:
            kill_all(everybody)
            self.process.communicate()
            self._errors.close()

    def connect(self, seconds: float = SECONDS) -> HTTPConnection:
        """Open a connection, for the caller to close."""
        return HTTPConnection("127.0.0.1", self.port, timeout=seconds)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request over a connection of its own."""
        connection = self.connect()
        try:
            return exchange(connection, method, path, body, headers or {})
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Give status, headers and body of a GET."""
        reply = self.ask("GET", path, None, headers)
        return reply.status, reply.headers, reply.body

    def query(self, query: str, accept: str = JSON_RESULTS, **parameters: Any) -> Reply:
        """Send a query by POST, with further protocol *parameters* in the address."""
        path = f"/sparql?{urlencode(parameters, doseq=True)}" if parameters else "/sparql"
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.ask("POST", path, query.encode(), headers)

    def update(self, update: str, token: str) -> Reply:
        """Send an update by POST."""
        headers = {"Content-Type": "application/sparql-update", **bearer(token)}
        return self.ask("POST", "/sparql", update.encode(), headers)


@contextmanager
def running(arguments: list[str], **settings: object) -> Iterator[Server]:
    """Run `trilogue serve` with *arguments*, and with *settings* such as ``query_seconds=1``."""
    server = Server(arguments, settings)
    try:
        server.wait_for_address()
        yield server
    finally:
        server.stop()


def exchange(
    connection: HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    headers: Mapping[str, str],
) -> Reply:
    """Send one request over an open *connection* and read all of what comes back."""
    connection.request(method, path, body, dict(headers))
    response = connection.getresponse()
    data = response.read()
    found = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, found, data)


def bearer(token: str) -> dict[str, str]:
    """Give the header that shows a *token*."""
    return {"Authorization": f"Bearer {token}"}


def make_token(arguments: list[str], role: str) -> str:
    """Have a token made that the service with the same *arguments* knows."""
    command = [sys.executable, "-m", "trilogue", "token", "create", "--role", role]
    done = subprocess.run(
        [*command, "--name", "Ada", *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**_inherited(), "PYTHONPATH": str(SERVICE)},
        timeout=SECONDS,
    )
    return done.stdout.strip().splitlines()[-1].split()[-1]


def _inherited() -> dict[str, str]:
    """Give the environment without anybody's settings and without a proxy."""
    left_out = ("TRILOGUE_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    return {
        name: value for name, value in os.environ.items() if not name.upper().startswith(left_out)
    }
