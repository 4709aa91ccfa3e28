"""Every error has one status and one body, and tells a stranger nothing about the inside."""

import json
import logging
import re
from collections.abc import Callable

import pytest
from desks import CLAIM, PREFIXES
from flask import Flask
from flask.testing import FlaskClient
from offices import TURTLE, Service

from trilogue import errors
from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app
from trilogue.web.problem_types import PROBLEMS
from trilogue.web.refusals import RateExceeded

BROWSER = {"Accept": "text/html"}

SECRET = "/vault/of/somebody"  # noqa: S105 - not a password


def every_error(root: type[errors.TrilogueError]) -> list[type[errors.TrilogueError]]:
    return [root, *(each for child in root.__subclasses__() for each in every_error(child))]


def test_the_tree_in_the_docstring_names_every_error() -> None:
    assert errors.__doc__ is not None
    for error in every_error(errors.TrilogueError):
        assert error.__name__ in errors.__doc__


@pytest.mark.parametrize("error", every_error(errors.TrilogueError), ids=lambda e: e.__name__)
def test_every_error_finds_its_row_before_a_wider_one(error: type[errors.TrilogueError]) -> None:
    rows = [type_ for type_, _ in PROBLEMS if issubclass(error, type_)]

    assert rows
    assert all(issubclass(rows[0], wider) for wider in rows)


def test_every_kind_of_problem_is_explained(client: FlaskClient) -> None:
    page = client.get("/problems").text

    for _, kind in PROBLEMS:
        assert f'id="{kind.slug}"' in page
        assert kind.help.replace("'", "&#39;") in page


def test_an_address_that_is_not_there_is_404(client: FlaskClient) -> None:
    response = client.get("/nothing-here")

    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert json.loads(response.data)["type"] == "about:blank"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_browser_gets_a_page(client: FlaskClient) -> None:
    response = client.get("/nothing-here", headers={"Accept": "text/html"})

    assert response.status_code == 404
    assert response.content_type == "text/html; charset=utf-8"
    assert "<h1>This page is not here</h1>" in response.text
    assert "Status 404: Not Found." in response.text


def test_what_is_not_there_is_searched_for(client: FlaskClient) -> None:
    """By the last words of the address; a letter that is wrong is mended."""
    for address in ("/page/id/actor/frnace", "/nowhere/France.html", "/fr/page/id/x/FRANCE/"):
        page = client.get(address, headers=BROWSER)

        assert page.status_code == 404
        assert 'name="q" value="france"' in page.text.lower()
        assert 'href="/page/id/actor/france"' in page.text.replace('"/fr/', '"/')
    nothing = client.get("/page/id/actor/zzzzqqqq", headers=BROWSER).text
    assert "Perhaps one of these" not in nothing
    assert 'value="zzzzqqqq"' in nothing


def test_what_stands_in_the_address_is_shown_harmlessly(client: FlaskClient) -> None:
    page = client.get("/%3Cscript%3Ealert(1)%3C%2Fscript%3E", headers=BROWSER).text
    assert "<script>" not in page

    page = client.get('/x/"><img src=x onerror=alert(1)>', headers=BROWSER).text
    assert "<img" not in page


def test_the_page_of_a_retracted_record_tells_why_and_leads_to_the_decision(
    service: Service,
) -> None:
    handed = service.post("/contributions", (PREFIXES + CLAIM).encode(), "ada", content_type=TURTLE)
    digest = handed.get_json()["digest"]
    assert service.post(f"/contributions/{digest}/accept", None, "bea").status_code == 200
    reason = {"reason": "The <b>page</b> was withdrawn."}
    assert service.post(f"/contributions/{digest}/retract", reason, "bea").status_code == 200

    page = service.client.get("/page/id/claim/pause", headers=BROWSER)

    assert page.status_code == 410
    assert "<h1>This was retracted</h1>" in page.text
    assert "The &lt;b&gt;page&lt;/b&gt; was withdrawn." in page.text
    step = re.search(rf'href="(/page/id/step/{digest}-[0-9])"', page.text)
    assert step is not None
    assert service.client.get(step[1], headers=BROWSER).status_code == 200
    body = service.get("/data/id/claim/pause.ttl").get_json(force=True)
    assert set(body) == {"type", "title", "status", "detail", "iri", "reason", "retracted"}


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (RateExceeded("Too often.", 90), 429, "Wait for 90 seconds"),
        (errors.AnswerTooLarge("Too large.", "max_answer_bytes"), 413, "Send less at a time"),
        (errors.EngineError("No answer."), 502, "Try again in a few minutes"),
        (errors.RequestError("No.", "q"), 400, "without what follows the question mark"),
        (errors.AccessDenied("No.", "reviewer"), 403, 'href="/login"'),
    ],
)
def test_a_page_says_what_to_do(app: Flask, error: Exception, status: int, told: str) -> None:
    def fail() -> str:
        raise error

    app.add_url_rule("/fail", view_func=fail)
    page = app.test_client().get("/fail?q=1", headers=BROWSER)

    assert page.status_code == status
    assert told in page.text
    assert f"Status {status}: " in page.text


