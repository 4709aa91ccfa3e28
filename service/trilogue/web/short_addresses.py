"""Short addresses of actors, claims, sources and provisions: each leads to the page of the thing.

Source: RFC 9110, section 15.4.4 (303).
"""

from flask import Blueprint, Response, request

from trilogue.errors import ResourceNotFound
from trilogue.web.known import Known, addresses, known
from trilogue.web.parameters import Parameters
from trilogue.web.redirects import see_other

blueprint = Blueprint("short_addresses", __name__)

# First part of the address: where the things are, below the base, in the order of looking.
_FOLDERS = {
    "actor": ("id/actor/",),
    "claim": ("id/claim/",),
    # A legal text is a source too.
    "source": ("id/source/", "id/text/"),
    # A wording by its stage and place, as its IRI has them; else the provision by its name.
    "provision": ("id/provision/", "id/provision-work/"),
}


@blueprint.get("/<any(actor, claim, source):kind>/<slug>")
def thing(kind: str, slug: str) -> Response:
    """Lead to the page of an actor, a claim or a source."""
    return _lead(kind, slug)


@blueprint.get("/provision/<path:path>")
def provision(path: str) -> Response:
    """Lead to the page of a provision's wording, or of the provision."""
    return _lead("provision", path)


def _lead(kind: str, rest: str) -> Response:
    Parameters(request.query_string).finish(())
    found = _known([f"{folder}{rest}" for folder in _FOLDERS[kind]])
    # Of what was merged, what stands for it.
    return see_other(addresses(found.successor or found.iri, request.script_root).page)


def _known(inner: list[str]) -> Known:
    """Find the first of some paths below the base that names a thing.

    Raises:
        ResourceNotFound: none does; tells of the first.
        ResourceGone: it was retracted.
    """
    missing: list[ResourceNotFound] = []
    for path in inner:
        try:
            return known(path)
        except ResourceNotFound as error:
            missing.append(error)
    raise missing[0]
