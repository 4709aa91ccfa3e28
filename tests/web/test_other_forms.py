"""ClaimReview, ELI and QuickStatements over HTTP."""

import json

import pytest
from flask.testing import FlaskClient

from trilogue.formats import GRAPH_FORMATS


@pytest.mark.parametrize(
    ("address", "content_type"),
    [
        ("/claimreview.json", "application/ld+json"),
        ("/quickstatements.txt", "text/plain; charset=utf-8"),
        ("/eli", "text/turtle; charset=utf-8"),
        *((f"/eli.{each.suffix}", each.content_type) for each in GRAPH_FORMATS),
    ],
)
def test_each_form_has_its_address_and_is_not_sent_twice(
    client: FlaskClient, address: str, content_type: str
) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer.content_type) == (200, content_type)
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{address}?page=2").status_code == 400


def test_eli_is_negotiated(client: FlaskClient) -> None:
    answer = client.get("/eli", headers={"Accept": "application/ld+json"})

    assert answer.content_type == "application/ld+json"
    assert client.get("/eli", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/eli.docx").status_code == 415


def test_the_feed_names_the_dataset(client: FlaskClient) -> None:
    assert json.loads(client.get("/claimreview.json").data)["version"] == "0123456789abcdef"
