"""`trilogue.contribution.canonical`: the same triples are the same bytes, however they came."""

import hashlib
import random

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

from trilogue.contribution.canonical import canonical_nquads, digest_of
from trilogue.formats import graph_format
from trilogue.parse import parse_bytes
from trilogue.terms import XSD

E = "http://e/"
# What JSON, Turtle and N-Triples can all hold; surrogates are no characters.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
iris = st.sampled_from([NamedNode(E + name) for name in ("a", "b", "c/d", "é", "x-1.y")])
literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, language="de-at")),
    texts.map(lambda text: Literal(text, datatype=NamedNode(XSD + "token"))),
    st.sampled_from(["01", "+1", "1"]).map(
        lambda text: Literal(text, datatype=NamedNode(XSD + "integer"))
    ),
)
graphs = st.sampled_from([None, NamedNode(E + "graph"), BlankNode("graph")])
named = st.lists(st.builds(Triple, iris, iris, st.one_of(iris, literals)), max_size=12)
nodes = st.one_of(iris, st.sampled_from([BlankNode(label) for label in "xyz"]))
tangled = st.lists(st.builds(Triple, nodes, iris, st.one_of(nodes, literals)), max_size=8)


def of(triples: list[Triple], graph: NamedNode | BlankNode | None = None) -> list[Quad]:
    return [Quad(each.subject, each.predicate, each.object, graph) for each in triples]


@given(tangled, graphs, st.randoms(use_true_random=False))
def test_order_graphs_repetition_and_labels_make_no_difference(
    triples: list[Triple], graph: NamedNode | BlankNode | None, chance: random.Random
) -> None:
    other = [*of(triples, graph), *of(triples[:3])]
    chance.shuffle(other)

    def renamed(node: object) -> object:
        return BlankNode(f"other{node.value}") if isinstance(node, BlankNode) else node

    relabelled = [Quad(renamed(q.subject), q.predicate, renamed(q.object)) for q in other]  # type: ignore[arg-type]

    assert canonical_nquads(of(triples)) == canonical_nquads(other) == canonical_nquads(relabelled)


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".jsonld", ".trig", ".nq", ".rdf"])
@given(named, st.sampled_from([{}, {"e": E}, {"f": E, "xsd": XSD}]))
def test_the_format_and_its_prefixes_make_no_difference(
    suffix: str, triples: list[Triple], prefixes: dict[str, str]
) -> None:
    file_format = graph_format(suffix)
    if suffix == ".rdf":  # XML cannot hold all characters
        triples = [triple for triple in triples if not isinstance(triple.object, Literal)]
    written = pyoxigraph.serialize(triples, format=file_format.engine, prefixes=prefixes or None)
    assert written is not None

    read = parse_bytes(written, file_format, f"{E}graph", f"a{suffix}").quads

    assert canonical_nquads(read) == canonical_nquads(of(triples))


@given(named, named)
def test_other_triples_have_another_digest(one: list[Triple], other: list[Triple]) -> None:
    assert (digest_of(of(one)) == digest_of(of(other))) is (set(one) == set(other))


def test_lines_are_canonical_and_sorted() -> None:
    quads = [
        Quad(NamedNode(f"{E}b"), NamedNode(f"{E}p"), Literal('tab\t, "quote", \\, é, \u007f')),
        Quad(NamedNode(f"{E}a"), NamedNode(f"{E}p"), NamedNode(f"{E}b"), NamedNode(f"{E}g")),
    ]

    lines = canonical_nquads(quads)

    assert lines.decode() == (
        "<http://e/a> <http://e/p> <http://e/b> .\n"
        '<http://e/b> <http://e/p> "tab\\t, \\"quote\\", \\\\, é, \\u007F" .\n'
    )
    assert digest_of(quads) == hashlib.sha256(lines).hexdigest()


def test_no_triples_are_no_bytes() -> None:
    assert canonical_nquads([]) == b""


def test_a_string_is_the_same_with_its_datatype_written_out() -> None:
    written, plain = (
        pyoxigraph.parse(f'<{E}a> <{E}p> "x"{suffix} .', RdfFormat.TURTLE)
        for suffix in (f"^^<{XSD}string>", "")
    )

    assert digest_of(written) == digest_of(plain)


def test_a_triple_term_has_no_form() -> None:
    term = Triple(NamedNode(f"{E}a"), NamedNode(f"{E}p"), NamedNode(f"{E}b"))

    with pytest.raises(ValueError, match="triple term"):
        digest_of([Quad(NamedNode(f"{E}a"), NamedNode(f"{E}p"), term)])
