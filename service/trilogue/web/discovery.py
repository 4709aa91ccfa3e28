"""What others find the dataset by: counts (VoID), a catalogue (DCAT), a sitemap, robots.txt.

Source: Describing Linked Datasets with the VoID Vocabulary, section 7.2 (well-known URI); DCAT 3;
RFC 9309 (Robots Exclusion Protocol); Sitemaps XML format, protocol 0.9.
"""

import re
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Quad

from trilogue.catalogue import (
    PREFIXES,
    Edition,
    Written,
    access_quads,
    catalogue_quads,
    files,
)
from trilogue.errors import RequestError, ResourceNotFound
from trilogue.formats import GRAPH_FORMATS, HTML, GraphFormat, choose
from trilogue.schema_org.site import Distribution, Release, dataset
from trilogue.serialise import graph_bytes
from trilogue.signposting import Link, header
from trilogue.sitemap import MEDIA_TYPE, MOST_URLS, sitemap, sitemap_index
from trilogue.terms import CC_BY
from trilogue.web.exports import written
from trilogue.web.parameters import Parameters
from trilogue.web.site import Site, address, answered, site, unchanged
from trilogue.web.speech import neutral_root

blueprint = Blueprint("discovery", __name__)

_SUFFIXES = {each.suffix: each for each in GRAPH_FORMATS}
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
# What costs an evaluation, and what is for people who are logged in.
_NOT_FOR_CRAWLERS = (
    "/sparql",
    "/status?",
    "/search?",
    "/questions/*?",
    "/graphs?",
    "/graphs/",
    "/page/*?",
    "/data/",
    "/linkset/",
    "/contribute/",
    "/contributions",
    "/login",
)


@blueprint.get("/void")
@blueprint.get("/.well-known/void")
def void() -> Response:
    """Tell what the dataset holds, counted."""
    return _document("void", choose(request.headers.get("Accept"), GRAPH_FORMATS))


@blueprint.get("/void.<suffix>")
def void_file(suffix: str) -> Response:
    """Tell the same in the format of the suffix."""
    return _document("void", _format(suffix))


@blueprint.get("/catalogue")
def catalogue() -> Response:
    """Show the catalogue; to a program, give it."""
    chosen = choose(request.headers.get("Accept"), (HTML, *GRAPH_FORMATS))
    if isinstance(chosen, GraphFormat):
        return _document("catalogue", chosen)
    Parameters(request.query_string).finish(())
    root = root_address()
    here = site()
    state = _state(here)
    not_modified = unchanged(root, state)
    if not_modified is not None:
        return not_modified
    page = render_template(
        "catalogue.html",
        files=files(),
        edition=edition(here),
        quads=here.quads,
        formats=GRAPH_FORMATS,
        structured=dataset(release(here)),
    )
    response = answered(page, HTML.content_type, root, state)
    response.headers["Link"] = _links("catalogue")
    return response


