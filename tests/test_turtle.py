"""`trilogue.turtle` and `trilogue.formatting`: one form of bytes for Turtle."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from trilogue.errors import ParseError
from trilogue.formatting import formatted
from trilogue.terms import SKOS, XSD, Vocabulary
from trilogue.turtle import turtle_bytes

ROOT = Path(__file__).parents[1]
V = Vocabulary()
E = "http://e/"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
names = st.sampled_from(
    [
        *(NamedNode(E + name) for name in ("a", "b.c", "d/e", "é", "", "-x", "1.", "f#g")),
        *(V.id("claim", slug) for slug in ("one", "two")),
        V.ns("gloss"),
        NamedNode(f"{SKOS}prefLabel"),
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"),
    ]
)
spelled = st.sampled_from(["1", "+01", "1.", ".5", "-1.50", "1e5", "1.E-5", "true", "1", "x y", ""])
literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["en", "de"])),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(XSD + name)),
        spelled,
        st.sampled_from(["integer", "decimal", "double", "boolean", "date"]),
    ),
)
blanks = st.sampled_from([BlankNode(label) for label in "xyz"])
named = st.lists(st.builds(Triple, names, names, st.one_of(names, literals)), max_size=15)
tangled = st.lists(
    st.builds(Triple, st.one_of(names, blanks), names, st.one_of(names, blanks, literals)),
    max_size=12,
)
prefixes = st.sampled_from([{}, {"": E}, {"e": E, "f": f"{E}f#"}, {"tri": E}])


def meaning(data: bytes) -> set[Quad]:
    dataset = Dataset(parse(data, RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def format_(data: bytes | str) -> str:
    raw = data.encode() if isinstance(data, str) else data
    return formatted(raw, "a.ttl", V).decode()


@given(tangled, prefixes)
def test_what_was_formatted_says_the_same_and_is_left_alone(
    triples: list[Triple], own: dict[str, str]
) -> None:
    data = serialize(triples, format=RdfFormat.TURTLE, prefixes=own or None) or b""

    once = format_(data).encode()

    assert meaning(once) == meaning(data)
    assert format_(once).encode() == once


@given(tangled, st.randoms(use_true_random=False))
def test_the_same_triples_are_the_same_bytes(triples: list[Triple], chance: random.Random) -> None:
    quads = [Quad(*triple) for triple in triples]
    graph = NamedNode(f"{E}graph")
    other = [Quad(t.subject, t.predicate, t.object, graph) for t in [*triples, *triples[:3]]]
    chance.shuffle(other)

    written = turtle_bytes(quads, V.prefixes())

    assert written == turtle_bytes(other, V.prefixes())
    assert meaning(written) == meaning(serialize(triples, format=RdfFormat.TURTLE) or b"")


@given(named, prefixes, st.sampled_from(["", "A contribution.", "Two\nlines"]))
def test_what_was_written_is_formatted(
    triples: list[Triple], own: dict[str, str], head: str
) -> None:
    names_ = V.prefixes() | {key: value for key, value in own.items() if key != "tri"}

    written = turtle_bytes([Quad(*triple) for triple in triples], names_, head)

    assert format_(written).encode() == written


@pytest.mark.parametrize(
    "path", sorted((ROOT / "graph").rglob("*.ttl")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_curated_file_keeps_all_that_it_says_its_subjects_order_and_comments(path: Path) -> None:
    data = path.read_bytes()

    once = formatted(data, path.name, V)

    def kept(raw: bytes) -> list[str]:
        """Comments and first words of blocks, which stand at the line's beginning."""
        lines = raw.decode().splitlines()
        return [
            line if line.startswith("#") else line.split()[0]
            for line in lines
            if line and not line.startswith((" ", "@"))
        ]

    assert set(parse(once, RdfFormat.TURTLE)) == set(parse(data, RdfFormat.TURTLE))
    assert kept(once) == kept(data)
    assert formatted(once, path.name, V) == once


