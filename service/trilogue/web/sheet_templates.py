"""Empty sheets to fill in, as files: the whole workbook, or the sheet of one type."""

from flask import Blueprint, Response, request

from trilogue.contribution.intake import SHEETS, XLSX
from trilogue.contribution.sheets.names import Names
from trilogue.contribution.sheets.writing import csv_of, templates, workbook_of
from trilogue.errors import ResourceNotFound
from trilogue.web.parameters import Parameters
from trilogue.web.site import answered, site, unchanged

blueprint = Blueprint("templates", __name__)

ALL = "all"


@blueprint.get("/contribute/templates/<name>.<suffix>")
def template(name: str, suffix: str) -> Response:
    """Give the sheet of the type called *name*; of all types, as a workbook, for "all"."""
    Parameters(request.query_string).finish(())
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    here = site()
    types = here.office.types
    format_ = next((one for one in SHEETS if one.suffix == suffix), None)
    chosen = [one for one in types if one.name == name or (name == ALL and format_ == XLSX)]
    if format_ is None or not chosen:
        raise ResourceNotFound(
            f"There is no sheet {name[:60]}.{suffix[:20]}. Name a type of record, such as "
            "Claim.xlsx or Claim.csv; all of them come as a workbook: all.xlsx.",
            f"{here.vocabulary.base}ns/{name[:60]}",
        )
    names = Names(here.store, here.vocabulary)
    tables = templates(chosen, names)
    data = workbook_of(tables, names) if format_ == XLSX else csv_of(tables[0], names)
    response = answered(data, format_.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response