@blueprint.get("/catalogue.<suffix>")
def catalogue_file(suffix: str) -> Response:
    """Give the catalogue in the format of the suffix."""
    return _document("catalogue", _format(suffix))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Let crawlers read the pages, and nothing that is worked out for one client."""
    Parameters(request.query_string).finish(())
    base = request.script_root
    lines = [
        "User-agent: *",
        *(f"Disallow: {base}{path}" for path in _NOT_FOR_CRAWLERS),
        "Allow: /",
        f"Sitemap: {root_address()}/sitemap.xml",
    ]
    return answered("\n".join(lines) + "\n", "text/plain; charset=utf-8", root_address())


@blueprint.get("/sitemap.xml")
def whole_sitemap() -> Response:
    """List all pages, or the lists of them where they are too many for one."""
    return _sitemap(None)


@blueprint.get("/sitemap/<number>.xml")
def part_of_sitemap(number: str) -> Response:
    """List a part of the pages."""
    return _sitemap(number)


def root_address() -> str:
    """Give what the addresses of this service begin with, without a slash at the end.

    Raises:
        RequestError: the host, which the client names, makes it no IRI.
    """
    address()
    if not request.host:
        raise RequestError("The Host header is no host. Send the one you connect to.")
    return request.url_root.rstrip("/")


def shared_root() -> str | None:
    """Give what addresses in a page begin with that others fetch, in whatever language it is.

    None where the host, which the client names, makes them no addresses.
    """
    try:
        root_address()
    except RequestError:
        return None
    return f"{request.host_url.rstrip('/')}{neutral_root()}"


def edition(here: Site) -> Edition:
    """Give what is told of the dataset as it stands."""
    moments = [change.at for change in here.changes]
    return Edition(
        here.version,
        min(moments, default=None),
        max(moments, default=None),
        here.period,
        {
            name: Written(file.sha256, file.bytes)
            for name, file in written(here).items()
            if "/" not in name
        },
    )


def release(here: Site) -> Release:
    """Give the same in the words of schema.org's page."""
    base, told = here.vocabulary.base, edition(here)
    return Release(
        f"{base}graph/",
        base,
        told.version,
        None if told.modified is None else told.modified[:10],
        told.period,
        tuple(
            Distribution(f"{base}exports/{each.name}", each.name, each.packing or media_type)
            for each in files()
            for media_type in (each.format.media_type,)
        ),
    )


def _sitemap(word: str | None) -> Response:
    Parameters(request.query_string).finish(())
    root = root_address()
    not_modified = unchanged(root)
    if not_modified is not None:
        return not_modified
    listed = site().pages
    parts = -(-len(listed) // MOST_URLS)
    if word is None and parts > 1:
        return answered(sitemap_index(parts, root, listed[0].changed), MEDIA_TYPE, root)
    number = 1 if word is None else int(word) if _NUMBER.fullmatch(word) else 0
    if not 1 <= number <= parts:
        raise ResourceNotFound(
            f'There is no part "{(word or "")[:40]}" of the sitemap. '
            "The parts are listed at /sitemap.xml.",
            request.path,
        )
    first = (number - 1) * MOST_URLS
    return answered(sitemap(listed[first : first + MOST_URLS], root), MEDIA_TYPE, root)


def _document(name: str, format_: GraphFormat) -> Response:
    Parameters(request.query_string).finish(())
    root = root_address()
    here = site()
    state = _state(here)
    not_modified = unchanged(root, state)
    if not_modified is not None:
        return not_modified
    quads = _QUADS[name](here, root)
    body = graph_bytes(quads, format_, here.prefixes | PREFIXES)
    response = answered(body, format_.content_type, root, state)
    response.headers["Link"] = _links(name, format_)
    return response


def _state(here: Site) -> str:
    """Tell whether the files are made, whose checksums the catalogue has from then on."""
    return "made" if written(here) else ""


def _links(name: str, own: GraphFormat | None = None) -> str:
    base = request.script_root
    links = [
        Link(f"{base}/{name}.{each.suffix}", "alternate", each.media_type)
        for each in GRAPH_FORMATS
        if each != own
    ]
    if own is not None and name == "catalogue":
        links.append(Link(f"{base}/{name}", "alternate", HTML.media_type))
    return header([*links, Link(CC_BY, "license")])


def _format(suffix: str) -> GraphFormat:
    try:
        return _SUFFIXES[suffix]
    except KeyError:
        raise ResourceNotFound(
            f'There is no such document with ".{suffix[:40]}". Use one of: {", ".join(_SUFFIXES)}.',
            request.path,
        ) from None


def _void(here: Site, root: str) -> Sequence[Quad]:
    graph = here.vocabulary.graph("void")
    return [*here.void, *access_quads(here.vocabulary, root, graph)]


def _catalogue(here: Site, root: str) -> Sequence[Quad]:
    return catalogue_quads(edition(here), here.vocabulary, root)


_QUADS: dict[str, Callable[[Site, str], Sequence[Quad]]] = {
    "void": _void,
    "catalogue": _catalogue,
}