def test_a_method_that_is_not_taken_is_told_with_those_that_are(client: FlaskClient) -> None:
    page = client.delete("/status", headers=BROWSER)

    assert page.status_code == 405
    assert "<h1>This address does not take that</h1>" in page.text
    assert "takes GET only" in page.text
    assert "GET" in page.headers["Allow"]


def test_a_page_of_a_problem_speaks(client: FlaskClient) -> None:
    """What is ours in the language of the page; the detail is English and says so."""
    page = client.get("/de/nothing-here", headers=BROWSER)

    assert '<html lang="de">' in page.text
    assert page.headers["Content-Language"] == "de"
    assert '<p class="lead" role="alert"><span lang="en">' in page.text


def test_an_unexpected_failure_gets_an_id_and_the_log_the_story(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise ValueError(SECRET)

    app.add_url_rule("/fail", view_func=fail)

    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/fail")

    body = json.loads(response.data)
    assert response.status_code == 500
    assert SECRET not in response.text
    assert body["reference"] in body["detail"]
    assert body["reference"] in caplog.text
    assert SECRET in caplog.text

    page = app.test_client().get("/fail", headers=BROWSER).text
    assert "<h1>Something went wrong here</h1>" in page
    assert "the reference" in page
    assert SECRET not in page


def broken_engine(small_store: Store, engine_over: Callable[..., Engine]) -> Flask:
    """Give the application over an engine that answered once, and then never again."""
    engine = engine_over(small_store)
    app = create_app(Settings(), engine)

    def fail() -> None:
        raise errors.EngineError("The engine does not answer. Try again later.")

    engine.view = fail  # type: ignore[method-assign, assignment]
    return app


@pytest.mark.parametrize("address", ["/", "/sparql?query=ASK+%7B%7D", "/nothing-here", "/about"])
def test_the_page_of_a_failure_needs_no_store(
    small_store: Store, engine_over: Callable[..., Engine], address: str
) -> None:
    client = broken_engine(small_store, engine_over).test_client()

    page = client.get(address, headers=BROWSER)
    body = client.get(address, headers={"Accept": "application/json"})

    expected = 404 if address == "/nothing-here" else 502
    assert (page.status_code, body.status_code) == (expected, expected)
    # The whole page, and not the plain one in its place.
    assert '<nav aria-label="Main">' in page.text
    assert body.content_type == "application/problem+json"


def test_where_the_page_of_a_problem_fails_too_a_plain_one_is_sent(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> dict[str, object]:
        raise ValueError(SECRET)

    app.context_processor(fail)

    with caplog.at_level(logging.ERROR):
        page = app.test_client().get("/<b>", headers=BROWSER)

    assert page.status_code == 404
    assert page.content_type == "text/html; charset=utf-8"
    assert "<h1>Not Found</h1>" in page.text
    assert SECRET not in page.text
    assert SECRET in caplog.text


def test_a_store_out_of_order_is_503(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise errors.StoreDamaged("The store is damaged. Build it again.")

    app.add_url_rule("/fail", view_func=fail)

    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/fail")

    assert response.status_code == 503
    assert "The store is damaged" in caplog.text


def test_what_turns_the_direction_of_a_text_is_told_as_its_number(client: FlaskClient) -> None:
    """Or the rest of the sentence would be read from its end."""
    address = "/page/id/actor/\u202eabc"

    page = client.get(address, headers={"Accept": "text/html"}).text
    told = client.get(address, headers={"Accept": "application/json"}).get_json()

    (alert,) = re.findall(r'role="alert">(.*?)</p>', page)
    assert "U+202Eabc" in alert
    assert "\u202e" not in alert
    assert "\u202eabc" in told["detail"]
