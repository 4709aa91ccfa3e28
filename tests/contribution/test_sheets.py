"""Sheets: what is written reads back the same, and what is wrong is told at its cell."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.contribution.fields import RecordType
from trilogue.contribution.sheets import workbook
from trilogue.contribution.sheets.grid import MAX_ROWS
from trilogue.contribution.sheets.marking import marked
from trilogue.contribution.sheets.names import Names
from trilogue.contribution.sheets.placing import SheetFile
from trilogue.contribution.sheets.reading import FINDINGS_SHEET, read_sheets
from trilogue.contribution.sheets.writing import csv_of, tables, templates, workbook_of
from trilogue.terms import RDF, SKOS, XSD, Vocabulary, slug_of
from trilogue.validation.curated import Curated
from trilogue.validation.report import Result, Severity

V = Vocabulary()
Types = dict[str, RecordType]
Read = Callable[..., SheetFile]
TYPE = NamedNode(RDF + "type")
LABEL = NamedNode(SKOS + "prefLabel")
CLAIM = (
    "IRI,Preferred label@en,Gloss@en,Voice,Day,About an actor,Verification mark,Evidence\r\n"
    "# help,,,,,,,\r\n"
    "{iri},{label},It says so.,{voice},{day},actor:france,mark:verified-page,excerpt:page\r\n"
)


def claim(iri: str = "", label: str = "A claim", voice: str = "actor:edri", day: str = "") -> bytes:
    return CLAIM.format(iri=iri, label=label, voice=voice, day=day or "2023-12-09").encode()


@pytest.fixture
def read(types: Types, names: Names) -> Read:
    def run(data: bytes, name: str = "claim.csv") -> SheetFile:
        return read_sheets(data, name, list(types.values()), names)

    return run


def in_workbook(title: str, rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(file: SheetFile) -> list[tuple[str | None, str]]:
    return [(r.cell, r.component.value.rpartition("/")[2]) for r in file.results if r.component]


# Round trips


def records(real: Curated, types: Types) -> set[Quad]:
    """What of the curated graph a sheet can hold: all fields of all records."""
    classes = {V.ns(name).value: one for name, one in types.items()}
    said: dict[object, list[Quad]] = {}
    for file in real.graph:
        for quad in file.quads:
            said.setdefault(quad.subject, []).append(quad)
    kept: set[Quad] = set()
    for some in said.values():
        own = [
            classes[q.object.value]
            for q in some
            if q.predicate == TYPE and isinstance(q.object, NamedNode) and q.object.value in classes
        ]
        own.sort(key=lambda one: list(types).index(one.name))
        for quad in some if own else []:
            if quad.predicate == TYPE or own[0].field(quad.predicate.value):
                kept.add(Quad(quad.subject, quad.predicate, quad.object))
    return kept


def test_the_whole_graph_reads_back_from_a_workbook(
    real: Curated, types: Types, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = records(real, types)
    data = workbook_of(tables(expected, list(types.values()), names), names)
    monkeypatch.setattr("trilogue.contribution.sheets.reading.MAX_BYTES", 10_000_000)

    file = read_sheets(data, "all.xlsx", list(types.values()), names)

    assert told(file) == []
    assert set(file.file.quads) == expected
    assert len(expected) > 15_000


def test_each_type_reads_back_from_csv(real: Curated, types: Types, names: Names) -> None:
    expected = records(real, types)
    found: set[Quad] = set()
    for table in tables(expected, list(types.values()), names):
        name = f"{table.record_type.name}.csv"
        file = read_sheets(csv_of(table, names), name, list(types.values()), names)
        assert told(file) == []
        found |= set(file.file.quads)
    assert found == expected


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], include_characters="\n|\\'=+-@"),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() == text and text.strip(" '") != "")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=3, unique=True), gloss=TEXTS)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_any_text_reads_back(
    types: Types, names: Names, texts: list[str], gloss: str, suffix: str
) -> None:
    source = V.id("source", "mine")
    expected = {
        Quad(source, TYPE, V.ns("Source")),
        Quad(source, V.ns("gloss"), Literal(gloss, language="de")),
        *(Quad(source, V.ns("identifier"), Literal(text)) for text in texts),
    }
    (table,) = tables(expected, list(types.values()), names)
    data = csv_of(table, names) if suffix == ".csv" else workbook_of([table], names)

    file = read_sheets(data, f"source{suffix}", list(types.values()), names)

    assert told(file) == []
    assert set(file.file.quads) == expected


def test_an_empty_template_says_nothing(types: Types, names: Names) -> None:
    all_types = list(types.values())
    sheets = templates(all_types, names)
    file = read_sheets(workbook_of(sheets, names), "empty.xlsx", all_types, names)
    assert (file.file.quads, file.results) == ([], ())
    for table in sheets:
        file = read_sheets(csv_of(table, names), f"{table.record_type.name}.csv", all_types, names)
        assert (file.file.quads, file.results) == ([], ())


def test_the_template_explains_and_offers(types: Types, names: Names) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_of(templates([types["Claim"]], names), names))
    )
    sheet = book["Claim"]
    assert isinstance(sheet, Worksheet)
    headers = [cell.value for cell in sheet[1]]
    assert headers[:5] == ["IRI", "Preferred label@en *", "Gloss@en *", "Voice *", "Day *"]
    assert sheet["D2"].value == "Whose statement it is. Required."
    assert book.sheetnames == ["Read me", "Claim", "Lists"]
    lists = book["Lists"]
    assert lists.sheet_state == "hidden"
    offers = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    column, _, rest = offers["D3:D502"].removeprefix("'Lists'!$").partition("$")
    assert rest.startswith(f"1:${column}$")
    assert "European Digital Rights" in {cell.value for cell in lists[column]}


# What cells mean


def test_labels_iris_and_short_names_lead_to_the_same(read: Read, names: Names) -> None:
    edri = V.id("actor", "edri")
    label = names.word(edri.value, [V.ns("Actor").value])
    assert ":" not in label
    for word in (label, label.upper(), "actor:edri", edri.value, f"<{edri.value}>"):
        file = read(claim(voice=word))
        assert told(file) == []
        assert Quad(V.id("claim", "a-claim"), V.ns("claimedBy"), edri) in file.file.quads


def test_an_alternative_label_will_do(read: Read) -> None:
    file = read(claim(voice="edri"))
    assert told(file) == []
    assert V.id("actor", "edri") in {quad.object for quad in file.file.quads}


def test_a_name_that_is_spelled_so_needs_no_look_at_all_the_others(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(class_iri: str) -> None:
        raise AssertionError(f"{class_iri} was read whole")

    fresh = Names(names._dataset, V)
    monkeypatch.setattr(fresh, "_table", refuse)

    assert fresh.find("European Digital Rights", [V.ns("Actor").value]) == V.id("actor", "edri")
    with pytest.raises(AssertionError, match="read whole"):
        fresh.find("european digital rights", [V.ns("Actor").value])
    with pytest.raises(AssertionError, match="read whole"):
        fresh.find("European Digital Rights", [V.ns("Source").value])


def test_what_nothing_is_called_is_told_with_what_is(read: Read) -> None:
    (result,) = read(claim(voice="European Digital Right")).results
    assert result.message == "Nothing that fits here is called “European Digital Right”."
    assert str(result.remedy).startswith("Did you mean “European Digital Rights”")


def test_a_record_is_named_after_its_label_or_as_the_cell_says(read: Read) -> None:
    for iri, slug in (("", "a-claim"), ("other", "other"), ("claim:third", "third")):
        (subject,) = {quad.subject for quad in read(claim(iri)).file.quads}
        assert subject == V.id("claim", slug)
    assert slug_of("Élysée: the 2nd — letter!") == "elysee-the-2nd-letter"
    assert slug_of("…") == ""


def test_records_of_one_workbook_point_to_each_other_by_label(types: Types, names: Names) -> None:
    book = openpyxl.Workbook()
    excerpts = book.active
    assert isinstance(excerpts, Worksheet)
    excerpts.title = "Excerpt"
    excerpts.append(["Source", "Locator", "Verification mark"])
    excerpts.append(["A page of ours", "paragraph 5", "mark:verified-page"])
    sources = book.create_sheet("Source")
    sources.append(["Preferred label", "Language"])
    sources.append(["A page of ours", "en | de"])
    out = io.BytesIO()
    book.save(out)

    file = read_sheets(out.getvalue(), "mine.xlsx", list(types.values()), names)

    excerpt = V.id("excerpt", "a-page-of-ours-paragraph-5")
    source = V.id("source", "a-page-of-ours")
    assert told(file) == []
    assert Quad(excerpt, V.ns("excerptOf"), source) in file.file.quads
    assert Quad(source, V.ns("language"), Literal("de")) in file.file.quads
    assert Quad(source, LABEL, Literal("A page of ours", language="en")) in file.file.quads


def test_days_numbers_and_truths_of_a_workbook(read: Read) -> None:
    file = read(
        in_workbook("Vote", [["IRI", "Votes for", "Day"], ["v", 12.0, dt.date(2024, 3, 13)]]),
        "mine.xlsx",
    )
    said = {quad.object for quad in file.file.quads}
    integer, day = NamedNode(XSD + "integer"), NamedNode(XSD + "date")
    assert {Literal("12", datatype=integer), Literal("2024-03-13", datatype=day)} <= said


# What is wrong, and where


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (claim(voice="Nobody at all"), [("D3", "sheet-value")]),
        (claim(day="9 December"), [("E3", "sheet-value")]),
        (claim(day="2023-02-30"), [("E3", "sheet-value")]),
        (claim(voice="=HYPERLINK(1)"), [("D3", "sheet-formula")]),
        (claim(voice="@SUM(1)"), [("D3", "sheet-formula")]),
        (claim(label="+1-2"), [("B3", "sheet-formula")]),
        (claim(iri="No Slug"), [("A3", "sheet-iri")]),
        (claim(label="", voice=""), [("C3", "sheet-iri")]),
        (claim() + claim().splitlines()[2], [("B4", "sheet-iri-twice")]),
        (claim().replace(b"Voice", b"Voise"), [("D1", "sheet-unknown-column")]),
        (claim().replace(b"Day", b"Voice"), [("E1", "sheet-column-twice")]),
    ],
)
def test_a_bad_cell_is_named(read: Read, data: bytes, expected: list[tuple[str, str]]) -> None:
    assert told(read(data)) == expected


def test_a_finding_of_the_judge_is_placed_at_its_cell(read: Read) -> None:
    file = read(claim())
    subject = V.id("claim", "a-claim")

    def cell(path: NamedNode | None, value: NamedNode | Literal | None = None) -> str | None:
        result = Result(
            severity=Severity.VIOLATION, message="No.", focus_node=subject, path=path, value=value
        )
        (placed,) = file.placed([result])
        assert placed.file == "claim.csv"
        return placed.cell

    assert cell(V.ns("claimedBy"), V.id("actor", "edri")) == "D3"
    assert cell(V.ns("claimedOn")) == "E3"
    assert cell(None) == "A3"
    assert cell(V.ns("hedge")) == "A3"


def test_a_formula_of_a_workbook_is_refused_and_a_text_like_one_is_none(read: Read) -> None:
    data = in_workbook("Source", [["IRI", "Identifier"], ["mine", "=1+1"]])
    assert told(read(data, "mine.xlsx")) == [("Source!B2", "sheet-formula")]


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def refused(read: Read, data: bytes) -> None:
    file = read(data, "mine.xlsx")
    assert file.file.quads == []
    assert [name for _, name in told(file)] == ["sheet-workbook"]


def test_a_zip_bomb_is_refused_by_what_it_declares(read: Read) -> None:
    refused(read, zipped({"xl/workbook.xml": b"\0" * (workbook.MAX_UNPACKED + 1)}))


def test_a_zip_bomb_is_refused_by_what_comes_out(read: Read) -> None:
    data = zipped({"a.xml": b"\0" * (workbook.MAX_UNPACKED + 1)})
    real, small = (size.to_bytes(4, "little") for size in (workbook.MAX_UNPACKED + 1, 10))
    assert data.count(real) == 2
    refused(read, data.replace(real, small))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no archive",
        zipped({"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}),
        zipped({"a": b""}),
        zipped({f"{n}.xml": b"" for n in range(501)}),
        in_workbook("Claim", [["IRI"]])[:-200],
    ],
)
def test_what_is_no_workbook_is_told(read: Read, data: bytes) -> None:
    refused(read, data)


def test_too_many_rows_are_told(read: Read) -> None:
    rows = b"IRI\n" + b"one\n" * (MAX_ROWS + 1)
    assert told(read(rows)) == [(None, "sheet-too-large")]
    data = in_workbook("Claim", [["IRI"], *[["one"]] * MAX_ROWS])
    assert (None, "sheet-too-large") in told(read(data, "mine.xlsx"))


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"\xff", "claim.csv", "sheet-encoding"),
        (b'IRI\n"a"b\n', "claim.csv", "sheet-csv"),
        (b"IRI\na\n", "nothing.csv", "sheet-unknown-type"),
        (b"Type,IRI\nNothing,a\n", "mine.csv", "sheet-unknown-type"),
        (b"x" * 2_000_001, "claim.csv", "sheet-too-large"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    read: Read, data: bytes, name: str, expected: str
) -> None:
    assert expected in [word for _, word in told(read(data, name))]


def test_semicolons_and_a_column_of_types(read: Read) -> None:
    file = read(
        b"\xef\xbb\xbfType;IRI\r\nUnionAgency | Law enforcement body;europe\r\n", "mine.csv"
    )
    assert told(file) == []
    subject = V.id("actor", "europe")
    assert set(file.file.quads) == {
        Quad(subject, TYPE, V.ns("UnionAgency")),
        Quad(subject, TYPE, V.ns("LawEnforcementBody")),
    }


# The marked copy


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_marked_copy_has_the_findings_at_their_cells(read: Read, suffix: str) -> None:
    if suffix == ".csv":
        data, cell = claim(voice="Nobody", label="'=1"), "D3"
    else:
        data, cell = (
            in_workbook("Claim", [["IRI", "Voice", "Gloss"], ["mine", "Nobody", "=1+1"]]),
            "B2",
        )
    file = read(data, f"claim{suffix}")
    assert file.results

    book = openpyxl.load_workbook(io.BytesIO(marked(data, suffix, f"claim{suffix}", file.results)))

    findings, sheet = book[FINDINGS_SHEET], book[book.sheetnames[1]]
    assert isinstance(findings, Worksheet)
    assert isinstance(sheet, Worksheet)
    comment = sheet[cell].comment
    assert comment is not None
    assert "Nothing that fits here is called “Nobody”." in comment.text
    assert sheet[cell].fill.fgColor.rgb == "00F8CBAD"
    assert findings.max_row == len(file.results) + 1
    kinds = {c.data_type for one in book.worksheets for row in one.iter_rows() for c in row}
    assert "f" not in kinds


def test_a_marked_copy_reads_back_as_the_original(read: Read) -> None:
    data = in_workbook("Claim", [["IRI", "Voice"], ["mine", "actor:edri"]])
    once = marked(data, ".xlsx", "a.xlsx", [])
    assert set(read(once, "a.xlsx").file.quads) == set(read(data, "a.xlsx").file.quads)


def test_an_unsafe_workbook_is_not_opened_for_marking(read: Read) -> None:
    data = zipped({"xl/workbook.xml": b"\0" * (workbook.MAX_UNPACKED + 1)})
    file = read(data, "a.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(marked(data, ".xlsx", "a.xlsx", file.results)))
    assert book.sheetnames == [FINDINGS_SHEET]


def test_a_lonely_cell_far_away_costs_nothing(read: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Claim"
    sheet["XFD1048576"] = "here"
    out = io.BytesIO()
    book.save(out)
    file = read(out.getvalue(), "a.xlsx")
    assert told(file) == [(None, "sheet-too-large")]
    marked(out.getvalue(), ".xlsx", "a.xlsx", file.results)


def test_a_coloured_cell_far_away_is_none(read: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Claim"
    sheet.append(["IRI", "Voice"])
    sheet.append(["mine", "actor:edri"])
    sheet["ZZ9000"].fill = PatternFill("solid", fgColor="FF0000")
    out = io.BytesIO()
    book.save(out)
    file = read(out.getvalue(), "a.xlsx")
    assert (told(file), len(file.file.quads)) == ([], 2)
    marked(out.getvalue(), ".xlsx", "a.xlsx", file.results)
