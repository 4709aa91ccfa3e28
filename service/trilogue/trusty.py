"""Trusty URIs for RDF: an address that holds a digest of what is found there.

Source: Trusty URI Specification, version 1, module RA.
"""

import base64
import hashlib
from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

_MODULE = "RA"
# Stands in an address for the code that is not known yet; no IRI may hold it.
BLANK = " "


def artifact_code(quads: Iterable[Quad], place: str) -> str:
    """Give the code of *quads*, 45 characters of which the first two are the module's.

    Args:
        quads: without blank nodes and triple terms.
        place: what stands in their IRIs where the code will be: the code is of what they say with
            that left blank.

    Raises:
        ValueError: a quad has a blank node or triple term.
    """
    rows = {
        (
            "" if isinstance(quad.graph_name, DefaultGraph) else _iri(quad.graph_name, place),
            _iri(quad.subject, place),
            _iri(quad.predicate, place),
            *_object(quad.object, place),
        )
        for quad in quads
    }
    # By code points: UTF-8 keeps their order.
    written = "".join(
        f"{graph}\n{subject}\n{predicate}\n{_written(kind, value, datatype, language)}\n"
        for graph, subject, predicate, kind, value, datatype, language in sorted(rows)
    )
    digest = hashlib.sha256(written.encode()).digest()
    return _MODULE + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def with_code(quads: Iterable[Quad], place: str, code: str) -> list[Quad]:
    """Put the *code* into all IRIs of *quads* that have the *place* for it."""

    def put(term: object) -> NamedNode | None:
        if isinstance(term, NamedNode) and place in term.value:
            return NamedNode(term.value.replace(place, code))
        return None

    return [
        Quad(
            put(quad.subject) or quad.subject,
            put(quad.predicate) or quad.predicate,
            put(quad.object) or quad.object,
            put(quad.graph_name) or quad.graph_name,
        )
        for quad in quads
    ]


def named(quads: Iterable[Quad], prefix: str) -> list[Quad]:
    """Give IRIs to blank nodes: *prefix* and a number that depends on what is said about them."""
    found = list(quads)
    dataset = pyoxigraph.Dataset(found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def name(term: object) -> NamedNode | None:
        if isinstance(term, BlankNode):
            return NamedNode(f"{prefix}{term.value.removeprefix('c14n')}")
        return None

    return [
        Quad(
            name(quad.subject) or quad.subject,
            quad.predicate,
            name(quad.object) or quad.object,
            quad.graph_name,
        )
        for quad in dataset
    ]


def _iri(term: object, place: str) -> str:
    if not isinstance(term, NamedNode):
        raise ValueError(f"{term} has no IRI, so it cannot be in a trusty URI's content")  # noqa: TRY004
    return term.value.replace(place, BLANK) if place else term.value


def _object(
    term: NamedNode | BlankNode | Literal | Triple, place: str
) -> tuple[int, str, str, str]:
    """Give what orders objects: IRIs before literals, these by value, datatype and language."""
    if isinstance(term, Literal):
        language = (term.language or "").lower()
        return 1, term.value, "" if language else term.datatype.value, language
    return 0, _iri(term, place), "", ""


def _written(kind: int, value: str, datatype: str, language: str) -> str:
    if not kind:
        return value
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
    return f"@{language} {escaped}" if language else f"^{datatype} {escaped}"
