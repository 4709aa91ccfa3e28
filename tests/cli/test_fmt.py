"""``trilogue fmt``: files are written in one form, or refused and left as they are."""

from pathlib import Path

from click.testing import CliRunner

from trilogue.cli import main

UNTIDY = "@prefix x: <http://x/> .\nx:a x:c 2; x:b 1 .\n"
TIDY = "@prefix x: <http://x/> .\n\nx:a x:b 1 ;\n    x:c 2 .\n"


def test_a_file_is_written_in_its_form_once(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(UNTIDY)

    first = CliRunner().invoke(main, ["fmt", str(path)])
    second = CliRunner().invoke(main, ["fmt", str(path)])

    assert (first.exit_code, first.output) == (0, f"Wrote {path}.\n")
    assert (second.exit_code, second.output) == (0, "")
    assert path.read_bytes() == TIDY.encode()


def test_check_names_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    untidy, tidy = tmp_path / "a.ttl", tmp_path / "b.ttl"
    untidy.write_text(UNTIDY)
    tidy.write_text(TIDY)

    result = CliRunner().invoke(main, ["fmt", "--check", str(untidy), str(tidy)])

    assert (result.exit_code, result.output) == (1, f"{untidy} would change.\n")
    assert untidy.read_text() == UNTIDY


def test_a_refused_file_is_left_and_the_others_are_written(tmp_path: Path) -> None:
    refused, other = tmp_path / "a.ttl", tmp_path / "b.ttl"
    text = "<http://a> <http://b> 1 ;\n  # inside\n  <http://c> 2 .\n"
    refused.write_text(text)
    other.write_text(UNTIDY)

    result = CliRunner().invoke(main, ["fmt", str(refused), str(other)])

    assert result.exit_code == 1
    assert f"{refused}, line 2: a comment stands inside a statement" in result.stderr
    assert refused.read_text() == text
    assert other.read_text() == TIDY


def test_only_turtle_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("")

    result = CliRunner().invoke(main, ["fmt", str(path)])

    assert result.exit_code == 2
    assert "ends with .ttl" in result.stderr
