"""What is measured of a dataset, and the ratchet over it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.cli import main
from trilogue.content import ContentFile, find_content
from trilogue.engine.model import Engine
from trilogue.errors import ContentError, ParseError
from trilogue.measures import (
    Figure,
    Measure,
    Standing,
    as_text,
    fallen,
    floor_of,
    measured,
    read_floor,
    read_measure,
    read_measures,
)
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import SKOS, Vocabulary
from trilogue.web.app import create_app

V = Vocabulary()
ROOT = Path(__file__).parents[1]
HEAD = "# Named things\n# better: higher\n# A remark.\n"
NAMED = (
    "SELECT ?group (COUNT(?label) AS ?good) (COUNT(?thing) AS ?all) (SAMPLE(?bare) AS ?example) "
    "{ ?thing a ?group OPTIONAL { ?thing <" + SKOS + "prefLabel> ?label } "
    "BIND(IF(BOUND(?label), ?none, ?thing) AS ?bare) } GROUP BY ?group ORDER BY ?group"
)


def measure(query: str, better: str = "higher") -> Measure:
    return Measure("m", "Things", better, "", query)  # type: ignore[arg-type]


@pytest.fixture
def things() -> list[Quad]:
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    first, second = V.id("actor", "first"), V.id("actor", "second")
    return [
        Quad(first, kind, V.ns("Actor")),
        Quad(second, kind, V.ns("Actor")),
        Quad(first, NamedNode(SKOS + "prefLabel"), Literal("First", language="en")),
    ]


def test_a_share_is_measured_with_what_is_missing(things: list[Quad]) -> None:
    with Store.in_memory() as store:
        store.load(things)

        (standing,) = measured([measure(NAMED)], store)

    (figure,) = standing.figures
    assert (figure.good, figure.all) == (1, 2)
    assert figure.in_words == "1 of 2 (50 %)"
    assert figure.examples == (V.id("actor", "second").value,)
    assert "1 of 2 (50 %)" in as_text([standing])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?group { ?group ?p ?o }", "does not select"),
        ("SELECT ?group ?good { BIND(1 AS ?group) BIND('x' AS ?good) }", "whole numbers"),
        ("ASK { ?s ?p ?o }", "no SELECT"),
        ("SELECT ?group ?good { ?group ?good }", "evaluated"),
    ],
)
def test_what_is_no_measure_is_told_with_its_file(query: str, words: str) -> None:
    with Store.in_memory() as store:
        store.load([Quad(V.id("a", "b"), V.ns("gloss"), Literal("x"))])

        with pytest.raises(ContentError, match=words) as caught:
            measured([measure(query)], store)

    assert "ontology/measures/m.rq" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["SELECT * {}", "# Title\nSELECT * {}", "# T\n# better: maybe\nSELECT * {}", f"{HEAD}ASK {{}}"],
)
def test_a_file_without_its_head_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "m.rq"
    path.write_text(text)

    with pytest.raises(ParseError, match="measure"):
        read_measure(ContentFile("ontology/measures/m.rq", path, "ontology"))


def test_the_head_of_a_measure_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.rq"
    path.write_text(HEAD + NAMED)

    found = read_measure(ContentFile("ontology/measures/m.rq", path, "ontology"))

    assert (found.name, found.title, found.better) == ("m", "Named things", "higher")
    assert found.remark == "A remark."


COUNTS = st.integers(0, 50)


@given(before=COUNTS, after=COUNTS, better=st.sampled_from(["higher", "lower", "neither"]))
def test_a_count_may_only_move_to_the_better_side(before: int, after: int, better: str) -> None:
    then = Standing(measure("", better), (Figure("all", before, None),))
    now = Standing(measure("", better), (Figure("all", after, None),))

    fell = fallen(floor_of([then]), [now])

    is_worse = {"higher": after < before, "lower": after > before, "neither": False}[better]
    assert bool(fell) is is_worse


@given(total=st.integers(1, 50), good=COUNTS, more=COUNTS)
def test_a_share_is_held_and_not_its_parts(total: int, good: int, more: int) -> None:
    good = min(good, total)
    then = Standing(measure(""), (Figure("all", good, total),))
    grown = Standing(measure(""), (Figure("all", good + more, total + more),))

    assert fallen(floor_of([then]), [grown]) == []
    if good:
        fewer = Standing(measure(""), (Figure("all", good - 1, total),))
        assert len(fallen(floor_of([then]), [fewer])) == 1


def test_what_is_gone_has_fallen() -> None:
    then = Standing(measure(""), (Figure("claims", 3, None), Figure("share", 1, 2)))

    assert fallen(floor_of([then]), []) == ["m: it is not measured any more."]
    (fell,) = fallen(floor_of([then]), [Standing(measure(""), ())])
    assert fell == "m, claims: 0, was 3; it may only become more."


@pytest.mark.parametrize("text", ["", "[]", '{"m": []}', '{"m": {"g": ["x"]}}', '{"m": {"g": []}}'])
def test_a_floor_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="--format floor"):
        read_floor(text, "floor.json")


def test_the_curated_content_is_not_below_its_floor(curated_store: Store) -> None:
    floor = read_floor((ROOT / "tests" / "curated" / "floor.json").read_text(), "floor.json")

    assert fallen(floor, measured(read_measures(find_content()), curated_store)) == []


def test_the_floor_is_as_high_as_the_content(curated_store: Store) -> None:
    """Or what was won could be lost again: run `make floor`."""
    now = floor_of(measured(read_measures(find_content()), curated_store))

    assert json.loads((ROOT / "tests" / "curated" / "floor.json").read_text()) == now


def test_the_check_measures_and_holds_to_a_floor(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for folder in ("ontology", "shapes"):
        (content / folder).symlink_to(ROOT / folder)
    (content / "graph").symlink_to(ROOT / "tests" / "tiny" / "graph")
    floor = tmp_path / "floor.json"

    def check(*options: str) -> tuple[int, str]:
        command = ["check", "--skip-reasoner", "--content", str(content), *options]
        result = CliRunner().invoke(main, command)
        return result.exit_code, result.output

    status, written = check("--format", "floor")
    assert status == 0
    claims = json.loads(written)["m01-records-by-class"]["claim"]
    floor.write_text(written)
    assert check("--floor", str(floor))[0] == 0
    status, told = check("--report", "--floor", str(floor))
    assert "Records, by class" in told
    higher = json.loads(written)
    higher["m01-records-by-class"]["claim"] = [claims[0] + 1]
    floor.write_text(json.dumps(higher))
    status, told = check("--floor", str(floor))
    assert status == 1
    assert f"m01-records-by-class, claim: {claims[0]}, was {claims[0] + 1}" in told
    measures = json.loads(check("--report", "--format", "json")[1])["measures"]
    assert {"m01-records-by-class", "m08-labels"} <= {each["measure"] for each in measures}


@pytest.fixture
def client(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


def test_the_page_tells_what_is_measured(client: FlaskClient) -> None:
    page = client.get("/coverage", headers={"Accept": "text/html"})
    data = client.get("/coverage", headers={"Accept": "application/json"}).get_json()

    text = page.get_data(as_text=True)
    for each in data["measures"]:
        assert each["title"] in text
    labels = next(each for each in data["measures"] if each["measure"] == "m08-labels")
    assert {figure["group"] for figure in labels["figures"]} >= {"actors, de", "stages, fr"}
    again = client.get(
        "/coverage", headers={"Accept": "text/html", "If-None-Match": page.headers["ETag"]}
    )
    assert again.status_code == 304
