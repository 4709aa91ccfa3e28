"""What the service says about itself: languages, formats, limits, graphs and their sizes.

There is no vocabulary for limits, so that the description defines its own properties, as fragments
of its own address: whoever follows one comes here.

Source: SPARQL 1.1 Service Description, section 3; Describing Linked Datasets with VoID, section 4.
"""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from trilogue.formats import GRAPH_FORMATS, RESULT_FORMATS
from trilogue.terms import RDF, RDFS, SD, VOID, XSD
from trilogue.web.site import Site

_LANGUAGES = ("SPARQL11Query", "SPARQL11Update")
# Name of the limit: what it bounds.
LIMITS = {
    "seconds": "Longest time that a query is evaluated, in seconds.",
    "solutions": "Most solutions or triples in an answer to a query.",
    "bytes": "Largest answer to a query, in bytes before any content coding.",
    "memory": "Most memory that the evaluation of a query may use, in bytes.",
    "query-bytes": "Largest query that is read, in bytes of UTF-8.",
}
_A = NamedNode(f"{RDF}type")


def service_description(endpoint: str, site: Site) -> list[Quad]:
    """Describe the endpoint at the address *endpoint*."""
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    quads = [
        Quad(service, _A, _sd("Service")),
        Quad(service, _sd("endpoint"), NamedNode(endpoint)),
        Quad(service, _sd("feature"), _sd("UnionDefaultGraph")),
        Quad(service, _sd("defaultDataset"), dataset),
        Quad(dataset, _sd("defaultGraph"), default),
        Quad(default, _A, _sd("Graph")),
        Quad(default, _triples(), _count(site.quads)),
        *(Quad(service, _sd("supportedLanguage"), _sd(language)) for language in _LANGUAGES),
    ]
    iris = [each.iri for each in GRAPH_FORMATS]
    iris += [each.engine.iri for each in RESULT_FORMATS if each.engine is not None]
    quads += [Quad(service, _sd("resultFormat"), NamedNode(iri)) for iri in iris]
    for name, value in site.limit_values.items():
        limit = NamedNode(f"{endpoint}#{name}")
        quads += [
            Quad(service, limit, _count(value)),
            Quad(limit, _A, NamedNode(f"{RDF}Property")),
            Quad(limit, NamedNode(f"{RDFS}label"), Literal(name, language="en")),
            Quad(limit, NamedNode(f"{RDFS}comment"), Literal(LIMITS[name], language="en")),
        ]
    return [*quads, *_graphs(dataset, site)]


def graph_list(site: Site) -> list[Quad]:
    """List the named graphs with their sizes, in the words of the service description."""
    return list(_graphs(BlankNode("dataset"), site))


def _graphs(dataset: BlankNode, site: Site) -> Iterator[Quad]:
    yield Quad(dataset, _A, _sd("Dataset"))
    for number, (graph, count) in enumerate(site.graphs.items()):
        named, content = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        yield Quad(dataset, _sd("namedGraph"), named)
        yield Quad(named, _A, _sd("NamedGraph"))
        yield Quad(named, _sd("name"), NamedNode(graph))
        yield Quad(named, _sd("graph"), content)
        yield Quad(content, _A, _sd("Graph"))
        yield Quad(content, _triples(), _count(count))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _triples() -> NamedNode:
    return NamedNode(f"{VOID}triples")


def _count(number: float) -> Literal:
    kind = "integer" if isinstance(number, int) else "decimal"
    return Literal(str(number), datatype=NamedNode(f"{XSD}{kind}"))
