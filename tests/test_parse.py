import codecs
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from trilogue.content import Content, ContentFile
from trilogue.errors import ContentNotFound, ParseError
from trilogue.formats import (
    GRAPH_FORMATS,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    GraphFormat,
)
from trilogue.parse import parse_bytes, parse_file, rebase

EXAMPLES = {
    TURTLE: b'@prefix e: <http://e/> .\ne:s e:p "o" .',
    N_TRIPLES: b'<http://e/s> <http://e/p> "o" .',
    N_QUADS: b'<http://e/s> <http://e/p> "o" .',
    TRIG: b'@prefix e: <http://e/> .\n{ e:s e:p "o" }',
    RDF_XML: b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns:e="http://e/"><rdf:Description rdf:about="http://e/s"><e:p>o</e:p>'
    b"</rdf:Description></rdf:RDF>",
    JSON_LD: b'{"@context": {"p": "http://e/p"}, "@id": "http://e/s", "p": "o"}',
}


def written(tmp_path: Path, data: bytes) -> ContentFile:
    path = tmp_path / "letters.ttl"
    path.write_bytes(data)
    return ContentFile("graph/letters.ttl", path, "graph")


def test_a_file_becomes_its_named_graph(small_content: Content) -> None:
    file = next(f for f in small_content.files("graph") if f.relative.endswith("letters.ttl"))

    parsed = parse_file(file)

    assert {quad.graph_name for quad in parsed.quads} == {
        NamedNode("https://w3id.org/trilogue/graph/events/letters")
    }
    assert parsed.prefixes["tri"] == "https://w3id.org/trilogue/ns/"
    assert parsed.name == "graph/events/letters.ttl"


def test_another_base_replaces_ours_everywhere(small_content: Content) -> None:
    file = small_content.files("graph")[0]

    parsed = parse_file(file, "https://example.org/kg/")

    assert "https://w3id.org/trilogue/" not in parsed.text
    assert parsed.quads[0].graph_name == NamedNode("https://example.org/kg/graph/actors")
    assert parsed.prefixes["tri"] == "https://example.org/kg/ns/"
    assert parsed.text.count("\n") == file.read_bytes().count(b"\n")


def test_the_default_base_leaves_the_text_alone() -> None:
    assert rebase("<https://w3id.org/trilogue/ns/x>", "https://w3id.org/trilogue/").startswith(
        "<https://w3id.org/trilogue/"
    )


@pytest.mark.parametrize(
    ("data", "line", "column", "what"),
    [
        (b'@prefix e: <http://e/> .\ne:s e:p "o .\n', 2, 9, "Unexpected end"),
        (b"@prefix e: <http://e/> .\n\ne:s e:p f:o .", 3, 9, "f:"),
        (b"<http://e/s> <p> 1 .", 1, 14, "No scheme"),
        (b"# fine\n# caf\xe9\n", 2, 6, "not UTF-8"),
    ],
    ids=["open-string", "unknown-prefix", "relative-iri", "wrong-encoding"],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, data: bytes, line: int, column: int, what: str
) -> None:
    with pytest.raises(ParseError) as caught:
        parse_file(written(tmp_path, data))

    error = caught.value
    assert (error.path, error.line, error.column) == ("graph/letters.ttl", line, column)
    assert what in error.what
    assert error.message.startswith(f"graph/letters.ttl, line {line}, column {column}: ")


def test_a_file_that_is_gone_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(ContentNotFound, match=r"graph/gone\.ttl"):
        parse_file(ContentFile("graph/gone.ttl", tmp_path / "gone.ttl", "graph"))


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_every_format_is_read(format_: GraphFormat) -> None:
    quads = parse_bytes(EXAMPLES[format_], format_, "http://e/g", "example").quads

    assert [(quad.subject, quad.predicate, quad.object, quad.graph_name) for quad in quads] == [
        (NamedNode("http://e/s"), NamedNode("http://e/p"), Literal("o"), NamedNode("http://e/g"))
    ]


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_a_byte_order_mark_is_passed_over(format_: GraphFormat) -> None:
    data = codecs.BOM_UTF8 + EXAMPLES[format_]

    assert len(parse_bytes(data, format_, None, "example").quads) == 1


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_another_encoding_is_refused(format_: GraphFormat) -> None:
    data = EXAMPLES[format_].decode().encode("utf-16")

    with pytest.raises(ParseError, match="not UTF-8"):
        parse_bytes(data, format_, None, "example")


def test_a_named_graph_keeps_its_name() -> None:
    data = b"<http://e/s> <http://e/p> 1 . GRAPH <http://e/own> { <http://e/s> <http://e/p> 2 }"

    quads = parse_bytes(data, TRIG, "http://e/g", "example").quads

    assert [str(quad.graph_name) for quad in quads] == ["<http://e/g>", "<http://e/own>"]


def test_without_a_graph_triples_stay_in_the_default_graph() -> None:
    quads = parse_bytes(EXAMPLES[TURTLE], TURTLE, None, "example").quads

    assert isinstance(quads[0].graph_name, DefaultGraph)


def test_relative_iris_need_a_base() -> None:
    quads = parse_bytes(b"<s> <p> <o> .", TURTLE, None, "example", "http://e/").quads

    assert quads[0].subject == NamedNode("http://e/s")


def test_blank_nodes_of_two_files_do_not_meet() -> None:
    data = b"_:a <http://e/p> 1 ."

    first, second = (parse_bytes(data, TURTLE, None, "example").quads[0] for _ in range(2))

    assert isinstance(first.subject, BlankNode)
    assert first.subject != second.subject


def test_the_spelling_of_a_literal_is_kept() -> None:
    quads = parse_bytes(b"<http://e/s> <http://e/p> 007, 1.70 .", TURTLE, None, "example").quads

    assert [quad.object.value for quad in quads if isinstance(quad.object, Literal)] == [
        "007",
        "1.70",
    ]


@pytest.mark.parametrize("doctype", ["<!DOCTYPE", "<!doctype", "<!DocType"])
def test_a_document_type_is_refused(doctype: str) -> None:
    data = f'<?xml version="1.0"?>\n{doctype} r [<!ENTITY e SYSTEM "file:///etc/hostname">]>'

    with pytest.raises(ParseError, match="document type") as caught:
        parse_bytes(data.encode() + EXAMPLES[RDF_XML], RDF_XML, None, "example.rdf")

    assert (caught.value.line, caught.value.column) == (2, 1)


def test_ill_formed_xml_has_a_place() -> None:
    with pytest.raises(ParseError) as caught:
        parse_bytes(b"<a>\n  <b>\n</a>", RDF_XML, None, "example.rdf")

    assert caught.value.line == 3


def test_a_remote_json_ld_context_is_refused() -> None:
    data = b'{"@context": "http://127.0.0.1:9/context", "@id": "http://e/s"}'

    with pytest.raises(ParseError, match="nothing is fetched"):
        parse_bytes(data, JSON_LD, None, "example.jsonld")


def test_imports_are_only_triples() -> None:
    data = b"<http://e/o> <http://www.w3.org/2002/07/owl#imports> <file:///etc/hostname> ."

    assert len(parse_bytes(data, TURTLE, None, "example").quads) == 1
