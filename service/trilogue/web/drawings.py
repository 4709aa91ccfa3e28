"""What the pages draw of a network, at ``/network/drawing``: names and words as a reader has them.

Programs for networks get them at ``/network``, whole, and in one language.
"""

import json
from collections import Counter
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext, ngettext

from trilogue.errors import RequestError
from trilogue.formats import JSON
from trilogue.networks.model import Network, Node
from trilogue.networks.neighbours import SORTS, Line, Tie, lines
from trilogue.networks.selection import iri_of, neighbourhood
from trilogue.web.links import Links
from trilogue.web.networks import MOST_NODES, read_depth
from trilogue.web.parameters import Parameters
from trilogue.web.sentences import called
from trilogue.web.site import answered, site, unchanged
from trilogue.web.words import in_words

blueprint = Blueprint("drawings", __name__)

PARAMETERS = ("around", "depth", "most")
# More, nobody can look at well; up to the most there are, whoever wants to may.
NODES_AT_FIRST = 300
_LONGEST_NAME = 300


@blueprint.get("/network/drawing")
def drawing() -> Response:
    """Give what is near a thing: nodes by IRI, lines between them, and a summary in words."""
    parameters = Parameters(request.query_string)
    around = parameters.take_one("around")
    depth = read_depth(parameters.take_at_most_one("depth"))
    most = _most(parameters.take_at_most_one("most"))
    parameters.finish(PARAMETERS)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    iri = iri_of(around, site().vocabulary)
    found = neighbourhood(site().network, iri, depth, most)
    document = json.dumps(_document(iri, depth, found), ensure_ascii=False)
    return answered(document, JSON.content_type)


def _document(iri: str, depth: int, found: Network) -> dict[str, Any]:
    ties = lines(found)
    counts = Counter(node.sort for node in found.nodes)
    return {
        "dataset": found.version,
        "around": iri,
        "depth": depth,
        "left_out": found.left_out,
        "summary": _summary(found, len(ties), counts),
        "sorts": [
            {"sort": sort, "label": in_words(sort), "count": counts[sort]}
            for sort in SORTS
            if counts[sort]
        ],
        "nodes": [_node(node) for node in found.nodes],
        "lines": [_line(line) for line in ties],
    }


def _node(node: Node) -> dict[str, Any]:
    label, language = called(node.iri, node.label)
    return {
        "id": node.iri,
        "label": label[:_LONGEST_NAME],
        "language": language,
        "sort": node.sort,
        "page": Links(site().vocabulary, request.script_root).page(node.iri),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "source": line.source,
        "target": line.target,
        "ties": [_tie(each)[:_LONGEST_NAME] for each in line.ties],
        "since": line.since,
        "records": line.records,
    }


def _tie(tie: Tie) -> str:
    return called(tie.iri, tie.label)[0] if tie.iri else tie.label


def _summary(found: Network, ties: int, counts: Counter[str]) -> str:
    """Say what is drawn, for whoever does not see it."""
    nodes = len(found.nodes)
    said = [
        ngettext("%(num)s thing", "%(num)s things", nodes),
        ngettext("%(num)s line between them", "%(num)s lines between them", ties),
    ]
    sorts = ", ".join(f"{in_words(sort)} {counts[sort]}" for sort in SORTS if counts[sort])
    sentences = [gettext("%(parts)s. By sort: %(sorts)s.", parts=", ".join(said), sorts=sorts)]
    if found.left_out:
        sentences.append(
            ngettext(
                "%(num)s more is left out, the least tied.",
                "%(num)s more are left out, the least tied.",
                found.left_out,
            )
        )
    return " ".join(sentences)


def _most(text: str | None) -> int:
    if text is None:
        return NODES_AT_FIRST
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST_NODES):
        raise RequestError(
            f'most: "{text[:40]}" is no number of nodes. Give 1 to {MOST_NODES}.', "most"
        )
    return int(text)
