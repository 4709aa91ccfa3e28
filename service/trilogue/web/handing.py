"""What a request hands in, and the report about it in the format that the client likes."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import PurePath
from typing import NamedTuple

from flask import Response, render_template, request
from werkzeug.datastructures import FileStorage

from trilogue import __version__
from trilogue.contribution.intake import FORMATS, SHEETS, XLSX, Taken, suffix_format, take
from trilogue.contribution.sheets.marking import marked
from trilogue.contribution.sheets.names import Names
from trilogue.errors import RequestError, UnsupportedMediaType
from trilogue.formats import HTML, JSON, TURTLE, Format
from trilogue.languages import LANGUAGES, Language
from trilogue.validation.report import Report
from trilogue.validation.sarif import as_sarif
from trilogue.validation.submission import MAX_BYTES
from trilogue.web.office import Office
from trilogue.web.parameters import choose_format
from trilogue.web.protocol import require_utf_8
from trilogue.web.site import VERSION_HEADER, site
from trilogue.web.speech import spoken

SARIF = Format("SARIF", "application/sarif+json", "sarif")
TEXT = Format("text", "text/plain", "txt")
REPORTS: tuple[Format, ...] = (JSON, TURTLE, SARIF, TEXT, HTML)

_MULTIPART = "multipart/form-data"
_MOST_FILES = 10
_OTHER_BYTES = 50_000
_MEDIA_TYPES = {
    media_type: format_
    for format_ in FORMATS
    for media_type in (format_.media_type, *format_.aliases)
}
# What a browser or a program calls a file that it does not know.
_ANY = frozenset({"", "application/octet-stream"})
# Nothing of this is for a cache that others share.
PRIVATE = (("Cache-Control", "private, no-store"),)


class Sheet(NamedTuple):
    """A sheet as it was handed in.

    Attributes:
        data: its bytes.
        format: CSV or XLSX.
        name: by which results call it.
    """

    data: bytes
    format: Format
    name: str


def handed_in(office: Office) -> tuple[Taken, Sheet | None]:
    """Read the body of this request: one document, or a form with files called ``file``.

    Returns:
        What was handed in, and the sheet, where it is one sheet and nothing else.

    Raises:
        UnsupportedMediaType: the body, or a file, is in no format that is read.
        RequestError: the form has no file, or too many.
    """
    allow_large_body()
    names = Names(site().store, site().vocabulary)
    parts = list(_parts())
    is_sheet = len(parts) == 1 and parts[0][1] in SHEETS
    taken = take(parts, office.types, names, site().vocabulary)
    return taken, Sheet(*parts[0]) if is_sheet else None


def allow_large_body() -> None:
    """Let this request have a body as large as a contribution may be."""
    request.max_content_length = MAX_BYTES + _OTHER_BYTES


def language_of_request(word: str | None) -> Language:
    """Choose the language to tell findings in: by the language parameter, else as the page speaks.

    Raises:
        RequestError: the parameter names none of ours.
    """
    if word:
        found = next((each for each in LANGUAGES if each == word), None)
        if found is None:
            raise RequestError(
                f'language: "{word[:40]}" is not spoken here. Give one of: {", ".join(LANGUAGES)}.',
                "language",
            )
        return found
    return spoken()


def report_response(
    report: Report, word: str | None, status: int = HTTPStatus.OK, sheet: Sheet | None = None
) -> Response:
    """Answer with a report by the format parameter or Accept.

    Args:
        report: about what was handed in.
        word: the format parameter.
        status: of the response.
        sheet: that the report is about: it can be given back with the findings at their cells.
    """
    offered = REPORTS if sheet is None else (*REPORTS, XLSX)
    format_ = choose_format(word, request.headers.get("Accept"), offered)
    body: str | bytes
    headers = {
        VERSION_HEADER: site().version,
        "Content-Language": report.language,
        **dict(PRIVATE),
    }
    if format_ == XLSX and sheet is not None:
        body = marked(sheet.data, f".{sheet.format.suffix}", sheet.name, report.results)
        headers["Content-Disposition"] = 'attachment; filename="findings.xlsx"'
    else:
        body = _written(report, format_)
    return Response(body, status, content_type=format_.content_type, headers=headers)


def _written(report: Report, format_: Format) -> str:
    here = site()
    if format_ == TURTLE:
        return report.as_turtle(here.prefixes)
    if format_ == SARIF:
        return as_sarif(report, here.vocabulary.shrink, __version__)
    if format_ == TEXT:
        text = report.as_text(here.vocabulary.shrink)
        return f"{text}{report.verdict} ({report.in_words()})\n"
    if format_ == HTML:
        return render_template("report.html", report=report, shrink=here.vocabulary.shrink)
    return report.as_json()


def _parts() -> Iterator[tuple[bytes, Format, str]]:
    if request.mimetype == _MULTIPART:
        files: Sequence[FileStorage] = request.files.getlist("file")
        files = [file for file in files if file.filename]
        if not files:
            raise RequestError('The form holds no file. Send at least one as "file".', "file")
        if len(files) > _MOST_FILES:
            raise RequestError(
                f"The form holds {len(files)} files; {_MOST_FILES} are allowed. Send fewer.", "file"
            )
        for file in files:
            name = PurePath(file.filename or "").name[:200]
            yield file.read(), _format_of(file.mimetype, PurePath(name).suffix), name
        return
    require_utf_8()
    format_ = _format_of(request.mimetype, "")
    yield request.get_data(), format_, f"body.{format_.suffix}"


def _format_of(media_type: str, suffix: str) -> Format:
    if suffix:
        return suffix_format(suffix)
    found = _MEDIA_TYPES.get(media_type)
    if found is None:
        named = "The body has no Content-Type."
        if media_type not in _ANY:
            named = f'The Content-Type "{media_type[:80]}" is not read here.'
        accepted = sorted(format_.media_type for format_ in FORMATS)
        raise UnsupportedMediaType(f"{named} Send one of: {', '.join(accepted)}.", accepted)
    return found
