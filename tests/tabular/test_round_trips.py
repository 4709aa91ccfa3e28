"""What a hostile or merely unusual text becomes in each format, read back by other programs."""

import csv
import io
import json
import warnings
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import frictionless
import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.records import Records
from trilogue.store import Store
from trilogue.tables.columnar import write_table
from trilogue.tables.columns import Column, Part, Table, Type
from trilogue.tables.delimited import guarded, joined, parted, unguarded
from trilogue.tables.described import about
from trilogue.tables.listing import csv_of
from trilogue.tables.package import package_of
from trilogue.tables.workbook import LONGEST_TEXT, fitting, unescaped, write_workbook
from trilogue.terms import SKOS, Vocabulary

IRI = "https://w3id.org/trilogue/id/claim/odd"
LABEL, NOTE = f"{SKOS}prefLabel", f"{SKOS}altLabel"
FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "'=1+1",
    "''plain",
    '"quoted", and a comma; a semicolon',
    "two\nlines",
    "two\r\nlines",
    "a | b",
    "a \\| b\\",
    "مرحبا بالعالم",
    "\u202egnp.exe\u202c",
    "e\u0301 \U0001f3f4\U000e0067\U000e007f \U00010348",
    "bell\x07 and escape\x1b[31m",
    "_x0041_ _x005F_",
    "\ufeffmark \ufffe\uffff",
    " spaces ",
    "<!-- ]]> &amp; -->",
    "\u2028\u2029\x85\x0b\x0c",
)
# All of Unicode but surrogates, which are no characters, and NUL, which few programs take in CSV.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
SEVERAL = st.lists(st.one_of(TEXTS, st.sampled_from(HOSTILE)), min_size=1, max_size=4)
COLUMNS = (
    Column("iri", Part.IRI, type=Type.IRI, least=1, is_filled=True),
    Column("label", Part.NAME, least=1, is_filled=True),
    Column("one@en", path=LABEL, language="en", least=1, is_filled=True),
    Column("several@en", path=NOTE, language="en", is_list=True),
)


def written(one: str, several: list[str]) -> tuple[Table, Records, Store]:
    store = Store.in_memory()
    node = NamedNode(IRI)
    store.load([Quad(node, NamedNode(LABEL), Literal(one, language="en"), NamedNode(f"{IRI}/g"))])
    store.load(
        Quad(node, NamedNode(NOTE), Literal(text, language="en"), NamedNode(f"{IRI}/g"))
        for text in several
    )
    table = Table("Claim", "Claim", "A claim.", f"{IRI}/class", (IRI,), COLUMNS)
    return table, Records(store, Vocabulary()), store


@given(TEXTS)
def test_a_guarded_text_is_no_formula_and_can_be_read(text: str) -> None:
    cell = guarded(text)

    assert cell[0] not in FORMULA
    assert unguarded(cell) == text


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_values_in_one_cell_can_be_told_apart(values: list[str]) -> None:
    assert parted(joined(values)) == ([] if values == [""] else values)


def test_a_cell_that_nobody_joined_is_refused() -> None:
    with pytest.raises(ValueError, match="neither parts nor is escaped"):
        parted("a|b")


def check(row: list[str], one: str, several: list[str]) -> None:
    assert row[0] == IRI
    assert unguarded(row[1]) == unguarded(row[2]) == one
    assert parted(unguarded(row[3])) == sorted(set(several))
    assert not any(cell[0] in FORMULA for cell in row)


