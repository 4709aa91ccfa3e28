"""``trilogue build``: the curated content into a store, or nothing."""

import os

import click
from rich.console import Console

from trilogue.cli.dataset import dataset_options, published
from trilogue.content import find_content
from trilogue.settings import SETTINGS, read_settings, store_directory

_HELP = {setting.name: setting.help for setting in SETTINGS}


@click.command()
@click.option("--engine", metavar="URL", help=_HELP["engine"])
@dataset_options
def build(**options: str | None) -> None:
    """Build the store of the content.

    The content is checked first, without the OWL reasoner; a violation stops the build. The old
    store serves until the new one is complete, and stays if that fails.

    With --engine the dataset is published to that SPARQL endpoint too, unless it is there already.
    """
    from trilogue.build import build as build_store

    settings = read_settings(os.environ, **options)
    content = find_content(settings.content)
    directory = store_directory(settings, content.root)
    with Console(stderr=True).status("Looking at the content") as status:
        built = build_store(content, directory, settings.base, status.update)
    click.echo(
        f"Built dataset {built.dataset_version} with {built.quads} statements "
        f"in {built.seconds:.1f} s ({built.report.in_words()})."
    )
    click.echo(f"It is in {built.path}")
    if settings.engine is not None:
        is_new = published(settings, settings.engine, built.path)
        click.echo(f"{'Published to' if is_new else 'It is already in'} {settings.engine}")
