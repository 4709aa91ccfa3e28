"""The shapes against their cases: one file a case, under ``cases/<module>/``.

A case ``conforms-*`` begins with ``# shows: shape:A shape:B``, the shapes that it is an example of.
A case ``violates-*`` begins with one or more lines ``# expects: shape:A focus:node``: exactly these
results are found, by pySHACL node by node, and those of SPARQL constraints once more by the audit,
which asks each query of the whole store.

Every case stands in the small world of ``cases/context.ttl``. Cases of the policy stand alone, as a
contribution does. Cases under ``cases/audit/`` are of the queries ``shapes/audit/*.rq``, which are
about the whole graph; they name these as ``audit:name``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, parse
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.term import Node

from trilogue.content import find_content
from trilogue.store import Store
from trilogue.terms import DEFAULT_BASE, Vocabulary
from trilogue.validation.audit import Audit, lift, read_audits

CASES = Path(__file__).parent / "cases"
CONTENT = Path(__file__).parents[2]
TRI = DEFAULT_BASE + "ns/"
SHAPE = DEFAULT_BASE + "shape/"
# Targets that no node should have; a conforming case is one where nothing has them.
REFUSING = {"ComputedStatement", "ComputedThing", "ForbiddenStatement"}
SEVERE = {SH.Violation, SH.Warning}
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)

Found = set[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """One file: what it is for, and what it says."""

    path: Path

    @property
    def module(self) -> str:
        return self.path.parent.name

    @property
    def conforms(self) -> bool:
        return self.path.name.startswith("conforms-")

    @property
    def shows(self) -> list[str]:
        """The names of the shapes or audits that a conforming case is an example of."""
        first = self.path.read_text().splitlines()[0]
        assert re.fullmatch(r"# shows:( (shape|audit):\S+)+", first), f"{self}: begin with # shows:"
        return [name.split(":", 1)[1] for name in first.split()[2:]]

    @property
    def expects(self) -> Found:
        """The shape or audit and the focus node of each result; a blank node is written ``_:…``."""
        text = self.path.read_text()
        lines = re.findall(r"^# expects: (?:shape|audit):(\S+) (\S+)$", text, re.MULTILINE)
        assert lines, f"{self}: begin with # expects: shape:… focus:node"
        prefixes = dict(re.findall(r"^@prefix (\S*): <(.*)> [.]$", text, re.MULTILINE))
        found = set()
        for shape, focus in lines:
            prefix, local = focus.split(":", 1)
            found.add((shape, "_:" if prefix == "_" else prefixes[prefix] + local))
        return found

    @property
    def graph(self) -> Graph:
        return parsed(self.path)

    @property
    def subjects(self) -> set[str]:
        return {
            quad.subject.value for quad in quads(self.path) if isinstance(quad.subject, NamedNode)
        }

    def __str__(self) -> str:
        return f"{self.module}/{self.path.stem}"


@cache
def parsed(path: Path) -> Graph:
    return Graph(bind_namespaces="none").parse(path)


def merged(paths: Iterator[Path]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in paths:
        graph += parsed(path)
    return graph


def ontology_files() -> list[Path]:
    folder = CONTENT / "ontology"
    return [*sorted(folder.glob("*.ttl")), *sorted(folder.glob("kinds/*.ttl"))]


@cache
def world() -> Graph:
    """The ontology, the kinds, and the context of the cases."""
    return merged(iter([*ontology_files(), CASES / "context.ttl"]))


@cache
def meaning() -> Graph:
    """The shapes of the modules and of the terms."""
    return merged(path for path in (CONTENT / "shapes").glob("*.ttl") if path.stem != "policy")


@cache
def policy() -> Graph:
    return parsed(CONTENT / "shapes" / "policy.ttl")


@cache
def everything() -> Graph:
    return meaning() + policy()


def in_words(node: Node) -> str:
    return "_:" if isinstance(node, BNode) else str(node)


def named(shape: Node) -> str:
    return str(shape).removeprefix(SHAPE)


@cache
def validated(case: Case) -> list[tuple[str, str, Node, Node]]:
    """Run pySHACL and give shape, focus node, severity and component of each result."""
    if case.module == "policy":
        return results(pyshacl.validate(case.graph, shacl_graph=policy(), inplace=True))
    # The world is mixed in here and not as pySHACL's ont_graph, which would take a second a case
    # and leave out what is neither a term nor a kind.
    data = world()
    added = [triple for triple in case.graph if triple not in data]
    for triple in added:
        data.add(triple)
    answer = pyshacl.validate(data, shacl_graph=aimed_at(case), inplace=True)
    for triple in added:
        data.remove(triple)
    return results(answer)


def aimed_at(case: Case) -> Graph:
    """Give the shapes that target something in *case*, with these nodes as their only targets.

    It cannot be said in focus_nodes: pySHACL 0.40.1 takes that for a filter on the values of
    properties, too, and so passes over what sh:or or sh:qualifiedValueShape say about them.
    """
    shapes = Graph(bind_namespaces="none")
    for shape in node_shapes():
        for node in focus_nodes(shape, case.graph) if (shape, None, None) in meaning() else ():
            shapes.add((shape, SH.targetNode, node))
            for triple in parts(shape):
                shapes.add(triple)
    return shapes


@cache
def parts(shape: Node) -> list[tuple[Node, Node, Node]]:
    """Give what the shapes say about *shape* but its targets, and about whatever that leads to."""
    found = []
    waiting, seen = [shape], {shape}
    while waiting:
        for triple in meaning().triples((waiting.pop(), None, None)):
            if triple[1] not in TARGETS:
                found.append(triple)
                if triple[2] not in seen:
                    seen.add(triple[2])
                    waiting.append(triple[2])
    return found


def results(answer: tuple[bool, object, str]) -> list[tuple[str, str, Node, Node]]:
    _, report, text = answer
    assert isinstance(report, Graph), text
    found = []
    for result in report.objects(None, SH.result):
        shape = report.value(result, SH.sourceShape)
        focus = report.value(result, SH.focusNode)
        severity = report.value(result, SH.resultSeverity)
        component = report.value(result, SH.sourceConstraintComponent)
        assert shape
        assert focus
        assert severity
        assert component
        found.append((named(shape), in_words(focus), severity, component))
    return found


def severe(case: Case) -> Found:
    return {(shape, focus) for shape, focus, severity, _ in validated(case) if severity in SEVERE}


def of_shapes() -> list[Case]:
    return [Case(path) for path in sorted(CASES.glob("*/*.ttl")) if path.parent.name != "audit"]


def of_audits() -> list[Case]:
    return [Case(path) for path in sorted(CASES.glob("audit/*.ttl"))]


def named_by(kind: str, cases: list[Case]) -> list[object]:
    """Give the *cases* that conform or violate as parameters of a test."""
    return [pytest.param(case, id=str(case)) for case in cases if case.path.name.startswith(kind)]


@cache
def narrower_classes(target: Node) -> list[Node]:
    return [c for c in world().transitive_subjects(RDFS.subClassOf, target) if c is not None]


@cache
def node_shapes() -> list[URIRef]:
    """Give the node shapes that have a target, sorted; the others are parts of these."""
    shapes = everything()
    return sorted(
        shape
        for shape in set(shapes.subjects(RDF.type, SH.NodeShape))
        if isinstance(shape, URIRef) and any((shape, target, None) in shapes for target in TARGETS)
    )


def focus_nodes(shape: URIRef, data: Graph) -> set[Node]:
    """Give what *shape* is about in *data*."""
    shapes = everything()
    found: set[Node] = set()
    for target in shapes.objects(shape, SH.targetClass):
        for narrower in narrower_classes(target):
            found.update(data.subjects(RDF.type, narrower))
    for target in shapes.objects(shape, SH.targetSubjectsOf):
        found.update(data.subjects(target))
    for target in shapes.objects(shape, SH.targetObjectsOf):
        found.update(data.objects(None, target))
    return found


@pytest.mark.parametrize("case", named_by("conforms", of_shapes()))
def test_a_conforming_case_has_no_violation_and_no_warning(case: Case) -> None:
    assert severe(case) == set()
    for name in case.shows:
        shape = URIRef(SHAPE + name)
        assert shape in node_shapes(), f"{case}: there is no shape:{name} with a target"
        if name not in REFUSING:
            assert focus_nodes(shape, case.graph), f"{case} has nothing that shape:{name} is about"


@pytest.mark.parametrize("case", named_by("violates", of_shapes()))
def test_a_violating_case_has_exactly_the_results_that_it_expects(case: Case) -> None:
    expected = case.expects
    found = {(shape, focus) for shape, focus, _, _ in validated(case)}

    assert expected <= found
    assert severe(case) <= expected


def test_the_context_of_the_cases_conforms() -> None:
    """Otherwise a case would be about more than itself."""
    assert severe(Case(CASES / "context.ttl")) == set()


@pytest.mark.parametrize("shape", node_shapes(), ids=named)
def test_every_node_shape_has_a_case_of_both_kinds(shape: URIRef) -> None:
    """A SPARQL constraint is the only one of its node shape, so this counts for it, too."""
    name = named(shape)
    parts = {name, *(named(part) for part in everything().objects(shape, SH.property))}
    shown = {shown for case in of_shapes() if case.conforms for shown in case.shows}
    expected = {part for case in of_shapes() if not case.conforms for part, _ in case.expects}

    assert name in shown
    assert parts & expected


def test_every_property_shape_is_violated_by_a_case() -> None:
    expected = {part for case in of_shapes() if not case.conforms for part, _ in case.expects}
    shapes = {named(shape) for shape in everything().subjects(RDF.type, SH.PropertyShape)}

    assert shapes - expected == set()


def test_every_shape_tells_a_data_person_what_is_wrong() -> None:
    """Name, description, severity, and one English message: the shape's or its constraint's."""
    shapes = everything()
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in shapes.subjects(RDF.type, kind):
            constraint = shapes.value(shape, SH.sparql)
            messages = list(shapes.objects(constraint or shape, SH.message))

            assert isinstance(shape, URIRef)
            assert [getattr(text, "language", None) for text in messages] == ["en"], shape
            assert str(messages[0]).endswith("."), shape
            assert len(list(shapes.objects(shape, SH.name))) == 1, shape
            assert len(list(shapes.objects(shape, SH.description))) == 1, shape
            assert len(list(shapes.objects(shape, SH.severity))) == 1, shape


def test_nothing_in_the_shapes_is_nameless_but_lists_and_paths() -> None:
    shapes = everything()
    for node in set(shapes.subjects()):
        if isinstance(node, BNode):
            holders = set(shapes.predicates(None, node))
            assert holders <= {RDF.first, RDF.rest, SH["in"], SH["or"], SH.xone, SH.path} | {
                SH.alternativePath,
                SH.languageIn,
            }


def test_a_sparql_constraint_can_be_asked_of_the_whole_graph() -> None:
    """It is the only one of a shape with one target, and uses no other pre-bound variable."""
    shapes = everything()
    for shape, constraint in shapes.subject_objects(SH.sparql):
        select = str(shapes.value(constraint, SH.select))

        assert isinstance(constraint, URIRef)
        assert len(list(shapes.objects(shape, SH.sparql))) == 1, shape
        assert len([t for target in TARGETS for t in shapes.objects(shape, target)]) == 1, shape
        assert list(shapes.objects(constraint, SH.prefixes)) == [URIRef(SHAPE + "prefixes")]
        assert not re.search(r"\$(?!this\b)|\?this\b|\b(MINUS|VALUES|SERVICE|EXISTS)\b", select), (
            shape
        )
        for variable in re.findall(r"\{\?(\w+)\}", str(shapes.value(constraint, SH.message))):
            assert f"?{variable}" in select.split("WHERE", maxsplit=1)[0], (
                f"{shape} does not select {variable}"
            )


def test_the_policy_knows_every_property_that_may_be_contributed() -> None:
    """A new property belongs to the targets of shape:OwnSubject and shape:NoBlankNode.

    One that is computed belongs to shape:ComputedStatement.
    """
    ontology = merged(iter(ontology_files()))
    terms = {
        term
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in ontology.subjects(RDF.type, kind)
        if str(term).startswith(TRI)
    }
    computed = {term for term in terms if (term, URIRef(TRI + "computed"), None) in ontology}
    classes = set(ontology.subjects(URIRef(TRI + "computed"), None)) - terms

    def targets(shape: str) -> set[Node]:
        found = policy().objects(URIRef(SHAPE + shape), SH.targetSubjectsOf)
        return {term for term in found if str(term).startswith(TRI)}

    assert targets("OwnSubject") == terms - computed
    assert targets("NoBlankNode") == terms - computed
    assert targets("ComputedStatement") == computed
    assert set(policy().objects(URIRef(SHAPE + "ComputedThing"), SH.targetClass)) == classes


# The same queries over the whole store.


def quads(path: Path) -> Iterator[Quad]:
    for quad in parse(path.read_bytes(), RdfFormat.TURTLE):
        yield Quad(quad.subject, quad.predicate, quad.object, graph_of(path))


def graph_of(path: Path) -> NamedNode:
    return NamedNode(DEFAULT_BASE + "graph/" + path.stem)


@pytest.fixture(scope="module")
def audits() -> list[Audit]:
    """Lift every SPARQL constraint of the shapes."""
    files = sorted((CONTENT / "shapes").glob("*.ttl"))
    found, problems = lift(quad for path in files for quad in quads(path))

    assert problems == []
    return found


@pytest.fixture(scope="module")
def context_store() -> Iterator[Store]:
    with Store.in_memory() as store:
        for path in [*ontology_files(), CASES / "context.ttl"]:
            store.load(quads(path))
        yield store


def test_the_audit_finds_what_the_shapes_find(audits: list[Audit], context_store: Store) -> None:
    """Each query, asked once of the whole store, reports the same nodes of every case."""
    different = {}
    for case in of_shapes():
        if case.module == "policy":
            continue
        context_store.load(quads(case.path))
        found = {
            (named(URIRef(audit.shape.value)), this)
            for audit in audits
            if isinstance(audit.shape, NamedNode)
            if focus_nodes(URIRef(audit.shape.value), case.graph)
            for this in answers(context_store, audit.query)
            if this in case.subjects
        }
        context_store.engine.remove_graph(graph_of(case.path))
        by_nodes = {
            (shape, focus)
            for shape, focus, _, component in validated(case)
            if component == SH.SPARQLConstraintComponent
        }
        if found != by_nodes:
            different[str(case)] = found ^ by_nodes

    assert different == {}


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case)) for case in of_audits()])
def test_an_audit_finds_exactly_what_its_case_says(case: Case, context_store: Store) -> None:
    context_store.load(quads(case.path))
    found = {
        (name, this)
        for name, audit in files_of_audits().items()
        for this in answers(context_store, audit.query)
        if this in case.subjects
    }
    context_store.engine.remove_graph(graph_of(case.path))
    names = set(case.shows) if case.conforms else {name for name, _ in case.expects}

    assert names <= set(files_of_audits())
    assert {pair for pair in found if pair[0] in names} == (
        set() if case.conforms else case.expects
    )


def test_every_audit_has_a_case_of_both_kinds() -> None:
    shown = {name for case in of_audits() if case.conforms for name in case.shows}
    expected = {name for case in of_audits() if not case.conforms for name, _ in case.expects}

    assert shown == set(files_of_audits())
    assert expected == set(files_of_audits())


def files_of_audits() -> dict[str, Audit]:
    found = read_audits(find_content(CONTENT), Vocabulary())
    return {Path(str(audit.file)).stem: audit for audit in found}


def answers(store: Store, query: str) -> set[str]:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return {str(solution["this"].value) for solution in solutions}
