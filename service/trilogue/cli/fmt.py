"""``trilogue fmt``: Turtle files in the one form that the curated ones have."""

import os
from pathlib import Path

import click

from trilogue.cli.status import FINDINGS
from trilogue.content import ContentFile
from trilogue.errors import ParseError
from trilogue.formatting import formatted
from trilogue.settings import SETTINGS, read_settings
from trilogue.terms import Vocabulary

_BASE_HELP = next(setting.help for setting in SETTINGS if setting.name == "base")


@click.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.ttl…",
)
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--base", metavar="IRI", help=_BASE_HELP)
@click.pass_context
def fmt(ctx: click.Context, *, files: tuple[Path, ...], check: bool, base: str | None) -> None:
    """Write Turtle files in one form: prefixes, then one subject a block, properties in order.

    What a file says stays the same, and so do the order of its subjects and its comments. A file
    with a comment that would be lost is left as it is.

    Ends with 1 where a file is refused, or with --check would change.
    """
    for path in files:
        if path.suffix.lower() != ".ttl":
            raise click.UsageError(f"{path} is no Turtle file; its name ends with .ttl.")
    vocabulary = Vocabulary(read_settings(os.environ, base=base).base)
    failed = False
    for path in files:
        before = ContentFile(str(path), path, "graph").read_bytes()
        try:
            after = formatted(before, str(path), vocabulary)
        except ParseError as error:
            click.echo(f"trilogue: {error.message}", err=True)
            failed = True
            continue
        if after == before:
            continue
        if check:
            click.echo(f"{path} would change.")
            failed = True
        else:
            _write(path, after)
            click.echo(f"Wrote {path}.")
    if failed:
        ctx.exit(FINDINGS)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise click.FileError(str(path), error.strerror or "cannot be written") from error
