"""The documents tell what the program does: all of it, and nothing that it does not."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import tables
from flask.testing import FlaskClient
from resident import ResidentEngine
from werkzeug.test import TestResponse

from trilogue.cli import main
from trilogue.content import find_content
from trilogue.query import evaluate
from trilogue.questions import read_question
from trilogue.serialise import table
from trilogue.settings import SETTINGS, Setting, Settings
from trilogue.store import Store
from trilogue.terms import SKOS
from trilogue.web.app import create_app

ROOT = Path(__file__).resolve().parents[1]
DOCS = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))}
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGES = {**DOCS, **{path: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("*.md"))}}


def commands(
    group: click.Group = main, name: str = "trilogue"
) -> Iterator[tuple[str, click.Command]]:
    """Walk the command line: the full name of each command, and the command."""
    for child, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {child}")
        else:
            yield f"{name} {child}", command


COMMANDS = dict(commands())


def section(heading: str) -> str:
    """Give the text of the docs under the heading that holds *heading* in backticks."""
    for text in DOCS.values():
        found = re.search(
            rf"^(#+) [^\n]*`{re.escape(heading)}`.*?(?=^#{{1,6}} |\Z)",
            text,
            re.MULTILINE | re.DOTALL,
        )
        if found is not None:
            return found.group()
    return ""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_and_a_section_in_the_docs(name: str) -> None:
    assert COMMANDS[name].help
    assert section(name), f"docs/ has no heading with `{name}`"


@pytest.mark.parametrize(
    ("name", "option"),
    [
        (name, option)
        for name, command in COMMANDS.items()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    ],
)
def test_an_option_is_in_its_commands_section(name: str, option: str) -> None:
    assert re.search(rf"`{re.escape(option)}\b", section(name)), f"{option} is not told of there"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_section_tells_of_no_option_that_is_not_there(name: str) -> None:
    real = {opt for p in COMMANDS[name].params for opt in (*p.opts, *p.secondary_opts)}

    assert set(re.findall(r"`(--[a-z][a-z-]*)", section(name))) <= real | {"--help"}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_is_in_the_docs_with_its_default(setting: Setting) -> None:
    row = re.search(rf"^\| `{setting.variable}` \|(.*?)\|", "".join(DOCS.values()), re.MULTILINE)

    assert row is not None
    assert row.group(1).strip(" `") == ("" if setting.default is None else str(setting.default))


def routes() -> list[str]:
    """Give the fixed beginnings of all addresses that the service answers."""
    with Store.in_memory() as store:
        rules = create_app(Settings(), ResidentEngine(store, Settings())).url_map.iter_rules()
        patterns = {rule.rule for rule in rules}
    found = set()
    for pattern in patterns:
        choice = re.search(r"<any\(([^)]*)\):\w+>", pattern)
        words = [word.strip(' "') for word in choice.group(1).split(",")] if choice else [""]
        for word in words:
            whole = pattern.replace(choice.group(), word) if choice else pattern
            found.add(whole.partition("<")[0])
    return sorted(found)


@pytest.mark.parametrize("address", routes())
def test_an_address_of_the_service_is_in_the_docs(address: str) -> None:
    told = re.findall(r"`(/[^`]*)`", "".join(DOCS.values()))

    assert address in {re.split("[…<]", each)[0] for each in told}


def rows(query: str, store: Store, *variables: str) -> list[list[str]]:
    """Ask a SELECT query for *variables*, or for all; English texts only, unbound as empty."""
    answer = table(evaluate(query, store))
    columns = [answer.variables.index(name) for name in variables or answer.variables]
    return [
        [cell.value if (cell := row[column]) is not None else "" for column in columns]
        for row in answer.rows
        if all(cell is None or cell.language in (None, "en") for cell in row)
    ]


def test_the_readmes_answer_is_true(curated_store: Store) -> None:
    """Stage, status and provision of each row, as the rules find them now."""
    marked = re.search(r"<!-- answer: ([\w-]+)\..*?-->(.*?)<!-- /answer -->", README, re.DOTALL)
    assert marked is not None
    question = find_content().question(marked[1])
    assert question is not None
    labels = dict(
        rows(f"SELECT ?thing ?label {{ ?thing <{SKOS}prefLabel> ?label }}", curated_store)
    )
    asked = read_question(question).query
    found = rows(asked, curated_store, "stage", "value", "place")

    expected = [
        f"| {labels[stage]} | {labels[value]} | {place}".rstrip() + " |"
        for stage, value, place in found
    ]
    lines = [line for line in marked[2].splitlines() if line.startswith("| ")]
    assert lines[2:] == expected, "write into README.md:\n" + "\n".join(expected)


@pytest.mark.parametrize("page", tables.PAGES, ids=lambda page: page.name)
def test_the_tables_of_a_page_are_what_its_questions_answer(
    page: Path, curated_store: Store
) -> None:
    text = page.read_text(encoding="utf-8")

    assert tables.written(text, curated_store) == text, "run `make tables`"


def asked(line: str, client: FlaskClient) -> TestResponse:
    """Do what a printed curl command does."""
    _, *words = shlex.split(line)
    headers = [words[place + 1] for place, word in enumerate(words) if word == "-H"]
    address = words[-1].removeprefix("http://127.0.0.1:8000")
    return client.get(address, headers=[tuple(header.split(": ", 1)) for header in headers])


def holds(whole: object, part: object) -> bool:
    """Tell whether all of *part* is in *whole*; a list holds items in any order, and others."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and holds(whole[name], part[name]) for name in part)
    if isinstance(part, list) and isinstance(whole, list):
        return all(any(holds(item, wanted) for item in whole) for wanted in part)
    return whole == part


