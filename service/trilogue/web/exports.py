"""The dataset as files to download, and the list of them.

They are made once for each version, when somebody first asks for them, in a thread that nobody
has to wait for longer than some seconds.

Source: RFC 9110, sections 8.8.3 (ETag), 13.1.5 (If-Range) and 14 (Range); RFC 9530, section 3
(Repr-Digest); RFC 6266 (Content-Disposition).
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import dump_options_header

from trilogue import __version__
from trilogue.engine.model import AnswerFile, Body
from trilogue.errors import ResourceNotFound
from trilogue.export.parts import OTHER_FORMS, PARTS
from trilogue.export.release import Release, ReleasedFile
from trilogue.export.shelf import Offer
from trilogue.formats import HTML, JSON
from trilogue.terms import CC_BY
from trilogue.web.bodies import body_response, not_modified
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.refusals import ExportsInTheMaking
from trilogue.web.site import Site, answered, site, unchanged

blueprint = Blueprint("exports", __name__)

SECONDS_TO_WAIT = 10.0
# Above it, tables and networks take minutes of a processor that also answers; `trilogue export`
# writes them all the same.
MOST_QUADS_FOR_OTHER_FORMS = 300_000
_KINDS = {
    "dumps": lazy_gettext("The whole dataset"),
    "graphs": lazy_gettext("Graph by graph"),
    "void": lazy_gettext("Description"),
    "tables": lazy_gettext("Tables"),
    "networks": lazy_gettext("Networks"),
    "nanopublications": lazy_gettext("Nanopublications"),
    "crate": lazy_gettext("Description as an RO-Crate"),
}


@blueprint.get("/exports")
def exports() -> Response:
    """List the files, with their sizes and checksums."""
    parameters = Parameters(request.query_string)
    word = parameters.take_at_most_one("format")
    parameters.finish(("format",))
    format_ = choose_format(word, request.headers.get("Accept"), (JSON, HTML))
    same = unchanged()
    if same is not None:
        return same
    records = _offer(site()).records
    if format_ == JSON:
        document = {"exports": [_told(record) for record in records]}
        text = json.dumps(document, ensure_ascii=False, indent=1)
        return answered(text, JSON.content_type)
    page = render_template("exports.html", records=records, sections=_sections(records))
    return answered(page, HTML.content_type)


@blueprint.get("/exports/<path:name>")
def file(name: str) -> Response:
    """Give one file, or a stretch of it."""
    Parameters(request.query_string).finish(())
    offer = _offer(site())
    found = offer.files.get(name)
    if found is None:
        raise ResourceNotFound(
            f"There is no export {name[:200]}. The list is at {url_for('exports.exports')}.",
            request.base_url,
        )
    tag = f'"{found.sha256}"'
    listing = url_for("exports.exports")
    headers = [
        ("Cache-Control", "no-cache"),
        ("Accept-Ranges", "bytes"),
        ("Repr-Digest", f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:"),
        (
            "Link",
            f'<{CC_BY}>; rel="license", <{listing}>; rel="collection"',
        ),
    ]
    same = not_modified(tag, headers)
    if same is not None:
        return same
    media_type = found.media_type
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    headers += [
        ("ETag", tag),
        ("Content-Type", media_type + charset),
        ("Content-Disposition", _disposition(found)),
    ]
    return _sent(offer, found, headers, tag)


def _sent(offer: Offer, found: ReleasedFile, headers: list[tuple[str, str]], tag: str) -> Response:
    """Answer with the whole file, or with the one stretch of it that the client wants.

    Raises:
        RequestedRangeNotSatisfiable: the file has no such stretch.
        ResourceNotFound: the file went with its version, a moment ago.
    """
    stretch = _stretch(found.bytes, tag)
    start, end = stretch or (0, found.bytes)
    try:
        opened = AnswerFile(os.open(offer.folder / found.path, os.O_RDONLY))
    except OSError as error:
        raise ResourceNotFound(
            "The export was replaced by that of a newer version. Ask again.", request.base_url
        ) from error
    body = Body(b"", opened, end - start, start)
    if stretch is None:
        return body_response(body, headers)
    headers.append(("Content-Range", f"bytes {start}-{end - 1}/{found.bytes}"))
    return body_response(body, headers, 206)


def _stretch(size: int, tag: str) -> tuple[int, int] | None:
    """Give the stretch that is asked for, its end excluded; None for the whole.

    Several at once are not given one by one: the answer is the whole then, as it may be.
    """
    asked = request.range
    if request.method != "GET" or asked is None or asked.units != "bytes":
        return None
    if len(asked.ranges) != 1:
        return None
    condition = request.headers.get("If-Range")
    # A date is never ours, and a weak tag names no bytes.
    if condition is not None and condition.strip() != tag:
        return None
    found = asked.range_for_length(size)
    if found is None:
        raise RequestedRangeNotSatisfiable(size)
    return found


def _disposition(found: ReleasedFile) -> str:
    name = found.path.rpartition("/")[2]
    return dump_options_header("attachment", {"filename": name})


def _offer(here: Site) -> Offer:
    """Give the exports of the version that *here* shows.

    Raises:
        ExportsInTheMaking: they are not ready after some seconds.
        StoreError: they cannot be made.
    """

    def release() -> Release:
        # From within, *here* is kept while its store is read.
        return Release(here.store, here.vocabulary, here.version)

    offer = here.shelf.offer(_key(here), release, SECONDS_TO_WAIT, _parts(here))
    if offer is None:
        raise ExportsInTheMaking("The files are being made. Ask again in some seconds.")
    return offer


def written(here: Site) -> Mapping[str, ReleasedFile]:
    """Give the files of the version that *here* shows, by path; none where they are not made."""
    offer = here.shelf.ready(_key(here))
    return {} if offer is None else offer.files


def _key(here: Site) -> str:
    return f"{__version__}\n{here.vocabulary.base}\n{here.version}"


def _parts(here: Site) -> tuple[str, ...]:
    if here.quads <= MOST_QUADS_FOR_OTHER_FORMS:
        return tuple(PARTS)
    return tuple(name for name in PARTS if name not in OTHER_FORMS)


def _told(record: dict[str, Any]) -> dict[str, Any]:
    files = [
        {
            "href": url_for("exports.file", name=each.path),
            **{name: value for name, value in asdict(each).items() if value is not None},
        }
        for each in record["files"]
    ]
    for each in files:
        each["mediaType"] = each.pop("media_type")
    return {**record, "files": files}


def _sections(records: tuple[dict[str, Any], ...]) -> list[tuple[str, list[ReleasedFile]]]:
    """Give the files under what they are: those of a part together."""
    whole, less = records
    sections: dict[str, list[ReleasedFile]] = {}
    for each in whole["files"]:
        title = str(_KINDS.get(each.part, each.part.capitalize()))
        sections.setdefault(title, []).append(each)
    sections[gettext("Without what the rules conclude")] = less["files"]
    return list(sections.items())
