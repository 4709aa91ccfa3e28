"""``trilogue validate``: a researcher's files against policy, shapes and the graph."""

import os
from pathlib import Path

import click
from rich.console import Console

from trilogue import __version__
from trilogue.cli.status import FINDINGS
from trilogue.content import find_content
from trilogue.errors import ContentNotSound
from trilogue.settings import SETTINGS, read_settings
from trilogue.store import Store
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
@click.option("--content", metavar="DIR", help=_HELP["content"])
@click.option("--base", metavar="IRI", help=_HELP["base"])
@click.pass_context
def validate(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    word: str,
    content: str | None,
    base: str | None,
) -> None:
    """Validate RDF files that you want to contribute.

    They are looked at together, against what may be contributed at all, the shapes, and what is in
    the graph. The suffix of each file tells its format. Nothing is changed.

    Ends with 1 where there is a violation.
    """
    settings = read_settings(os.environ, content=content, base=base)
    vocabulary = Vocabulary(settings.base)
    with Console(stderr=True).status("Looking at the content"):
        report = _report(files, settings.content, vocabulary)
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
        verdict = "conforms" if report.conforms else "does not conform"
        click.echo(f"{', '.join(map(str, files))}: {verdict} ({report.in_words()})")
    if not report.conforms:
        ctx.exit(FINDINGS)


def _report(files: tuple[Path, ...], root: Path | None, vocabulary: Vocabulary) -> Report:
    from trilogue.build import fill, read_rules
    from trilogue.validation.curated import read
    from trilogue.validation.policy import validate as validate_files

    content = find_content(root)
    curated, broken = read(content, vocabulary)
    rules, not_rules = read_rules(content, vocabulary)
    with Store.in_memory() as store:
        _, failed = fill(store, curated, rules, lambda _: None)
        problems = [*broken, *not_rules, *failed]
        if problems:
            raise ContentNotSound(
                "The content itself cannot be read, so nothing can be validated against it. "
                "See `trilogue check`.",
                Report.of(problems),
            )
        return validate_files(files, curated, store)