def test_what_curl_prints_in_the_docs_is_what_the_service_answers(curated_store: Store) -> None:
    """Where an answer is printed it is the whole one; a JSON block right below is part of it."""
    text = (ROOT / "docs" / "use.md").read_text(encoding="utf-8")
    client = create_app(Settings(), ResidentEngine(curated_store, Settings())).test_client()
    printed = re.findall(r"^\$ (curl '?[^\n]*)\n((?:[^$`][^\n]*\n)+)```", text, re.MULTILINE)
    parts = re.findall(
        r"^\$ (curl [^\n]*)\n```\n(?:[^`#]*\n)?```json\n(.*?)```", text, re.MULTILINE | re.DOTALL
    )

    assert len(printed) >= 2
    for line, answer in printed:
        assert asked(line, client).text.split() == answer.split(), line
    assert len(parts) >= 2
    for line, part in parts:
        assert holds(asked(line, client).get_json(), json.loads(part)), line


@pytest.mark.parametrize("target", ["serve", "test"])
def test_the_readmes_two_commands_are_in_the_makefile(target: str) -> None:
    first_screen = "\n".join(README.splitlines()[:12])

    assert f"$ make {target}" in first_screen
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_that_is_told_of_exists(page: Path) -> None:
    told = re.findall(r"(?:^\$ |`)(?:[A-Z]+=\S+ )?make ([a-z]+)", PAGES[page], re.MULTILINE)

    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert set(told) <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", PAGES[page])

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_picture_is_there_is_told_in_words_and_is_shown() -> None:
    shown = [
        (words, page.parent / name)
        for page, text in PAGES.items()
        for words, name in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    ]

    assert {path.resolve() for _, path in shown} == set((ROOT / "docs" / "pictures").iterdir())
    for words, path in shown:
        assert words, path
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG\r\n"), path
        assert 2_000 < len(data) <= 150_000, path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_trilogue_command_that_is_shown_can_be_parsed(page: Path) -> None:
    """Commands, options and files as printed; nothing is run."""
    shown = re.findall(r"^\$ (?:\.venv/bin/)?trilogue (.+?)(?:\s+#.*)?$", PAGES[page], re.MULTILINE)

    for line in shown:
        verb, *arguments = shlex.split(line)
        if f"trilogue {verb}" not in COMMANDS:
            verb = f"{verb} {arguments.pop(0)}"
        command = COMMANDS[f"trilogue {verb}"]
        command.make_context(verb, arguments, resilient_parsing=False)


def test_the_version_is_told_alike_everywhere() -> None:
    version = PROJECT["version"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

    assert re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", CHANGELOG, re.MULTILINE)
    assert re.search(rf"^version: {re.escape(version)}$", citation, re.MULTILINE)
    assert re.findall(r"^## \[(\S+)\]", CHANGELOG, re.MULTILINE)[:2] == ["Unreleased", version]


def test_the_changelog_tells_of_content_apart() -> None:
    allowed = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Content"}
    headings = re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)

    assert "Content" in headings
    assert set(headings) <= allowed


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text("utf-8"))

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
