"""Glosses are in our own words."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from trilogue.cli import main
from trilogue.formats import TURTLE
from trilogue.parse import ParsedFile, parse_bytes
from trilogue.terms import Vocabulary
from trilogue.validation.copied import RUN, copied
from trilogue.validation.places import Places

ROOT = Path(__file__).parents[2]
V = Vocabulary()
SOURCE = "On the ninth day the Ministers, tired, agreed to what nobody had read: a compromise!"


def file_with(gloss: str) -> ParsedFile:
    text = f"""@prefix tri: <{V.base}ns/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{V.base}id/claim/one> skos:prefLabel "{SOURCE}"@en ;
    tri:gloss "{gloss}"@en .
"""
    return parse_bytes(text.encode(), TURTLE, None, "one.ttl")


@pytest.mark.parametrize(
    "gloss",
    [
        SOURCE,
        "They say that the ministers tired agreed to what nobody had read.",
        "THE MINISTERS — TIRED — AGREED TO WHAT NOBODY HAD eaten.",
    ],
)
def test_eight_words_in_a_row_are_told_with_their_line(gloss: str) -> None:
    file = file_with(gloss)

    (result,) = copied([file], {"a page": SOURCE}, Places([file]), V)

    assert result.line == 4
    assert "a page" in result.message
    assert "the ministers tired agreed" in result.message


def test_seven_words_and_names_are_not() -> None:
    file = file_with("They were tired, agreed to what nobody had eaten.")

    assert list(copied([file], {"a page": SOURCE}, Places([file]), V)) == []


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=20), st.integers(0, 12))
def test_any_run_is_found_wherever_it_stands(words: list[str], at: int) -> None:
    run = [f"w{number}" for number in range(RUN)]
    text = " ".join([*words[:at], *run, *words[at:]])
    file = file_with(text)

    found = list(copied([file], {"s": " ".join(run)}, Places([file]), V))

    assert len(found) == 1


def test_the_check_reads_the_sources_of_a_folder(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for folder in ("ontology", "shapes"):
        (content / folder).symlink_to(ROOT / folder)
    shutil.copytree(ROOT / "tests" / "tiny" / "graph", content / "graph")
    gloss = "The negotiators have agreed on more than they can remember now."
    changed = []
    for path in sorted((content / "graph").rglob("*.ttl")):
        text = path.read_text()
        if "The negotiators have agreed." in text:
            path.write_text(text.replace("The negotiators have agreed.", gloss))
            changed.append(path.relative_to(content).as_posix())
    assert len(changed) == 1
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "page.txt").write_text(f"Before. {gloss} After.")
    command = ["check", "--skip-reasoner", "--content", str(content), "--sources", str(sources)]

    result = CliRunner().invoke(main, command)

    assert result.exit_code == 1
    assert f"{changed[0]}:" in result.output
    assert "page.txt" in result.output
