"""`trilogue sheet`."""

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from trilogue.cli import main


def run(tiny: Path, *arguments: str) -> Result:
    store = str(tiny.parent / "store")
    return CliRunner().invoke(main, ["sheet", "--content", str(tiny), "--store", store, *arguments])


def test_it_writes_a_workbook_to_fill_in_and_overwrites_nothing(tiny: Path) -> None:
    path = tiny.parent / "mine.xlsx"
    result = run(tiny, str(path), "--type", "Claim", "--type", "excerpt")
    assert result.exit_code == 0, result.output
    assert openpyxl.load_workbook(path).sheetnames == ["Read me", "Claim", "Excerpt", "Lists"]

    again = run(tiny, str(path))
    assert again.exit_code == 2
    assert "is there already" in again.output


def test_it_writes_csv_of_one_type(tiny: Path) -> None:
    path = tiny.parent / "claim.csv"
    assert run(tiny, str(path), "--type", "Claim").exit_code == 0
    assert path.read_text("utf-8-sig").startswith("IRI,Preferred label@en *,Gloss@en *,Voice *")


@pytest.mark.parametrize("arguments", [("a.csv",), ("a.ods",), ("a.xlsx", "--type", "Nothing")])
def test_what_cannot_be_written_is_told(tiny: Path, arguments: tuple[str, ...]) -> None:
    result = run(tiny, str(tiny.parent / arguments[0]), *arguments[1:])
    assert result.exit_code == 2
    assert not (tiny.parent / arguments[0]).exists()
