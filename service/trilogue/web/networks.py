"""Networks at ``/network``: of everything, of what is near a thing, or of two modes."""

from flask import Blueprint, Response, request

from trilogue.errors import RequestError
from trilogue.extras import is_there
from trilogue.formats import JSON, Format
from trilogue.networks.gexf import gexf_of
from trilogue.networks.graphml import graphml_of
from trilogue.networks.listing import edges_csv, json_of, nodes_csv
from trilogue.networks.model import Network
from trilogue.networks.selection import DEEPEST, Projection, iri_of, neighbourhood, projection
from trilogue.web.answering import composed, sent
from trilogue.web.codings import choose_coding
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.site import VERSION_HEADER, Site, site, tagged, unchanged

blueprint = Blueprint("networks", __name__)

PARAMETERS = ("around", "depth", "projection", "format")
# Nodes of a neighbourhood; more than that, nobody can look at.
MOST_NODES = 500
GEXF = Format("GEXF", "application/gexf+xml", "gexf")
GRAPHML = Format("GraphML", "application/graphml+xml", "graphml")
NODES = Format("Nodes as CSV", "text/csv", "csv-nodes")
EDGES = Format("Edges as CSV", "text/csv", "csv-edges")
OFFERED = (JSON, GEXF, GRAPHML, NODES, EDGES)


@blueprint.get("/network")
def network() -> Response:
    """Give a network in a format that programs for networks read."""
    parameters = Parameters(request.query_string)
    around = parameters.take_at_most_one("around")
    depth = read_depth(parameters.take_at_most_one("depth"))
    which = _projection(parameters.take_at_most_one("projection"))
    word = parameters.take_at_most_one("format")
    parameters.finish(PARAMETERS)
    format_ = choose_format(word, request.headers.get("Accept"), offered())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    here = site()
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    headers = [(VERSION_HEADER, here.version), *tagged(), _named(format_)]

    def written() -> bytes | str:
        return _written(_chosen(here, around, depth, which), format_, here)

    body = composed(format_, coding, here, headers, written)
    return sent(body, format_, coding, headers)


def offered() -> tuple[Format, ...]:
    """Give the formats that can be written here: GraphML needs a library of an extra."""
    return tuple(one for one in OFFERED if one != GRAPHML or is_there("networkx"))


def _chosen(here: Site, around: str | None, depth: int, which: Projection | None) -> Network:
    found = here.network
    if which is not None:
        found = projection(found, which)
    if around is not None:
        found = neighbourhood(found, iri_of(around, here.vocabulary), depth, MOST_NODES)
    return found


def _written(found: Network, format_: Format, here: Site) -> bytes | str:
    if format_ == GEXF:
        return gexf_of(found, here.records.date)
    if format_ == GRAPHML:
        return graphml_of(found, here.records.date)
    if format_ == JSON:
        return json_of(found, here.records.date)
    return nodes_csv(found) if format_ == NODES else edges_csv(found)


def _named(format_: Format) -> tuple[str, str]:
    """Name the file for whoever keeps it."""
    name = {NODES: "nodes.csv", EDGES: "edges.csv"}.get(format_, f"network.{format_.suffix}")
    return "Content-Disposition", f'inline; filename="{name}"'


def read_depth(text: str | None) -> int:
    """Read how many steps are near.

    Raises:
        RequestError: it is no number, or too large.
    """
    if text is None:
        return 1
    if text not in {str(number) for number in range(1, DEEPEST + 1)}:
        raise RequestError(
            f'depth: "{text[:40]}" is no number of steps. Give 1 to {DEEPEST}.', "depth"
        )
    return int(text)


def _projection(word: str | None) -> Projection | None:
    if word is None:
        return None
    try:
        return Projection(word)
    except ValueError as error:
        known = ", ".join(Projection)
        raise RequestError(
            f'projection: "{word[:40]}" is not known. Give one of: {known}.', "projection"
        ) from error
