"""`trilogue build`."""

import re
from pathlib import Path

from click.testing import CliRunner

from trilogue.cli import main
from trilogue.versions import read_record


def test_it_builds_and_says_what_and_where(tiny: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["build", "--content", str(tiny), "--store", str(tmp_path / "store")]
    )

    assert result.exit_code == 0, result.output
    first, second = result.stdout.splitlines()
    path = Path(second.removeprefix("It is in "))
    record = read_record(path)
    assert re.fullmatch(
        rf"Built dataset {record.dataset_version} with {record.quads} statements "
        r"in \d+\.\d s \(no violation(, \d+ notes?)?\)\.",
        first,
    )


def test_unsound_content_ends_with_1_and_names_the_place(tiny: Path, tmp_path: Path) -> None:
    path = tiny / "graph" / "claims" / "press.ttl"
    path.write_text(path.read_text().replace("tri:aboutActor", "tri:aboutActr"))

    result = CliRunner().invoke(
        main, ["build", "--content", str(tiny), "--store", str(tmp_path / "store")]
    )

    assert result.exit_code == 1
    assert "graph/claims/press.ttl:" in result.stderr
    assert "tri:aboutActr" in result.stderr
    assert not (tmp_path / "store" / "current").exists()
