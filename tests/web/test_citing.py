"""Citations over HTTP: negotiated, by suffix, and on the page."""

import json

import pytest
from flask.testing import FlaskClient

from trilogue.citation.writing import CITATION_FORMATS
from trilogue.formats import Format

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("format_", CITATION_FORMATS, ids=lambda format_: format_.suffix)
@pytest.mark.parametrize("address", ["/cite", "/cite/id/event/letter"])
def test_each_format_is_given_by_suffix_and_by_accept(
    client: FlaskClient, address: str, format_: Format
) -> None:
    by_suffix = client.get(f"{address}.{format_.suffix}", headers={"Accept": "text/plain"})
    by_accept = client.get(address, headers={"Accept": format_.media_type})

    assert by_suffix.status_code == by_accept.status_code == 200
    assert by_suffix.content_type == by_accept.content_type == format_.content_type
    assert by_suffix.data == by_accept.data
    assert "0123456789abcdef" in by_suffix.text


def test_a_browser_and_whoever_does_not_mind_get_a_sentence(client: FlaskClient) -> None:
    for headers in ({"Accept": BROWSER}, {}, {"Accept": "*/*"}):
        answer = client.get("/cite/id/event/letter", headers=headers)
        assert answer.content_type == "text/plain; charset=utf-8"
        assert "Open letter [Event]" in answer.text


def test_json_is_for_reference_managers(client: FlaskClient) -> None:
    answer = client.get("/cite/id/event/letter.json")

    (item,) = json.loads(answer.data)
    assert item["URL"] == "https://w3id.org/trilogue/id/event/letter"
    assert '<https://w3id.org/trilogue/id/event/letter>; rel="describes"' in answer.headers["Link"]


def test_a_citation_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/cite/id/event/letter.bib")

    again = client.get(
        "/cite/id/event/letter.bib", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("address", "accept", "status"),
    [
        ("/cite/id/event/nothing", "*/*", 404),
        ("/cite/id/event/a%20b.bib", "*/*", 404),
        ("/cite/id/event/letter", "image/png", 406),
        ("/cite.docx", "*/*", 415),
        ("/cite?format=bib", "*/*", 400),
    ],
)
def test_bad_requests_are_told(client: FlaskClient, address: str, accept: str, status: int) -> None:
    answer = client.get(address, headers={"Accept": accept})

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


def test_the_page_shows_how_to_cite_it(client: FlaskClient) -> None:
    page = client.get("/page/id/actor/france", headers={"Accept": BROWSER}).text

    box = page.partition('id="cite"')[2].partition("</section>")[0]
    assert "France &lt;script&gt;alert(1)&lt;/script&gt; [" in box
    for format_ in CITATION_FORMATS:
        assert f'href="/cite/id/actor/france.{format_.suffix}"' in box
        assert client.get(f"/cite/id/actor/france.{format_.suffix}").status_code == 200


def test_a_page_of_what_nothing_is_said_about_has_no_box(client: FlaskClient) -> None:
    page = client.get("/page/graph/actors", headers={"Accept": BROWSER})

    assert page.status_code == 200
    assert 'id="cite"' not in page.text
