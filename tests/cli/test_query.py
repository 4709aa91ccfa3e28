import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from trilogue.cli import main
from trilogue.formats import GRAPH_FORMATS, GraphFormat
from trilogue.parse import parse_bytes

SELECT = "SELECT ?s ?d WHERE { ?s <https://w3id.org/trilogue/ns/eventDate> ?d }"
CONSTRUCT = "CONSTRUCT WHERE { ?s <https://w3id.org/trilogue/ns/eventDate> ?d }"


def test_a_table_is_the_default(runner: CliRunner, options: list[str]) -> None:
    result = runner.invoke(main, ["query", "-q", SELECT, *options])

    assert result.exit_code == 0, result.stderr
    assert "event:letter" in result.stdout
    assert "2021-01-12" in result.stdout
    assert "1 row" in result.stdout


def test_a_piped_table_is_not_folded(runner: CliRunner, options: list[str]) -> None:
    long = "x" * 500

    result = runner.invoke(main, ["query", "-q", f"SELECT ('{long}' AS ?x) {{}}", *options])

    assert long in result.stdout


def test_brackets_in_the_data_are_no_markup(runner: CliRunner, options: list[str]) -> None:
    result = runner.invoke(main, ["query", "-q", "SELECT ('[red]x' AS ?x) {}", *options])

    assert "[red]x" in result.stdout


def test_a_file_is_read(runner: CliRunner, options: list[str], tmp_path: Path) -> None:
    file = tmp_path / "query.rq"
    file.write_text(SELECT, encoding="utf-8")

    result = runner.invoke(main, ["query", str(file), "--format", "csv", *options])

    assert result.stdout.splitlines() == [
        "s,d",
        "https://w3id.org/trilogue/id/event/letter,2021-01-12",
    ]


def test_a_dash_reads_the_input(runner: CliRunner, options: list[str]) -> None:
    result = runner.invoke(main, ["query", "-", "--format", "tsv", *options], input=SELECT)

    assert result.stdout.startswith("?s\t?d\n")


def test_json_is_json(runner: CliRunner, options: list[str]) -> None:
    result = runner.invoke(main, ["query", "-q", SELECT, "--format", "json", *options])

    assert len(json.loads(result.stdout)["results"]["bindings"]) == 1


@pytest.mark.parametrize(("query", "shown"), [("ASK {}", "true"), ("ASK { <x:a> ?p 1 }", "false")])
def test_a_boolean_is_one_word(
    runner: CliRunner, options: list[str], query: str, shown: str
) -> None:
    assert runner.invoke(main, ["query", "-q", query, *options]).stdout == f"{shown}\n"


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_triples_come_in_the_format_asked_for(
    runner: CliRunner, options: list[str], format_: GraphFormat
) -> None:
    result = runner.invoke(main, ["query", "-q", CONSTRUCT, "--format", format_.suffix, *options])

    assert len(parse_bytes(result.stdout_bytes, format_, None, "answer").quads) == 1


def test_triples_are_turtle_by_default(runner: CliRunner, options: list[str]) -> None:
    result = runner.invoke(main, ["query", "-q", CONSTRUCT, *options])

    assert "event:letter tri:eventDate" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "Give a file or -q", id="nothing"),
        pytest.param(["x.rq", "-q", "ASK {}"], "Give a file or -q", id="both"),
        pytest.param(["none.rq"], "none.rq: the query cannot be read", id="no-such-file"),
        pytest.param(["-q", "SELECT * { ?s ?p"], "The query, line 1", id="syntax"),
        pytest.param(["-q", "DROP ALL"], "DROP is an update", id="update"),
        pytest.param(["-q", "SELECT * { SERVICE <http://e/> {} }"], "SERVICE", id="service"),
        pytest.param(["-q", SELECT, "--format", "ttl"], "does not fit", id="format-of-triples"),
        pytest.param(["-q", CONSTRUCT, "--format", "csv"], "does not fit", id="format-of-rows"),
        pytest.param(["-q", CONSTRUCT, "--format", "table"], "does not fit", id="table-of-triples"),
        pytest.param(["-q", SELECT, "--format", "docx"], "docx", id="unknown-format"),
        pytest.param(["-q", SELECT, "--base", "nonsense"], "--base", id="setting"),
    ],
)
def test_what_is_wrong_is_told_on_standard_error_with_status_2(
    runner: CliRunner, options: list[str], arguments: list[str], message: str
) -> None:
    result = runner.invoke(main, ["query", *arguments, *options])

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_query_that_is_not_utf_8_is_told(
    runner: CliRunner, options: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "query.rq"
    file.write_bytes(b"# caf\xe9\nASK {}")

    result = runner.invoke(main, ["query", str(file), *options])

    assert result.exit_code == 2
    assert "not UTF-8" in result.stderr


def test_a_folder_without_content_is_told(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(main, ["query", "-q", "ASK {}", "--content", str(tmp_path)])

    assert result.exit_code == 2
    assert "does not hold ontology/" in result.stderr


def test_a_variable_that_is_no_setting_is_told(
    runner: CliRunner, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRILOGUE_STOER", "x")

    result = runner.invoke(main, ["query", "-q", "ASK {}", *options])

    assert result.exit_code == 2
    assert "TRILOGUE_STOER" in result.stderr
