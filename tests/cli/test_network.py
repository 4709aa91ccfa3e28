from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from trilogue.build import build
from trilogue.cli import main
from trilogue.content import Content


@pytest.fixture
def tiny_options(tiny: Path, tmp_path: Path) -> list[str]:
    build(Content(tiny), tmp_path / "store", validate=False)
    return ["--content", str(tiny), "--store", str(tmp_path / "store")]


def test_the_name_decides_the_format(
    runner: CliRunner, tiny_options: list[str], tmp_path: Path
) -> None:
    for name in ("all.gexf", "all.graphml", "all.csv"):
        result = runner.invoke(main, ["network", str(tmp_path / name), *tiny_options])
        assert result.exit_code == 0, result.stderr
        assert "nodes and" in result.stdout

    assert b'version="1.3"' in (tmp_path / "all.gexf").read_bytes()
    assert b"<graphml" in (tmp_path / "all.graphml").read_bytes()
    assert (tmp_path / "all-nodes.csv").read_bytes().startswith(b"id,label,")
    assert (tmp_path / "all-edges.csv").read_bytes().startswith(b"id,source,target,")


def test_what_is_around_a_thing(runner: CliRunner, tiny_options: list[str], tmp_path: Path) -> None:
    path = tmp_path / "near.gexf"
    command = ["network", str(path), "--around", "actor:france", "--depth", "2"]

    result = runner.invoke(main, [*command, *tiny_options])

    assert result.exit_code == 0, result.stderr
    nodes = [each.get("id") for each in ET.parse(path).iter("{http://gexf.net/1.3}node")]  # noqa: S314 - our own
    assert "https://w3id.org/trilogue/id/actor/france" in nodes


def test_a_thing_that_is_not_there_is_told(
    runner: CliRunner, tiny_options: list[str], tmp_path: Path
) -> None:
    command = ["network", str(tmp_path / "x.gexf"), "--around", "actor:nobody"]
    result = runner.invoke(main, [*command, *tiny_options])

    assert result.exit_code == 2
    assert "actor/nobody is neither a node nor an edge" in result.stderr
    assert not (tmp_path / "x.gexf").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["x.txt"], ".graphml"), (["x.gexf", "--depth", "9"], "1<=x<=3")],
    ids=["suffix", "depth"],
)
def test_what_cannot_be_is_refused(runner: CliRunner, arguments: list[str], told: str) -> None:
    result = runner.invoke(main, ["network", *arguments])

    assert result.exit_code == 2
    assert told in result.stderr


def test_a_file_that_is_there_is_not_overwritten(
    runner: CliRunner, tiny_options: list[str], tmp_path: Path
) -> None:
    (tmp_path / "mine.gexf").write_text("mine")

    result = runner.invoke(main, ["network", str(tmp_path / "mine.gexf"), *tiny_options])

    assert result.exit_code == 2
    assert (tmp_path / "mine.gexf").read_text() == "mine"
