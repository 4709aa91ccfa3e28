"""Parts of a network: what is around a thing, and who is tied to which practice or norm."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from trilogue.errors import ResourceNotFound
from trilogue.networks.model import Edge, Network, Node
from trilogue.terms import Vocabulary

DEEPEST = 3
# What a claim or an event has to do with an actor, where it does or says something itself.
_VOICES = frozenset({"claimedBy", "onBehalfOf", "signedBy", "ledBy", "involved"})


def iri_of(word: str, vocabulary: Vocabulary) -> str:
    """Give the IRI that is written whole, between < and >, or with one of our prefixes.

    >>> iri_of("actor:edri", Vocabulary())
    'https://w3id.org/trilogue/id/actor/edri'
    """
    prefix, colon, local = word.partition(":")
    namespace = vocabulary.prefixes().get(prefix)
    if colon and namespace is not None:
        return namespace + local
    return word.removeprefix("<").removesuffix(">")


class Projection(StrEnum):
    """The networks of two modes."""

    ACTORS_PRACTICES = "actors-practices"
    ACTORS_NORMS = "actors-norms"

    @property
    def sort(self) -> str:
        """The sort of node beside the actors."""
        return "practice" if self is Projection.ACTORS_PRACTICES else "norm"


def neighbourhood(network: Network, iri: str, depth: int, most: int | None = None) -> Network:
    """Give what can be reached from a thing in so many steps, in either direction.

    Args:
        network: to look in.
        iri: of a node, or of a record that is an edge.
        depth: steps, from 1 to `DEEPEST`.
        most: nodes that are kept, the nearest and of those the best tied; None for all.

    Raises:
        ResourceNotFound: it is neither.
    """
    near: dict[str, set[str]] = {node.iri: set() for node in network.nodes}
    first = {iri} if iri in near else set()
    for edge in network.edges:
        near[edge.source].add(edge.target)
        near[edge.target].add(edge.source)
        if not first and iri in edge.records:
            first = {edge.source, edge.target}
    if not first:
        raise ResourceNotFound(
            f"{iri} is neither a node nor an edge of the network. Nodes are actors, practices, "
            "provisions, norms, stages, events and claims.",
            iri,
        )
    reached, kept, ring = set(first), set(first), first
    for _ in range(depth):
        ring = {other for one in ring for other in near[one]} - reached
        reached |= ring
        best = sorted(ring, key=lambda one: (-len(near[one] & kept), one))
        kept.update(best if most is None else best[: max(0, most - len(kept))])
    cut = len(reached - kept)
    note = f"{cut} of {len(reached)} nodes are left out: {most} is the most." if cut else ""
    return replace(
        network,
        title=f"{network.title}; around {iri}, {depth} steps",
        nodes=tuple(node for node in network.nodes if node.iri in kept),
        edges=tuple(e for e in network.edges if e.source in kept and e.target in kept),
        note=" ".join(filter(None, (network.note, note))),
        left_out=cut,
    )


def projection(network: Network, which: Projection) -> Network:
    """Give the network of two modes: actors, and the practices or norms that they have to do with.

    An actor is tied by its positions, its claims, the acts of influence that it did, and the events
    that it led, took part in or signed. An edge counts the records; those positions that support
    and those that oppose are counted too, and the sign says which are more.

    Args:
        network: the whole one.
        which: of the two.
    """
    nodes = {node.iri: node for node in network.nodes}
    voices: dict[str, set[str]] = {}
    subjects: dict[str, set[str]] = {}
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in network.edges:
        source, target = nodes[edge.source], nodes[edge.target]
        if target.sort == which.sort and source.sort == "actor":
            found.setdefault((source.iri, target.iri), []).append(edge)
        elif target.sort == which.sort and source.sort in ("claim", "event"):
            subjects.setdefault(source.iri, set()).add(target.iri)
        elif target.sort == "actor" and edge.path in _VOICES:
            voices.setdefault(source.iri, set()).add(target.iri)
    for record, targets in subjects.items():
        for actor in voices.get(record, ()):
            for subject in targets:
                tie = _tie(nodes[record], actor, subject)
                found.setdefault((actor, subject), []).append(tie)
    edges = [_together(pair, ties) for pair, ties in sorted(found.items())]
    ends = {end for pair in found for end in pair}
    return Network(
        title=f"Trilogue: actors and {which.sort}s",
        version=network.version,
        nodes=tuple(node for node in network.nodes if node.iri in ends),
        edges=tuple(edges),
        note=network.note,
    )


def _tie(record: Node, actor: str, target: str) -> Edge:
    return Edge(
        actor,
        target,
        record.sort,
        record.sort,
        records=(record.iri,),
        start=record.start,
        end=record.end,
    )


def _together(pair: tuple[str, str], ties: list[Edge]) -> Edge:
    """Make one edge of all that ties an actor to a subject."""
    # A record counts once, in whichever way it ties them.
    by_record = {tie.records: tie for tie in ties}
    supports = sum(tie.sign == 1 for tie in by_record.values())
    opposes = sum(tie.sign == -1 for tie in by_record.values())
    return Edge(
        source=pair[0],
        target=pair[1],
        type="projection",
        label=_words(supports, opposes, len(by_record)),
        records=tuple(sorted(record for records in by_record for record in records)),
        sign=(supports > opposes) - (supports < opposes),
        supports=supports,
        opposes=opposes,
        start=min((tie.start for tie in ties if tie.start), default=None),
        end=_last(tie.end for tie in ties),
    )


def _words(supports: int, opposes: int, records: int) -> str:
    parts = [f"{records} record{'s' if records > 1 else ''}"]
    parts += [f"{supports} in support"] if supports else []
    parts += [f"{opposes} against"] if opposes else []
    return ", ".join(parts)


def _last(ends: Iterable[str | None]) -> str | None:
    """Give the last day; None where one is open."""
    days = list(ends)
    return None if None in days else max(day for day in days if day is not None)
