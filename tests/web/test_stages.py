"""The comparison of two stages, and the pages of stages and practices, as visitors see them."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient
from pages import scripts_within
from pyoxigraph import Quad

from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import EngineResult, Store
from trilogue.web.app import create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
BASE = "https://w3id.org/trilogue/"
HOSTILE = '"><script>alert(1)</script>\u202e'
PAGES = [
    "/diff",
    "/diff?from=final-act&to=provisional-agreement&practice=post-rbi",
    "/page/id/stage/provisional-agreement",
    "/page/id/stage/proposal",
    "/page/id/practice/real-time-rbi",
    "/page/id/practice/biometric-mass-surveillance",
]


@pytest.fixture(scope="module")
def curated(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


def json_of(client: FlaskClient, address: str) -> dict[str, Any]:
    response = client.get(address, headers={"Accept": "application/json"})
    assert response.status_code == 200
    found = response.get_json()
    assert isinstance(found, dict)
    return found


def test_by_default_it_tells_what_became_of_the_position(curated: FlaskClient) -> None:
    page = curated.get("/diff", headers=BROWSER).text

    assert "<h1>What changed: Parliament position to Final act</h1>" in page
    assert re.search(
        r"The earlier of the two is <a [^>]*>Parliament position</a> \(2023-06-14\)", page
    )
    assert "14 weaker, 3 unchanged, 2 incomparable, 1 mixed." in page
    ban = '<a href="/page/id/norm/final-act/art-5-1-h">'
    place = '<a href="/page/id/provision/art-5-1-h">Art. 5(1)(h)</a>'
    assert ban in page
    assert place in page
    assert re.search(
        r"<strong>Deployers narrowed</strong>: from <a [^>]*>any deployer</a> to", page
    )
    assert "<strong>Exceptions added</strong>" in page


def test_the_same_as_json(curated: FlaskClient) -> None:
    found = json_of(curated, "/diff?practice=post-rbi")

    assert (found["from"]["slug"], found["to"]["slug"]) == ("parliament-position", "final-act")
    assert (found["earlier"], found["practice"]) == ("parliament-position", "post-rbi")
    statuses = {
        each["scenario"]["iri"].rpartition("/")[2]: each
        for part in found["parts"]
        for each in part["statuses"]
    }
    company = statuses["post-rbi-private-company"]
    assert (company["from"]["value"], company["to"]["value"]) == ("prohibited", "high-risk")
    assert company["direction"] == "weaker"
    assert company["because"][0]["locator"] == "Annex III point 1(a)"
    assert "real-time-rbi-police" not in statuses


def test_backwards_says_so(curated: FlaskClient) -> None:
    page = curated.get("/diff?from=final-act&to=parliament-position", headers=BROWSER).text

    assert re.search(r"The earlier of the two is <a [^>]*>Parliament position</a>", page)
    assert "read backwards" in page
    assert "14 stronger" in page


def test_what_is_only_announced_is_said(curated: FlaskClient) -> None:
    diff = curated.get("/diff?to=provisional-agreement", headers=BROWSER).text
    stage = curated.get("/page/id/stage/provisional-agreement", headers=BROWSER).text
    text = curated.get("/page/id/stage/final-act", headers=BROWSER).text

    assert "safeguards are not compared" in diff
    assert "only what was announced or reported" in stage
    assert "only what was announced or reported" not in text


@pytest.mark.parametrize("parameter", ["from", "to"])
@pytest.mark.parametrize("slug", ["nothing", HOSTILE])
def test_an_unknown_stage_is_answered_with_the_known_ones(
    curated: FlaskClient, parameter: str, slug: str
) -> None:
    response = curated.get("/diff", query_string={parameter: slug, "format": "json"})

    assert response.status_code == 404
    problem = response.get_json()
    assert problem["parameter"] == parameter
    assert "parliament-position" in problem["known"]
    page = curated.get("/diff", query_string={parameter: slug}, headers=BROWSER).text
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/diff?from=final-act&to=final-act", "general-approach"),
        ("/diff?stage=final-act", "from, to, practice, format"),
        ("/diff?from=proposal&from=omnibus", "from"),
        ("/diff?format=ttl", "json"),
        ("/stage/final-act?x=1", "x"),
    ],
)
def test_what_cannot_be_asked_is_400_with_a_mend(
    curated: FlaskClient, address: str, word: str
) -> None:
    response = curated.get(address)

    assert response.status_code == 400
    assert word in response.get_json()["detail"]


def test_short_addresses_lead_to_the_pages(curated: FlaskClient) -> None:
    for address, page in (
        ("/stage/final-act", "/page/id/stage/final-act"),
        ("/practice/post-rbi", "/page/id/practice/post-rbi"),
    ):
        response = curated.get(address)
        assert (response.status_code, response.location) == (303, page)
    for address, known in (("/stage/x", "final-act"), ("/practice/x", "post-rbi")):
        response = curated.get(address)
        assert response.status_code == 404
        assert known in response.get_json()["known"]


def test_a_stage_shows_its_course_texts_statuses_and_norms(curated: FlaskClient) -> None:
    page = curated.get("/page/id/stage/final-act", headers=BROWSER).text

    assert "/diff?from=provisional-agreement&amp;to=final-act" in page
    assert "/diff?from=final-act&amp;to=omnibus" in page
    texts = page.partition('<h2 id="texts">')[2].partition("</section>")[0]
    first, *others = re.findall(r'<li><a href="(/page/id/[^"]+)">', texts)
    assert first == "/page/id/text/reg-2024-1689"
    assert "/page/id/text/reg-2024-1689" not in others
    assert texts.count("led up to it") == len(others) >= 5
    assert page.count('<th scope="row">') == 20
    norms = page.partition('<h2 id="norms">')[2].partition("</section>")[0]
    assert '<a href="/page/id/norm/final-act/art-5-1-h">' in norms
    assert "/id/norm/proposal/" not in norms


def test_the_first_stage_has_none_before_it(curated: FlaskClient) -> None:
    page = curated.get("/page/id/stage/proposal", headers=BROWSER).text

    assert "Before it:" not in page
    assert "After it:" in page
    assert "Since the stage before" not in page


def test_a_practice_shows_statuses_norms_positions_and_claims(curated: FlaskClient) -> None:
    page = curated.get("/page/id/practice/real-time-rbi", headers=BROWSER).text

    statuses = page.partition('<h2 id="statuses">')[2].partition("</section>")[0]
    row = statuses.partition("/page/id/scenario/real-time-rbi-police")[2].partition("</tr>")[0]
    assert row.count('class="status prohibited"') == 6
    # The position of Parliament and nobody else's has no opening.
    assert row.count("with exceptions") == 5
    positions = page.partition('<h2 id="positions">')[2].partition("</section>")[0]
    assert "/page/id/actor/reclaim-your-face" in positions
    assert "2022-01-01" in positions
    claims = page.partition('<h2 id="claims">')[2].partition("</section>")[0]
    assert claims.count("<li>") == 20
    assert "/questions/q48-claims-about-a-practice?practice=real-time-rbi" in claims
    assert re.search(r"The first 20 of \d{2,} claims", claims)
    days = re.findall(r'<li><span class="day">(\d{4}-\d{2}-\d{2})</span>,', claims)
    assert len(days) == 20
    assert all(before <= after for before, after in pairwise(days))


def test_alignments_of_a_practice_are_told(curated: FlaskClient) -> None:
    page = curated.get("/page/id/practice/emotion-recognition", headers=BROWSER).text

    others = page.partition('<h2 id="alignments">')[2].partition("</section>")[0]
    assert "EmotionRecognitionSystem" in others


def test_a_part_of_a_list_has_no_sections(curated: FlaskClient) -> None:
    page = curated.get(
        "/page/id/practice/real-time-rbi?property=tri:aboutPractice", headers=BROWSER
    ).text

    assert 'id="statuses"' not in page


@pytest.mark.parametrize("address", PAGES)
def test_every_link_leads_somewhere_and_every_id_is_there_once(
    curated: FlaskClient, address: str
) -> None:
    page = curated.get(address, headers=BROWSER).text

    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    links = {link for link in re.findall(r'href="(/[^"#]+)"', page) if "/page/id/norm" in link}
    links |= set(re.findall(r'href="(/diff[^"]*)"', page))
    for link in sorted(links)[:12]:
        got = curated.get(link.replace("&amp;", "&"), headers=BROWSER)
        assert got.status_code == 200, link


def test_nothing_changed_is_told_by_the_tag(curated: FlaskClient) -> None:
    first = curated.get("/diff")
    again = curated.get("/diff", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_few_queries_are_asked_once_the_law_is_read(
    curated: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    curated.get("/diff", headers=BROWSER)
    asked: list[str] = []
    ask = Store.query

    def counted(self: Store, text: str, *more: Any) -> EngineResult:
        asked.append(text)
        return ask(self, text, *more)

    monkeypatch.setattr(Store, "query", counted)
    curated.get("/diff?from=proposal&to=omnibus", headers=BROWSER)
    assert asked == []
    curated.get("/page/id/practice/real-time-rbi", headers=BROWSER)
    ours = [text for text in asked if text.startswith("PREFIX tri:")]
    assert len(ours) == 3


def test_a_small_dataset_compares_its_first_and_last_stage(client: FlaskClient) -> None:
    found = json_of(client, "/diff")

    assert (found["from"]["slug"], found["to"]["slug"]) == ("proposal", "final-act")
    assert client.get("/diff", headers=BROWSER).status_code == 200


def test_hostile_names_and_conditions_are_text(
    small_store: Store,
    parse_turtle: Callable[[str, str], list[Quad]],
    engine_over: Callable[..., Engine],
) -> None:
    norm = f"<{BASE}id/norm/x>"
    text = f"""
    {norm} a tri:Prohibition ; skos:prefLabel "<img src=x onerror=alert(1)>"@en ;
        tri:laidDownIn <{BASE}id/provision/x> ; tri:standsAt stage:final-act, stage:position ;
        tri:coversPractice <{BASE}id/practice/x> ;
        tri:onlyWhere "{BASE}no iri <script>alert(2)</script>"@en .
    <{BASE}id/provision/x> tri:locator "<b>Art. 1</b>" .
    <{BASE}id/practice/x> a tri:Practice ; skos:prefLabel "\u202e<script>alert(3)</script>"@en .
    """
    small_store.load(parse_turtle(text, "https://example.org/g"))
    client = create_app(Settings(), engine_over(small_store)).test_client()

    for address in ("/diff", "/diff?from=position", "/page/id/practice/x"):
        page = client.get(address, headers=BROWSER).text
        assert "&lt;img src=x" in page, address
        assert "&lt;b&gt;Art. 1" in page
        assert scripts_within(page) == 1
        assert "<img" not in page


def test_an_empty_dataset_has_nothing_to_compare(engine_over: Callable[..., Engine]) -> None:
    with Store.in_memory() as empty:
        response = create_app(Settings(), engine_over(empty)).test_client().get("/diff")

    assert response.status_code == 404
    assert "no two stages" in response.get_json()["detail"]
