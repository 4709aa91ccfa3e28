"""Start a server, count the quads it serves over HTTP, stop it, print the count.

Usage: served_quads.py COMMAND [ARGUMENT…]; ``{port}`` in an argument becomes a free port.
Standard library only: it runs outside every environment of the project.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

BUILD_AND_START_SECONDS = 300.0
POLL_SECONDS = 0.2
COUNT = "SELECT (COUNT(*) AS ?quads) WHERE { GRAPH ?graph { ?subject ?predicate ?object } }"

opener = build_opener(ProxyHandler({}))


def free_port() -> int:
    """Return a port of the loopback address that nothing listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_until_healthy(process: subprocess.Popen[bytes], base: str) -> None:
    """Return once the server answers; stop with a message if it ends or the deadline passes."""
    deadline = time.monotonic() + BUILD_AND_START_SECONDS
    while time.monotonic() < deadline:
        try:
            with opener.open(f"{base}/healthz", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError) as error:
            reason = error
        try:
            status = process.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        raise SystemExit(f"The server ended with status {status} before it answered.")
    raise SystemExit(f"No healthy answer within {BUILD_AND_START_SECONDS:.0f} s: {reason}")


def count_quads(base: str) -> int:
    """Ask the server how many quads its named graphs hold."""
    request = Request(
        f"{base}/sparql?{urlencode({'query': COUNT})}",
        headers={"Accept": "application/sparql-results+json"},
    )
    with opener.open(request, timeout=30) as answer:
        solutions = json.load(answer)
    return int(solutions["results"]["bindings"][0]["quads"]["value"])


def main(command: list[str]) -> None:
    """Run *command*, print what it serves, and leave no process behind."""
    # Whoever stops this script stops the server with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    port = free_port()
    arguments = [argument.replace("{port}", str(port)) for argument in command]
    # Its own session: make, the program and its workers are stopped together.
    # Its output goes to the error stream, since ours is the count.
    process = subprocess.Popen(arguments, stdout=sys.stderr, start_new_session=True)
    try:
        wait_until_healthy(process, f"http://127.0.0.1:{port}")
        quads = count_quads(f"http://127.0.0.1:{port}")
    finally:
        stop(process)
    if quads == 0:
        raise SystemExit("The server serves no quad at all.")
    print(quads)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the whole session that *process* leads, politely first."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            continue
    process.wait(10)


if __name__ == "__main__":
    main(sys.argv[1:])
