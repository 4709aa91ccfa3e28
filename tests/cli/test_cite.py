"""``trilogue cite``."""

import json

import pytest
import yaml
from click.testing import CliRunner

from trilogue.cli import main


@pytest.mark.parametrize(
    "thing",
    [
        "event:letter",
        "https://w3id.org/trilogue/id/event/letter",
        "<https://w3id.org/trilogue/id/event/letter>",
        "id/event/letter",
    ],
)
def test_a_record_is_cited_however_it_is_named(
    runner: CliRunner, options: list[str], thing: str
) -> None:
    result = runner.invoke(main, ["cite", thing, *options])

    assert result.exit_code == 0, result.output
    assert "Open letter [Event]. In Trilogue" in result.stdout
    assert "https://w3id.org/trilogue/id/event/letter" in result.stdout


def test_without_a_thing_the_dataset_is_cited(runner: CliRunner, options: list[str]) -> None:
    result = runner.invoke(main, ["cite", "--format", "cff", *options])

    assert result.exit_code == 0
    assert yaml.safe_load(result.stdout)["type"] == "dataset"


def test_formats_are_chosen(runner: CliRunner, options: list[str]) -> None:
    result = runner.invoke(main, ["cite", "event:letter", "--format", "json", *options])

    assert json.loads(result.stdout)[0]["title"] == "Open letter"


@pytest.mark.parametrize(
    ("thing", "told"), [("no thing", "names no thing"), ("event:none", "Nothing is said about")]
)
def test_what_is_not_there_is_told(
    runner: CliRunner, options: list[str], thing: str, told: str
) -> None:
    result = runner.invoke(main, ["cite", thing, *options])

    assert result.exit_code == 2
    assert told in result.stderr
