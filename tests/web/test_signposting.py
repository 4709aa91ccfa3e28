"""A signposting client finds its way: from a thing to its data, licence, authors and types.

The client is the Python library of the FAIR Signposting profile, which shares nothing with us; it
asks a server on this machine.
"""

import re
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
import rdflib
from signposting import (
    Signposting,
    find_signposting_html,
    find_signposting_http,
    find_signposting_linkset,
)
from werkzeug.serving import make_server

from trilogue.engine.model import Engine
from trilogue.formats import GRAPH_FORMATS
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

BASE = "https://w3id.org/trilogue/"
CLAIM = "id/claim/seed-c01"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
MEDIA_TYPES = {format_.media_type for format_ in GRAPH_FORMATS}


@pytest.fixture(scope="module")
def host(curated_store: Store, engine_over: Callable[..., Engine]) -> Iterator[str]:
    app = create_app(Settings(), engine_over(curated_store))
    server = make_server("127.0.0.1", 0, app)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def told(found: Signposting) -> dict[str, set[str]]:
    """Give what a client found, relation by relation."""
    return {
        "author": {str(each.target) for each in found.authors},
        "license": {str(found.license.target)} if found.license else set(),
        "type": {str(each.target) for each in found.types},
        "cite-as": {str(found.citeAs.target)} if found.citeAs else set(),
        "describedby": {str(each.target) for each in found.describedBy},
        "item": {str(each.target) for each in found.items},
    }


def test_a_page_is_signposted(host: str) -> None:
    found = find_signposting_http(f"{host}/page/{CLAIM}")

    assert told(found) == {
        "author": {f"{BASE}id/actor/trilogue-editors"},
        "license": {CC_BY},
        "type": {
            "https://schema.org/AboutPage",
            "https://schema.org/Claim",
            f"{BASE}ns/Claim",
        },
        "cite-as": {BASE + CLAIM},
        "describedby": {f"{host}/data/{CLAIM}.{each.suffix}" for each in GRAPH_FORMATS},
        "item": {f"{host}/data/{CLAIM}.{each.suffix}" for each in GRAPH_FORMATS},
    }
    assert {str(each.type) for each in found.describedBy} == MEDIA_TYPES
    assert {str(each.type) for each in found.linksets} == {
        "application/linkset",
        "application/linkset+json",
    }


def test_the_walk_from_a_thing_ends_at_its_data(host: str) -> None:
    """Thing, page, linkset, data: each step is taken with nothing but what the one before said."""
    page = find_signposting_http(f"{host}/page/{CLAIM}")
    (turtle,) = [each for each in page.describedBy if each.type == "text/turtle"]
    data = find_signposting_http(turtle.target)

    graph = rdflib.Graph().parse(turtle.target, format="turtle")

    assert data.collection is not None
    assert str(data.collection.target) == f"{host}/page/{CLAIM}"
    assert told(data)["license"] == {CC_BY}
    assert told(data)["author"] == told(page)["author"]
    claim = rdflib.URIRef(BASE + CLAIM)
    assert (claim, rdflib.RDF.type, rdflib.URIRef(f"{BASE}ns/Claim")) in graph


@pytest.mark.parametrize("media_type", ["application/linkset", "application/linkset+json"])
def test_the_linkset_says_what_the_headers_say(host: str, media_type: str) -> None:
    page = find_signposting_http(f"{host}/page/{CLAIM}")
    (address,) = [each.target for each in page.linksets if each.type == media_type]

    whole = find_signposting_linkset(address, media_type)

    for context in (page.context, *(each.target for each in page.describedBy)):
        assert told(whole.for_context(context)) == told(find_signposting_http(context))


def test_the_head_of_a_page_agrees_with_its_headers(host: str) -> None:
    in_html = find_signposting_html(f"{host}/page/{CLAIM}")
    in_header = find_signposting_http(f"{host}/page/{CLAIM}")

    assert told(in_html) == told(in_header)


@pytest.mark.parametrize(
    "path", ["id/actor/france", "id/text/reg-2024-1689", "graph/letters", "ns/Claim"]
)
def test_every_sort_of_thing_has_its_signposts(host: str, path: str) -> None:
    found = told(find_signposting_http(f"{host}/page/{path}"))

    assert found["cite-as"] == {BASE + path}
    assert found["license"] == {CC_BY}
    assert any(each.startswith("https://schema.org/") for each in found["type"])
    assert len(found["describedby"]) == len(GRAPH_FORMATS)


def test_the_front_page_stands_for_the_dataset(host: str) -> None:
    found = find_signposting_http(f"{host}/")

    assert told(found)["cite-as"] == {f"{BASE}graph/"}
    assert told(found)["license"] == {CC_BY}
    assert "https://schema.org/Dataset" in told(found)["type"]
    assert f"{host}/exports/trilogue.nt.gz" in told(found)["item"]
    for address in told(found)["describedby"]:
        if address.endswith(".ttl"):
            graph = rdflib.Graph().parse(address, format="turtle")
            assert (rdflib.URIRef(f"{BASE}graph/"), None, None) in graph


def test_no_header_grows_beyond_what_servers_pass_on(
    curated_store: Store, engine_over: Callable[..., Engine]
) -> None:
    """Some proxies refuse header fields of more than 8 kB."""
    client = create_app(Settings(), engine_over(curated_store)).test_client()
    sizes = {
        path: len(client.get(path).headers["Link"])
        for path in (f"/page/{CLAIM}", "/page/ns/Claim", "/page/id/actor/european-commission")
    }

    assert all(size < 4_000 for size in sizes.values()), sizes
    assert not re.search(r"[^\x20-\x7e]", client.get(f"/page/{CLAIM}").headers["Link"])
