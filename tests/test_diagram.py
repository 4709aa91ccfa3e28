"""The drawing of a module: every class once, nothing on top of anything."""

from itertools import combinations

import pytest

from trilogue.diagram import Box, diagram_of
from trilogue.reference import Module, Term, read_reference
from trilogue.store import Store
from trilogue.terms import Vocabulary

V = Vocabulary()


def term(name: str, *above: str, sort: str = "class", **more: tuple[str, ...]) -> Term:
    iris = tuple(V.ns(each).value for each in above)
    return Term(V.ns(name).value, name, sort, name, "", "", "stable", "0.1.0", iris, **more)  # type: ignore[arg-type]


def overlap(one: Box, other: Box) -> bool:
    apart = (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )
    return not apart


@pytest.fixture(scope="module")
def modules(curated_store: Store) -> tuple[Module, ...]:
    return read_reference(curated_store, V)


def test_every_class_of_every_module_has_its_place(modules: tuple[Module, ...]) -> None:
    terms = {each.iri: each for module in modules for each in module.terms}
    for module in modules:
        drawing = diagram_of(module, terms)
        own = [box.term.name for box in drawing.boxes if not box.is_foreign]
        assert sorted(own) == sorted(each.name for each in module.terms if each.sort == "class")
        for one, other in combinations(drawing.boxes, 2):
            assert not overlap(one, other), (one.term.name, other.term.name)
        for box in drawing.boxes:
            assert box.x >= 0
            assert box.y >= 0
            assert box.x + box.width <= drawing.width + 0.01
            assert box.y + box.height <= drawing.height + 0.01


def test_what_is_narrower_stands_to_the_right_and_is_joined() -> None:
    own = (
        term("A"),
        term("B", "A"),
        term("C", "A"),
        term("D", "Elsewhere"),
        term("p", sort="object property", domain=(V.ns("B").value,), range=(V.ns("A").value,)),
    )
    module = Module("m", "m", "M", "", "", "", (), own)
    foreign = term("Elsewhere")

    drawing = diagram_of(module, {each.iri: each for each in (*own, foreign)})

    boxes = {box.term.name: box for box in drawing.boxes}
    assert set(boxes) == {"A", "B", "C", "D", "Elsewhere"}
    assert boxes["Elsewhere"].is_foreign
    assert boxes["B"].x > boxes["A"].x + boxes["A"].width
    assert boxes["B"].lines == ("p: A",)
    ends = {(edge.x2, edge.y2) for edge in drawing.edges}
    assert ends == {
        (boxes[name].x, boxes[name].y + boxes[name].height / 2) for name in ("B", "C", "D")
    }
