"""Whom and what a node is tied to, as rows of a table; and the same ties as lines of a drawing."""

from dataclasses import dataclass

from trilogue.networks.model import Edge, Network, Node

# In this order people look for them.
SORTS = (
    *("actor", "practice", "norm", "provision", "provision version"),
    *("stage", "event", "claim"),
)


@dataclass(frozen=True)
class Tie:
    """What a tie is called.

    Attributes:
        label: in English.
        iri: of what is called so; empty where the words are our own.
    """

    label: str
    iri: str


@dataclass(frozen=True)
class Neighbour:
    """One way in which a node is tied to another.

    Attributes:
        node: the other one.
        tie: what ties them.
        leads_there: whether it leads from the one to the other; else it leads back.
        since: the first day, as an ISO date; None where none is known.
        records: how many say so.
    """

    node: Node
    tie: Tie
    leads_there: bool
    since: str | None
    records: int


@dataclass(frozen=True)
class Line:
    """All that leads from one node to another.

    Attributes:
        source: the IRI of the one.
        target: the IRI of the other.
        ties: what it is called, each once.
        since: the first day, as an ISO date; None where none is known.
        records: how many say so.
    """

    source: str
    target: str
    ties: tuple[Tie, ...]
    since: str | None
    records: int


def neighbours(network: Network, iri: str) -> list[Neighbour]:
    """Give what ties a node to others, by the sort of those and their names.

    Args:
        network: to look in.
        iri: of the node; one that is not there has no neighbours.
    """
    found: dict[tuple[str, Tie, bool], list[Edge]] = {}
    for edge in network.touching.get(iri, ()):
        leads_there = edge.source == iri
        other = edge.target if leads_there else edge.source
        found.setdefault((other, _tie(edge), leads_there), []).append(edge)
    rows = [
        Neighbour(network.by_iri[other], tie, leads_there, _since(edges), _records(edges))
        for (other, tie, leads_there), edges in found.items()
    ]
    return sorted(rows, key=_place)


def lines(network: Network) -> list[Line]:
    """Give one line for each pair of nodes and direction, in the order of their IRIs."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in network.edges:
        found.setdefault((edge.source, edge.target), []).append(edge)
    return [
        Line(*pair, tuple(dict.fromkeys(map(_tie, edges))), _since(edges), _records(edges))
        for pair, edges in sorted(found.items())
    ]


def _tie(edge: Edge) -> Tie:
    return Tie(edge.label, edge.label_of)


def _since(edges: list[Edge]) -> str | None:
    return min((edge.start for edge in edges if edge.start), default=None)


def _records(edges: list[Edge]) -> int:
    return len({record for edge in edges for record in edge.records})


def _place(row: Neighbour) -> tuple[int, str, str, bool, str]:
    node = row.node
    return SORTS.index(node.sort), node.label.casefold(), node.iri, row.leads_there, row.tie.label
