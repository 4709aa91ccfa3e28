"""Every error has one status and one body, and tells a stranger nothing about the inside."""

import json
import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trilogue import errors
from trilogue.web.problem_types import PROBLEMS

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
    assert "<h1>Not Found</h1>" in response.text


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
