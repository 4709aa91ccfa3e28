"""Runs the shapes: the one door to pySHACL, and to rdflib as its data model.

pySHACL changes global switches of rdflib while it works, so one lock guards every run.
Nothing is fetched: imports are not followed, and a query can load no graph.

SPARQL constraints cost 10 to 20 ms for each focus node, which a contribution can bear and the
whole content cannot: there they are left out, and `trilogue.validation.audit` asks each once.

Source: SHACL; docs/decisions/0003-two-pass-shapes.md.
"""

import logging
import threading
from collections.abc import Collection, Iterable
from functools import cached_property, lru_cache

import pyshacl
import rdflib
import rdflib.plugins.sparql
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from pyshacl.errors import ReportableRuntimeError
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.term import Node as RdflibNode

from trilogue.errors import ContentError
from trilogue.terms import SH, XSD
from trilogue.validation.report import Node, Result, Severity
from trilogue.wording import Wording

_LOCK = threading.Lock()
_SH = rdflib.Namespace(SH)
_SEVERITIES = {severity.iri.value: severity for severity in Severity}
_XSD_STRING = XSD + "string"
_DEEPEST = 10  # shapes inside shapes that are climbed out of


class Shapes:
    """The shapes of the content, read once.

    Args:
        quads: of the files under ``shapes/``, or some of them.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._all = _graph(quads)

    @cached_property
    def _without_sparql(self) -> rdflib.Graph:
        graph = rdflib.Graph(bind_namespaces="none")
        for triple in self._all:
            if triple[1] != _SH.sparql:
                graph.add(triple)
        return graph

    def validate(
        self,
        data: Iterable[Quad],
        ontology: Iterable[Quad] = (),
        focus_nodes: Collection[NamedNode] | None = None,
        *,
        sparql: bool,
    ) -> list[Result]:
        """Tell which nodes of *data* do not conform.

        No inference: with it, the range of a property would give a wrong node the very type that a
        shape finds missing.

        Args:
            data: what is validated; the names of graphs are not looked at.
            ontology: mixed into the data, so that a coalition is known to be an actor; left out
                for the policy pass, which would report the ontology itself.
            focus_nodes: only results about these are given; None stands for all nodes.
            sparql: whether the SPARQL constraints run, too.

        Returns:
            Results without file and line, in no order.

        Raises:
            ContentError: the shapes themselves are not well formed.

        Source: SHACL, section 3.4.
        """
        if focus_nodes is not None and not focus_nodes:
            return []
        shapes_graph = self._all if sparql else self._without_sparql
        with _LOCK:
            _quieten()
            data_graph = _graph(data)
            ontology_graph = _graph(ontology)
            try:
                _, report, text = pyshacl.validate(
                    data_graph,
                    shacl_graph=shapes_graph,
                    ont_graph=ontology_graph if len(ontology_graph) else None,
                    inference="none",
                    inplace=True,  # the graph was made for this run
                    advanced=False,
                    do_owl_imports=False,
                    allow_infos=True,
                    allow_warnings=True,
                )
            except ReportableRuntimeError as error:
                raise _not_well_formed(str(error)) from error
            if not isinstance(report, rdflib.Graph):
                raise _not_well_formed(text)
            found = [self._result(report, node) for node in report.objects(None, _SH.result)]
        if focus_nodes is None:
            return found
        # Not left to pySHACL: it would hold its filter against the nodes inside nested shapes, too,
        # and so never look at what sh:or, sh:not and sh:qualifiedValueShape say of a value.
        wanted = frozenset(focus_nodes)
        return [result for result in found if result.focus_node in wanted]

    def _result(self, report: rdflib.Graph, node: RdflibNode) -> Result:
        path = report.value(node, _SH.resultPath)
        shape = report.value(node, _SH.sourceShape)
        component = report.value(node, _SH.sourceConstraintComponent)
        return Result(
            severity=_SEVERITIES.get(
                str(report.value(node, _SH.resultSeverity)), Severity.VIOLATION
            ),
            message=_message(report, node),
            focus_node=_node(report.value(node, _SH.focusNode)),
            path=_named(path),
            value=_term(report.value(node, _SH.value)),
            component=_named(component),
            source_shape=_node(self._named_shape(shape)),
        )

    def _named_shape(self, shape: RdflibNode | None) -> RdflibNode | None:
        """Give the shape with a name that *shape* is part of, or *shape*."""
        climbed = shape
        for _ in range(_DEEPEST):
            if not isinstance(climbed, rdflib.BNode):
                break
            climbed = next(self._all.subjects(None, climbed), None)
        return shape if climbed is None else climbed


@lru_cache(maxsize=256)
def sparql_complaint(text: str) -> str | None:
    """Tell what rdflib's SPARQL parser has against the query *text*, or None.

    A second opinion: it refuses some queries that the engine accepts, and the other way round.
    """
    with _LOCK:
        try:
            translateQuery(parseQuery(text))
        except Exception as error:  # noqa: BLE001 - the parser raises what its grammar rules raise
            return " ".join(str(error).split())[:300] or type(error).__name__
    return None


def _not_well_formed(text: str) -> ContentError:
    first = " ".join(text.split())
    return ContentError(f"shapes/: the shapes are not well formed: {first[:500]} Mend the shape.")


def _quieten() -> None:
    """Keep the libraries' logs from the terminal, and rdflib's queries from the network."""
    logging.getLogger("pyshacl-validate").disabled = True
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # ill-typed literals are for shapes
    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False


def _graph(quads: Iterable[Quad]) -> rdflib.Graph:
    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
    return graph


def _rdflib(term: object) -> RdflibNode:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        if term.datatype.value == _XSD_STRING:
            # rdflib holds "x"^^xsd:string and "x" for two things; its own parsers give the latter.
            return rdflib.Literal(term.value)
        datatype = rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise TypeError(f"{term!r} cannot be in the data of a validation")


def _term(term: RdflibNode | None) -> Node | Literal | None:
    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        if term.datatype is None:
            return Literal(str(term))
        return Literal(str(term), datatype=NamedNode(term.datatype))
    return _node(term)


def _node(term: RdflibNode | None) -> Node | None:
    return BlankNode(str(term)) if isinstance(term, rdflib.BNode) else _named(term)


def _named(term: RdflibNode | None) -> NamedNode | None:
    return NamedNode(str(term)) if isinstance(term, rdflib.URIRef) else None


def _message(report: rdflib.Graph, node: RdflibNode) -> str:
    """Take the English message, else one without a language, else any."""
    messages = [m for m in report.objects(node, _SH.resultMessage) if isinstance(m, rdflib.Literal)]
    if not messages:
        return Wording("It does not conform to its shape.")
    order = {"en": 0, None: 1}
    best = min(messages, key=lambda message: (order.get(message.language, 2), str(message)))
    return " ".join(str(best).split())
