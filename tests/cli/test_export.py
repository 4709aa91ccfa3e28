import json
from pathlib import Path

from click.testing import CliRunner

from trilogue.build import build
from trilogue.cli import main
from trilogue.content import Content


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


def test_parts_formats_and_codings_are_chosen(
    runner: CliRunner, options: list[str], tmp_path: Path
) -> None:
    chosen = ["--part", "dumps", "--format", "nq", "--format", "ttl", "--coding", "gzip"]

    result = runner.invoke(
        main, ["export", str(tmp_path / "out"), *chosen, "--without-derived", *options]
    )

    assert result.exit_code == 0, result.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "SHA256SUMS",
        "release.json",
        "trilogue-without-derived.nq.gz",
        "trilogue-without-derived.ttl.gz",
    }


def test_a_patch_from_an_earlier_export(
    runner: CliRunner, options: list[str], tmp_path: Path, small_content: Content
) -> None:
    runner.invoke(main, ["export", str(tmp_path / "one"), *options])
    file = small_content.root / "graph" / "sources.ttl"
    file.write_text(file.read_text().replace("paragraph 2", "paragraph 3"))
    build(small_content, tmp_path / "store", validate=False)

    result = runner.invoke(
        main, ["export", str(tmp_path / "two"), "--patch-from", str(tmp_path / "one"), *options]
    )

    assert result.exit_code == 0, result.stderr
    rows = (tmp_path / "two" / "trilogue.rdfp").read_text().splitlines()
    assert [row[:2] for row in rows] == ["H ", "H ", "TX", "D ", "A ", "TC"]
    assert '"paragraph 2"' in rows[3]
    assert '"paragraph 3"' in rows[4]
    told = json.loads((tmp_path / "two" / "release.json").read_text())
    (patch,) = [file for file in told["files"] if file["part"] == "patch"]
    assert patch["mediaType"] == "application/rdf-patch"


def test_a_patch_needs_to_be_told_from_where(
    runner: CliRunner, options: list[str], tmp_path: Path
) -> None:
    arguments = ["export", str(tmp_path / "out"), "--part", "patch", *options]

    nowhere = runner.invoke(main, arguments)
    no_export = runner.invoke(main, [*arguments, "--patch-from", str(tmp_path)])
    no_day = runner.invoke(main, [*arguments, "--patch-from", "yesterday"])

    assert [each.exit_code for each in (nowhere, no_export, no_day)] == [2, 2, 2]
    assert "--patch-from" in nowhere.stderr
    assert "no export" in no_export.stderr
    assert "yesterday" in no_day.stderr
    assert not (tmp_path / "out").exists()


def test_what_is_left_out_is_told(
    runner: CliRunner, options: list[str], tmp_path: Path, small_content: Content
) -> None:
    file = small_content.root / "graph" / "sources.ttl"
    file.write_text(file.read_text().replace("paragraph 2", "paragraph \\u0007"))
    build(small_content, tmp_path / "store", validate=False)

    result = runner.invoke(main, ["export", str(tmp_path / "out"), *options])

    assert result.exit_code == 0, result.stderr
    assert "trilogue.rdf is left out: XML cannot hold a control character" in result.stderr
