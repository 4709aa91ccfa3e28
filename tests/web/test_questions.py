"""The saved questions as an API, over the real content."""

import csv
import html
import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad
from resident import ResidentView

from trilogue.content import Content, find_content
from trilogue.engine.model import Asked, Body, Engine
from trilogue.formats import RESULT_FORMATS, ResultFormat
from trilogue.question_parameters import Parameter
from trilogue.questions import Question, read_questions
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app
from trilogue.web.bodies import WATCH_KEY

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ID = "https://w3id.org/trilogue/id/"
QUESTIONS = read_questions(find_content())
OPEN = [(question, each) for question in QUESTIONS for each in question.parameters]


@pytest.fixture(scope="module")
def client(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


def test_many_questions_leave_something_open() -> None:
    assert len({question.name for question, _ in OPEN}) >= 10


def test_a_name_without_its_number_is_one_questions() -> None:
    names = [name for each in QUESTIONS for name in {each.name, each.short_name}]

    assert len(set(names)) == len(names)


def test_a_program_gets_rows_with_types_and_names(client: FlaskClient) -> None:
    response = client.get("/questions/missing-child")

    assert response.content_type == "application/json"
    found = response.get_json()
    assert list(found) == ["question", "title", "parameters", "variables", "rows", "dataset"]
    assert found["question"] == "q44-missing-child"
    assert found["parameters"] == {"scenario": ["missing-child"]}
    assert found["variables"] == ["stage", "value", "place", "advisory", "explanation"]
    first = found["rows"][0]
    assert first["stage"] == {
        "value": f"{ID}stage/proposal",
        "type": "uri",
        "label": "Commission proposal",
    }
    assert first["explanation"]["language"] == "en"
    assert "advisory" not in first


@pytest.mark.parametrize(
    ("question", "given", "column", "values"),
    [
        ("missing-child", {"scenario": "shop-owner-live"}, "value", {"high-risk", "prohibited"}),
        ("annex-ii-offences", {"list": "tfeu-83-1"}, "offence", {"terrorism"}),
        ("vote-counts", {"since": "2024-01-01"}, "date", {"2024-03-13"}),
        ("deployers-no-prohibition-reaches", {"stage": "parliament-position"}, "deployer", set()),
        ("shop-owner", {"scenario": "shop-owner-live"}, "scenario", {"shop-owner-live"}),
    ],
)
def test_a_value_makes_it_another_question(
    client: FlaskClient, question: str, given: dict[str, str], column: str, values: set[str]
) -> None:
    found = client.get(f"/questions/{question}?{urlencode(given)}").get_json()
    default = client.get(f"/questions/{question}").get_json()

    assert found["rows"] != default["rows"]
    got = {row[column]["value"].rpartition("/")[2] for row in found["rows"] if column in row}
    assert values <= got
    assert (
        found["parameters"] | {name: [value] for name, value in given.items()}
        == (found["parameters"])
    )


@pytest.mark.parametrize(("question", "parameter"), OPEN, ids=lambda each: each.name)
def test_every_default_is_offered_and_gives_the_same_answer(
    client: FlaskClient, question: Question, parameter: Parameter
) -> None:
    name, key = question.name, parameter.name
    told = client.get(f"/questions/{name}/parameters").get_json()
    (described,) = (each for each in told["parameters"] if each["name"] == key)

    if described["type"] == "iri":
        slugs = [each["slug"] for each in described["values"]]
        # Too many to choose from are not listed.
        assert set(described["default"]) <= set(slugs) or slugs == []
        assert len(slugs) <= 1_000
    stated = client.get(f"/questions/{name}", query_string={key: described["default"]})
    assert stated.status_code == 200
    left_open = client.get(f"/questions/{name}").get_json()
    assert sorted(map(json.dumps, stated.get_json()["rows"])) == sorted(
        map(json.dumps, left_open["rows"])
    )


@pytest.mark.parametrize("format_", RESULT_FORMATS, ids=lambda format_: format_.name)
def test_a_result_format_is_the_standard_one(client: FlaskClient, format_: ResultFormat) -> None:
    response = client.get("/questions/vote-counts", headers={"Accept": format_.media_type})

    assert response.content_type == format_.content_type
    if format_.suffix == "json":
        assert set(response.get_json(force=True)) == {"head", "results"}
    if format_.suffix == "csv":
        rows = list(csv.reader(response.text.splitlines()))
        assert rows[0] == ["date", "vote", "label", "for", "against", "abstained"]


@pytest.mark.parametrize(
    ("word", "content_type"),
    [
        ("json", "application/json"),
        ("srj", "application/sparql-results+json"),
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("xml", "application/sparql-results+xml"),
        ("html", "text/html; charset=utf-8"),
    ],
)
def test_the_format_parameter_wins_over_accept(
    client: FlaskClient, word: str, content_type: str
) -> None:
    response = client.get(f"/questions/vote-counts?format={word}", headers={"Accept": BROWSER})

    assert response.content_type == content_type


def test_a_person_gets_a_form_with_names_to_choose_from(client: FlaskClient) -> None:
    page = client.get(
        "/questions/missing-child?scenario=shop-owner-live", headers={"Accept": BROWSER}
    ).text

    assert '<label for="scenario">In which situation?</label>' in page
    assert '<option value="shop-owner-live" selected>' in page
    assert f"VALUES ?scenario {{ &lt;{ID}scenario/shop-owner-live&gt; }}" in page
    assert "/questions/q44-missing-child?scenario=shop-owner-live&amp;format=csv" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("missing-child?scenario=nobody", 'scenario: "nobody" is no tri:Scenario'),
        ("missing-child?scenario=final-act", 'scenario: "final-act" is no tri:Scenario'),
        ("missing-child?scenario=a&scenario=b", '"scenario" is given 2 times'),
        ("vote-counts?since=yesterday", 'since: "yesterday" is not a date such as'),
        ("civil-society-letters?least=many", 'least: "many" is not a whole number'),
        ("vote-counts?colour=red", '"colour" is not known here'),
        ("vote-counts?format=png", 'format: "png" is not given here'),
        ("vote-counts/parameters?x=1", '"x" is not known here'),
    ],
)
def test_a_bad_value_is_a_problem_that_says_what_is_wanted(
    client: FlaskClient, address: str, words: str
) -> None:
    response = client.get(f"/questions/{address}")

    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert words in response.get_json()["detail"]


