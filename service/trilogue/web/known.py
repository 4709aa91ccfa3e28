"""What an address below the base names: a thing, one that was merged into another, or none.

Source: Architecture of the World Wide Web, section 3.5.1 (URI persistence); RFC 9110, sections
15.4.2 (301) and 15.5.11 (410).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from pyoxigraph import Literal, NamedNode, Quad

from trilogue.errors import ResourceGone, ResourceNotFound
from trilogue.formats import GRAPH_FORMATS, HTML, AnyFormat, Format
from trilogue.signposting import Addresses
from trilogue.terms import DCTERMS, OWL, PROV, RDF
from trilogue.web.links import Links
from trilogue.web.site import site

_TYPE = NamedNode(f"{RDF}type")
_INVALIDATED_BY = NamedNode(f"{PROV}wasInvalidatedBy")
_ENDED_AT = NamedNode(f"{PROV}endedAtTime")
_REPLACED_BY = NamedNode(f"{DCTERMS}isReplacedBy")
_VERSION_IRI = NamedNode(f"{OWL}versionIRI")
_VERSION_INFO = NamedNode(f"{OWL}versionInfo")
_VERSIONED = re.compile(r"(ontology|shape-graph)/(\d+(?:\.\d+)+)(?:/(.+))?")
# The folder of a version without a file's name: the document with all of them.
_WHOLE = {"ontology": "ontology", "shape-graph": "shapes"}


@dataclass(frozen=True)
class Known:
    """Something that the dataset mentions.

    Attributes:
        iri: of it.
        successor: the IRI of what it was merged into; None where it stands for itself.
    """

    iri: str
    successor: str | None = None


def known(inner: str) -> Known:
    """Find what the path *inner* below the base names.

    Raises:
        ResourceNotFound: the dataset does not mention it.
        ResourceGone: it was retracted.
    """
    iri = site().vocabulary.base + inner
    try:
        node = NamedNode(iri)
    except ValueError as error:
        raise ResourceNotFound(f"{iri} is not an IRI. Look for a typing error.", iri) from error
    find = site().store.quads
    about = list(find(node))
    others = (find(object=node), find(predicate=node), find(graph_name=node))
    if about or any(next(quads, None) is not None for quads in others):
        successor = _successor(about)
        if successor is None:
            _require_there(node, about)
        return Known(iri, successor)
    raise ResourceNotFound(
        f"Nothing is known about {iri}. Look for a typing error, or find it with a query at "
        f"{request.script_root}/sparql.",
        iri,
    )


def known_with_suffix(inner: str) -> tuple[Known, Format | None]:
    """Find what *inner* names as it stands, else without a suffix at its end.

    A thing whose own name ends like a suffix is never hidden by another.

    Returns:
        It, and the format of the suffix; None where it names the thing as it stands.

    Raises:
        As `known`.
    """
    try:
        return known(inner), None
    except ResourceNotFound:
        name, format_ = split_suffix(inner, (*GRAPH_FORMATS, HTML))
        if format_ is None:
            raise
        return known(name), format_


def known_file(inner: str, offered: tuple[AnyFormat, ...]) -> tuple[Known, AnyFormat | None]:
    """Find whose file *inner* is: of the thing without the suffix, else of the one so called.

    Raises:
        As `known`.
    """
    name, format_ = split_suffix(inner, offered)
    if format_ is None:
        return known(inner), None
    try:
        return known(name), format_
    except ResourceNotFound:
        return known(inner), None


def split_suffix(inner: str, offered: tuple[AnyFormat, ...]) -> tuple[str, AnyFormat | None]:
    """Split the suffix of one of the *offered* formats off; None where there is none."""
    name, dot, suffix = inner.rpartition(".")
    if dot:
        for format_ in offered:
            if suffix == format_.suffix:
                return name, format_
    return inner, None


def current(inner: str) -> str:
    """Give the path of a module or file of shapes where *inner* names a version of it.

    Returns:
        The path below the base, or *inner* itself where that names no version; where it names the
        version of all of them, the path of the document that holds them.

    Raises:
        ResourceNotFound: there is no such version; says which there are.
    """
    found = _VERSIONED.fullmatch(inner)
    if found is None:
        return inner
    name, format_ = split_suffix(inner, (*GRAPH_FORMATS, HTML))
    for path, suffix in ((inner, ""), (name, f".{format_.suffix}" if format_ else "")):
        module = _module(path)
        if module is not None:
            return module + suffix
    here, folder = site(), f"{site().vocabulary.base}{found[1]}/"
    versions = sorted(
        {
            quad.object.value
            for quad in here.store.quads(predicate=_VERSION_INFO)
            if isinstance(quad.object, Literal)
            and isinstance(quad.subject, NamedNode)
            and quad.subject.value.startswith(folder)
        }
    )
    if found[3] is None and found[2] in versions:
        return _WHOLE[found[1]]
    iri = here.vocabulary.base + inner
    raise ResourceNotFound(
        f"{iri} is no version that is kept here. There are: {', '.join(versions) or 'none'}.", iri
    )


def is_whole(inner: str) -> bool:
    """Tell whether *inner*, as `current` gives it, is the document with all modules or shapes."""
    return inner in _WHOLE.values()


def addresses(iri: str, root: str) -> Addresses:
    """Give where a thing is told of on this site.

    Args:
        iri: under the base.
        root: what the addresses begin with, without a slash at the end.
    """
    links = Links(site().vocabulary, root)
    return Addresses(
        iri,
        links.page(iri) or "",
        {format_.media_type: links.data(iri, format_.suffix) for format_ in GRAPH_FORMATS},
        links.linkset(iri),
    )


def _module(inner: str) -> str | None:
    base = site().vocabulary.base
    for quad in site().store.quads(predicate=_VERSION_IRI, object=NamedNode(base + inner)):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(base):
            return quad.subject.value.removeprefix(base)
    return None


def _successor(about: Sequence[Quad]) -> str | None:
    """Give what a tombstone says that its record was merged into."""
    base, tombstone = site().vocabulary.base, site().vocabulary.ns("Tombstone")
    named = sorted(
        quad.object.value
        for quad in about
        if quad.predicate == _REPLACED_BY
        and isinstance(quad.object, NamedNode)
        and quad.object.value.startswith(base)
    )
    is_gone = any(quad.predicate == _TYPE and quad.object == tombstone for quad in about)
    return named[0] if named and is_gone else None


def _require_there(node: NamedNode, about: Sequence[Quad]) -> None:
    find, ns = site().store.quads, site().vocabulary.ns
    for quad in about:
        step = quad.object
        if quad.predicate == _INVALIDATED_BY and isinstance(step, NamedNode):
            reason = next((q.object for q in find(step, ns("reason"))), None)
            moment = next((q.object for q in find(step, _ENDED_AT)), None)
            why = reason.value if isinstance(reason, Literal) else ""
            when = moment.value if isinstance(moment, Literal) else None
            raise ResourceGone(
                f"{site().vocabulary.shrink(node.value)} was retracted"
                f"{f' on {when[:10]}' if when else ''}: {why} What happened is told at "
                f"{request.script_root}/page/{step.value.removeprefix(site().vocabulary.base)}.",
                node.value,
                why,
                when,
            )
