from pathlib import Path

from click.testing import CliRunner

from trilogue.cli import main


def test_the_dataset_is_written(runner: CliRunner, options: list[str], tmp_path: Path) -> None:
    result = runner.invoke(main, ["export", str(tmp_path / "out"), *options])

    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "out" / "trilogue.nq").read_bytes()
    assert "files in" in result.stdout


def test_two_exports_are_the_same(runner: CliRunner, options: list[str], tmp_path: Path) -> None:
    for name in ("one", "two"):
        runner.invoke(main, ["export", str(tmp_path / name), *options])

    one, two = ((tmp_path / name / "SHA256SUMS").read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_folder_with_other_things_is_refused(
    runner: CliRunner, options: list[str], tmp_path: Path
) -> None:
    result = runner.invoke(main, ["export", str(tmp_path), *options])

    assert result.exit_code == 2
    assert "not empty" in result.stderr


def test_a_folder_must_be_named(runner: CliRunner) -> None:
    assert runner.invoke(main, ["export"]).exit_code == 2
