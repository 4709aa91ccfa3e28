"""Counts, the catalogue, the sitemap, robots.txt and the feeds: what others find us by."""

import json
import re
from collections.abc import Callable
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import feedparser
import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from trilogue.formats import GRAPH_FORMATS, GraphFormat
from trilogue.parse import parse_bytes
from trilogue.store import Store
from trilogue.terms import VOID, XSD
from trilogue.web import changes, discovery

BASE = "https://w3id.org/trilogue/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DCAT = "http://www.w3.org/ns/dcat#"
Parse = Callable[[str, str], list[Quad]]


@pytest.mark.parametrize("address", ["/void", "/catalogue"])
@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_a_description_comes_in_every_format(
    client: FlaskClient, address: str, format_: GraphFormat
) -> None:
    by_header = client.get(address, headers={"Accept": format_.media_type})
    by_suffix = client.get(f"{address}.{format_.suffix}")

    assert by_header.content_type == format_.content_type
    assert by_header.data == by_suffix.data
    quads = parse_bytes(by_suffix.data, format_, None, address).quads
    wanted = {"/void": f"{VOID}Dataset", "/catalogue": f"{DCAT}Catalog"}[address]
    assert any(quad.object == NamedNode(wanted) for quad in quads)
    assert client.get(f"{address}.pdf").status_code == 404


def test_the_counts_are_true_and_well_known(client: FlaskClient, small_store: Store) -> None:
    response = client.get("/.well-known/void", headers={"Accept": "application/n-triples"})
    dataset = NamedNode(f"{BASE}graph/")
    told = {
        quad.predicate.value: quad.object
        for quad in pyoxigraph.parse(response.data, format=RdfFormat.N_TRIPLES)
        if quad.subject == dataset
    }

    triples = {quad.triple for quad in small_store.quads()}
    assert told[f"{VOID}triples"] == Literal(str(len(triples)), datatype=NamedNode(f"{XSD}integer"))
    assert told[f"{VOID}sparqlEndpoint"] == NamedNode("http://localhost/sparql")
    assert response.data == client.get("/void.nt").data


def test_the_dataset_is_counted_once_a_version(
    client: FlaskClient, small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    find = Store.quads

    def watched(self: Store, *pattern: NamedNode | None) -> object:
        asked.append(pattern)
        return find(self, *pattern)

    first = client.get("/void.nt").data
    monkeypatch.setattr(Store, "quads", watched)
    again = client.get("/void.ttl")

    assert first
    assert again.status_code == 200
    assert () not in asked
    assert small_store.count()


def test_a_browser_sees_the_catalogue(client: FlaskClient) -> None:
    response = client.get("/catalogue", headers={"Accept": "text/html"})

    assert "<h1>Data catalogue</h1>" in response.text
    assert 'href="/exports/trilogue.nt.gz"' in response.text
    assert 'rel="alternate"; type="text/turtle"' in response.headers["Link"]


@pytest.mark.parametrize("address", ["/void", "/catalogue", "/sitemap.xml", "/changes.atom"])
def test_the_hosts_name_is_part_of_the_tag(client: FlaskClient, address: str) -> None:
    tags = {
        client.get(address, headers={"Host": host}).headers["ETag"]
        for host in ("one.example", "two.example")
    }
    (tag, *_) = sorted(tags)

    assert len(tags) == 2
    assert 304 in {
        client.get(address, headers={"Host": host, "If-None-Match": tag}).status_code
        for host in ("one.example", "two.example")
    }
    assert client.get(f"{address}?size=1").status_code == 400


def test_a_host_that_is_none_is_refused(client: FlaskClient) -> None:
    assert client.get("/catalogue", headers={"Host": "a b<>"}).status_code == 400


def test_crawlers_are_kept_from_what_costs(client: FlaskClient) -> None:
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())

    for path in ("/", "/page/id/actor/edri", "/questions/", "/ontology", "/catalogue"):
        assert robots.can_fetch("Anybot", f"http://localhost{path}"), path
    for path in ("/sparql", "/sparql?query=x", "/status?practice=x", "/data/id/actor/edri.ttl"):
        assert not robots.can_fetch("Anybot", f"http://localhost{path}"), path
    assert robots.site_maps() == ["http://localhost/sitemap.xml"]


def test_the_sitemap_leads_to_pages_that_are_there(client: FlaskClient) -> None:
    response = client.get("/sitemap.xml")
    root = ET.fromstring(response.data)  # noqa: S314 - our own

    assert response.content_type == "application/xml"
    assert root.tag == f"{SITEMAP}urlset"
    addresses = [str(one.text) for one in root.iter(f"{SITEMAP}loc")]
    assert "http://localhost/page/id/actor/edri" in addresses
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        path = address.removeprefix("http://localhost")
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 200, path


