"""A file's bytes into quads and prefixes; what is wrong with them by line and column."""

import re
import xml.parsers.expat
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from trilogue.content import ContentFile
from trilogue.errors import ParseError
from trilogue.formats import TURTLE, GraphFormat
from trilogue.terms import DEFAULT_BASE
from trilogue.wording import Wording

_PLACE = re.compile(r"^Parser error (?:at|between) line [\w ]*: ")
_DOCTYPE = re.compile(r"<!doctype", re.IGNORECASE)
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class ParsedFile:
    """What a file says.

    Attributes:
        name: what to call the file in a message.
        file: the curated file; None for a file handed in.
        text: what was parsed: without byte order mark, with the base put in.
        quads: in the file's order, each in its named graph; the spelling of literals is kept.
        prefixes: as the file declares them, name to namespace.
    """

    name: str
    file: ContentFile | None
    text: str
    quads: list[Quad]
    prefixes: dict[str, str]


def parse_file(file: ContentFile, base: str = DEFAULT_BASE) -> ParsedFile:
    """Parse a curated Turtle file into the named graph that it is.

    Curated files are written with `DEFAULT_BASE`; with another *base* each mention of it is
    replaced before parsing, so that lines stay what they are in the file.

    Raises:
        ContentNotFound: the file cannot be read.
        ParseError: it is not UTF-8 or not Turtle.
    """
    text = rebase(_decode(file.read_bytes(), file.relative), base)
    quads, prefixes = _parse(text, TURTLE, file.relative, None)
    return ParsedFile(
        file.relative, file, text, _in_graph(quads, NamedNode(file.graph_iri(base))), prefixes
    )


def rebase(text: str, base: str) -> str:
    """Put *base* in the place of `DEFAULT_BASE` in a curated file's *text*.

    Also for rules and questions. Lines and their number stay.
    """
    return text if base == DEFAULT_BASE else text.replace(DEFAULT_BASE, base)


def parse_bytes(
    data: bytes,
    format: GraphFormat,  # noqa: A002 - the word of the specifications
    graph_iri: str | None,
    name: str,
    base_iri: str | None = None,
) -> ParsedFile:
    """Parse what a researcher hands in.

    Nothing outside *data* is ever read: a remote JSON-LD context and an RDF/XML document type are
    refused, and ``owl:imports`` is only a triple.

    Args:
        data: UTF-8, with or without byte order mark.
        format: any of `formats.GRAPH_FORMATS`.
        graph_iri: the graph for triples that name none; None leaves them in the default graph.
        name: what to call the file in a message.
        base_iri: for relative IRIs; without it they are an error.

    Raises:
        ParseError: the data is not UTF-8, or not what *format* says.
    """
    text = _decode(data, name)
    if format.engine == RdfFormat.RDF_XML:
        _refuse_document_type(text, name)
    quads, prefixes = _parse(text, format, name, base_iri)
    if graph_iri is not None:
        quads = _in_graph(quads, NamedNode(graph_iri))
    return ParsedFile(name, None, text, quads, prefixes)


def _parse(
    text: str, format_: GraphFormat, name: str, base_iri: str | None
) -> tuple[list[Quad], dict[str, str]]:
    try:
        # Renamed, since _:a in one file is not _:a in the next.
        parser = pyoxigraph.parse(text, format_.engine, base_iri=base_iri, rename_blank_nodes=True)
        return list(parser), dict(parser.prefixes)
    except SyntaxError as error:
        raise _parse_error(error, text, format_, name) from error


def _parse_error(error: SyntaxError, text: str, format_: GraphFormat, name: str) -> ParseError:
    what = _PLACE.sub("", str(error.msg)).rstrip(".")
    line, column = error.lineno, error.offset
    if line is None and format_.engine == RdfFormat.RDF_XML:
        line, column = _place_in_xml(text)
    if "LoadDocumentCallback" in what:
        message = Wording(
            "it names a remote JSON-LD context, and nothing is fetched. Write the context out."
        )
    else:
        message = Wording(
            "{problem}. Mend this place; the file must be {format}.",
            problem=what,
            format=format_.name,
        )
    return ParseError(message, name, line, column)


def _place_in_xml(text: str) -> tuple[int | None, int | None]:
    """Find where XML is ill-formed, which the engine's RDF/XML parser does not say."""
    parser = xml.parsers.expat.ParserCreate()
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - expat takes no keywords
    except xml.parsers.expat.ExpatError as error:
        return error.lineno, error.offset + 1
    return None, None


def _refuse_document_type(text: str, name: str) -> None:
    # Anywhere, even in a comment: telling a real one from a quoted one is where parsers differ.
    found = _DOCTYPE.search(text)
    if found:
        before = text[: found.start()]
        raise ParseError(
            Wording(
                "a document type (<!DOCTYPE …>) could pull in other files or grow without end. "
                "Remove it and write its entities out."
            ),
            name,
            before.count("\n") + 1,
            found.start() - (before.rfind("\n") + 1) + 1,
        )


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        byte = f"{data[error.start]:#04x}"
        raise ParseError(
            Wording("byte {byte} is not UTF-8. Save the file as UTF-8.", byte=byte),
            name,
            before.count("\n") + 1,
            len(before) - (before.rfind("\n") + 1) + 1,
        ) from error


def _in_graph(quads: list[Quad], graph_name: NamedNode) -> list[Quad]:
    return [
        Quad(quad.subject, quad.predicate, quad.object, graph_name)
        if isinstance(quad.graph_name, DefaultGraph)
        else quad
        for quad in quads
    ]
