"""A network as GraphML, for igraph, yEd and others; written by networkx."""

from io import BytesIO
from typing import Any

from trilogue.extras import required
from trilogue.networks.model import Network, Value
from trilogue.networks.xmltext import visible
from trilogue.terms import CC_BY


def graphml_of(network: Network, date: str) -> bytes:
    """Write a network as GraphML; days are attributes of nodes and edges.

    Args:
        network: any.
        date: of the dataset, as an ISO date.

    Raises:
        ExtraMissing: the library for it is not installed.
    """
    networkx: Any = required("networkx", "exports", "GraphML")
    graph = networkx.MultiDiGraph(
        title=visible(network.title),
        version=network.version,
        date=date,
        licence=CC_BY,
        **({"note": network.note} if network.note else {}),
    )
    for node in network.nodes:
        said = {"label": node.label, **node.attributes, **_days(node.start, node.end)}
        graph.add_node(visible(node.iri), **_clean(said))
    for name, edge in network.numbered:
        said = {"label": edge.label, **edge.attributes, **_days(edge.start, edge.end)}
        ends = visible(edge.source), visible(edge.target)
        graph.add_edge(*ends, key=name, weight=edge.weight, **_clean(said))
    out = BytesIO()
    # By this name and not by the other, which writes otherwise where lxml is installed.
    networkx.write_graphml_xml(graph, out)
    return out.getvalue() + b"\n"


def _clean(values: dict[str, Value]) -> dict[str, Value]:
    return {
        name: visible(value) if isinstance(value, str) else value for name, value in values.items()
    }


def _days(start: str | None, end: str | None) -> dict[str, Value]:
    return {name: day for name, day in (("start", start), ("end", end)) if day is not None}
