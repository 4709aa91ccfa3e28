"""Records as nanopublications, at the addresses that their trusty URIs have."""

from flask import Blueprint, Response, request

from trilogue.errors import ResourceNotFound
from trilogue.formats import JSON_LD, N_QUADS, TRIG, GraphFormat, choose
from trilogue.nanopublications import code_at_end, nanopublication, prefixes_of
from trilogue.serialise import graph_bytes
from trilogue.web.known import known
from trilogue.web.parameters import Parameters
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("nanopublications", __name__)

OFFERED: tuple[GraphFormat, ...] = (TRIG, N_QUADS, JSON_LD)


@blueprint.get("/nanopub/<path:inner>")
def record(inner: str) -> Response:
    """Give the nanopublication of a record, in the format of the suffix or else by Accept."""
    Parameters(request.query_string).finish(())
    name, dot, suffix = inner.rpartition(".")
    format_ = next((each for each in OFFERED if dot and suffix == each.suffix), None)
    path, code = code_at_end(inner if format_ is None else name)
    named = known(path)
    iri = named.successor or named.iri
    if format_ is None:
        format_ = choose(request.headers.get("Accept"), OFFERED)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    here = site()
    found = nanopublication(iri, here.store, here.vocabulary)
    if code is not None and not found.iri.endswith(f"/{code}"):
        raise ResourceNotFound(
            f"{here.vocabulary.base}nanopub/{path}/{code} is not kept here: what the record says "
            f"now is {found.iri}.",
            f"{here.vocabulary.base}nanopub/{path}/{code}",
        )
    response = answered(
        graph_bytes(found.quads, format_, prefixes_of(here.vocabulary)), format_.content_type
    )
    response.headers["Link"] = f'<{found.iri}>; rel="canonical", <{iri}>; rel="about"'
    return response
