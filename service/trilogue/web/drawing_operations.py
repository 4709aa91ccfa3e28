"""The address of what pages draw, for the description of the service."""

from typing import Any

from trilogue.formats import JSON
from trilogue.networks.neighbours import SORTS
from trilogue.networks.selection import DEEPEST
from trilogue.web.drawings import NODES_AT_FIRST
from trilogue.web.networks import MOST_NODES
from trilogue.web.operations import gives, in_query, problem
from trilogue.web.schemas import IRI, TEXT, Schema, listed, record, ref

_COUNT: Schema = {"type": "integer", "minimum": 0}
_MAYBE: Schema = {"type": ["string", "null"]}


def paths() -> dict[str, Any]:
    """Give the address with its operation."""
    depth = {"type": "integer", "minimum": 1, "maximum": DEEPEST, "default": 1}
    most = {"type": "integer", "minimum": 1, "maximum": MOST_NODES, "default": NODES_AT_FIRST}
    operation = gives("What is near a thing, as the pages draw it", JSON, schema="Drawing")
    operation["parameters"] = [
        in_query("around", TEXT, "The thing: an IRI or a prefixed name.", required=True),
        in_query("depth", depth, "How many steps are near."),
        in_query("most", most, "How many nodes at most: the nearest, of those the best tied."),
    ]
    operation["responses"]["404"] = problem()
    return {"/network/drawing": {"get": operation}}


def schemas() -> dict[str, Schema]:
    """Give the components of the answer, by name."""
    sort = {**TEXT, "enum": list(SORTS)}
    return {
        "Drawing": record(
            dataset=TEXT,
            around=IRI,
            depth=_COUNT,
            left_out=_COUNT,
            summary={**TEXT, "description": "What is drawn, in words."},
            sorts=listed(record(sort=sort, label=TEXT, count=_COUNT)),
            nodes=listed(ref("DrawnNode")),
            lines=listed(ref("DrawnLine")),
        ),
        "DrawnNode": record(id=IRI, label=TEXT, language=TEXT, sort=sort, page=_MAYBE),
        "DrawnLine": record(
            source=IRI, target=IRI, ties=listed(TEXT), since=_MAYBE, records=_COUNT
        ),
    }
