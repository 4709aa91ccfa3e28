"""The suites that are sequences of requests: protocol, graph store, service description."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pyoxigraph
import pyshacl
from pyoxigraph import RdfFormat
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from under_test import MF, Answer, Files, Service, Suite, canonical, name_of

UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SHAPE = Path(__file__).parents[1] / "web" / "service-description.ttl"
STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
TABULAR = ("sparql-results+json", "sparql-results+xml", "text/csv", "tab-separated-values")
RDF_TYPES = ("turtle", "n-triples", "rdf+xml", "ld+json", "trig", "n-quads")
BOOLEAN = TABULAR[:2]
KINDS = {"RDF": RDF_TYPES, "tabular": TABULAR, "boolean": BOOLEAN}


def run_http(
    suite: Suite, service: Service, files: Files, manifest: Graph, tests: list[Node], path: str
) -> None:
    """Run *tests*, whose addresses begin with /sparql/ or /gsp, at the *path* of the service."""
    prefix = "/gsp" if path == service.graphs else "/sparql/"
    for test in tests:
        service.clear()
        for data in manifest.objects(test, UT.graphData):
            file = manifest.value(data, UT.graph)
            label = str(manifest.value(data, RDFS.label))
            service.put(label, files.read(str(file)), "application/n-triples")
        complaint, location = None, ""
        for number, each in enumerate(http_requests(manifest, test), 1):
            address = path + each["path"].removeprefix(prefix).replace("$LOCATION$", location)
            answer = service.send(each["method"], address, each["headers"], each["body"])
            wrong = complaint_about(answer, each)
            if wrong is not None:
                complaint = f"request {number}: {wrong}"
                break
            if each["location"]:
                location = urljoin(service.url, answer.headers["location"])
        suite.count(name_of(test), complaint)


def run_description(suite: Suite, service: Service) -> None:
    """Run the three tests of the service description."""
    answer = service.send("GET", service.path, {"Accept": "text/turtle"})
    try:
        graph = Graph().parse(data=answer.body, format="turtle", publicID=service.url)
    except Exception as error:  # noqa: BLE001 - whatever the parser fails with
        graph = Graph()
        suite.count("returns-rdf", str(error))
    else:
        suite.count("returns-rdf", None)
    matches = (None, SD.endpoint, URIRef(service.url)) in graph
    suite.count("has-endpoint-triple", None if matches else "no sd:endpoint with that address")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPE))
    suite.count("conforms-to-schema", None if conforms and matches else str(report))


def http_requests(manifest: Graph, test: Node) -> Iterator[dict[str, Any]]:
    """Give the requests of a test, each with what is expected of the answer."""
    (requests,) = [
        head
        for action in manifest.objects(test, MF.action)
        for head in manifest.objects(action, HT.requests)
    ]
    for node in Collection(manifest, requests):
        response = manifest.value(node, HT.resp)
        yield {
            "method": str(manifest.value(node, HT.methodName)),
            "path": str(manifest.value(node, HT.absolutePath)),
            "headers": _headers(manifest, node),
            "body": _body(manifest, node),
            "statuses": [str(s).rpartition("#")[2] for s in manifest[response : MF.expectedStatus]],
            "boolean": manifest.value(response, MF.expectedBoolean),
            "format": manifest.value(response, MF.expectedFormat),
            "location": manifest.value(response, MF.expectedLocation),
            "type": _headers(manifest, response).get("content-type"),
            "graph": _body(manifest, response),
        }


def _headers(manifest: Graph, node: Node | None) -> dict[str, str]:
    head = manifest.value(node, HT.headers)
    return {
        str(manifest.value(each, HT.fieldName)): str(manifest.value(each, HT.fieldValue))
        for each in (Collection(manifest, head) if head is not None else ())
    }


def _body(manifest: Graph, node: Node | None) -> bytes | None:
    body = manifest.value(node, HT.body)
    if body is None:
        return None
    return str(manifest.value(body, CNT.chars)).encode(
        str(manifest.value(body, CNT.characterEncoding))
    )


def complaint_about(answer: Answer, expected: dict[str, Any]) -> str | None:
    """Tell what is wrong with an answer."""
    wanted = expected["statuses"]
    allowed = {STATUSES.get(each) for each in wanted}
    classes = {int(each[-3]) for each in wanted if each.startswith("StatusCode")}
    if answer.status not in allowed and answer.status // 100 not in classes:
        return f"status {answer.status} instead of {', '.join(wanted)}"
    content_type = answer.headers.get("content-type", "")
    if expected["boolean"] is not None:
        found = b'"boolean":true' in answer.body.replace(b" ", b"")
        if found != expected["boolean"].toPython():
            return f"answered {answer.body[:60]!r}"
    kinds = KINDS.get(str(expected["format"]), ("",))
    if answer.status < 300 and not any(part in content_type for part in kinds):
        return f"answered as {content_type}"
    if expected["type"] and answer.status == 200 and content_type != expected["type"]:
        return f"answered as {content_type} instead of {expected['type']}"
    graph = expected["graph"] if expected["method"] != "HEAD" else None
    if graph and canonical(pyoxigraph.parse(answer.body, RdfFormat.TURTLE)) != canonical(
        pyoxigraph.parse(graph, RdfFormat.TURTLE)
    ):
        return "another graph than expected"
    return None
