"""The real server, on a free port of this machine, asked over HTTP."""

import json
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from processes import cpu_seconds, is_running, kill_all, processes_under, until
from served import running

from trilogue import web
from trilogue.cli import main
from trilogue.cli.serve import _tell_of_scripts, free_port
from trilogue.content import Content
from trilogue.errors import SettingsError

SECONDS = 60
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def test_the_server_answers_and_stops_cleanly(options: list[str]) -> None:
    """One start for all rules, since a start takes a second."""
    with running(options) as server:
        status, headers, body = server.get("/healthz")
        assert status == 200
        assert headers["content-type"] == "application/json"
        assert json.loads(body)["status"] == "ok"

        status, headers, body = server.get("/", Accept="text/html")
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert b"<h1>" in body

        status, headers, _ = server.get("/id/actor/edri", Accept="text/turtle", Host="w3id.org")
        assert (status, headers["location"]) == (303, "/data/id/actor/edri.ttl")

        query = quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(server.get, [f"/sparql?query={query}"] * 40))
        assert {status for status, _, _ in answers} == {200}
        assert len({body for _, _, body in answers}) == 1

        status, _, body = server.get(f"/sparql?query={quote('SELECT * ' + '{' * 9000)}")
        assert (status, json.loads(body)["status"]) == (400, 400)
        assert server.get("/healthz")[0] == 200

        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(SECONDS) == 0


def test_ctrl_c_stops_it_too(options: list[str]) -> None:
    with running(options) as server:
        server.process.send_signal(signal.SIGINT)

        assert server.process.wait(SECONDS) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="processes are read in /proc")
def test_killing_the_first_process_alone_ends_all_and_frees_the_port(options: list[str]) -> None:
    with running(options, query_seconds=2) as server:
        # It, what keeps count of shared memory, the one that answers, the zygote and two workers.
        until(lambda: len(processes_under(server.pid)) == 6, "all processes began")
        everybody = processes_under(server.pid)
        used = {process: cpu_seconds(process) for process in everybody}
        connection = server.connect()
        connection.request("GET", f"/sparql?query={quote(RUNAWAY)}")
        until(
            lambda: any(cpu_seconds(process) > used[process] + 0.2 for process in everybody),
            "one of them evaluates for somebody who waits",
        )

        server.process.kill()

        try:
            # What is under way is finished first, as at any other end.
            assert connection.getresponse().status == 504
            until(lambda: not any(map(is_running, everybody)), "all processes ended")
        finally:
            kill_all(everybody)
            connection.close()
        assert free_port("127.0.0.1", server.port) == server.port


def test_a_port_in_use_is_told_before_anything_is_built(
    runner: CliRunner, small_content: Content, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        store = tmp_path / "store"
        arguments = ["--port", port, "--content", str(small_content.root), "--store", str(store)]

        result = runner.invoke(main, ["serve", *arguments])

    assert result.exit_code == 2
    assert f"port {port}" in result.stderr
    assert "--port" in result.stderr
    assert not store.exists()


@pytest.mark.parametrize("arguments", [["--port", "x"], ["--host", "nowhere"], ["--base", "x"]])
def test_an_option_that_does_not_do_is_told(runner: CliRunner, arguments: list[str]) -> None:
    result = runner.invoke(main, ["serve", *arguments])

    assert result.exit_code == 2
    assert arguments[0] in result.stderr


def test_port_0_is_a_free_one() -> None:
    assert free_port("127.0.0.1", 0) > 0
    with pytest.raises(SettingsError, match="Cannot listen"):
        free_port("192.0.2.1", 0)  # an address for documentation, which no machine has


def test_what_an_installation_lacks_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Where the pages of an installation are that npm could not be reached for.
    monkeypatch.setattr(web, "__file__", str(tmp_path / "__init__.py"))
    _tell_of_scripts()
    assert "make frontend" in capsys.readouterr().err

    monkeypatch.undo()
    _tell_of_scripts()
    assert capsys.readouterr().err == ""
