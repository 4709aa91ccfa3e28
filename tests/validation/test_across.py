"""Rules across records, asked about some things: the same answers as when asked of everything."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from trilogue.build import fill, read_rules
from trilogue.content import Content
from trilogue.parse import ParsedFile
from trilogue.store import Dataset, Store
from trilogue.terms import SKOS, Vocabulary
from trilogue.validation.across import Rules
from trilogue.validation.audit import Audit, run
from trilogue.validation.curated import Curated, quads, read
from trilogue.validation.neighbourhood import NearPlaces, Neighbourhood
from trilogue.validation.patterns import Variable, group_of
from trilogue.validation.places import Places
from trilogue.validation.reach import is_reachable
from trilogue.validation.report import Result

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "curated" / "cases"
V = Vocabulary()
OWN = NamedNode("urn:test:own")
PREFIX = f"PREFIX tri: <{V.base}ns/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "

Parse = Callable[..., ParsedFile]


class Without(Store):
    """A store that keeps to itself what some things' own quads are."""

    hidden: frozenset[Quad] = frozenset()

    def quads(self, *args: object, **named: object) -> Iterator[Quad]:
        return (q for q in super().quads(*args, **named) if q not in self.hidden)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def curated() -> Curated:
    return read(Content(ROOT), V)[0]


@pytest.fixture(scope="module")
def audits(curated: Curated) -> list[Audit]:
    return curated.audits()[0]


@pytest.fixture(scope="module")
def rules(audits: list[Audit]) -> Rules:
    return Rules(audits)


@pytest.fixture(scope="module")
def ontology(curated: Curated) -> list[Quad]:
    return [*quads(curated.modules), *quads(curated.kinds)]


def told(results: list[Result], subjects: set[NamedNode]) -> set[tuple[object, ...]]:
    return {
        (r.focus_node, r.path, r.value, r.severity, r.source_shape)
        for r in results
        if r.focus_node in subjects
    }


def about(rules: Rules, own: list[Quad], ontology: list[Quad], dataset: Dataset) -> list[Result]:
    """Ask the rules about *own*, which *dataset* does not hold."""
    with Store.in_memory() as store:
        store.load(ontology)
        store.extend([Quad(q.subject, q.predicate, q.object, OWN) for q in own])
        near = Neighbourhood(store, dataset)
        subjects = {q.subject for q in own if isinstance(q.subject, NamedNode)}
        return rules.ask(subjects, near, store, NearPlaces([], near), V)


def test_only_two_audits_cannot_be_followed_from_one_thing(rules: Rules) -> None:
    assert [audit.file for audit in rules.left_out] == [
        "shapes/audit/status-missing.rq",
        "shapes/audit/two-first-stages.rq",
    ]


def test_the_answers_about_curated_things_are_those_of_the_whole_graph(
    curated: Curated, audits: list[Audit], rules: Rules, ontology: list[Quad]
) -> None:
    chance = random.Random(4)  # noqa: S311 - to be the same each time
    store = Without.in_memory()
    fill(store, curated, read_rules(curated.content, V)[0], lambda _: None)
    asked = [audit for audit in audits if audit not in rules.left_out]
    everything = list(run(asked, store, Places([]), V))
    groups = [(file.quads, {q.subject for q in file.quads}) for file in curated.graph]
    all_quads = quads(curated.graph)
    named = sorted({q.subject for q in all_quads}, key=str)
    for _ in range(20):
        some = set(chance.sample(named, chance.randint(1, 12)))
        groups.append(([q for q in all_quads if q.subject in some], some))
    seen = 0
    for own, subjects in groups:
        store.hidden = frozenset(own)
        names = {subject for subject in subjects if isinstance(subject, NamedNode)}
        expected = told(everything, names)
        assert told(about(rules, own, ontology, store), names) == expected
        seen += len(expected)
    assert seen > len(named) // 100


