"""``trilogue build``: the curated content into a store, or nothing."""

import os
from contextlib import closing

import click
from rich.console import Console

from trilogue.cli.dataset import dataset_options
from trilogue.content import Content, find_content
from trilogue.settings import SETTINGS, Settings, read_settings, store_directory

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
        _publish(settings, settings.engine, content)


def _publish(settings: Settings, address: str, content: Content) -> None:
    from trilogue.build import ensure_built
    from trilogue.engine.publish import publish
    from trilogue.engine.remote import RemoteEngine
    from trilogue.store import Store
    from trilogue.terms import Vocabulary
    from trilogue.versions import read_record

    path = ensure_built(content, store_directory(settings, content.root), settings.base)
    version = read_record(path).dataset_version
    with (
        closing(RemoteEngine(address, settings, Vocabulary(settings.base))) as engine,
        Store.open_read_only(path) as store,
        Console(stderr=True).status("Publishing to the engine"),
    ):
        is_new = publish(engine, store, version)
    click.echo(f"{'Published to' if is_new else 'It is already in'} {address}")
