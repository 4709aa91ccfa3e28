"""The description of the addresses of the overview and of its parts."""

from collections.abc import Iterable
from typing import Any

from trilogue.chronicle import LANES
from trilogue.formats import HTML, JSON
from trilogue.overview import DEPLOYERS
from trilogue.web import home
from trilogue.web.operations import gives, in_query, problem
from trilogue.web.schemas import TEXT, Schema
from trilogue.web.site import site


def paths() -> dict[str, Any]:
    """Give the operations by path."""
    practices = list(site().highlights.overview.practices)
    of_matrix = [
        in_query("deployer", _one_of(DEPLOYERS), "Only what one sort of deployer does."),
        in_query("practice", _one_of(practices) if practices else TEXT, "Only one practice."),
    ]
    lane = in_query("lane", _one_of(LANES), "Only one lane of the timeline.")
    whole = gives("The overview of statuses, and what happened", HTML)
    whole["parameters"] = [*of_matrix, lane]
    embedded = gives("A part of the overview, to be shown inside other pages", HTML)
    embedded["parameters"] = [_in_path("part", home.EMBEDDED), *of_matrix, lane]
    embedded["responses"]["404"] = problem()
    file = gives("The statuses of the overview as a file", home.CSV, JSON)
    suffixes = [each.suffix for each in home.FILES]
    file["parameters"] = [_in_path("suffix", suffixes), *of_matrix]
    file["responses"]["404"] = problem()
    return {
        "/": {"get": whole},
        "/embed/{part}": {"get": embedded},
        "/matrix.{suffix}": {"get": file},
        "/preview.png": {"get": gives("The overview as a picture", home.PNG)},
    }


def _one_of(words: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(words)}


def _in_path(name: str, words: Iterable[str]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": _one_of(words)}
