"""``trilogue token``: make, list and revoke the tokens of those who may write."""

import os
from datetime import UTC, datetime
from typing import get_args

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from trilogue.access import Access, Role
from trilogue.content import find_content
from trilogue.settings import SETTINGS, read_settings, tokens_file

_HELP = {setting.name: setting.help for setting in SETTINGS}
_tokens_option = click.option("--tokens", metavar="FILE", help=_HELP["tokens"])
_content_option = click.option("--content", metavar="DIR", help=_HELP["content"])
_store_option = click.option("--store", metavar="DIR", help=_HELP["store"])


@click.group()
def token() -> None:
    """Make, list and revoke access tokens.

    A running service notices each change at once.
    """


@token.command()
@click.option(
    "--role", type=click.Choice(get_args(Role)), required=True, help="What the token allows."
)
@click.option("--name", metavar="NAME", help="Whose it is, as published; a pseudonym is welcome.")
@click.option(
    "--slug", metavar="SLUG", help="The end of that person's IRI; by default made of the name."
)
@click.option("--label", metavar="TEXT", default="", help="What it is for.")
@click.option(
    "--days",
    metavar="NUMBER",
    type=click.IntRange(1, 3_650),
    default=90,
    show_default=True,
    help="How long it is good.",
)
@_tokens_option
@_content_option
@_store_option
def create(
    role: Role, name: str | None, slug: str | None, label: str, days: int, **files: str | None
) -> None:
    """Make a token and print it: this once, since only its digest is kept.

    One for a contributor, reviewer or maintainer belongs to a person, who is named in what the
    person contributes or decides. Tokens with one slug are of one person.
    """
    if not (name or slug or label):
        raise click.UsageError("Nobody would know whose token it is. Give --name or --label.")
    made, secret = _access(**files).create(role, label, days, name, slug)
    whose = f" of {made.name} ({made.slug})" if made.name else ""
    click.echo(f"Token {made.id}{whose} for {role}, good until {made.expires}:", err=True)
    click.echo(secret)


@token.command("list")
@_tokens_option
@_content_option
@_store_option
def list_(tokens: str | None, content: str | None, store: str | None) -> None:
    """List the tokens: id, role, person, label, and until when each is good."""
    table = Table()
    for heading in ("ID", "Role", "Person", "Slug", "Label", "Created", "Good until", "State"):
        table.add_column(heading, no_wrap=heading in ("ID", "Role", "State"), overflow="fold")
    now = datetime.now(UTC)
    for each in _access(tokens, content, store).tokens():
        state = "good" if each.is_good(now) else "revoked" if each.revoked else "expired"
        # As they are: square brackets in a name are no colour.
        words = (each.name or "", each.slug or "", each.label, each.created, each.expires, state)
        table.add_row(each.id, each.role, *map(escape, words))
    Console().print(table)


@token.command()
@click.argument("token_id", metavar="ID")
@_tokens_option
@_content_option
@_store_option
def revoke(token_id: str, tokens: str | None, content: str | None, store: str | None) -> None:
    """Make the token ID good for nothing, from now on."""
    revoked = _access(tokens, content, store).revoke(token_id)
    whose = revoked.name or revoked.label or revoked.role
    click.echo(f"Token {revoked.id} ({whose}) is revoked.")


def _access(tokens: str | None, content: str | None, store: str | None) -> Access:
    settings = read_settings(os.environ, tokens=tokens, content=content, store=store)
    return Access(tokens_file(settings, find_content(settings.content).root))
