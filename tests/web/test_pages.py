"""The overview, the questions, the graphs, health; and what all pages have in common."""

import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trilogue.store import Store

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = [
    "/",
    "/?deployer=public",
    "/questions/",
    "/questions/q01-who-wrote",
    "/exports",
    "/graphs",
    "/problems",
    "/sparql",
    "/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D",
    "/page/id/actor/edri",
    "/page/graph/actors",
    "/nothing-here",
]


class Outline(HTMLParser):
    """What matters of a page: tags in order, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(params=PAGES)
def outline(request: pytest.FixtureRequest, client: FlaskClient) -> Outline:
    response = client.get(request.param, headers={"Accept": BROWSER})
    assert response.content_type == "text/html; charset=utf-8"
    return Outline(response.text)


def test_a_page_has_a_language_one_heading_and_landmarks(outline: Outline) -> None:
    assert outline.all("html") == [{"lang": "en"}]
    assert len(outline.all("h1")) == 1
    assert len(outline.all("main")) == 1
    assert outline.all("nav")[0]["aria-label"]
    assert outline.all("a")[0] == {"class": "skip", "href": "#content"}
    assert any(meta.get("name") == "viewport" for meta in outline.all("meta"))


def test_a_page_skips_no_heading_level(outline: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_table_has_a_caption_and_scrolls_by_keyboard(outline: Outline) -> None:
    tables = [number for number, (tag, _) in enumerate(outline.tags) if tag == "table"]

    for number in tables:
        box, attributes = outline.tags[number - 1]
        assert box == "div"
        assert attributes["tabindex"] == "0"
        assert attributes["role"] == "region"
        assert attributes.get("aria-label") or attributes.get("aria-labelledby")
        assert outline.tags[number + 1][0] == "caption"


def test_every_field_has_a_label(outline: Outline) -> None:
    labels = {label["for"] for label in outline.all("label")}

    for tag in ("input", "textarea", "select"):
        assert {field["id"] for field in outline.all(tag)} <= labels


def test_a_page_needs_nothing_that_the_policy_forbids(outline: Outline) -> None:
    # A block of data is never run; a script is a file of ours, named with its digest.
    data, *scripts = sorted(outline.all("script"), key=len)
    assert data == {"type": "application/ld+json"}
    for script in scripts:
        assert script.keys() == {"type", "src", "integrity"}
        assert str(script["src"]).startswith("/static/built/")
    assert outline.all("style") == []
    for _, attributes in outline.tags:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)


def test_every_id_is_there_once(outline: Outline) -> None:
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]

    assert len(set(ids)) == len(ids)


def test_every_link_within_the_site_leads_somewhere(outline: Outline, client: FlaskClient) -> None:
    for link in outline.all("a"):
        address = (link["href"] or "").partition("#")[0]
        if address.startswith("/"):
            got = client.get(address, headers={"Accept": BROWSER})
            assert got.status_code == 200, address


@pytest.mark.parametrize(
    "path", [*PAGES, "/healthz", "/data/id/actor/edri.ttl", "/static/site.css"]
)
def test_every_response_carries_the_strict_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        headers = response.headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_overview_shows_the_matrix(client: FlaskClient) -> None:
    page = client.get("/").text

    columns = re.findall(r'<th scope="col">(?:<a[^>]*>)?([^<]+)', page.partition("</table>")[0])
    assert columns == ["Situation", "Position", "Final act", "Change "]
    assert re.search(
        r'<td class="status prohibited"><a href="/page/id/status/police-final">prohibited</a>'
        r" <small>with exceptions</small></td>",
        page,
    )
    assert re.search(r">high-risk</a> <small>as announced</small></td>", page)
    assert "Only an example" not in page


def test_the_overview_counts_and_lists_the_questions(
    client: FlaskClient, small_store: Store
) -> None:
    page = client.get("/").text

    assert f"{small_store.count():,} statements" in page
    assert '<a href="/questions/q01-who-wrote">Who took part in which event?</a>' in page


def test_a_question_shows_itself_its_query_and_its_answer(client: FlaskClient) -> None:
    page = client.get("/questions/q01-who-wrote", headers={"Accept": BROWSER}).text

    assert "<h1>Who took part in which event?</h1>" in page
    assert "Every event counts." in page
    assert "<caption>Answer: 2 rows</caption>" in page
    assert "SELECT ?event ?actor WHERE" in page
    assert "format=csv" in page


def test_an_unknown_question_is_404(client: FlaskClient) -> None:
    assert client.get("/questions/q99").status_code == 404


def test_the_graphs_are_listed_with_files_and_sizes(client: FlaskClient) -> None:
    page = client.get("/graphs", headers={"Accept": "text/html"}).text

    assert "<code>graph/events/letters.ttl</code>" in page
    assert "made by the rules" in page


def test_health_tells_the_version(client: FlaskClient) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert json.loads(response.data) == {
        "status": "ok",
        "dataset": "0123456789abcdef",
    }


def test_health_answers_a_head_request(client: FlaskClient) -> None:
    assert client.head("/healthz").status_code == 200


def test_the_stylesheets_address_changes_with_the_file(client: FlaskClient) -> None:
    found = re.search(r'"(/static/site\.css\?v=([0-9a-f]{12}))"', client.get("/").text)

    assert found
    with client.get(found[1]) as response:
        assert response.content_type == "text/css; charset=utf-8"
        assert hashlib.sha256(response.data).hexdigest().startswith(found[2])
        assert "max-age=31536000" in response.headers["Cache-Control"]


def test_the_stylesheet_knows_both_schemes_and_fetches_nothing(app: Flask) -> None:
    css = Path(app.root_path, "static", "site.css").read_text(encoding="utf-8")

    assert "prefers-color-scheme: dark" in css
    assert ":focus-visible" in css
    assert "url(" not in css
    assert "@import" not in css


def test_no_template_switches_escaping_off(app: Flask) -> None:
    assert app.jinja_loader is not None
    for name in app.jinja_loader.list_templates():
        source, _, _ = app.jinja_loader.get_source(app.jinja_env, name)
        assert "|safe" not in source.replace(" ", "")
        assert "autoescape" not in source
