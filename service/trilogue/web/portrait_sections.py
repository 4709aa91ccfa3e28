"""The sections that portraits have on the pages of things: templates and what fills them."""

from flask import request

from trilogue.portraits.actor import read_actor
from trilogue.portraits.claim import read_claim
from trilogue.portraits.law import read_law
from trilogue.portraits.source import RECORDS_ON_A_PAGE, read_source
from trilogue.web.links import Links
from trilogue.web.resource_view import Turn
from trilogue.web.site import site

Section = tuple[str, dict[str, object]]

# Rows of a table that are shown; the question about the actor has all.
ROWS_SHOWN = 200
_QUESTION = "what-an-actor-said-and-did"


def actor(iri: str) -> Section:
    """Tell of an actor."""
    question = site().question(_QUESTION)
    return "sections/actor.html", {
        "actor": read_actor(iri, site().store, site().vocabulary),
        "question": None if question is None else question.name,
        "short": site().vocabulary.shrink(iri),
        "most": ROWS_SHOWN,
    }


def claim(iri: str) -> Section:
    """Tell of a claim."""
    return "sections/claim.html", {"claim": read_claim(iri, site().store, site().vocabulary)}


def source(iri: str) -> Section:
    """Tell of a source; which page of its records, the address says."""
    number = int(request.args.get("page", "1"))
    read = read_source(iri, number, site().store, site().vocabulary)
    address = Links(site().vocabulary, request.script_root).page(iri)
    more = read.total > number * RECORDS_ON_A_PAGE
    turn = Turn(
        f"{address}?page={number - 1}" if number > 1 else None,
        f"{address}?page={number + 1}" if more else None,
        read.first,
        read.last,
        read.total,
    )
    return "sections/source.html", {"source": read, "turn": turn}


def law(iri: str) -> Section:
    """Tell of a provision, its wording in a text, or a norm."""
    read = read_law(iri, site().store, site().vocabulary)
    return "sections/law.html", {"law": read, "most": ROWS_SHOWN}