def test_a_sitemap_too_long_for_one_is_a_list_of_lists(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ET.fromstring(client.get("/sitemap.xml").data)  # noqa: S314 - our own
    monkeypatch.setattr(discovery, "MOST_URLS", 5)

    index = ET.fromstring(client.get("/sitemap.xml").data)  # noqa: S314 - our own

    assert index.tag == f"{SITEMAP}sitemapindex"
    parts = [str(one.text) for one in index.iter(f"{SITEMAP}loc")]
    assert parts[0] == "http://localhost/sitemap/1.xml"
    listed = [
        one.text
        for part in parts
        for one in ET.fromstring(client.get(part).data).iter(f"{SITEMAP}loc")  # noqa: S314 - as above
    ]
    assert listed == [one.text for one in whole.iter(f"{SITEMAP}loc")]
    assert client.get(f"/sitemap/{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap/0.xml").status_code == 404


HURTS = r"</title>&\u0007 \u202eabc"


def history(count: int) -> str:
    """Give contributions, a minute apart, of one record each, with names that hurt."""
    return "@prefix c: <https://w3id.org/trilogue/id/contribution/> .\n" + "".join(
        f'c:c{n:03} a tri:Contribution ; skos:prefLabel "No. {n} {HURTS}"@en ;\n'
        f'    tri:recordedAt "2026-11-24T10:{n // 60:02}:{n % 60:02}Z"^^xsd:dateTime .\n'
        f"actor:a{n:03} a tri:Actor ; tri:recordedIn c:c{n:03} .\n"
        for n in range(count)
    )


@pytest.fixture
def eventful(small_store: Store, parse_turtle: Parse) -> Store:
    small_store.load(parse_turtle(history(120), f"{BASE}graph/contributions"))
    return small_store


@pytest.mark.usefixtures("eventful")
def test_a_feed_reader_walks_all_changes_the_newest_first(client: FlaskClient) -> None:
    address: str | None = "/changes.atom"
    seen: list[str] = []
    while address is not None:
        response = client.get(address)
        assert response.content_type == "application/atom+xml"
        ET.fromstring(response.data)  # noqa: S314 - our own
        feed = feedparser.parse(response.data)
        assert not feed.bozo
        assert feed.version == "atom10"
        seen += [entry.id for entry in feed.entries]
        ahead = [link.href for link in feed.feed.links if link.rel == "next"]
        address = ahead[0].removeprefix("http://localhost") if ahead else None

    assert seen == [f"{BASE}id/contribution/c{n:03}" for n in range(119, -1, -1)]


@pytest.mark.usefixtures("eventful")
def test_an_entry_tells_what_when_and_where(client: FlaskClient) -> None:
    feed = feedparser.parse(client.get("/changes.atom").data)
    (entry, *_) = feed.entries

    assert feed.feed.updated == entry.updated == "2026-11-24T10:01:59Z"
    assert entry.title == "No. 119 </title>&\ufffd \u202eabc"
    assert entry.link == "http://localhost/page/id/contribution/c119"
    assert entry.summary == "1 record came in."
    assert client.get("/changes.atom?page=4").status_code == 404
    assert client.get("/changes.atom?page=x").status_code == 404


def test_a_feed_of_nothing_is_a_feed(client: FlaskClient) -> None:
    feed = feedparser.parse(client.get("/changes.atom").data)

    assert not feed.bozo
    assert (feed.entries, feed.feed.id) == ([], f"{BASE}changes")


@pytest.mark.usefixtures("eventful")
def test_a_harvester_gets_every_record_once_in_order(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the last page backwards, as the IIIF Change Discovery API tells it to go."""
    monkeypatch.setattr(changes, "ACTIVITIES_ON_A_PAGE", 50)
    collection = json.loads(client.get("/changes/activity.json").data)
    page = collection["last"]
    items: list[dict[str, object]] = []
    while page is not None:
        document = json.loads(client.get(page["id"]).data)
        assert document["@context"] == "https://www.w3.org/ns/activitystreams"
        assert document["partOf"]["id"] == collection["id"]
        items = [*document["orderedItems"], *items]
        assert document["startIndex"] + len(items) == collection["totalItems"]
        page = document.get("prev")

    assert [item["object"]["id"] for item in items] == [  # type: ignore[index]
        f"{BASE}id/actor/a{n:03}" for n in range(120)
    ]
    times = [str(item["endTime"]) for item in items]
    assert times == sorted(times)
    assert {item["type"] for item in items} == {"Create"}
    assert client.get("/changes/activity/4.json").status_code == 404


def test_every_page_leads_to_feed_and_sitemap(client: FlaskClient) -> None:
    page = client.get("/page/id/actor/edri").text

    assert re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]*/changes.atom"', page)
    assert '<link rel="sitemap" type="application/xml" href="/sitemap.xml">' in page


def test_the_catalogue_tells_the_checksums_of_files_once_they_are_made(
    client: FlaskClient,
) -> None:
    before = client.get("/catalogue.nt")
    listing = client.get("/exports").get_json()["exports"]
    after = client.get("/catalogue.nt", headers={"If-None-Match": before.headers["ETag"]})

    dumps = {file["path"]: file for file in listing[0]["files"] if file["part"] == "dumps"}
    assert "checksumValue" not in before.text
    assert after.status_code == 200
    for name, file in dumps.items():
        assert f"/exports/{name}>" in after.text
        assert file["sha256"] in after.text