@pytest.mark.parametrize("module", sorted(p.name for p in CASES.iterdir() if p.is_dir()))
def test_the_answers_about_faulty_things_are_those_of_the_whole_graph(
    module: str, audits: list[Audit], rules: Rules, ontology: list[Quad]
) -> None:
    """Every case of the shapes, a part of it published and the other part brought in."""
    chance = random.Random(module)  # noqa: S311 - to be the same each time
    asked = [audit for audit in audits if audit not in rules.left_out]
    context = list(parse(path=CASES / "context.ttl", format=RdfFormat.TURTLE))
    seen = 0
    for path in sorted((CASES / module).glob("*.ttl")):
        case = list(parse(path=path, format=RdfFormat.TURTLE))
        subjects = sorted({q.subject for q in case if isinstance(q.subject, NamedNode)}, key=str)
        some = set(chance.sample(subjects, chance.randint(1, len(subjects))))
        with Store.in_memory() as whole:
            whole.load([*ontology, *context, *case])
            expected = told(list(run(asked, whole, Places([]), V)), some)
        own = [q for q in case if q.subject in some]
        taken = {q.subject for q in own}
        with Store.in_memory() as rest:
            rest.load([*ontology, *(q for q in [*context, *case] if q.subject not in taken)])
            own.extend(q for q in context if q.subject in taken)
            assert told(about(rules, own, ontology, rest), some) == expected, path.name
        seen += len(expected)
    assert seen or module in {"policy", "term"}


@pytest.mark.parametrize(
    ("where", "reachable"),
    [
        ("?this tri:a ?x . ?y tri:b ?x . ?y tri:c ?z", True),
        ("?this a/rdfs:subClassOf* tri:Claim", True),
        ("?other a tri:Claim . ?this tri:a ?x", False),
        ("?this tri:a ?x OPTIONAL { ?this tri:b ?y . ?y tri:c ?z }", True),
        # Where ?y has no value, everything with a tri:c is read.
        ("?this tri:a ?x OPTIONAL { ?this tri:b ?y } ?y tri:c ?z", False),
        ("?this tri:a ?x OPTIONAL { ?this tri:b ?y } ?z tri:c ?w", False),
        # What a later pattern binds is unknown where the OPTIONAL is evaluated.
        ("?this tri:a ?x OPTIONAL { ?y tri:b ?z } ?this tri:c ?y", False),
        ("?this tri:a ?x MINUS { ?other tri:b ?other2 }", False),
        ("?this tri:a ?x FILTER NOT EXISTS { ?y ^(tri:b/tri:c)+ ?x }", True),
        ("?this tri:a ?x FILTER (BOUND(?x) || EXISTS { ?y tri:b ?z })", False),
        ("{ ?this tri:a ?x } UNION { ?this tri:b ?x } ?y tri:c ?x", True),
        ("{ ?this tri:a ?x } UNION { ?this tri:b ?w } ?y tri:c ?x", False),
        ("?this tri:a ?x { SELECT ?x (COUNT(?z) AS ?n) { ?x tri:b ?z } GROUP BY ?x }", True),
        ("?this tri:a ?x { SELECT ?n { ?x tri:b ?n } }", False),
        ("VALUES ?c { tri:A tri:B } ?this tri:a ?c BIND (EXISTS { ?c tri:b ?d } AS ?e)", True),
    ],
)
def test_what_joins_reach(where: str, reachable: bool) -> None:  # noqa: FBT001
    group = group_of(f"{PREFIX} SELECT ?this WHERE {{ {where} }}")

    assert is_reachable(group, [Variable("this")]) is reachable


def test_a_look_up_names_a_node(turtle: Parse) -> None:
    """Nothing is looked up without a node: neither a class nor a property alone."""
    asked: list[tuple[object, object]] = []

    class Noted(Store):
        def quads(self, *args: object, **named: object) -> Iterator[Quad]:
            asked.append((named.get("subject"), named.get("object")))
            return super().quads(*args, **named)  # type: ignore[arg-type]

    rest = Noted.in_memory()
    rest.load(turtle('actor:b a tri:Person ; skos:prefLabel "B"@en .').quads)
    with Store.in_memory() as store:
        near = Neighbourhood(store, rest)
        found = list(near.incoming(NamedNode(SKOS + "prefLabel"), Literal("B", language="en")))

    assert [q.subject for q in found] == [V.id("actor", "b")]
    assert all(subject is not None or value is not None for subject, value in asked)