def test_the_list_is_for_programs_too(client: FlaskClient) -> None:
    found = client.get("/questions/", headers={"Accept": "application/json"}).get_json()

    assert len(found["questions"]) == len(QUESTIONS)
    assert found["questions"][0]["address"] == "/questions/q01-provisions-of-each-practice"
    assert found["questions"][0]["parameters"] == ["practice", "text"]


def test_what_a_client_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/questions/vote-counts").headers["ETag"]
    headers = {"If-None-Match": tag}

    assert client.get("/questions/vote-counts", headers=headers).status_code == 304
    other = client.get("/questions/vote-counts?since=2024-01-01", headers=headers)
    assert other.status_code == 200


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize("word", ["json", "csv", "html"])
def test_an_answer_is_kept_in_its_format_and_coding(
    curated_store: Store, engine_over: Callable[..., Engine], word: str, coding: str
) -> None:
    client = create_app(Settings(), engine_over(curated_store)).test_client()
    address = f"/questions/vote-counts?since=2024-01-01&format={word}"
    headers = {"Accept-Encoding": coding}

    first, second = (client.get(address, headers=headers) for _ in range(2))

    assert first.headers["Cache-Status"].endswith("stored")
    assert second.headers["Cache-Status"].endswith("hit")
    assert first.data == second.data
    assert second.headers.get("Content-Encoding", "identity") == coding
    assert second.headers["Content-Length"] == str(len(second.data))
    assert second.headers["Trilogue-Limits"].startswith("seconds=")
    other = client.get(address.replace("2024", "2023"), headers=headers)
    assert other.headers["Cache-Status"].endswith("stored")


@pytest.mark.parametrize("word", ["json", "csv", "html"])
def test_the_engine_is_told_when_somebody_hangs_up(
    curated_store: Store,
    engine_over: Callable[..., Engine],
    monkeypatch: pytest.MonkeyPatch,
    word: str,
) -> None:
    client = create_app(Settings(), engine_over(curated_store)).test_client()
    asked: list[Asked] = []
    answer = ResidentView.answer

    def remember(self: ResidentView, one: Asked) -> Body:
        asked.append(one)
        return answer(self, one)

    monkeypatch.setattr(ResidentView, "answer", remember)

    def watch(hung_up: Callable[[], None]) -> None:
        del hung_up

    client.get(
        f"/questions/vote-counts?since=2020-02-02&format={word}",
        environ_overrides={WATCH_KEY: watch},
    )

    assert [one.watch for one in asked] == [watch]


def test_an_iri_of_another_kind_never_gets_into_a_query(client: FlaskClient) -> None:
    iri = NamedNode(f"{ID}stage/final-act").value

    assert client.get("/questions/missing-child", query_string={"scenario": iri}).status_code == 400


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    chosen=st.sampled_from(OPEN),
    value=st.text(max_size=40)
    | st.sampled_from(["} UNION { ?s ?p ?o", '"', "\\u007d", "x:y", "1e9", "0000-00-00", "tri:x"]),
)
def test_no_value_makes_it_fail(
    client: FlaskClient, chosen: tuple[Question, Parameter], value: str
) -> None:
    question, parameter = chosen
    address = f"/questions/{question.name}"
    response = client.get(address, query_string={parameter.name: value})

    assert response.status_code in {200, 400}


