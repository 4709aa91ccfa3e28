"""The command line.

Every command ends with 0 when all is well, 1 when it found something wrong with the data, 2 when
the command itself or what it was given is wrong.
"""

from typing import Any

import click

from trilogue import __version__
from trilogue.cli.status import FINDINGS, USAGE_ERROR

# The commands ask this module for the line above, so they come after it.
# isort: split
from trilogue.cli.build import build
from trilogue.cli.check import check
from trilogue.cli.cite import cite
from trilogue.cli.contribute import contribute
from trilogue.cli.export import export
from trilogue.cli.fmt import fmt
from trilogue.cli.mcp import mcp
from trilogue.cli.nanopub import nanopub
from trilogue.cli.network import network
from trilogue.cli.query import query
from trilogue.cli.quickstatements import quickstatements
from trilogue.cli.record import record
from trilogue.cli.serve import serve
from trilogue.cli.sheet import sheet
from trilogue.cli.tables import tables
from trilogue.cli.token import token
from trilogue.cli.validate import validate
from trilogue.errors import ContentNotSound, TrilogueError

__all__ = ["FINDINGS", "USAGE_ERROR", "main"]


class Commands(click.Group):
    """The commands; an error of ours becomes a message on standard error and a status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names, in the order in which they were added."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except TrilogueError as error:
            click.echo(f"trilogue: {error.message}", err=True)
            ctx.exit(FINDINGS if isinstance(error, ContentNotSound) else USAGE_ERROR)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trilogue")
def main() -> None:
    """Trilogue: how the EU AI Act came to regulate biometric mass surveillance.

    Start with `trilogue serve` to look around, or `trilogue check` after a change to the content.
    """


# In the order in which one needs them.
for command in (
    serve,
    query,
    check,
    sheet,
    fmt,
    validate,
    contribute,
    record,
    build,
    export,
    cite,
    nanopub,
    quickstatements,
    mcp,
    tables,
    network,
    token,
):
    main.add_command(command)
