"""Contributed texts that try to run, to turn a page round or to break it appear harmlessly."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
from browsing import Visitor
from desks import PREFIXES
from malice import BIDI_END, TEXTS, node, turtle
from offices import TURTLE
from places import ROOT, Place, serving
from playwright.sync_api import Browser, expect
from pyoxigraph import Literal, RdfFormat, parse
from served import bearer

from trilogue.terms import SKOS

SORTS = ("actor", "claim", "event", "excerpt", "held-position", "influence", "letter", "source")
LABELS = f"""SELECT DISTINCT ?name {{ ?thing <{SKOS}prefLabel> ?name
FILTER(CONTAINS(STR(?thing), "/hostile-")) }}"""
ALL = LABELS.replace("DISTINCT ?name", "*")
# What many of the texts are shown in together.
LISTS = {
    "actor": "/page/id/actor/france",
    "changes": "/changes.atom",
    "contribution": "/page/id/contribution/founding",
    "correct": f"/contribute/correct?record={quote(node('claim', 'script').value)}",
    "correct-bidi": f"/contribute/correct?record={quote(node('claim', 'bidi').value)}",
    "coverage": "/coverage",
    "form": "/contribute/Claim",
    "graph": "/page/graph/hostile",
    "home": "/",
    "mark": "/page/id/mark/verified-page",
    "practice": "/practice/real-time-rbi",
    "search": "/search?q=window",
    "search-bidi": "/search?" + urlencode({"q": TEXTS["bidi"]}),
    "search-script": "/search?" + urlencode({"q": TEXTS["script"]}),
    "sparql": f"/sparql?{urlencode({'query': ALL})}",
    "sparql-triples": "/sparql?query=" + quote(f"DESCRIBE <{node('actor', 'bidi').value}>"),
    "tables": "/tables",
    "term": "/page/ns/claimedBy",
}
FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
# Gives each place where a text that is turned round, and does not end that by itself, reaches words
# after it. A block ends it, and so does an element that is isolated.
_TURNED = """
(end) => {
  const isApart = (element) => {
    const style = getComputedStyle(element);
    return /isolate|plaintext/.test(style.unicodeBidi) || !/^inline/.test(style.display);
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const element = text.parentElement;
    if (!text.data.includes('\\u202e')) continue;
    if (element.closest('pre, script, option, textarea')) continue;
    let apart = element;
    while (!isApart(apart)) apart = apart.parentElement;
    const after = apart.textContent.split(end).at(-1);
    if (/[\\p{L}\\p{N}]/u.test(after)) found.push(apart.outerHTML.slice(0, 300));
  }
  return found;
}
"""
_LINKS = """
() => [...document.querySelectorAll('[href], [src], [action], [formaction]')]
  .flatMap((each) => ['href', 'src', 'action', 'formaction'].map((name) => each.getAttribute(name)))
  .filter((address) => /^\\s*(javascript|vbscript|data:text)/i.test(address ?? ''))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A small dataset with the hostile records in a graph of their own."""
    graph = tmp_path_factory.mktemp("hostile") / "graph"
    shutil.copytree(ROOT / "tests" / "tiny" / "graph", graph)
    (graph / "hostile.ttl").write_bytes(turtle())
    with serving(graph, tmp_path_factory.mktemp("place")) as opened:
        yield opened


@pytest.fixture(scope="module")
def phone(chromium: Browser, place: Place) -> Iterator[Visitor]:
    """A tab as wide as a phone, where a word that is not broken shows."""
    visitor = Visitor(chromium, place.address, size="phone")
    yield visitor
    visitor.close()


def harm(visitor: Visitor) -> list[object]:
    """Give what hostile texts did to a page."""
    page = visitor.page
    seen, whole = page.evaluate(
        "() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]"
    )
    found: list[object] = [*visitor.faults(), *page.evaluate(_LINKS)]
    found += page.evaluate(_TURNED, BIDI_END)
    if page.evaluate("() => window.pwned !== undefined"):
        found.append(f"ran: {page.evaluate('() => window.pwned')}")
    if whole > seen:
        found.append(f"scrolls sideways: {whole} px in {seen}")
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_a_record_shows_it_harmlessly(phone: Visitor, name: str) -> None:
    found = {}
    for sort in SORTS:
        iri = node(sort, name).value
        page = phone.go(f"/page/id/{sort}/hostile-{name}")
        shown = page.get_by_role("heading", level=1).inner_text()
        assert " ".join(TEXTS[name].split())[:20] in " ".join(shown.split()), iri
        found[sort] = harm(phone)
    assert found == {sort: [] for sort in SORTS}


@pytest.mark.parametrize("name", LISTS)
def test_a_page_of_many_shows_them_harmlessly(phone: Visitor, name: str) -> None:
    phone.go(LISTS[name])

    assert harm(phone) == []


@pytest.mark.parametrize("path", ["/page/id/actor/", "/questions/", "/sparql?query="])
def test_an_address_is_told_back_harmlessly(phone: Visitor, path: str) -> None:
    for text in (TEXTS["script"], TEXTS["bidi"], "w" * 1_000):
        phone.go(path + quote(text, ""), 400 if "query" in path else 404)

        assert harm(phone) == []


def test_the_form_gives_back_what_was_typed_and_runs_none_of_it(phone: Visitor) -> None:
    page = phone.go("/contribute/Claim")
    for label, name in (("Preferred label", "script"), ("Gloss", "bidi"), ("Day", "handler")):
        page.get_by_label(re.compile(f"^{label}")).first.fill(TEXTS[name])
    page.get_by_role("button", name="Check", exact=True).last.click()

    expect(page.get_by_role("alert")).to_contain_text("does not conform")
    assert page.get_by_label(re.compile("^Preferred label")).first.input_value() == TEXTS["script"]
    assert harm(phone) == []


def test_a_contribution_is_reviewed_and_published_harmlessly(
    chromium: Browser, place: Place
) -> None:
    """As far as the checks let it in, which they do for what may be a text."""
    claims = "".join(
        f"""
