"""The service description conforms to a shape, and says what is so."""

from pathlib import Path

import pyshacl
import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from trilogue.settings import Settings
from trilogue.store import Store

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
SHAPE = Path(__file__).with_name("service-description.ttl")


@pytest.fixture
def description(client: FlaskClient) -> Graph:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    return Graph().parse(data=response.text, format="turtle")


def test_it_conforms_to_the_shape(description: Graph) -> None:
    conforms, _, report = pyshacl.validate(description, shacl_graph=Graph().parse(SHAPE))

    assert conforms, report


def test_the_shape_finds_what_is_missing(description: Graph) -> None:
    description.remove((None, SD.endpoint, None))
    description.remove((None, VOID.triples, None))

    conforms, _, report = pyshacl.validate(description, shacl_graph=Graph().parse(SHAPE))

    assert not conforms
    assert "sd:endpoint" in report


@pytest.mark.parametrize("host", ["localhost", "example.org:8080"])
def test_the_endpoint_is_the_address_that_was_asked(client: FlaskClient, host: str) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle", "Host": host})

    found = Graph().parse(data=response.text, format="turtle")
    assert set(found.objects(None, SD.endpoint)) == {URIRef(f"http://{host}/sparql")}


def test_it_tells_languages_limits_and_sizes(description: Graph, small_store: Store) -> None:
    service = description.value(None, RDF.type, SD.Service)
    languages = set(description.objects(service, SD.supportedLanguage))
    (default,) = description.objects(None, SD.defaultGraph)

    assert languages == {SD.SPARQL11Query, SD.SPARQL11Update}
    limit = URIRef("http://localhost/sparql#seconds")
    assert description.value(service, limit) == Literal(int(Settings().query_seconds))
    assert description.value(default, VOID.triples) == Literal(small_store.count())
    names = {str(name) for name in description.objects(None, SD.name)}
    assert names == set(small_store.graph_counts())
