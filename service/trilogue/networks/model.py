"""A network: who and what there is, and what ties them."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

Value: TypeAlias = str | int | float

# Attributes of nodes and edges, and what their values are; those that are empty are left out.
NODE_ATTRIBUTES: tuple[tuple[str, type], ...] = (("sort", str), ("class", str))
EDGE_ATTRIBUTES: tuple[tuple[str, type], ...] = (
    ("type", str),
    ("property", str),
    ("detail", str),
    ("record", str),
    ("records", int),
    ("sign", int),
    ("signed_weight", float),
    ("supports", int),
    ("opposes", int),
    ("source_class", str),
    ("mark", str),
    ("alleged", str),
    ("evidence", int),
)


@dataclass(frozen=True)
class Node:
    """Who or what is tied.

    Attributes:
        iri: of it.
        label: what it is called.
        sort: actor, practice, provision, provision version, norm, stage, event or claim.
        class_name: what its class is called.
        start: the first day, as an ISO date; None where it is not known.
        end: the last day; None where it is not known or has not come.
    """

    iri: str
    label: str
    sort: str
    class_name: str
    start: str | None = None
    end: str | None = None

    @property
    def attributes(self) -> dict[str, Value]:
        """What there is beside IRI, label and days."""
        return _present({"sort": self.sort, "class": self.class_name})


@dataclass(frozen=True)
class Edge:
    """What ties two nodes.

    Attributes:
        source: the IRI of the node that it leads from.
        target: the IRI of the node that it leads to.
        type: the class of the record that it is, or the property of the statement.
        label: in words.
        label_of: the IRI of what is called so; empty where the words are our own.
        path: the name of the property that leads to the target.
        detail: the stance, the role, the manner of influence or of argument, in words.
        records: the IRIs of what says so; one but in a projection.
        sign: 1 for supports, -1 for opposes, 0 for neither; None where that is no question.
        supports: how many of the records support; in a projection.
        opposes: how many of them oppose; in a projection.
        source_class: of what sort the source is, in words.
        mark: how far it was verified, in words.
        alleged: whether it is only alleged; None where that is no question.
        evidence: how many places in sources bear it out.
        start: the first day, as an ISO date; None where it is not known.
        end: the last day; None where it is not known or has not come.
    """

    source: str
    target: str
    type: str
    label: str
    label_of: str = ""
    path: str = ""
    detail: str = ""
    records: tuple[str, ...] = ()
    sign: int | None = None
    supports: int | None = None
    opposes: int | None = None
    source_class: str = ""
    mark: str = ""
    alleged: bool | None = None
    evidence: int | None = None
    start: str | None = None
    end: str | None = None

    @property
    def weight(self) -> float:
        """How many records it stands for; never below 0, as programs that draw want it."""
        return float(len(self.records) or 1)

    @property
    def attributes(self) -> dict[str, Value]:
        """What there is beside ends, label, weight and days."""
        alleged = None if self.alleged is None else str(self.alleged).lower()
        return _present(
            {
                "type": self.type,
                "property": self.path,
                "detail": self.detail,
                "record": " | ".join(self.records),
                "records": len(self.records),
                "sign": self.sign,
                "signed_weight": None if self.sign is None else self.sign * self.weight,
                "supports": self.supports,
                "opposes": self.opposes,
                "source_class": self.source_class,
                "mark": self.mark,
                "alleged": alleged,
                "evidence": self.evidence,
            }
        )


@dataclass(frozen=True)
class Network:
    """Nodes, and the edges between them.

    Attributes:
        title: what it shows.
        version: of the dataset.
        nodes: by IRI, in alphabetical order.
        edges: in one order.
        note: what was left out, and why; empty where nothing was.
        left_out: how many nodes were, since there would be too many.
    """

    title: str
    version: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    note: str = ""
    left_out: int = 0

    @cached_property
    def by_iri(self) -> dict[str, Node]:
        """Each node by its IRI."""
        return {node.iri: node for node in self.nodes}

    @cached_property
    def touching(self) -> dict[str, list[Edge]]:
        """The edges of each node, whichever way they lead; none of a node without any."""
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            for end in {edge.source, edge.target}:
                found.setdefault(end, []).append(edge)
        return found

    @property
    def numbered(self) -> list[tuple[str, Edge]]:
        """The edges with an identifier for each, the same in every format."""
        return [(f"e{number}", edge) for number, edge in enumerate(self.edges, start=1)]


def _present(values: dict[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value not in (None, "")}