def test_the_list_is_by_theme_and_says_what_may_be_chosen(client: FlaskClient) -> None:
    page = client.get("/questions/", headers={"Accept": BROWSER}).text
    listed = client.get("/questions/", headers={"Accept": "application/json"}).get_json()
    listed = listed["questions"]

    themes = re.findall(r'<h2 id="(\w+)">', page)
    assert themes == ["law", "change", "actors", "events", "claims", "records"]
    assert {each["theme"] for each in listed} == set(themes)
    assert page.count('<li><a href="/questions/q') == len(listed) == len(QUESTIONS)
    law, change = page.index('<h2 id="law">'), page.index('<h2 id="change">')
    assert law < page.index('href="/questions/q05-offence-thresholds"') < change
    assert "<code>since</code>" in page


def test_a_chart_shows_each_number_as_text_beside_its_bar(client: FlaskClient) -> None:
    page = client.get("/questions/vote-counts", headers={"Accept": BROWSER}).text
    rows = client.get("/questions/vote-counts").get_json()["rows"]

    chart = page[page.index('<table class="chart chart-bars">') : page.index('<h2 id="answer">')]
    assert chart.count('<th scope="row">') == len(rows)
    for row in rows:
        assert f'<span class="key key-1">{row["for"]["value"]}</span>' in chart
        assert f'href="/page/id/{row["vote"]["value"].removeprefix(ID)}"' in chart
    widths = [float(one) for one in re.findall(r' width="([\d.]+)%"', chart) if one != "100"]
    assert len(widths) == sum(name in row for row in rows for name in ("for", "against")) + sum(
        "abstained" in row for row in rows
    )
    assert 0 < max(widths) <= 100
    assert "style=" not in page


def test_an_answer_that_no_chart_suits_has_a_table_alone(client: FlaskClient) -> None:
    page = client.get("/questions/annex-ii-offences", headers={"Accept": BROWSER}).text

    assert 'class="chart' not in page
    assert "<caption>Answer: 16 rows" in page


def test_a_page_says_where_programs_ask_the_same_and_how_to_cite_it(client: FlaskClient) -> None:
    page = client.get("/questions/vote-counts?since=2024-01-01", headers={"Accept": BROWSER}).text

    assert "/questions/q16-vote-counts?since=2024-01-01&amp;format=json</code>" in page
    assert 'href="/questions/q16-vote-counts?since=2024-01-01&amp;format=csv"' in page
    assert "https://w3id.org/trilogue/questions/q16-vote-counts?since=2024-01-01" in page
    assert "[Data set]" in page
    assert client.get("/questions/q16-vote-counts?since=2024-01-01&format=json").is_json


def test_a_chart_speaks_the_language_of_the_page(client: FlaskClient) -> None:
    page = client.get("/fr/questions/fines", headers={"Accept": BROWSER}).text

    chart = page[page.index('<table class="chart chart-bars">') :]
    assert 'href="/fr/page/id/stage/proposal"' in chart


def test_a_hostile_label_is_text_in_a_chart_and_cut(
    store: Store,
    parse_turtle: Callable[[str, str], list[Quad]],
    engine_over: Callable[..., Engine],
    small_content: Content,
) -> None:
    long = "<script>alert(1)</script>\u202e" + "x" * 10_000
    store.load(
        parse_turtle(
            f'event:a skos:prefLabel "{long}"@en ; tri:size 2 .\n'
            'event:b skos:prefLabel "b"@en ; tri:size 1 .\n'
            '<javascript:alert(1)> skos:prefLabel "c"@en ; tri:size 3 .\n',
            "https://example.org/g",
        )
    )
    small_content.questions()[0].path.write_text(
        "# How large is what?\n"
        "PREFIX tri: <https://w3id.org/trilogue/ns/>\n"
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        "SELECT ?thing ?label ?size { ?thing tri:size ?size ; skos:prefLabel ?label }\n"
    )
    client = create_app(Settings(), engine_over(store), small_content).test_client()

    page = client.get("/questions/who-wrote", headers={"Accept": BROWSER}).text

    chart = page[page.index('<table class="chart chart-bars">') : page.index('<h2 id="answer">')]
    assert "<script>alert" not in page
    assert "javascript:" not in re.sub(r"<code>.*?</code>", "", chart)
    shown = re.findall(r"<bdi>([^<]*)</bdi>", chart)
    assert sorted(shown)[1:] == ["b", "c"]
    assert len(html.unescape(min(shown))) == 121
    assert f'title="&lt;script&gt;alert(1)&lt;/script&gt;\u202e{"x" * 10_000}"' in chart
