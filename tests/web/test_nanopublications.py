"""Nanopublications over HTTP: by suffix and Accept, and at their trusty URIs."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Quad

from trilogue.content import Content
from trilogue.engine.model import Engine
from trilogue.formats import GraphFormat
from trilogue.parse import parse_bytes
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app
from trilogue.web.nanopublications import OFFERED

ADDRESS = "/nanopub/id/event/claim"
RECORD = """\
event:c a tri:Contribution ; tri:contributedBy actor:edri ;
    tri:recordedAt "2026-11-24T00:00:00Z"^^xsd:dateTime .
event:claim a tri:Claim ; tri:claimedBy actor:edri ; tri:evidencedBy excerpt:page ;
    tri:recordedIn event:c .
"""


@pytest.fixture
def client(
    small_store: Store,
    small_content: Content,
    engine_over: Callable[..., Engine],
    parse_turtle: Callable[[str, str], list[Quad]],
) -> FlaskClient:
    small_store.load(parse_turtle(RECORD, "https://w3id.org/trilogue/graph/claims"))
    return create_app(Settings(), engine_over(small_store), small_content).test_client()


@pytest.mark.parametrize("format_", OFFERED, ids=lambda format_: format_.suffix)
def test_each_format_says_the_same(client: FlaskClient, format_: GraphFormat) -> None:
    by_suffix = client.get(f"{ADDRESS}.{format_.suffix}")
    by_accept = client.get(ADDRESS, headers={"Accept": format_.media_type})

    assert by_suffix.content_type == by_accept.content_type == format_.content_type
    assert by_suffix.data == by_accept.data
    quads = set(parse_bytes(by_suffix.data, format_, None, "x").quads)
    trig = client.get(f"{ADDRESS}.trig").data
    assert quads == set(parse_bytes(trig, OFFERED[0], None, "x").quads)


def test_it_is_found_at_its_own_iri(client: FlaskClient) -> None:
    first = client.get(ADDRESS)

    iri = first.headers["Link"].partition("<")[2].partition(">")[0]
    assert iri.startswith(f"https://w3id.org/trilogue{ADDRESS}/RA")
    path = iri.removeprefix("https://w3id.org/trilogue")
    for address in (path, f"{path}.trig"):
        assert client.get(address).data == first.data
    again = client.get(path, headers={"If-None-Match": client.get(path).headers["ETag"]})
    assert again.status_code == 304


def test_the_page_of_a_record_leads_to_it(client: FlaskClient) -> None:
    for thing, leads in (("event/claim", True), ("excerpt/page", False), ("actor/edri", False)):
        page = client.get(f"/page/id/{thing}", headers={"Accept": "text/html"}).text
        assert (f'href="/nanopub/id/{thing}.trig"' in page) == leads
        assert (client.get(f"/nanopub/id/{thing}.trig").status_code == 200) == leads


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (f"{ADDRESS}/RA{'x' * 43}", "what the record says now is"),
        ("/nanopub/id/excerpt/page.trig", "no nanopublication"),
        ("/nanopub/id/claim/none", "Nothing is known"),
        ("/nanopub/id/a%20b", "not an IRI"),
    ],
)
def test_what_is_not_there_is_told(client: FlaskClient, address: str, told: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert told in answer.get_json(force=True)["detail"]
