"""``trilogue mcp`` as its users meet it: the official client over the real command's input."""

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from click.testing import CliRunner
from mcp.client.session import ClientSession
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent

from trilogue.agents.opening import MOST_SOLUTIONS, limited
from trilogue.build import build
from trilogue.cli import main
from trilogue.content import Content
from trilogue.settings import Settings

SERVICE = Path(__file__).resolve().parents[2] / "service"
SECONDS = 60
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
QUESTION = """\
# Who claims what about whom?
PREFIX tri: <https://w3id.org/trilogue/ns/>
SELECT ?claim ?voice WHERE {
  VALUES ?about { <https://w3id.org/trilogue/id/actor/france> }
  ?claim tri:claimedBy ?voice ; tri:aboutActor ?about
}
"""


@pytest.fixture
def world(tiny: Path, tmp_path: Path) -> list[str]:
    """The options that name the small world, with one question, and its store."""
    questions = tiny / "ontology" / "questions"
    for file in questions.iterdir():
        file.unlink()
    (questions / "q01-claims.rq").write_text(QUESTION, encoding="utf-8")
    build(Content(tiny), tmp_path / "store", validate=False)
    return ["--content", str(tiny), "--store", str(tmp_path / "store")]


def converse(
    options: list[str], talk: Callable[[ClientSession], Awaitable[None]], **settings: object
) -> None:
    """Have *talk* converse with a fresh server, which ends with it."""

    async def session() -> None:
        ours = {f"TRILOGUE_{name.upper()}": str(value) for name, value in settings.items()}
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "trilogue", "mcp", *options],
            env={"PYTHONPATH": str(SERVICE), **ours},
        )
        with anyio.fail_after(SECONDS):
            async with (
                stdio_client(server) as (incoming, outgoing),
                ClientSession(incoming, outgoing) as client,
            ):
                await client.initialize()
                await talk(client)

    anyio.run(session)


def told(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def structured(result: CallToolResult) -> dict[str, Any]:
    """Give the answer, which a client that knows no structure gets as the same JSON in a text."""
    assert not result.is_error, told(result)
    assert result.structured_content is not None
    found: dict[str, Any] = json.loads(told(result))
    assert found == result.structured_content
    return found


def test_three_questions_are_answered_with_citations_and_an_overrun_is_an_error(
    world: list[str],
) -> None:
    """One start for all rules, since a start takes a second."""

    async def talk(client: ClientSession) -> None:
        listed = (await client.list_tools()).tools
        assert [tool.name for tool in listed] == [
            *("search", "describe", "list_questions", "ask_question"),
            *("query", "check_status", "validate_fact"),
        ]
        for tool in listed:
            assert tool.description
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
            assert tool.output_schema is not None
            assert {"citations", "dataset"} <= set(tool.output_schema["properties"])
            for argument in tool.input_schema["properties"].values():
                assert argument["description"]

        status = structured(
            await client.call_tool(
                "check_status",
                {
                    "practice": "real-time-rbi",
                    "deployer": "law-enforcement",
                    "space": "publicly-accessible",
                    "stage": "final-act",
                },
            )
        )
        (stage,) = status["stages"]
        assert stage["status"] == "prohibited"
        assert [place["locator"] for place in stage["provisions"]] == ["Art. 5"]
        (provision,) = [c for c in status["citations"] if c["iri"].endswith("/provision/art-5")]
        assert [place["locator"] for place in provision["places"]] == ["Art. 5"]
        assert provision["places"][0]["source_iri"].endswith("/text/act")

        asked = structured(await client.call_tool("ask_question", {"question": "claims"}))
        assert asked["rows"][0]["voice"]["value"].endswith("/actor/edri")
        (claim,) = [c for c in asked["citations"] if c["iri"].endswith("/claim/deal")]
        assert claim["places"][0]["source"] == "A page of December 2023"
        assert claim["places"][0]["locator"] == "whole page"
        assert "Trilogue contributors. (2026). A deal was struck [Claim]." in claim["how_to_cite"]

        found = structured(await client.call_tool("search", {"text": "deal", "type": "Claim"}))
        assert found["hits"][0]["iri"] == claim["iri"]
        assert found["citations"] == [claim]
        for answer in (status, asked, found):
            assert answer["dataset"]["version"] in answer["dataset"]["how_to_cite"]

        await overrun(client)
        await refused(client)

    converse(world, talk, query_seconds=0.5, max_solutions=50)


async def overrun(client: ClientSession) -> None:
    for query, limit in (
        (RUNAWAY, "took longer than 0.5 s and was ended"),
        ("SELECT * { ?s ?p ?o }", "more than 50 solutions"),
    ):
        result = await client.call_tool("query", {"sparql": query})
        assert result.is_error
        assert limit in told(result)
    again = structured(await client.call_tool("query", {"sparql": "ASK { ?s ?p ?o }"}))
    assert again["boolean"]


async def refused(client: ClientSession) -> None:
    for tool, arguments, words in (
        ("query", {"sparql": "SELECT * {"}, "line 1"),
        ("query", {"sparql": "DROP ALL"}, "update"),
        ("search", {"text": ""}, "say what to look for"),
        ("search", {}, "Field required"),
        ("describe", {"thing": "claim:none"}, "Nothing is known about"),
        ("check_status", {"practice": "real-time-rbj"}, "Did you mean real-time-rbi"),
        ("ask_question", {"question": "none"}, "no question"),
    ):
        result = await client.call_tool(tool, dict(arguments))
        assert result.is_error, tool
        assert words in told(result)
        assert "Traceback" not in told(result)
    judged = structured(await client.call_tool("validate_fact", {"turtle": "nonsense"}))
    assert not judged["conforms"]
    assert judged["findings"][0]["line"] == 1


def test_a_query_that_is_taken_back_is_ended(world: list[str]) -> None:
    """Else the only worker would be busy with it for the minute that it may take."""

    async def talk(client: ClientSession) -> None:
        with anyio.move_on_after(1.0) as scope:
            await client.call_tool("query", {"sparql": RUNAWAY})
        assert scope.cancelled_caught
        with anyio.fail_after(20):
            structured(await client.call_tool("query", {"sparql": "ASK { ?s ?p ?o }"}))

    converse(world, talk, query_seconds=59, workers=1, max_workers=1)


def test_limits_are_lowered_to_what_a_model_can_read() -> None:
    assert limited(Settings()).max_solutions == MOST_SOLUTIONS
    assert limited(Settings(max_solutions=5)).max_solutions == 5
    assert limited(Settings()).query_seconds == Settings().query_seconds


def test_without_the_package_it_says_which_extra_to_install(
    runner: CliRunner, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.delitem(sys.modules, "trilogue.agents.protocol", raising=False)
    for name in [name for name in sys.modules if name.startswith("mcp.")]:
        monkeypatch.delitem(sys.modules, name)

    result = runner.invoke(main, ["mcp", *options])

    assert result.exit_code == 2
    assert "pip install 'trilogue[agents]'" in result.stderr
