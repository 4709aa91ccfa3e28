"""The home page and its parts: findings, overview, timeline, files, embeds, the picture."""

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.content import find_content
from trilogue.engine.model import Engine
from trilogue.query import evaluate
from trilogue.questions import read_questions
from trilogue.serialise import table
from trilogue.settings import Settings
from trilogue.store import EngineResult, Store
from trilogue.terms import SKOS
from trilogue.web.app import create_app

BROWSER = {"Accept": "text/html"}
BASE = "https://w3id.org/trilogue/"
HOSTILE = '"><script>alert(1)</script>\u202e'


@pytest.fixture(scope="module")
def curated(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


@pytest.fixture(scope="module")
def page(curated: FlaskClient) -> str:
    return curated.get("/", headers=BROWSER).text


def rows_of(page: str) -> dict[str, str]:
    """Give the rows of the matrix by their situations."""
    matrix = page[page.index('<table class="matrix">') :]
    rows = re.findall(
        r'<tr><th scope="row"><a [^>]*>(.*?)</a></th>(.*?)</tr>', matrix, flags=re.DOTALL
    )
    return {unescape(name): cells for name, cells in rows}


def groups_of(page: str) -> list[str]:
    return re.findall(r'<th scope="rowgroup"[^>]*><span>(.*?)</span>', page)


def asked(store: Store, name: str) -> list[tuple[Any, ...]]:
    question = next(each for each in read_questions(find_content(None)) if each.short_name == name)
    found = table(evaluate(question.query, store))
    return [tuple(cell.value if cell else "" for cell in row) for row in found.rows]


def test_the_biggest_loss_comes_first_with_the_numbers_of_the_question(
    page: str, curated_store: Store
) -> None:
    answer = asked(curated_store, "what-was-lost-since-parliament")
    weaker = sum("weaker" in way for _, _, _, way, *_ in answer)
    told = f"less than the Parliament’s position in {weaker} of {len(answer)} situations."

    assert weaker > 0
    assert page.index(told) < page.index('<table class="matrix">')
    assert re.search(
        r"The longest fall: <a [^>]*>Police predict places of crime</a>, "
        r"from “prohibited” to “left to other law” \(4 steps\)",
        page,
    )


def test_each_finding_leads_to_its_question_and_its_query(curated: FlaskClient, page: str) -> None:
    block = page[page.index('class="standout"') : page.index('id="overview"')]
    questions = re.findall(r'href="(/questions/[^"]+)"', block)
    queries = [unescape(each) for each in re.findall(r'href="(/sparql\?[^"]+)"', block)]

    assert len(questions) == len(queries) == 4
    for address in (*questions, *queries):
        assert curated.get(address, headers=BROWSER).status_code == 200, address[:80]


def test_a_finding_counts_what_its_question_gives(page: str, curated_store: Store) -> None:
    actors = {row[0] for row in asked(curated_store, "who-asked-for-a-full-ban")}
    unreached = {row[0] for row in asked(curated_store, "deployers-no-prohibition-reaches")}

    assert f"{len(actors)} actors are on record as asking for a ban" in page
    assert f"reaches these {len(unreached)} kinds of deployers:\n" in page


def test_rows_are_grouped_by_who_does_it(page: str) -> None:
    assert groups_of(page) == [
        "Law enforcement",
        "Other public bodies",
        "Companies, employers, schools",
        "National security",
        "Whoever does it",
    ]


def test_a_filter_keeps_a_group_and_what_holds_for_anyone(curated: FlaskClient) -> None:
    page = curated.get("/?deployer=public", headers=BROWSER).text

    assert groups_of(page) == ["Other public bodies", "Whoever does it"]
    assert 'href="/?deployer=public" aria-current="true"' in page
    assert 'href="/?deployer=public&amp;practice=emotion-recognition"' in page
    assert 0 < len(rows_of(page)) < len(rows_of(curated.get("/", headers=BROWSER).text))


def test_a_practice_is_kept_alone(curated: FlaskClient) -> None:
    page = curated.get("/?practice=post-rbi&deployer=law-enforcement", headers=BROWSER).text

    assert list(rows_of(page)) == ["Police identify people on recordings of public space"]


@pytest.mark.parametrize(
    "address",
    [
        "/?deployer=robots",
        "/?practice=nothing",
        "/?lane=sky",
        "/?colour=red",
        "/?deployer=public&deployer=private",
        "/matrix.csv?deployer=robots",
        "/matrix.json?lane=courts",
        "/embed/matrix?practice=nothing",
        "/embed/timeline?deployer=public",
        "/preview.png?size=big",
    ],
)
def test_what_is_not_known_is_refused(curated: FlaskClient, address: str) -> None:
    assert curated.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/embed/nothing", "/matrix.xls"])
def test_what_is_not_there_is_404(curated: FlaskClient, address: str) -> None:
    assert curated.get(address).status_code == 404


def test_the_change_is_what_the_rules_found(page: str) -> None:
    rows = rows_of(page)

    def change(name: str) -> str:
        cell = re.search(r'<td class="since">(.*?)</td>', rows[name])
        assert cell is not None
        return re.sub(r"<[^>]+>", "", cell[1]).strip()

    assert change("Police predict places of crime") == "▼ less protective 4 steps lost"
    assert change("Police identify people on recordings of public space") == (
        "▼ less protective 1 step lost"
    )
    assert change("Anyone scrapes faces to build a database") == "= unchanged"
    assert change("Police identify people live in public space") == (
        "▼ less protective same status, more exceptions or fewer safeguards"
    )
    assert change("A security service identifies people live in public space") == (
        "? not comparable a status without a rank"
    )


def test_the_course_is_decoration_without_style(page: str) -> None:
    drawings = re.findall(r'<svg class="course"[^>]*>', page)

    assert len(drawings) == len(rows_of(page))
    assert all('aria-hidden="true"' in each for each in drawings)


def test_the_table_tells_of_every_event(page: str, curated_store: Store) -> None:
    events = {
        quad.subject.value
        for quad in curated_store.quads(predicate=NamedNode(f"{BASE}ns/eventDate"))
        if isinstance(quad.subject, NamedNode)
    }
    happened = page[page.index('class="scroll happened"') : page.index('id="questions"')]
    told = re.findall(r'<a href="/page/([^"]+)"', happened)

    assert {f"{BASE}{inner}" for inner in told} == events
    assert len(told) == len(events)
    days = re.findall(r'<time datetime="([^"]+)"', happened)
    assert [day[:4] for day in days] == sorted(day[:4] for day in days)


@pytest.mark.parametrize(
    ("event", "lane"),
    [
        ("id/vote/parliament-position", "procedure"),
        ("id/event/trilogue-5", "procedure"),
        ("id/letter/ai-red-lines-2021", "society"),
        ("id/event/german-comments", "governments"),
        ("id/event/police-chiefs-declaration", "police"),
        ("id/event/cjeu-police-biometric-data", "courts"),
        ("id/event/edps-asks-for-ban", "others"),
    ],
)
def test_an_event_is_a_mark_in_the_lane_of_who_acted(page: str, event: str, lane: str) -> None:
    assert f'<a class="{lane}" href="/page/{event}" tabindex="-1">' in page


def test_no_label_and_no_mark_lies_on_another(page: str) -> None:
    taken: dict[int, list[tuple[float, float]]] = {}
    marks = re.findall(
        r'<use href="#mark-\w+" x="(\d+)" y="(\d+)"/>'
        r'(?:<text x="(\d+)" y="\d+"( text-anchor="end")?>([^<]*)</text>)?',
        page,
    )
    assert len(marks) > 100
    assert sum(bool(text) for *_, text in marks) > 40
    for x, y, start, is_left, text in marks:
        spans = [(int(x) - 6.0, int(x) + 6.0)]
        if text:
            length = len(unescape(text)) * 6.0
            begin = int(start) - length if is_left else float(start)
            spans.append((begin, begin + length))
        for span in spans:
            others = taken.get(int(y), [])
            assert not any(span[0] < end and begin < span[1] for begin, end in others), text
        taken.setdefault(int(y), []).extend(spans)


def test_a_lane_is_kept_alone(curated: FlaskClient) -> None:
    page = curated.get("/?lane=courts", headers=BROWSER).text
    drawn = page[page.index('<svg class="lanes"') :]

    assert set(re.findall(r'<a class="(\w+)" href="/page', drawn)) == {"courts"}
    assert 'href="/?lane=courts" aria-current="true"' in page


def test_names_are_in_the_language_of_the_page(curated: FlaskClient) -> None:
    page = curated.get("/fr/", headers=BROWSER).text

    assert ">La police prédit les lieux d&#39;infractions</a>" in page
    assert ">interdit</a>" in page
    assert '<a href="/fr/page/id/vote/parliament-position" lang="en">' in page


@pytest.mark.parametrize("query", ["", "?deployer=private"])
def test_the_files_have_the_cells_of_the_page(curated: FlaskClient, query: str) -> None:
    response = curated.get(f"/matrix.csv{query}")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    document = curated.get(f"/matrix.json{query}").get_json()
    page = curated.get(f"/{query}", headers=BROWSER).text

    assert response.content_type == "text/csv; charset=utf-8"
    assert [row["status"] for row in rows] == [cell["status"] for cell in document["cells"]]
    assert len({row["scenario"] for row in rows}) == len(rows_of(page)) == len(document["changes"])
    for row in rows:
        inner = row["status"].removeprefix(BASE)
        assert f'status {row["value"]}"><a href="/page/{inner}">' in page
    assert document["compared"] == ["parliament-position", "final-act"]


@pytest.mark.parametrize("part", ["matrix", "timeline"])
def test_a_part_may_be_framed_and_nothing_else(curated: FlaskClient, part: str) -> None:
    response = curated.get(f"/embed/{part}", headers=BROWSER)
    policy = response.headers["Content-Security-Policy"]

    assert policy.endswith("frame-ancestors *")
    assert "default-src 'none'" in policy
    assert len(response.headers.getlist("Content-Security-Policy")) == 1
    assert "<header" not in response.text
    assert '<a href="/">Trilogue</a>' in response.text
    assert "CC BY 4.0" in response.text
    assert '<base target="_blank">' in response.text
    for address in ("/", "/embed/nothing", f"/embed/{part}?x=y", "/preview.png"):
        strict = curated.get(address, headers=BROWSER).headers["Content-Security-Policy"]
        assert strict.endswith("frame-ancestors 'none'")


def test_the_line_to_copy_embeds_what_is_shown(curated: FlaskClient) -> None:
    page = curated.get("/fr/?deployer=private&lane=courts", headers=BROWSER).text
    lines = [unescape(unescape(each)) for each in re.findall(r"&lt;iframe .*?&gt;", page)]

    assert 'src="http://localhost/fr/embed/matrix?deployer=private"' in lines[0]
    assert 'src="http://localhost/fr/embed/timeline?lane=courts"' in lines[1]


def test_the_picture_is_drawn_from_the_dataset(curated: FlaskClient) -> None:
    response = curated.get("/preview.png")
    image = Image.open(io.BytesIO(response.data)).convert("RGB")

    assert response.content_type == "image/png"
    assert image.size == (1200, 630)
    colours = {colour for _, colour in image.getcolors(1 << 20) or []}
    assert {(0xD3, 0xE3, 0xF6), (0xF9, 0xDC, 0xD8)} <= colours
    tag = {"If-None-Match": response.headers["ETag"]}
    assert curated.get("/preview.png", headers=tag).status_code == 304


def test_a_shared_link_has_title_description_and_picture(curated: FlaskClient) -> None:
    for address in ("/", "/fr/page/id/actor/france"):
        page = curated.get(address, headers=BROWSER).text
        told = dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', page))

        assert told["og:image"] == "http://localhost/preview.png"
        assert told["og:title"]
        assert told["og:description"] == told["description"]
        assert told["twitter:card"] == "summary_large_image"


def test_a_kept_page_names_the_host_that_was_asked(curated: FlaskClient) -> None:
    one = curated.get("/status?practice=post-rbi", headers=BROWSER, base_url="http://one.example")
    two = curated.get("/status?practice=post-rbi", headers=BROWSER, base_url="http://two.example")

    assert "http://one.example/preview.png" in one.text
    assert "http://two.example/preview.png" in two.text
    assert "one.example" not in two.text


def test_a_page_is_small_and_asks_the_store_nothing_more(
    curated: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded = curated.get("/", headers={**BROWSER, "Accept-Encoding": "gzip"})
    assert len(coded.data) < 100_000
    queries: list[str] = []
    first = Store.query

    def counted(self: Store, text: str, *more: Any) -> EngineResult:
        queries.append(text)
        return first(self, text, *more)

    monkeypatch.setattr(Store, "query", counted)
    # Another address, so that it is not the kept page.
    assert curated.get("/?lane=police", headers=BROWSER).status_code == 200
    assert queries == []


def test_a_hostile_name_stays_text(small_store: Store, engine_over: Callable[..., Engine]) -> None:
    graph = NamedNode(f"{BASE}graph/hostile")
    event = NamedNode(f"{BASE}id/event/hostile")
    with Store.in_memory() as store:
        store.load(
            [
                *small_store.quads(),
                Quad(event, NamedNode(f"{SKOS}prefLabel"), Literal(HOSTILE, language="en"), graph),
                Quad(event, NamedNode(f"{BASE}ns/eventDate"), Literal("2023-01-01"), graph),
                Quad(
                    event,
                    NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                    NamedNode(f"{BASE}ns/Event"),
                    graph,
                ),
            ]
        )
        client = create_app(Settings(), engine_over(store)).test_client()
        pages = [client.get(path, headers=BROWSER).text for path in ("/", "/embed/timeline")]

    for page in pages:
        assert "alert(1)" in page
        assert "<script>alert" not in page


def test_without_statuses_and_events_it_says_so(engine_over: Callable[..., Engine]) -> None:
    with Store.in_memory() as store:
        client = create_app(Settings(), engine_over(store)).test_client()
        page = client.get("/", headers=BROWSER).text

        assert "holds no derived statuses yet" in page
        assert "tells of no events yet" in page
        assert client.get("/embed/matrix", headers=BROWSER).status_code == 200
        assert client.get("/embed/timeline", headers=BROWSER).status_code == 200
        assert client.get("/matrix.csv").status_code == 200
        assert client.get("/preview.png").content_type == "image/png"
