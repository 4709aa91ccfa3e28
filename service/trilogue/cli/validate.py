"""``trilogue validate``: a researcher's files against policy, shapes and the graph."""

import os
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from trilogue import __version__
from trilogue.cli.language import language_option
from trilogue.cli.status import FINDINGS
from trilogue.content import ContentFile, find_content
from trilogue.contribution.sheets import SUFFIXES
from trilogue.languages import Language
from trilogue.settings import SETTINGS, read_settings
from trilogue.terms import Vocabulary
from trilogue.validation.report import Report
from trilogue.validation.sarif import as_sarif

_HELP = {setting.name: setting.help for setting in SETTINGS}


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE…",
)
@click.option(
    "--format",
    "word",
    type=click.Choice(["text", "json", "ttl", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How to write the report; ttl is a SHACL report, github is for the log of a workflow.",
)
@click.option(
    "--marked",
    metavar="OUT.xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a copy of the sheet with the findings at their cells; for one sheet.",
)
@language_option
@click.option("--content", metavar="DIR", help=_HELP["content"])
@click.option("--base", metavar="IRI", help=_HELP["base"])
@click.pass_context
def validate(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    word: str,
    marked: Path | None,
    language: Language,
    content: str | None,
    base: str | None,
) -> None:
    """Validate files that you want to contribute: RDF, or sheets (.xlsx, .csv).

    They are looked at together, against what may be contributed at all, the shapes, and what is in
    the graph. The suffix of each file tells its format. Nothing is changed.

    Ends with 1 where there is a violation.
    """
    from trilogue.cli.judged import judged

    if marked is not None:
        _check_marked(files, marked)
    settings = read_settings(os.environ, content=content, base=base)
    vocabulary = Vocabulary(settings.base)
    with Console(stderr=True).status("Looking at the content"):
        _, found = judged(files, find_content(settings.content), vocabulary)
    report = found.in_language(language)
    if marked is not None:
        _write_marked(files[0], marked, report)
    if word == "json":
        click.echo(report.as_json(), nl=False)
    elif word == "ttl":
        click.echo(report.as_turtle(vocabulary.prefixes()), nl=False)
    elif word == "sarif":
        click.echo(as_sarif(report, vocabulary.shrink, __version__), nl=False)
    elif word == "github":
        click.echo(report.as_github(vocabulary.shrink), nl=False)
    else:
        click.echo(report.as_text(vocabulary.shrink), nl=False)
        click.echo(f"{', '.join(map(str, files))}: {report.verdict} ({report.in_words()})")
    if not report.conforms:
        ctx.exit(FINDINGS)


def _check_marked(files: Sequence[Path], marked: Path) -> None:
    if len(files) != 1 or not _is_sheet(files[0]):
        raise click.UsageError("--marked needs exactly one sheet, .xlsx or .csv.")
    if marked.suffix.lower() != ".xlsx" or marked.resolve() == files[0].resolve():
        raise click.UsageError("--marked writes another file, whose name ends with .xlsx.")


def _write_marked(path: Path, out: Path, report: Report) -> None:
    from trilogue.contribution.sheets.marking import marked

    data = marked(_bytes(path), path.suffix.lower(), str(path), report.results)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise click.FileError(str(out), error.strerror or "cannot be written") from error


def _is_sheet(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def _bytes(path: Path) -> bytes:
    return ContentFile(str(path), path, "graph").read_bytes()