@settings(max_examples=60)
@given(st.one_of(TEXTS, st.sampled_from(HOSTILE)), SEVERAL, st.booleans())
def test_csv_survives_the_standard_reader_and_duckdb(
    one: str,
    several: list[str],
    with_mark: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    table, records, store = written(one, several)
    with store:
        text = "".join(csv_of(table, records, with_mark=with_mark))
    data = text.encode()

    assert data.startswith(b"\xef\xbb\xbf") is with_mark
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert rows[0] == [column.name for column in COLUMNS]
    check(rows[1], one, several)
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(data)
        read = "SELECT * FROM read_csv(?, all_varchar=true, header=true, delim=',', quote='\"')"
        found = duckdb.execute(read, [str(path)]).fetchall()
    assert len(found) == 1
    check(list(found[0]), one, several)


@settings(max_examples=60)
@given(st.one_of(TEXTS, st.sampled_from(HOSTILE)), SEVERAL)
def test_parquet_survives_arrow_and_duckdb_as_it_is(one: str, several: list[str]) -> None:
    table, records, store = written(one, several)
    with TemporaryDirectory() as folder, store:
        path = Path(folder, "a.parquet")
        write_table(table, records, path, about("1", "2026-01-01", "http://licence.example/"))
        by_arrow = pyarrow.parquet.read_table(path).to_pylist()
        by_duckdb = duckdb.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()

    expected = [IRI, one, one, sorted(set(several))]
    assert list(by_arrow[0].values()) == expected
    assert list(by_duckdb[0]) == expected


def cells(data: bytes) -> list[Any]:
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    return list(workbook["Claim"][2])


@settings(max_examples=40)
@given(st.one_of(TEXTS, st.sampled_from(HOSTILE)), SEVERAL)
@example("\0", ["=1"])
def test_a_sheet_holds_text_and_no_formula(one: str, several: list[str]) -> None:
    table, records, store = written(one, several)
    with TemporaryDirectory() as folder, store:
        path = Path(folder, "a.xlsx")
        write_workbook([table], records, path, [("title", "=1+1")])
        data = path.read_bytes()

    row = cells(data)
    assert {cell.data_type for cell in row} <= {"s", "inlineStr"}
    assert unescaped(row[1].value) == unescaped(row[2].value) == one
    assert parted(unescaped(row[3].value)) == sorted(set(several))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


@given(st.text(st.characters(codec="utf-8"), max_size=50), st.integers(1, 2000))
def test_a_long_text_is_cut_so_that_it_fits_and_says_so(piece: str, times: int) -> None:
    text = piece * times
    found = fitting(text)

    assert len(found.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    if unescaped(found) != text:
        assert f"[cut here: {len(text)} characters" in found
        assert text.startswith(unescaped(found.partition(" … [cut")[0]))


@settings(max_examples=15)
@given(st.one_of(TEXTS, st.sampled_from(HOSTILE)), SEVERAL)
def test_frictionless_reads_what_was_written(one: str, several: list[str]) -> None:
    table, records, store = written(one, several)
    with TemporaryDirectory() as folder, store:
        root = Path(folder)
        with (root / "Claim.csv").open("w", encoding="utf-8", newline="") as out:
            out.writelines(csv_of(table, records))
        common = about("1", "2026-01-01", "http://licence.example/")
        text = package_of([table], {"Claim": Path("Claim.csv")}, [], root, common, Vocabulary())
        (root / "datapackage.json").write_text(text, encoding="utf-8", newline="")
        report, rows = read_by_frictionless(root / "datapackage.json", "claim")

    assert report.valid, json.dumps(report.to_descriptor(), indent=1)
    row = [rows[0][column.name] for column in COLUMNS]
    assert unguarded(row[2]) == one
    assert parted(unguarded(row[3])) == sorted(set(several))


def read_by_frictionless(path: Path, name: str) -> tuple[frictionless.Report, list[Any]]:
    with warnings.catch_warnings():
        # Its own use of what its libraries have given up.
        warnings.simplefilter("ignore")
        report = frictionless.validate(str(path))
        package = frictionless.Package(str(path))
        return report, package.get_resource(name).read_rows()  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_each_hostile_text_comes_back_from_csv(text: str) -> None:
    table, records, store = written(text, [text])
    with store:
        data = "".join(csv_of(table, records))

    check(list(csv.reader(io.StringIO(data, newline="")))[1], text, [text])