claim:ada-{name} a tri:Claim ;
    skos:prefLabel {json.dumps(TEXTS[name], ensure_ascii=False)}@en ;
    tri:gloss {json.dumps(TEXTS[name], ensure_ascii=False)}@en ;
    tri:aboutActor actor:france ; tri:claimedBy actor:edri ;
    tri:claimedOn "2023-12-09"^^xsd:date ; tri:evidencedBy excerpt:page ;
    tri:mark mark:verified-page .
"""
        for name in ("script", "ending", "handler", "template", "arabic")
    )
    reply = place.server.ask(
        "POST",
        f"/contributions?{urlencode({'note': TEXTS['script'] + TEXTS['bidi']})}",
        (PREFIXES + claims).encode(),
        {"Content-Type": TURTLE, **bearer(place.secrets["ada"])},
    )
    assert reply.status == 201, reply.body
    digest = json.loads(reply.body)["digest"]
    visitor = Visitor(chromium, place.address, size="phone")
    try:
        visitor.log_in(place.secrets["bea"])
        page = visitor.go("/contributions")
        assert TEXTS["script"] in page.get_by_role("main").inner_text()
        assert harm(visitor) == []
        visitor.go(f"/contributions/{digest}/questions")
        assert harm(visitor) == []
        page = visitor.go(f"/contributions/{digest}")
        assert harm(visitor) == []
        page.get_by_label(re.compile("^Reason")).fill(TEXTS["handler"] + TEXTS["bidi"])
        page.get_by_role("button", name=re.compile("^Accept")).click()
        expect(page.get_by_role("main")).to_contain_text(re.compile("published", re.IGNORECASE))
        assert harm(visitor) == []
        for path in (
            "/page/id/claim/ada-script",
            f"/page/id/contribution/{digest}",
            "/changes.atom",
        ):
            visitor.go(path)
            assert harm(visitor) == []
    finally:
        visitor.close()


def test_a_report_tells_of_it_harmlessly(phone: Visitor) -> None:
    page = phone.go("/contribute")
    page.get_by_label(re.compile("^Sheets or RDF")).set_input_files(
        {"name": f"{TEXTS['script'].replace('/', '')}.ttl", "mimeType": TURTLE, "buffer": turtle()}
    )
    page.get_by_role("button", name="Check the files").click()

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "hostile-bidi" in page.get_by_role("main").inner_text()
    assert harm(phone) == []


def literals(data: bytes, fmt: RdfFormat) -> set[str]:
    return {
        quad.object.value for quad in parse(data, format=fmt) if isinstance(quad.object, Literal)
    }


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", TEXTS)
def test_a_data_file_has_the_same_text(place: Place, name: str, suffix: str) -> None:
    _, _, body = place.server.get(f"/data/id/claim/hostile-{name}.{suffix}")

    assert TEXTS[name] in literals(body, FORMATS[suffix])


def test_a_table_of_results_has_the_same_texts(place: Place) -> None:
    def ask(media_type: str) -> str:
        return place.server.query(LABELS, media_type).body.decode()

    told = json.loads(ask("application/sparql-results+json"))["results"]["bindings"]
    assert {each["name"]["value"] for each in told} == set(TEXTS.values())
    rows = list(csv.reader(io.StringIO(ask("text/csv"), newline="")))
    assert {row[0] for row in rows[1:]} == set(TEXTS.values())
    xml = ET.fromstring(ask("application/sparql-results+xml"))  # noqa: S314 - our own
    assert {each.text for each in xml.iter() if each.tag.endswith("literal")} == set(TEXTS.values())
