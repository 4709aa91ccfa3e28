"""The dataset in the forms that other services read: ClaimReview, ELI, QuickStatements."""

from flask import Blueprint, Response, request

from trilogue.citation.writing import TEXT
from trilogue.claim_reviews import claim_review_feed
from trilogue.eli import PREFIXES, eli_quads
from trilogue.formats import GRAPH_FORMATS, JSON_LD, GraphFormat, choose, graph_format
from trilogue.quickstatements import quickstatements
from trilogue.serialise import graph_bytes
from trilogue.web.parameters import Parameters
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("other_forms", __name__)


@blueprint.get("/claimreview.json")
def claim_reviews() -> Response:
    """Give the appraisals as a feed of schema.org's ClaimReview."""
    Parameters(request.query_string).finish(())
    here = site()
    return unchanged() or answered(
        claim_review_feed(here.store, here.vocabulary, here.version), JSON_LD.content_type
    )


@blueprint.get("/quickstatements.txt")
def wikidata() -> Response:
    """Give facts about actors as a draft for Wikidata."""
    Parameters(request.query_string).finish(())
    here = site()
    return unchanged() or answered(
        quickstatements(here.store, here.vocabulary, here.version), TEXT.content_type
    )


@blueprint.get("/eli")
def eli() -> Response:
    """Give the texts and provisions in the words of ELI, by Accept."""
    return _eli(choose(request.headers.get("Accept"), GRAPH_FORMATS))


@blueprint.get("/eli.<suffix>")
def eli_as(suffix: str) -> Response:
    """Give the texts and provisions in the words of ELI, in the format of the suffix."""
    return _eli(graph_format(suffix))


def _eli(format_: GraphFormat) -> Response:
    Parameters(request.query_string).finish(())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    here = site()
    body = graph_bytes(eli_quads(here.store, here.vocabulary), format_, here.prefixes | PREFIXES)
    return answered(body, format_.content_type)
