"""The whole network of a dataset.

Nodes are actors, practices, provisions and their versions, norms, stages, events and claims. An
edge is either a statement between two of them, or a record that ties two of them: who held which
role where, who took which stance on what, who worked upon whom, which claim speaks for or against
which. What rules conclude is left out, since it says again what the records say; only at which
stage a norm stands is said nowhere else.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from trilogue.networks.model import Edge, Network, Node
from trilogue.records import Records, Said
from trilogue.terms import RDF, RDFS

# What a node is called here, its class, and where its first and last day stand.
_SORTS = (
    ("actor", "Actor", "existsFrom", "existsUntil"),
    ("practice", "Practice", "", ""),
    ("provision", "Provision", "", ""),
    ("provision version", "ProvisionVersion", "", ""),
    ("norm", "Norm", "", ""),
    ("stage", "Stage", "stageDate", ""),
    ("event", "Event", "eventDate", "eventUntil"),
    ("claim", "Claim", "claimedOn", ""),
)
# Class of a record, whom it leads from, to what it leads, and what says how.
_TIES = (
    ("RoleHolding", "roleOf", ("roleIn",), "roleKind"),
    ("Position", "heldBy", ("onSubject",), "stance"),
    ("InfluenceAct", "influencer", ("influenced", "resultedIn", "aboutPractice"), "influenceKind"),
    ("ArgumentLink", "linksFrom", ("linksTo",), "linkKind"),
)
# Which way a stance or an argument goes, by the slug of its kind; see ontology/kinds/stances.ttl.
# A stance is on its subject: to support a prohibition is +1 on that, not on what it bans.
_SIGNS = {
    "Position": {
        "supports": 1,
        "opposes": -1,
        "seeks-wider": 1,
        "seeks-narrower": -1,
        "reserved": 0,
    },
    "ArgumentLink": {"supports": 1, "disputes": -1, "qualifies": 0},
}
# Sorts whose statements hold from their own day on.
_DATED = frozenset({"event", "claim", "norm"})
_STANDS_AT = "standsAt"


def read_network(records: Records, version: str) -> Network:
    """Read the network of everything that is recorded.

    Args:
        records: of the dataset.
        version: of the dataset.
    """
    return _Reader(records).network(version)


class _Reader:
    def __init__(self, records: Records) -> None:
        self._records = records
        self._ns = f"{records.vocabulary.base}ns/"
        self._nodes: dict[str, Node] = {}
        self._said: dict[str, Said] = {}
        computed = f"{self._ns}computed"
        self._left_out = {
            path
            for path in records.tree.properties
            if records.ontology.truth(NamedNode(path), computed)
        } - {self._ns + _STANDS_AT}

    def network(self, version: str) -> Network:
        for sort, class_name, first, last in _SORTS:
            for iri, said in self._members(class_name):
                self._said[iri] = said
                self._nodes[iri] = self._node(iri, said, (sort, first, last))
        for iri, node in self._nodes.items():
            if node.sort == "norm":
                self._nodes[iri] = self._dated(node)
        edges = [*self._statements(), *self._ties()]
        edges.sort(key=lambda one: (one.source, one.target, one.type, one.path, one.records))
        return Network(
            title="Trilogue: actors, practices, norms, provisions, stages, events and claims",
            version=version,
            nodes=tuple(self._nodes[iri] for iri in sorted(self._nodes)),
            edges=tuple(edges),
        )

    def _members(self, class_name: str) -> Iterator[tuple[str, Said]]:
        records = self._records
        return records.said(records.members(records.below(self._ns + class_name)))

    def _node(self, iri: str, said: Said, how: tuple[str, str, str]) -> Node:
        sort, first, last = how
        start, end = self._text(said, first), self._text(said, last)
        known = set(self._records.classes)
        classes = [v.value for v in said.get(f"{RDF}type", ()) if v.value in known]
        # What happened on a day was over on it.
        end = start if sort == "event" and end is None else end
        names = ", ".join(self._records.label(one) for one in classes)
        return Node(iri, self._records.label(iri), sort, names, start, end)

    def _dated(self, norm: Node) -> Node:
        """Let a norm begin with the first stage at which it stands."""
        stages = self._values(self._said[norm.iri], _STANDS_AT)
        days = [node.start for one in stages if (node := self._nodes.get(one)) and node.start]
        first = min(days, default=None)
        return Node(norm.iri, norm.label, norm.sort, norm.class_name, first)

    def _statements(self) -> Iterator[Edge]:
        for iri, said in self._said.items():
            subject = self._nodes[iri]
            for path in said:
                if not path.startswith(self._ns) or path in self._left_out:
                    continue
                name = path.removeprefix(self._ns)
                for value in self._values(said, name):
                    if value in self._nodes:
                        yield self._statement(subject, name, value, said)

    def _statement(self, subject: Node, name: str, value: str, said: Said) -> Edge:
        start, end = (subject.start, subject.end) if subject.sort in _DATED else (None, None)
        if name == _STANDS_AT:
            start, end = self._nodes[value].start, None
        return Edge(
            source=subject.iri,
            target=value,
            type=name,
            label=self._records.ontology.text(NamedNode(self._ns + name), f"{RDFS}label") or name,
            label_of=self._ns + name,
            path=name,
            records=(subject.iri,),
            source_class=self._label(said, "sourceClass"),
            mark=self._label(said, "mark"),
            evidence=len(self._values(said, "evidencedBy")),
            start=start,
            end=end,
        )

    def _ties(self) -> Iterator[Edge]:
        for class_name, whence, whither, how in _TIES:
            for iri, said in self._members(class_name):
                for source in self._values(said, whence):
                    for name in whither:
                        for target in self._values(said, name):
                            if source in self._nodes and target in self._nodes:
                                tie = (class_name, name, how)
                                yield self._tie(iri, (source, target), tie, said)

    def _tie(self, iri: str, ends: tuple[str, str], tie: tuple[str, str, str], said: Said) -> Edge:
        class_name, name, how = tie
        signs = _SIGNS.get(class_name)
        kinds = self._values(said, how)
        slugs = [value.rpartition("/")[2] for value in kinds]
        sign = None if signs is None else sum(signs.get(slug, 0) for slug in slugs[:1])
        alleged = self._text(said, "allegedOnly")
        return Edge(
            source=ends[0],
            target=ends[1],
            type=class_name,
            label=self._label(said, how) or class_name,
            # Several have no name together, and the class has one where there is no kind.
            label_of="" if len(kinds) > 1 else kinds[0] if kinds else self._ns + class_name,
            path=name,
            detail=self._label(said, how),
            records=(iri,),
            # Whom or what else an act touched is not what the stance is on.
            sign=sign,
            source_class=self._label(said, "sourceClass"),
            mark=self._label(said, "mark"),
            alleged=None if alleged is None else alleged in ("true", "1"),
            evidence=len(self._values(said, "evidencedBy")),
            start=self._text(said, "holdsFrom"),
            end=self._text(said, "holdsUntil"),
        )

    def _values(self, said: Said, name: str) -> list[str]:
        return [v.value for v in said.get(self._ns + name, ()) if isinstance(v, NamedNode)]

    def _text(self, said: Said, name: str) -> str | None:
        found = (v.value for v in said.get(self._ns + name, ()) if isinstance(v, Literal))
        return next(found, None)

    def _label(self, said: Said, name: str) -> str:
        return ", ".join(self._records.label(one) for one in self._values(said, name))
