"""One thing in one file, in its folder; every thing described somewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from trilogue.content import Content
from trilogue.parse import ParsedFile
from trilogue.terms import Vocabulary
from trilogue.validation import layout
from trilogue.validation.curated import Curated
from trilogue.validation.known import Known
from trilogue.validation.places import Places

Parse = Callable[..., ParsedFile]


@pytest.fixture
def known(unchanged: Curated) -> Known:
    return unchanged.known


def test_what_is_pointed_to_is_described_somewhere(turtle: Parse, known: Known) -> None:
    file = turtle("claim:one tri:claimedBy actor:edri ;\n  tri:aboutActor actor:nobody .")
    other = turtle("actor:edri a tri:Coalition .", "graph/actors/a.ttl")

    [result] = layout.dangling(
        [file], known, Places([file]), lambda node: node == other.quads[0].subject
    )

    assert result.place == "graph/claims/one.ttl:3"
    assert result.message == "actor:nobody is described nowhere."


def test_one_thing_is_described_in_one_file(turtle: Parse, known: Known) -> None:
    first = turtle("\nactor:edri a tri:Coalition .", "graph/actors/a.ttl")
    second = turtle("actor:edri tri:memberOf actor:x .", "graph/actors/b.ttl")

    [result] = layout.described_twice([first, second], known, Places([first, second]))

    assert result.place == "graph/actors/b.ttl:2"
    assert result.message == "This is described in graph/actors/a.ttl, line 3, too."


def test_a_module_may_add_to_a_term_but_not_declare_it_again(turtle: Parse, known: Known) -> None:
    core = turtle("tri:claimedBy a owl:ObjectProperty .", "ontology/core.ttl")
    adds = turtle("tri:claimedBy rdfs:range tri:Actor .", "ontology/claim.ttl")
    again = turtle("tri:claimedBy a owl:DatatypeProperty .", "ontology/norm.ttl")

    files = [core, adds, again]
    found = [r.place for r in layout.described_twice(files, known, Places(files))]

    assert found == ["ontology/norm.ttl:2"]


@pytest.mark.parametrize(
    ("subject", "name", "home"),
    [
        ("act-norm:x", "graph/norms/proposal.ttl", "graph/norms/final-act.ttl"),
        ("approach-norm:x", "graph/norms/final-act.ttl", "graph/norms/general-approach.ttl"),
        ("act:art-5", "graph/provisions/proposal.ttl", "graph/provisions/final-act.ttl"),
        ("proposal:art-5", "graph/provisions/final-act.ttl", "graph/provisions/proposal.ttl"),
        ("actor:x", "graph/sources.ttl", "graph/actors/"),
        ("claim:x", "graph/letters.ttl", "graph/claims/"),
    ],
)
def test_a_thing_is_described_where_one_would_look_for_it(
    turtle: Parse, known: Known, subject: str, name: str, home: str
) -> None:
    stray = turtle(f"{subject} a tri:Record .", name)
    right = home if home.endswith(".ttl") else f"{home}some.ttl"
    at_home = turtle(f"{subject} a tri:Record .", right)

    [result] = layout.misplaced(stray, known, Places([stray]))

    assert (result.place, result.message) == (f"{name}:2", f"This belongs into {home}.")
    assert list(layout.misplaced(at_home, known, Places([at_home]))) == []


@pytest.mark.parametrize(
    "relative",
    [
        "graph/Actors.ttl",
        "graph/my facts.ttl",
        "graph/claims/press_2023.ttl",
        "graph/Press/one.ttl",
        "graph/facts.trig",
        "graph/table.csv",
        "graph/rules/one.rq",
        "ontology/rules/one.ttl",
        "ontology/one.rq",
    ],
)
def test_a_file_with_an_odd_name_or_in_no_format_that_is_read_is_told(
    tiny: Path, relative: str
) -> None:
    path = tiny / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")

    assert relative in {result.file for result in layout.file_names(Content(tiny), Vocabulary())}


def test_the_tiny_content_is_in_order(tiny: Path) -> None:
    for name in (".swap.ttl.swp", "#draft.ttl#", "core.ttl~"):
        (tiny / "graph" / name).write_text("")

    assert list(layout.file_names(Content(tiny), Vocabulary())) == []
