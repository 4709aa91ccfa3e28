"""What changed, for readers of feeds and for programs that keep a copy.

Source: RFC 4287 (Atom); RFC 5005, section 3 (paged feeds); ActivityStreams 2.0, with pages as the
IIIF Change Discovery API 1.0 has them: the oldest activity first, so that a page, once full, stays.
"""

import json
import re
from typing import Any

from flask import Blueprint, Response, render_template, request

from trilogue.changes import Activity, activities
from trilogue.errors import ResourceNotFound
from trilogue.formats import Format
from trilogue.web.discovery import root_address
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("changes", __name__)

ATOM = Format("Atom", "application/atom+xml", "atom")
ACTIVITIES = Format("ActivityStreams", "application/activity+json", "json")
ENTRIES_ON_A_PAGE = 50
ACTIVITIES_ON_A_PAGE = 500
# Where nothing is told, a feed must still say when it changed.
_BEGINNING = "1970-01-01T00:00:00Z"
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@blueprint.get("/changes.atom")
def feed() -> Response:
    """Tell of each contribution and retraction, the newest first."""
    parameters = Parameters(request.query_string)
    word = parameters.take_at_most_one("page")
    parameters.finish(("page",))
    root = root_address()
    not_modified = unchanged(root)
    if not_modified is not None:
        return not_modified
    newest_first = site().changes[::-1]
    pages = max(1, -(-len(newest_first) // ENTRIES_ON_A_PAGE))
    number = _page(word or "1", pages)
    first = (number - 1) * ENTRIES_ON_A_PAGE
    links = Links(site().vocabulary, root)
    body = render_template(
        "changes.atom.xml",
        id=f"{site().vocabulary.base}changes",
        root=root,
        updated=newest_first[0].at if newest_first else _BEGINNING,
        entries=[
            (change, links.page(change.iri), [_clean(name) for name in change.by])
            for change in newest_first[first : first + ENTRIES_ON_A_PAGE]
        ],
        clean=_clean,
        number=number,
        pages=pages,
    )
    return answered(body, ATOM.media_type, root)


@blueprint.get("/changes/activity.json")
def collection() -> Response:
    """Tell how many records were created, updated and deleted, and where the pages are."""
    Parameters(request.query_string).finish(())
    root = root_address()
    not_modified = unchanged(root)
    if not_modified is not None:
        return not_modified
    total = len(activities(site().changes))
    pages = max(1, -(-total // ACTIVITIES_ON_A_PAGE))
    return _answered(
        {
            "id": f"{root}/changes/activity.json",
            "type": "OrderedCollection",
            "name": "Changes of Trilogue",
            "totalItems": total,
            "first": _reference(root, 1),
            "last": _reference(root, pages),
        },
        root,
    )


@blueprint.get("/changes/activity/<page>.json")
def page_of_activities(page: str) -> Response:
    """Tell what became of the records of one page."""
    Parameters(request.query_string).finish(())
    root = root_address()
    not_modified = unchanged(root)
    if not_modified is not None:
        return not_modified
    told = activities(site().changes)
    pages = max(1, -(-len(told) // ACTIVITIES_ON_A_PAGE))
    number = _page(page, pages)
    first = (number - 1) * ACTIVITIES_ON_A_PAGE
    document: dict[str, Any] = {
        **_reference(root, number),
        "partOf": {"id": f"{root}/changes/activity.json", "type": "OrderedCollection"},
        "startIndex": first,
    }
    if number > 1:
        document["prev"] = _reference(root, number - 1)
    if number < pages:
        document["next"] = _reference(root, number + 1)
    document["orderedItems"] = [
        _activity(each) for each in told[first : first + ACTIVITIES_ON_A_PAGE]
    ]
    return _answered(document, root)


def _page(word: str, pages: int) -> int:
    if not _NUMBER.fullmatch(word) or int(word) > pages:
        raise ResourceNotFound(
            f'There are {pages} pages of changes, and "{word[:40]}" is none of them. '
            "Begin with page 1.",
            request.path,
        )
    return int(word)


def _reference(root: str, number: int) -> dict[str, Any]:
    return {"id": f"{root}/changes/activity/{number}.json", "type": "OrderedCollectionPage"}


def _activity(activity: Activity) -> dict[str, Any]:
    return {
        "type": activity.kind,
        "endTime": activity.at,
        "object": {"id": activity.object, "type": "Object"},
        "instrument": {"id": activity.because, "type": "Object"},
    }


def _answered(document: dict[str, Any], root: str) -> Response:
    whole = {"@context": "https://www.w3.org/ns/activitystreams", **document}
    body = json.dumps(whole, ensure_ascii=False, indent=1)
    return answered(body, ACTIVITIES.media_type, root)


def _clean(text: str) -> str:
    """Leave out what XML 1.0 cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
