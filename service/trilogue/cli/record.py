"""``trilogue record``: a reviewed contribution becomes a file of the content, without a service."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from trilogue.cli.status import FINDINGS
from trilogue.content import find_content
from trilogue.contribution.model import LICENCES, Act, Contribution, Person, State, Step, moment
from trilogue.contribution.publication import (
    bare,
    contribution_document,
    contributor_document,
    digest_in,
)
from trilogue.contribution.workspace import Workspace
from trilogue.errors import OwnContribution, SettingsError
from trilogue.settings import SETTINGS, read_settings
from trilogue.terms import Vocabulary, slug_of
from trilogue.validation.report import Report
from trilogue.validation.submission import nothing_said, only_published

_HELP = {setting.name: setting.help for setting in SETTINGS}


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE…",
)
@click.option("--contributor", metavar="NAME", required=True, help="Who brings the records in.")
@click.option("--reviewer", metavar="NAME", required=True, help="Who checked them.")
@click.option(
    "--licence",
    type=click.Choice(list(LICENCES)),
    default="cc-by",
    show_default=True,
    help="Under which licence they are given.",
)
@click.option(
    "--at",
    metavar="TIME",
    help="When they were accepted, in UTC, such as 2026-11-24T10:00:00Z; by default now.",
)
@click.option("--content", metavar="DIR", help=_HELP["content"])
@click.option("--base", metavar="IRI", help=_HELP["base"])
@click.pass_context
def record(
    ctx: click.Context,
    /,
    *,
    files: tuple[Path, ...],
    contributor: str,
    reviewer: str,
    licence: str,
    at: str | None,
    **place: str | None,
) -> None:
    """Write a reviewed contribution into the content, for a pull request.

    The file is graph/contributions/YEAR/DIGEST.ttl, byte for byte what a service writes that
    publishes the same statements by the same people at the same time.

    Ends with 1 where they do not conform; then nothing is written.
    """
    from trilogue.cli.judged import judged

    settings = read_settings(os.environ, **place)
    vocabulary = Vocabulary(settings.base)
    people = [_person(name) for name in (contributor, reviewer)]
    if people[0].slug == people[1].slug:
        raise OwnContribution("Nobody reviews their own contribution. Name two people.")
    found = find_content(settings.content)
    workspace = Workspace(found.root, found.is_packaged)
    workspace.require_writable()
    with Console(stderr=True).status("Looking at the content"):
        taken, report = judged(files, found, vocabulary)
    only = [result for file in taken.files for result in only_published(file, vocabulary)]
    report = Report.of([*report.results, *only, *nothing_said(taken.files, vocabulary)])
    click.echo(report.as_text(vocabulary.shrink), nl=False, err=True)
    if not report.conforms:
        ctx.exit(FINDINGS)
    quads = tuple(dict.fromkeys(quad for file in taken.files for quad in bare(file.quads)))
    digest = digest_in(quads, vocabulary)
    when = _moment(at)
    made = Contribution(digest, people[0], when, LICENCES[licence], "", State.PUBLISHED, quads)
    accepted = Step(digest, 2, Act.ACCEPTED, people[1], when, "")
    for document in (
        *(contributor_document(person, vocabulary) for person in people),
        contribution_document(made, accepted, vocabulary),
    ):
        if workspace.write(document.relative, document.bytes(vocabulary)):
            click.echo(f"Wrote {document.relative}.")


def _person(name: str) -> Person:
    slug = slug_of(name)
    if not slug:
        raise SettingsError(f'"{name[:40]}" is no name. Give one with letters or digits.')
    return Person(slug, " ".join(name.split()))


def _moment(text: str | None) -> datetime:
    if text is None:
        return moment()
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(
            f'--at: "{text[:40]}" is no time. Give 2026-11-24T10:00:00Z.'
        ) from error
    if found.tzinfo is None:
        raise SettingsError("--at: the time has no zone. Give it in UTC, with a Z at its end.")
    return found.astimezone(UTC).replace(microsecond=0)
