"""`trilogue validate`."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, RdfFormat, parse

from trilogue.cli import main
from trilogue.terms import SH, Vocabulary

ROOT = Path(__file__).parents[2]
V = Vocabulary()
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in V.prefixes().items())
GOOD = """claim:mine a tri:Claim ;
    skos:prefLabel "France was content"@en ;
    tri:gloss "The coalition says that France got what it wanted."@en ;
    tri:aboutActor actor:france ;
    tri:claimedBy actor:edri ;
    tri:claimedOn "2023-12-09"^^xsd:date ;
    tri:evidencedBy excerpt:page ;
    tri:mark mark:verified-page ;
    tri:recordedIn contribution:founding .
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Validate a text against the tiny content."""
    content = tmp_path / "content"
    content.mkdir()
    for folder in ("ontology", "shapes"):
        (content / folder).symlink_to(ROOT / folder)
    (content / "graph").symlink_to(ROOT / "tests" / "tiny" / "graph")
    path = tmp_path / "mine.ttl"

    def validate(text: str, *arguments: str) -> Result:
        path.write_text(PREFIXES + text)
        return CliRunner().invoke(
            main, ["validate", "--content", str(content), str(path), *arguments]
        )

    return validate


def test_a_sound_file_ends_with_0(run: Run, tmp_path: Path) -> None:
    result = run(GOOD)

    assert result.exit_code == 0, result.output
    assert f"{tmp_path / 'mine.ttl'}: conforms (no violation" in result.stdout


def test_an_unsound_file_ends_with_1_and_tells_line_and_mend(run: Run, tmp_path: Path) -> None:
    result = run(GOOD.replace("tri:aboutActor", "tri:aboutActr"))

    line = PREFIXES.count("\n") + 4
    assert result.exit_code == 1
    assert f"{tmp_path / 'mine.ttl'}:{line}: violation: Unknown property" in result.stdout
    assert "Did you mean tri:aboutActor?" in result.stdout
    assert "does not conform" in result.stdout


def test_json_and_turtle_hold_the_same_findings(run: Run) -> None:
    bad = GOOD.replace("tri:aboutActor", "tri:aboutActr")

    document = json.loads(run(bad, "--format", "json").stdout)
    turtle = list(parse(run(bad, "--format", "ttl").stdout, RdfFormat.TURTLE))

    results = [quad for quad in turtle if quad.predicate == NamedNode(SH + "result")]
    assert len(results) == len(document["results"]) > 0
    assert document["conforms"] is False


def test_sarif_and_annotations_name_the_line(run: Run, tmp_path: Path) -> None:
    bad = GOOD.replace("tri:aboutActor", "tri:aboutActr")
    line = PREFIXES.count("\n") + 4

    log = json.loads(run(bad, "--format", "sarif").stdout)
    annotations = run(bad, "--format", "github")

    places = [
        result["locations"][0]["physicalLocation"]["region"]["startLine"]
        for result in log["runs"][0]["results"]
        if result["level"] == "error" and "Unknown property" in result["message"]["text"]
    ]
    assert places == [line]
    assert annotations.exit_code == 1
    assert f"::error file={tmp_path / 'mine.ttl'},line={line}," in annotations.stdout


@pytest.mark.parametrize("name", ["facts.ods", "nothing.ttl"])
def test_a_file_that_cannot_be_read_as_rdf_ends_with_2(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "facts.ods":
        path.write_text("a,b\n")

    assert CliRunner().invoke(main, ["validate", str(path)]).exit_code == 2
    assert CliRunner().invoke(main, ["validate"]).exit_code == 2


def test_what_a_shape_inside_a_shape_says_of_a_value_is_found(run: Run) -> None:
    """That one label is English is demanded by a qualified value shape."""
    result = run(
        'actor:une-organisation a tri:CivilSocietyOrganisation ; skos:prefLabel "Une"@fr ;\n'
        "    tri:mark mark:verified-page ; tri:recordedIn contribution:founding .\n"
    )

    assert result.exit_code == 1, result.output
    assert "English" in result.stdout


def test_the_example_of_the_docs_conforms_to_the_curated_content() -> None:
    example = ROOT / "docs" / "examples" / "claim.ttl"

    result = CliRunner().invoke(main, ["validate", "--content", str(ROOT), str(example)])

    assert result.exit_code == 0, result.output


SHEET = """IRI,Preferred label,Gloss,Voice,Day,About an actor,Verification mark,Evidence
,France was content,So they say.,actor:edri,{day},actor:france,mark:verified-page,{evidence}
"""


@pytest.fixture
def sheet(run: Run, tmp_path: Path) -> Run:
    """Validate a CSV file of one claim against the tiny content."""
    del run  # it has made the content
    path = tmp_path / "claim.csv"

    def validate(*arguments: str, **cells: str) -> Result:
        path.write_text(SHEET.format(**{"day": "2023-12-09", "evidence": "excerpt:page"} | cells))
        content = str(tmp_path / "content")
        return CliRunner().invoke(main, ["validate", "--content", content, str(path), *arguments])

    return validate


def test_a_sound_sheet_ends_with_0(sheet: Run) -> None:
    result = sheet()
    assert result.exit_code == 0, result.output
    assert "claim.csv: conforms" in result.stdout


def test_what_is_wrong_with_a_sheet_is_told_at_its_cell(sheet: Run, tmp_path: Path) -> None:
    out = tmp_path / "marked.xlsx"
    result = sheet("--marked", str(out), day="yesterday", evidence="source:page")
    assert result.exit_code == 1
    assert "claim.csv:E2: violation: “yesterday” is no day." in result.stdout
    assert "A claim needs a date." not in result.stdout  # it has one, which could not be read
    assert "claim.csv:H2: violation: tri:evidencedBy must point to an excerpt" in result.stdout
    book = openpyxl.load_workbook(out)
    marks = book.worksheets[1]["H2"].comment
    assert marks is not None
    assert "must point to an excerpt" in marks.text


def test_a_marked_copy_is_of_one_sheet_and_another_file(
    run: Run, sheet: Run, tmp_path: Path
) -> None:
    result = run(GOOD, "--marked", str(tmp_path / "a.xlsx"))
    assert result.exit_code == 2
    result = sheet("--marked", str(tmp_path / "claim.csv"))
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Rien n'étaye"), ("de", "Nichts stützt"), ("es", "Nada respalda")],
)
def test_findings_are_told_in_another_language(run: Run, language: str, words: str) -> None:
    text = GOOD.replace("    tri:evidencedBy excerpt:page ;\n", "")

    told = run(text, "--language", language)

    assert told.exit_code == 1
    assert "Nothing backs" not in told.output
    assert "tri:evidencedBy" in told.output
    assert words in told.output
    turtle = run(text, "--language", language, "--format", "ttl").output
    assert f'"@{language}' in turtle
