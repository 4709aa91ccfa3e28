"""A network as GEXF 1.3, for Gephi: with typed attributes, and in time.

Written here and not by networkx, whose writer stamps the day of writing into the file and knows
no kinds of edges.

Source: GEXF 1.3, schema and primer: sections on data, dynamics and kinds of edges.
"""

from collections.abc import Iterable
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from trilogue.networks.model import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Network, Value
from trilogue.networks.xmltext import visible

NAMESPACE = "http://gexf.net/1.3"
_TYPES = {str: "string", int: "integer", float: "double"}


def gexf_of(network: Network, date: str) -> bytes:
    """Write a network as GEXF.

    Args:
        network: any.
        date: of the dataset, as an ISO date.
    """
    root = Element("gexf", {"xmlns": NAMESPACE, "version": "1.3"})
    meta = SubElement(root, "meta", {"lastmodifieddate": date})
    SubElement(meta, "creator").text = "Trilogue contributors"
    said = (network.title, f"Dataset {network.version}, CC BY 4.0", network.note)
    SubElement(meta, "description").text = visible(". ".join(filter(None, said)))
    graph = SubElement(
        root,
        "graph",
        {
            "mode": "dynamic",
            "timeformat": "date",
            "timerepresentation": "interval",
            "defaultedgetype": "directed",
            "idtype": "string",
        },
    )
    _declare(graph, "node", NODE_ATTRIBUTES)
    _declare(graph, "edge", EDGE_ATTRIBUTES)
    nodes = SubElement(graph, "nodes", {"count": str(len(network.nodes))})
    for node in network.nodes:
        known = {"id": visible(node.iri), "label": visible(node.label)}
        element = SubElement(nodes, "node", known | _days(node.start, node.end))
        _fill(element, node.attributes)
    edges = SubElement(graph, "edges", {"count": str(len(network.edges))})
    for name, edge in network.numbered:
        known = {
            "id": name,
            "source": visible(edge.source),
            "target": visible(edge.target),
            "label": visible(edge.label),
            "weight": str(edge.weight),
            "kind": edge.type,
        }
        _fill(SubElement(edges, "edge", known | _days(edge.start, edge.end)), edge.attributes)
    indent(root)
    out = BytesIO()
    ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue() + b"\n"


def _declare(graph: Element, what: str, attributes: Iterable[tuple[str, type]]) -> None:
    element = SubElement(graph, "attributes", {"class": what, "mode": "static"})
    for name, kind in attributes:
        SubElement(element, "attribute", {"id": name, "title": name, "type": _TYPES[kind]})


def _fill(element: Element, attributes: dict[str, Value]) -> None:
    values = SubElement(element, "attvalues")
    for name, value in attributes.items():
        SubElement(values, "attvalue", {"for": name, "value": visible(str(value))})


def _days(start: str | None, end: str | None) -> dict[str, str]:
    return {name: day for name, day in (("start", start), ("end", end)) if day is not None}
