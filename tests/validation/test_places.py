"""File, line and label of what a result is about."""

from collections.abc import Callable

from pyoxigraph import BlankNode, Literal

from trilogue.parse import ParsedFile
from trilogue.terms import Vocabulary
from trilogue.validation.places import Places
from trilogue.validation.report import Result, Severity

Parse = Callable[..., ParsedFile]
V = Vocabulary()
EDRI = V.id("actor", "edri")


def found(**parts: object) -> Result:
    return Result(severity=Severity.VIOLATION, message="m", **parts)  # type: ignore[arg-type]


def test_a_result_gets_the_label_the_file_and_the_line_of_the_value(turtle: Parse) -> None:
    file = turtle(
        'actor:edri a tri:Coalition ;\n  skos:prefLabel "EDRi"@en ;\n  tri:memberId "7" .\n',
        "graph/actors/a.ttl",
    )
    places = Places([file])

    placed = places.place(found(focus_node=EDRI, path=V.ns("memberId"), value=Literal("7")))

    assert (placed.file, placed.line, placed.focus_label) == ("graph/actors/a.ttl", 4, "EDRi")


def test_the_file_that_says_it_wins_over_the_one_that_comes_first(turtle: Parse) -> None:
    first = turtle("actor:edri a tri:Coalition .", "graph/a.ttl")
    second = turtle('\nactor:edri tri:memberId "7" .', "graph/b.ttl")
    places = Places([first, second])

    placed = places.place(found(focus_node=EDRI, path=V.ns("memberId")))

    assert placed.place == "graph/b.ttl:3"


def test_what_nothing_describes_is_found_where_it_is_mentioned(turtle: Parse) -> None:
    file = turtle("claim:one a tri:Claim ;\n  tri:claimedBy actor:edri .")

    assert Places([file]).place(found(focus_node=EDRI)).line == 3


def test_a_blank_node_is_where_the_thing_that_holds_it_says_so(turtle: Parse) -> None:
    file = turtle("claim:one a tri:Claim ;\n  tri:claimedBy [ a tri:Actor ] .")
    [blank] = {quad.object for quad in file.quads if isinstance(quad.object, BlankNode)}

    assert Places([file]).place(found(focus_node=blank)).place == "graph/claims/one.ttl:3"


def test_what_is_known_already_is_kept(turtle: Parse) -> None:
    file = turtle('actor:edri skos:prefLabel "EDRi"@en .')
    given = found(focus_node=EDRI, focus_label="x", file="y", line=1)

    assert Places([file]).place(given) == given


def test_an_english_label_wins_over_others_and_prefLabel_over_label(turtle: Parse) -> None:  # noqa: N802
    file = turtle('actor:edri rdfs:label "b"@en ; skos:prefLabel "c"@fr , "a"@en .')

    assert Places([file]).label(EDRI) == "a"
