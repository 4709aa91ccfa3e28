"""How to cite a record or the dataset, at ``/cite``: as a sentence, and for reference managers."""

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for

from trilogue.citation.model import Citation, cite_record
from trilogue.citation.sentence import sentence
from trilogue.citation.writing import CITATION_FORMATS, TEXT, citation_bytes
from trilogue.errors import ResourceNotFound
from trilogue.formats import TRIG, Format, choose, format_named, wants_html
from trilogue.nanopublications import has_nanopublication
from trilogue.web.known import known
from trilogue.web.parameters import Parameters
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("citing", __name__)


@dataclass(frozen=True)
class Cited:
    """What a page shows.

    Attributes:
        sentence: for people.
        downloads: formats and their addresses.
        nanopublication: its address; None where it is no record that has one.
    """

    sentence: str
    downloads: tuple[tuple[Format, str], ...]
    nanopublication: str | None


@blueprint.get("/cite")
def release() -> Response:
    """Say how to cite the dataset as it stands."""
    return _answer(None, None)


@blueprint.get("/cite.<suffix>")
def release_as(suffix: str) -> Response:
    """Say how to cite the dataset, in the format of the suffix."""
    return _answer(None, format_named(suffix, CITATION_FORMATS))


@blueprint.get("/cite/<path:inner>")
def record(inner: str) -> Response:
    """Say how to cite a record, in the format of the suffix or else by Accept."""
    name, dot, suffix = inner.rpartition(".")
    format_ = next((each for each in CITATION_FORMATS if dot and suffix == each.suffix), None)
    found = known(inner if format_ is None else name)
    return _answer(found.successor or found.iri, format_)


@blueprint.app_context_processor
def _for_pages() -> dict[str, object]:
    return {"cited": cited}


def cited(iri: str) -> Cited | None:
    """Give what the page about *iri* shows; None where nothing can be cited."""
    here = site()
    try:
        citation = cite_record(iri, here.store, here.vocabulary, here.version)
    except ResourceNotFound:
        return None
    inner = iri.removeprefix(here.vocabulary.base)
    downloads = tuple(
        (each, url_for("citing.record", inner=f"{inner}.{each.suffix}"))
        for each in CITATION_FORMATS
    )
    nanopublication = (
        url_for("nanopublications.record", inner=f"{inner}.{TRIG.suffix}")
        if has_nanopublication(iri, here.store, here.vocabulary)
        else None
    )
    return Cited(sentence(citation), downloads, nanopublication)


def _answer(iri: str | None, format_: Format | None) -> Response:
    Parameters(request.query_string).finish(())
    accept = request.headers.get("Accept")
    if format_ is None:
        # A browser shows a sentence; it would save every other one as a file.
        format_ = TEXT if wants_html(accept) else choose(accept, CITATION_FORMATS)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    citation = _citation(iri)
    response = answered(citation_bytes(citation, format_), format_.content_type)
    if format_ != TEXT:
        name = f"{citation.key}.{format_.suffix}"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Link"] = f'<{citation.iri}>; rel="describes"'
    return response


def _citation(iri: str | None) -> Citation:
    here = site()
    if iri is None:
        return here.release
    return cite_record(iri, here.store, here.vocabulary, here.version)