def test_the_form_is_that_of_the_curated_files() -> None:
    text = """# About the file.

# More about it.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://w3id.org/trilogue/ns/>.
@prefix unused: <http://unused/> .
PREFIX o: <http://o/>
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .


# A section.


# Right before it.
<https://w3id.org/trilogue/id/claim/two> t:voteCount 07, 1.50 ;
  t:gloss 'It says "so"'@en, "Es heißt"@de; skos:prefLabel "Two"@en;
  a t:Claim ; o:x [ o:y ( 1 "zwei"@de ), _:shared ], _:shared ; t:claimedOn "2024-05-01"^^xsd:date ;
  t:evidencedBy <https://w3id.org/trilogue/id/excerpt/a-long-name-of-an-excerpt-that-is-cited>,
  <https://w3id.org/trilogue/id/excerpt/a-long-name-of-an-excerpt-that-comes-first> .
<https://w3id.org/trilogue/id/claim/one> a t:Claim .
# Of the second block.
<https://w3id.org/trilogue/id/claim/two> t:mark <https://w3id.org/trilogue/id/mark/verified-page> .
_:shared o:y \"\"\"two
lines\"\"\" .
# The end.
"""

    assert format_(text) == (
        """# About the file.

# More about it.

@prefix tri: <https://w3id.org/trilogue/ns/> .
@prefix mark: <https://w3id.org/trilogue/id/mark/> .
@prefix excerpt: <https://w3id.org/trilogue/id/excerpt/> .
@prefix claim: <https://w3id.org/trilogue/id/claim/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix o: <http://o/> .

# A section.

# Right before it.

# Of the second block.
claim:two a tri:Claim ;
    skos:prefLabel "Two"@en ;
    tri:gloss "It says \\"so\\""@en, "Es heißt"@de ;
    o:x [ o:y ( 1 "zwei"@de ), _:shared ], _:shared ;
    tri:claimedOn "2024-05-01"^^xsd:date ;
    tri:evidencedBy
        excerpt:a-long-name-of-an-excerpt-that-comes-first,
        excerpt:a-long-name-of-an-excerpt-that-is-cited ;
    tri:mark mark:verified-page ;
    tri:voteCount 07, 1.50 .

claim:one a tri:Claim .

_:shared o:y "two\\nlines" .

# The end.
"""
    )


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("<http://a> <http://b> 1 ; # one\n  <http://c> 2 .\n", 1, "inside a statement"),
        ("<http://a> <http://b> 1 ;\n  # two\n  <http://c> 2 .\n", 2, "inside a statement"),
        ("<http://a> <http://b> 1 .\n<http://b> <http://b> 1 . # x\n", 2, "behind a statement"),
        ("# a\n@prefix a: <http://a> .\n# b\n@prefix b: <http://b> .\n", 4, "before this prefix"),
        ("<http://a> <http://b> <<( <http://a> <http://b> 1 )>> .", None, "triple terms"),
        ("<http://a> <http://b> .", 1, "must be Turtle"),
    ],
)
def test_what_would_be_lost_is_refused(text: str, line: int | None, what: str) -> None:
    with pytest.raises(ParseError, match=what) as caught:
        format_(text)

    assert (caught.value.path, caught.value.line) == ("a.ttl", line)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only this\n",
        "# head\n\n# before\n<http://a> <http://b> <http://c> .\n",
        "<http://a> <http://b> .5, 1.5, 1.e5.\n",
        "@prefix e: <http://e/> .\ne:a\\,b e:c\\;d e:e\\.f, e:g\\#h, e:i\\(j .\n",
        "\ufeff@base <http://e/> .\r\n# c\r\n<a> <b> '''x\r\ny''' .\r\n",
        "@prefix e: <http://e/> .\n( 1 2 ) e:b ( ) .\n() e:b ( [] ( 1 ) ) .\n",
        "@prefix e: <http://e/> .\n[ e:a 1 ] e:b [ e:a 1 ], [ e:a 1 ] .\n[] e:b 2 .\n",
        "@prefix e: <http://e/> .\n_:x e:y _:x .\n_:y<http://e/y>_:z .\n",
        "@prefix e: <http://e/> .\ne:a e:b 1 .\n@prefix e: <http://f/> .\ne:a e:b 1 .\n",
    ],
)
def test_odd_turtle_is_kept_too(text: str) -> None:
    once = format_(text)

    assert meaning(once.encode()) == meaning(text.removeprefix("\ufeff").encode())
    assert once.count("# ") == text.count("# ")
    assert "\r" not in once
    assert format_(once) == once


def test_brackets_too_deep_are_refused() -> None:
    text = "<http://a> <http://b> " + "[ <http://b> " * 2000 + "1" + " ]" * 2000 + " ."

    with pytest.raises(ParseError, match="too deep"):
        format_(text)


def test_a_triple_term_cannot_be_written() -> None:
    term = Triple(NamedNode(f"{E}a"), NamedNode(f"{E}a"), NamedNode(f"{E}a"))

    with pytest.raises(ValueError, match="triple term"):
        turtle_bytes([Quad(NamedNode(f"{E}a"), NamedNode(f"{E}a"), term)], {})
