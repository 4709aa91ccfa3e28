"""A network as two lists, of nodes and of edges: CSV and JSON."""

import json

from trilogue.networks.model import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, Network
from trilogue.tables.delimited import guarded, lines

_NODE = ("id", "label", *(name for name, _ in NODE_ATTRIBUTES), "start", "end")
_EDGE = (
    *("id", "source", "target", "label", "weight"),
    *(name for name, _ in EDGE_ATTRIBUTES),
    *("start", "end"),
)
# Columns that hold numbers, which are no text whatever sign they begin with.
_NUMBERS = {name for name, kind in EDGE_ATTRIBUTES if kind is not str} | {"weight"}


def nodes_csv(network: Network) -> bytes:
    """Write the nodes as CSV that no spreadsheet takes for formulas."""
    return _csv(_NODE, _nodes(network))


def edges_csv(network: Network) -> bytes:
    """Write the edges as CSV that no spreadsheet takes for formulas."""
    return _csv(_EDGE, _edges(network))


def json_of(network: Network, date: str) -> str:
    """Write both as JSON."""
    document = {
        "title": network.title,
        "dataset": network.version,
        "date": date,
        "note": network.note,
        "nodes": _nodes(network),
        "edges": _edges(network),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _nodes(network: Network) -> list[dict[str, object]]:
    return [
        {
            "id": node.iri,
            "label": node.label,
            **node.attributes,
            "start": node.start,
            "end": node.end,
        }
        for node in network.nodes
    ]


def _edges(network: Network) -> list[dict[str, object]]:
    return [
        {
            "id": name,
            "source": edge.source,
            "target": edge.target,
            "label": edge.label,
            "weight": edge.weight,
            **edge.attributes,
            "start": edge.start,
            "end": edge.end,
        }
        for name, edge in network.numbered
    ]


def _csv(header: tuple[str, ...], things: list[dict[str, object]]) -> bytes:
    rows = ([_cell(name, thing.get(name)) for name in header] for thing in things)
    return "".join(lines([header, *rows])).encode()


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    return str(value) if name in _NUMBERS else guarded(str(value))
