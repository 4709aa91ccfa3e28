"""The option that tells in which language a command speaks of what it found."""

import click

from trilogue.languages import LANGUAGES

language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="In which language to tell what was found.",
)
