"""The legal status as an API, over the real content."""

import html
import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import Sections, scripts_within
from pyoxigraph import NamedNode

from trilogue.engine.model import Engine
from trilogue.formats import GRAPH_FORMATS, GraphFormat
from trilogue.parse import parse_bytes
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.web import status, status_view
from trilogue.web.app import create_app
from trilogue.web.status_view import today

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LIVE = "/status?practice=real-time-rbi&deployer=law-enforcement&space=publicly-accessible"
# The slugs of the addresses that have been given out; they stay.
SLUGS = {
    "practice": """real-time-rbi post-rbi emotion-recognition biometric-categorisation
        untargeted-scraping individual-crime-prediction place-based-crime-prediction
        biometric-verification behaviour-detection""",
    "deployer": """law-enforcement border-authority other-public-authority private-company employer
        education-provider national-security any-deployer""",
    "space": """publicly-accessible border-control-area online workplace educational-institution
        any-space""",
    "timing": "real-time post any-timing",
    "purpose": """victim-search missing-person-search missing-child-search imminent-threat
        suspect-identification retail-security polygraph medical-or-safety dataset-labelling
        access-control any-purpose""",
    "stage": """proposal general-approach parliament-position provisional-agreement final-act
        omnibus""",
}


@pytest.fixture(scope="module")
def client(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


def test_a_program_gets_json_with_every_stage(client: FlaskClient) -> None:
    response = client.get(f"{LIVE}&purpose=missing-child-search")

    assert response.content_type == "application/json"
    found = response.get_json()
    assert [each["value"]["slug"] for each in found["stages"]] == [
        "conditionally-permitted",
        "prohibited",
        "prohibited",
        "undetermined",
        "conditionally-permitted",
        "conditionally-permitted",
    ]
    assert found["scenario"]["is_recorded"] is True
    assert found["scenario"]["facets"]["timing"]["implied_by"] == "real-time-rbi"
    assert "not legal advice" in found["note"]
    assert found["dataset"] == "0123456789abcdef"
    council = found["stages"][1]
    assert [each["locator"] for each in council["provisions"]] == ["Art. 5(1)(d)"]
    outcomes = {each["label"]: each["because"] for each in council["exceptions"]}
    victims = outcomes["Exception: search for specific potential victims of crime"]
    assert victims.startswith("It does not cover the scenario: the purpose is search for a missing")
    assert [each["provisions"][0]["locator"] for each in council["advisory"]] == ["recital 19"]


def test_the_shape_of_the_json_is_the_documented_one(client: FlaskClient) -> None:
    found = client.get(f"{LIVE}&stage=final-act").get_json()
    (stage,) = found["stages"]

    assert list(found) == ["note", "scenario", "stages", "dataset"]
    assert list(found["scenario"]) == ["iri", "label", "is_recorded", "facets"]
    assert list(stage) == [
        *("iri", "stage", "date", "value", "also", "basis", "rule", "explanation"),
        *("provisions", "norms", "exceptions", "narrower", "safeguards", "advisory", "only_where"),
    ]
    assert list(stage["exceptions"][0]["fits"][0]) == ["facet", "asked", "covered", "fit"]


def test_a_use_that_only_a_part_of_a_ban_reaches_says_so(client: FlaskClient) -> None:
    address = "/status?practice=real-time-rbi&deployer=law-enforcement&stage=final-act"
    (stage,) = client.get(address).get_json()["stages"]

    assert stage["value"]["slug"] == "high-risk"
    (ban,) = (each for each in stage["narrower"] if each["modality"] == "prohibition")
    assert ban["because"] == (
        "It covers a part of the scenario only: "
        "of the space “any space” it covers publicly accessible space."
    )


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_data_is_the_statuses_as_the_rules_write_them(
    client: FlaskClient, format_: GraphFormat
) -> None:
    response = client.get(
        "/status?practice=post-rbi&deployer=employer", headers={"Accept": format_.media_type}
    )

    assert response.content_type == format_.content_type
    quads = parse_bytes(response.data, format_, "https://e/", "answer").quads
    base = "https://w3id.org/trilogue/id/status/post-rbi/employer/any-space/post/any-purpose/"
    values = {q.subject: q.object for q in quads if q.predicate == Vocabulary().ns("statusValue")}
    assert len(values) == 6
    assert values[NamedNode(f"{base}final-act")] == Vocabulary().id("status-value", "high-risk")


def test_an_iri_that_an_answer_made_leads_to_the_answer(client: FlaskClient) -> None:
    for query in ("practice=post-rbi&deployer=employer", "practice=biometric-categorisation"):
        answer = client.get(f"/status?{query}").get_json()
        iris = [answer["scenario"]["iri"], *(each["iri"] for each in answer["stages"])]
        for iri in iris:
            path = iri.removeprefix("https://w3id.org/trilogue")
            led = client.get(path, follow_redirects=True)
            assert led.status_code == 200, path
            assert led.get_json()["scenario"]["iri"] == answer["scenario"]["iri"]
        assert len(client.get(path, follow_redirects=True).get_json()["stages"]) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/id/scenario/post-rbi/employer/any-space/real-time/any-purpose",
        "/id/scenario/post-rbi/nobody/any-space/post/any-purpose",
        "/id/status/post-rbi/employer/any-space/post/any-purpose/someday",
    ],
)
def test_an_iri_that_no_answer_can_make_is_not_known(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.get_json()["iri"] == f"https://w3id.org/trilogue{path}"


def test_a_person_gets_a_page_with_a_form_that_knows_what_was_asked(client: FlaskClient) -> None:
    page = client.get(f"{LIVE}&stage=final-act", headers={"Accept": BROWSER}).text

    assert "<h1>Police identify people live in public space</h1>" in page
    assert '<option value="law-enforcement" selected>' in page
    assert '<div class="status prohibited">' in page
    assert "implied by real-time remote biometric identification" in page
    assert "not legal advice" in page
    assert scripts_within(page) == page.count('<script type="application/ld+json">') == 1


def test_a_person_who_asks_nothing_gets_the_form(client: FlaskClient) -> None:
    response = client.get("/status", headers={"Accept": BROWSER})

    assert response.status_code == 200
    assert re.search(r'<select id="practice" name="practice" [^>]*required>', response.text)
    assert 'aria-invalid="true"' not in response.text
    assert '<a href="/status" aria-current="page">Status</a>' in response.text


def test_the_answer_begins_with_a_table_of_all_stages(client: FlaskClient) -> None:
    page = client.get(LIVE, headers={"Accept": BROWSER}).text
    answer = client.get(LIVE).get_json()
    summary = Sections(page).texts["summary"]

    for stage in answer["stages"]:
        assert f"{stage['stage']['label']} {stage['date']} {stage['value']['label']}" in summary
        assert f'<a href="#{stage["stage"]["slug"]}">' in page
        told = Sections(page).texts[stage["stage"]["slug"]]
        assert " ".join(stage["explanation"].split()) in told
        assert all(each["locator"] in told for each in stage["provisions"])
        # Its cell of the overview.
        assert f'href="/page/{stage["iri"].partition("/trilogue/")[2]}"' in page


def test_a_printed_answer_says_what_was_asked_when_and_of_what(client: FlaskClient) -> None:
    page = client.get(f"{LIVE}&stage=final-act", headers={"Accept": BROWSER}).text
    limits = Sections(page).texts["limits"]

    assert f"Asked on {today()} of the dataset 0123456789abcdef:" in page
    assert (
        "https://w3id.org/trilogue/status?practice=real-time-rbi&amp;deployer=law-enforcement"
        "&amp;space=publicly-accessible&amp;stage=final-act" in page
    )
    assert "not legal advice" in limits
    assert "“Timing: real time” was not asked; the rest implies it." in limits
    assert "asked about as a whole: Purpose." in limits
    with client.get("/static/site.css") as style:
        printed = style.get_data(as_text=True).partition("@media print")[2]
    assert re.search(r"\.screen,\s", printed)
    # What no paper needs.
    assert '<section class="screen" aria-labelledby="ask">' in page


def test_an_announced_stage_is_named_among_the_limits(client: FlaskClient) -> None:
    page = client.get("/status?practice=post-rbi", headers={"Accept": BROWSER}).text

    assert "No legal text of “Provisional agreement” was public" in Sections(page).texts["limits"]


def test_on_another_day_the_page_is_another(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{LIVE}&format=html"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304

    for module in (status, status_view):
        monkeypatch.setattr(module, "today", lambda: "2031-02-03")
    later = client.get(address, headers={"If-None-Match": tag})

    assert later.status_code == 200
    assert "Asked on 2031-02-03 of" in later.text


def test_a_use_that_nobody_recorded_has_no_cell(client: FlaskClient) -> None:
    page = client.get(
        "/status?practice=post-rbi&deployer=employer", headers={"Accept": BROWSER}
    ).text

    assert '<section class="answer" aria-labelledby="final-act">' in page
    assert "/page/id/status/" not in page
    # Not folded, and so on paper too.
    unfolded = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "A narrower use may come out otherwise" in unfolded
    assert "Rule that decided" not in unfolded


@pytest.mark.parametrize(
    ("query", "parameter", "message"),
    [
        ("practice=&deployer=employer", "practice", "Choose one."),
        ("deployer=employer", "practice", "Choose one."),
        (
            "practice=real-time-rib&deployer=employer",
            "practice",
            "“real-time-rib” is not known here.",
        ),
        ("practice=post-rbi&deployer=employer&stage=final", "stage", "“final” is not known"),
        (
            "practice=post-rbi&deployer=employer&timing=real-time",
            "timing",
            "contradict each other.",
        ),
        ("practice=post-rbi&deployer=employer&trait=%3Cscript%3E", "trait", "“&lt;script&gt;”"),
    ],
)
def test_a_mistake_comes_back_on_the_form_with_everything_chosen(
    client: FlaskClient, query: str, parameter: str, message: str
) -> None:
    response = client.get(f"/status?{query}", headers={"Accept": BROWSER})

    assert response.status_code == 400
    assert response.headers["Cache-Control"] == "no-store"
    page = response.text
    assert "<title>Error:" in page
    assert f'<a href="#{parameter}">' in page
    wrong = re.findall(r'<p class="wrong" id="wrong-(\w+)">(.*?)</p>', page, re.DOTALL)
    assert [name for name, _ in wrong] == [parameter]
    assert message in wrong[0][1]
    field = re.search(rf'<select id="{parameter}" [^>]*>', page)
    assert field is not None
    assert f'aria-describedby="help-{parameter} wrong-{parameter}"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert page.count('aria-invalid="true"') == 1
    assert '<option value="employer" selected>' in page


def test_what_is_near_to_a_mistyped_practice_is_offered(client: FlaskClient) -> None:
    page = client.get("/status?practice=real-time-rib", headers={"Accept": BROWSER}).text

    assert "Did you mean: real-time remote biometric identification" in page


def test_the_form_explains_every_kind(client: FlaskClient) -> None:
    page = client.get("/status", headers={"Accept": BROWSER}).text

    for name in SLUGS:
        assert f'<p class="help" id="help-{name}">' in page
    assert "Remote biometric identification that is not done in real time" in page
    examples = re.findall(r'href="(/status\?practice=[^"]+)"', page)
    assert len(examples) > 10
    for address in examples:
        answer = client.get(html.unescape(address), headers={"Accept": "application/json"})
        assert answer.get_json()["scenario"]["is_recorded"], address


def test_the_form_and_the_answer_are_in_the_language_of_the_page(client: FlaskClient) -> None:
    form = client.get("/fr/status", headers={"Accept": BROWSER}).text
    answer = client.get(
        "/fr/status?practice=post-rbi&deployer=employer", headers={"Accept": BROWSER}
    ).text

    assert '<option value="post-rbi">identification biométrique à distance a posteriori' in form
    assert 'action="/fr/status"' in form
    assert "<h1>identification biométrique à distance a posteriori (" in answer
    assert '<p><span lang="en">' in answer


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("", 400, "practice"),
        ("?practice=", 400, "practice"),
        ("?practice=post-rbi&practice=post-rbi", 400, "practice"),
        ("?practice=post-rbi&colour=red", 400, "colour"),
        ("?practice=post-rbi&timing=real-time", 400, "timing"),
        ("?practice=post-rbi&format=png", 400, "format"),
        ("?practice=post-rbi&stage=final", 404, "stage"),
        ("?practice=face-recognition", 404, "practice"),
        ("?practice=post-rbi&deployer=%3Cscript%3E", 404, "deployer"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_that_names_the_parameter(
    client: FlaskClient, query: str, status: int, parameter: str
) -> None:
    response = client.get(f"/status{query}")

    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    problem = json.loads(response.data)
    assert problem["parameter"] == parameter
    if status == 404:
        assert len(problem["nearest"]) <= 3
        assert set(problem["nearest"]) <= set(problem["known"])


def test_what_a_client_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get(LIVE).headers["ETag"]

    again = client.get(LIVE, headers={"If-None-Match": tag})
    other = client.get(f"{LIVE}&stage=omnibus", headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")
    assert other.status_code == 200


@pytest.mark.parametrize("word", ["json", "ttl", "html"])
def test_an_answer_is_kept(client: FlaskClient, word: str) -> None:
    address = f"/status?practice=post-rbi&deployer=employer&format={word}"
    headers = {"Accept-Encoding": "gzip"}

    first, second = (client.get(address, headers=headers) for _ in range(2))

    assert first.headers["Cache-Status"].endswith("stored")
    assert second.headers["Cache-Status"].endswith("hit")
    assert first.data == second.data
    assert second.headers["Content-Encoding"] == "gzip"
    one = client.get(f"{address}&stage=omnibus", headers=headers)
    assert one.headers["Cache-Status"].endswith("stored")


@pytest.mark.parametrize(
    ("name", "slug"), [(name, slug) for name, slugs in SLUGS.items() for slug in slugs.split()]
)
def test_a_slug_that_was_given_out_stays(client: FlaskClient, name: str, slug: str) -> None:
    page = client.get("/status", headers={"Accept": BROWSER}).text
    others = "" if name == "practice" else "practice=untargeted-scraping&"
    problem = client.get(f"/status?{others}{name}=%3F").get_json()

    assert slug in problem["known"]
    assert slug.startswith("any-") or f'<option value="{slug}"' in page


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    values=st.dictionaries(
        st.sampled_from([*SLUGS, "trait", "format", "x"]),
        st.text(max_size=20) | st.sampled_from(" ".join(SLUGS.values()).split()),
    )
)
def test_no_value_makes_it_fail(client: FlaskClient, values: dict[str, str]) -> None:
    response = client.get("/status", query_string=values)

    assert response.status_code in {200, 400, 404}
