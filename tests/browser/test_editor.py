"""The query page with JavaScript: the editor, its proposals, and what an answer is drawn as."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from browsing import SCHEMES, Visitor
from playwright.sync_api import Locator, Page, expect

Visit = Callable[..., Visitor]

MOST_BYTES = 100_000
EVENTS = """\
PREFIX tri: <https://w3id.org/trilogue/ns/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?event ?date ?name (STRLEN(?name) AS ?length)
WHERE { ?event tri:eventDate ?date ; skos:prefLabel ?name } ORDER BY ?date LIMIT 30"""
LINKS = """\
PREFIX tri: <https://w3id.org/trilogue/ns/>
CONSTRUCT { ?event tri:involved ?actor } WHERE { ?event tri:involved ?actor } LIMIT 20"""
HOSTILE = (
    "SELECT ?text ?n ?day ?iri ?other { VALUES (?text ?n ?day ?iri ?other) { "
    '("<img src=x onerror=alert(1)><script>alert(2)</script>\\u202Elive" 3 '
    '"2024-01-01"^^<http://www.w3.org/2001/XMLSchema#date> <javascript:alert(3)> <http://e/x>) } }'
)
VALUE = "() => document.querySelector('.CodeMirror').CodeMirror.getValue()"
SET = """([text, line, column]) => {
  const editor = document.querySelector('.CodeMirror').CodeMirror;
  editor.setValue(text);
  editor.setCursor(line, column);
  editor.focus();
}"""


def opened(visitor: Visitor) -> Page:
    page = visitor.go("/sparql")
    page.get_by_role("button", name="Use the editor").click()
    expect(page.locator(".CodeMirror")).to_be_visible()
    expect(field(page)).to_be_focused()
    return page


def field(page: Page) -> Locator:
    return page.locator(".CodeMirror textarea")


def answer(page: Page, query: str) -> None:
    response = page.goto(f"/sparql?query={quote(query)}&format=html")
    assert response is not None
    assert response.ok


def test_little_is_loaded_before_the_editor_is_asked_for(visit: Visit) -> None:
    visitor = visit()
    sizes: list[tuple[str, int]] = []
    visitor.page.on(
        "response",
        lambda response: sizes.append((response.url, response.request.sizes()["responseBodySize"])),
    )
    page = visitor.go("/sparql")
    page.wait_for_load_state("networkidle")

    assert sum(size for _, size in sizes) <= MOST_BYTES, sizes
    assert [url for url, _ in sizes if re.search("editor-|graph-", url)] == []

    opened(visitor)
    assert [url for url, _ in sizes if re.search(r"editor-\w+\.js", url)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_terms_are_proposed_with_their_names_and_prefix(visit: Visit, scheme: str) -> None:
    visitor = visit(scheme=scheme, size="phone")
    page = opened(visitor)
    page.evaluate(SET, ["SELECT * {\n  ?s \n}", 1, 5])

    page.keyboard.type("tri:eventD")
    first = page.get_by_role("listbox", name="Proposals").get_by_role("option").first
    expect(first).to_have_text("tri:eventDate event date")
    visitor.examine()
    assert visitor.flaws() == []
    page.keyboard.press("Enter")

    assert page.evaluate(VALUE) == (
        "PREFIX tri: <https://w3id.org/trilogue/ns/>\nSELECT * {\n  ?s tri:eventDate\n}"
    )


def test_a_term_is_found_by_a_part_of_its_name(visit: Visit) -> None:
    page = opened(visit())
    page.evaluate(SET, ["SELECT * {\n  ?s a \n}", 1, 7])

    page.keyboard.type("excerp")

    expect(page.get_by_role("option", name=re.compile("^tri:Excerpt"))).to_be_visible()


def test_tab_leaves_the_editor_and_its_proposals(visit: Visit) -> None:
    page = opened(visit())
    page.evaluate(SET, ["SELECT * {\n  ?s \n}", 1, 5])
    page.keyboard.press("Tab")
    expect(page.get_by_label("Show as")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(field(page)).to_be_focused()

    page.keyboard.type("tri:event")
    expect(page.get_by_role("listbox", name="Proposals")).to_be_visible()
    page.keyboard.press("Tab")

    expect(page.get_by_label("Show as")).to_be_focused()
    expect(page.get_by_role("listbox", name="Proposals")).to_have_count(0)


def test_a_mistake_is_marked_at_its_line(visit: Visit) -> None:
    visitor = visit()
    query = "SELECT * {\n  ?s ?p ?o .\n  nobody:knows ?p ?o\n}"
    page = visitor.go(f"/sparql?query={quote(query)}&format=html", 400)
    page.get_by_role("button", name="Use the editor").click()

    expect(page.get_by_role("alert")).to_contain_text("line 3, column 3")
    marked = page.locator(".CodeMirror-code > div", has=page.locator(".wrong-line"))
    expect(marked).to_contain_text("nobody:knows")


def test_an_answer_comes_into_the_page(visit: Visit) -> None:
    page = opened(visit())
    page.evaluate(SET, ["SELECT (1 AS ?one) {}", 0, 0])

    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("cell", name="1", exact=True)).to_be_visible()
    expect(page.locator(".CodeMirror")).to_be_visible()
    assert "SELECT+%281+AS+%3Fone%29" in page.url
    expect(page.get_by_label("Address of this query")).to_have_value(page.url)


def test_an_example_is_asked(visit: Visit) -> None:
    page = visit().go("/sparql")
    page.get_by_role("link", name="What were the vote counts").click()

    expect(page.get_by_role("table")).to_be_visible()
    assert "# What were the vote counts" in page.evaluate(VALUE)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("view", ["Bars", "Timeline", "Graph"])
def test_an_answer_is_drawn_above_its_table(visit: Visit, scheme: str, view: str) -> None:
    visitor = visit(scheme=scheme, size="phone")
    answer(visitor.page, LINKS if view == "Graph" else EVENTS)
    button = visitor.page.get_by_role("button", name=view)
    button.click()

    drawing = visitor.page.locator("figure canvas" if view == "Graph" else "figure svg").first
    expect(drawing).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(visitor.page.get_by_role("table")).to_be_visible()
    visitor.examine()
    assert visitor.flaws() == []

    visitor.page.get_by_role("button", name="Table only").click()
    expect(visitor.page.locator("figure")).to_be_hidden()


def test_hostile_values_are_only_drawn(visit: Visit) -> None:
    """A dialog, a violation of the policy or an error on the page is a fault of the visitor."""
    visitor = visit()
    answer(visitor.page, HOSTILE)

    for view in ("Bars", "Timeline", "Graph"):
        visitor.page.get_by_role("button", name=view).click()
        expect(visitor.page.locator("figure svg, figure canvas").first).to_be_visible()

    assert visitor.page.locator("main img, main script").count() == 0
    assert visitor.page.locator("main a[href^='javascript:']").count() == 0
