import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from trilogue.build import build
from trilogue.cli import main
from trilogue.content import Content


@pytest.fixture
def tiny_options(tiny: Path, tmp_path: Path) -> list[str]:
    build(Content(tiny), tmp_path / "store", validate=False)
    return ["--content", str(tiny), "--store", str(tmp_path / "store")]


def test_types_and_formats_are_chosen(
    runner: CliRunner, tiny_options: list[str], tmp_path: Path
) -> None:
    chosen = ["--type", "claim", "--type", "Person", "--format", "csv", "--bom"]

    result = runner.invoke(main, ["tables", str(tmp_path / "out"), *chosen, *tiny_options])

    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "out" / "csv").iterdir()) == [
        "Claim.csv",
        "Person.csv",
        "codebook.csv",
    ]
    assert (tmp_path / "out" / "csv" / "Claim.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["version"]) >= 16


def test_all_of_it_by_default(runner: CliRunner, tiny_options: list[str], tmp_path: Path) -> None:
    result = runner.invoke(main, ["tables", str(tmp_path / "out"), *tiny_options])

    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "out" / "trilogue.xlsx").is_file()
    assert (tmp_path / "out" / "parquet" / "quads.parquet").is_file()
    assert (tmp_path / "out" / "csv" / "Norm.csv").is_file()


def test_an_unknown_type_is_refused(
    runner: CliRunner, tiny_options: list[str], tmp_path: Path
) -> None:
    command = ["tables", str(tmp_path / "out"), "--type", "Cliam", *tiny_options]
    result = runner.invoke(main, command)

    assert result.exit_code == 2
    assert "Claim" in result.stderr


def test_a_folder_that_holds_something_is_left_alone(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    result = runner.invoke(main, ["tables", str(tmp_path)])

    assert result.exit_code == 2
    assert "not empty" in result.stderr


def test_without_the_library_the_extra_is_named(
    runner: CliRunner,
    tiny_options: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And nothing is written; what needs no library is."""
    monkeypatch.setattr("trilogue.extras.is_there", lambda name: name != "pyarrow")
    command = ["tables", str(tmp_path / "out"), *tiny_options]
    result = runner.invoke(main, command)

    assert result.exit_code == 2
    assert "pip install 'trilogue[exports]'" in result.stderr
    assert not (tmp_path / "out").exists()
    assert runner.invoke(main, [*command, "--format", "csv"]).exit_code == 0


def test_a_place_that_cannot_be_written_is_told(
    runner: CliRunner, tiny_options: list[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    result = runner.invoke(main, ["tables", str(tmp_path / "file" / "out"), *tiny_options])

    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
