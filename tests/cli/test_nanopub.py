"""``trilogue nanopub``."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode

from trilogue.build import build
from trilogue.cli import main
from trilogue.content import Content
from trilogue.formats import TRIG
from trilogue.nanopublications import NP
from trilogue.parse import parse_bytes


@pytest.fixture
def world(tiny: Path, tmp_path: Path) -> list[str]:
    build(Content(tiny), tmp_path / "store", validate=False)
    return ["--content", str(tiny), "--store", str(tmp_path / "store")]


def test_one_and_all_are_written(runner: CliRunner, world: list[str]) -> None:
    one = runner.invoke(main, ["nanopub", "claim:deal", *world])
    everything = runner.invoke(main, ["nanopub", "--all", *world])

    assert (one.exit_code, everything.exit_code) == (0, 0)
    quads = set(parse_bytes(one.stdout_bytes, TRIG, None, "one").quads)
    assert len([q for q in quads if q.object == NamedNode(f"{NP}Nanopublication")]) == 1
    assert quads < set(parse_bytes(everything.stdout_bytes, TRIG, None, "all").quads)
    assert runner.invoke(main, ["nanopub", "--all", *world]).stdout_bytes == everything.stdout_bytes


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Name a record, or say --all"),
        (["--all", "claim:deal"], "Name a record, or say --all"),
        (["claim:none"], "no nanopublication"),
        (["nothing at all"], "names no thing"),
    ],
)
def test_what_cannot_be_done_is_told(
    runner: CliRunner, world: list[str], arguments: list[str], told: str
) -> None:
    result = runner.invoke(main, ["nanopub", *arguments, *world])

    assert result.exit_code == 2
    assert told in result.stderr
