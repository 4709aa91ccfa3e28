"""Tables of what is recorded at ``/tables``, for spreadsheets and data frames."""

import json

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext

from trilogue.errors import RequestError
from trilogue.formats import HTML, JSON, Format
from trilogue.tables.listing import csv_of
from trilogue.web.answering import composed, kept_page, sent
from trilogue.web.codings import choose_coding
from trilogue.web.networks import EDGES, NODES, offered
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.site import VERSION_HEADER, answered, site, tagged, unchanged

blueprint = Blueprint("tables", __name__)

CSV = Format("CSV", "text/csv", "csv")


@blueprint.get("/tables")
@kept_page
def listing() -> Response:
    """List the tables, with what their rows are and how many there are."""
    parameters = Parameters(request.query_string)
    word = parameters.take_at_most_one("format")
    parameters.finish(("format",))
    format_ = choose_format(word, request.headers.get("Accept"), (JSON, HTML))
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    layout = site().tables
    found = [
        {
            "name": name,
            "title": layout.title(name),
            "description": layout.description(name),
            "records": len(layout.members(name)),
            "csv": url_for("tables.table", name=name),
        }
        for name in layout.names
    ]
    if format_ == HTML:
        words = {NODES: gettext("Nodes as CSV"), EDGES: gettext("Edges as CSV")}
        page = render_template(
            "tables.html",
            tables=[{**each, "iri": layout.iri(str(each["name"]))} for each in found],
            networks=[(words.get(one, one.name), one.suffix) for one in offered() if one != JSON],
        )
        return answered(page, HTML.content_type)
    document = {"tables": found, "dataset": site().version}
    return answered(json.dumps(document, ensure_ascii=False, indent=1), JSON.content_type)


@blueprint.get("/tables/<name>.csv")
def table(name: str) -> Response:
    """Give one table, or the records of one class below it, as CSV."""
    parameters = Parameters(request.query_string)
    mark = parameters.take_at_most_one("bom")
    parameters.finish(("bom",))
    if mark not in (None, "0", "1"):
        raise RequestError(f'bom: "{mark[:40]}" is neither 1 nor 0. Give one of them.', "bom")
    here = site()
    (chosen,) = here.tables.names_of([name])
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    headers = [
        (VERSION_HEADER, here.version),
        *tagged(),
        ("Content-Disposition", f'inline; filename="{chosen}.csv"'),
    ]

    def written() -> str:
        (found,) = here.tables.tables([chosen])
        return "".join(csv_of(found, here.records, with_mark=mark == "1"))

    body = composed(CSV, coding, here, headers, written)
    return sent(body, CSV, coding, headers)
