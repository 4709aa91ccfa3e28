"""``trilogue quickstatements``: facts about actors as a draft for Wikidata."""

import sys

import click

from trilogue.cli.dataset import as_of_option, dataset_options, opened_dataset
from trilogue.quickstatements import quickstatements as drafted


@click.command()
@dataset_options
@as_of_option
def quickstatements(
    *, store: str | None, content: str | None, base: str | None, as_of: str | None
) -> None:
    """Write reviewed facts about actors as a draft of commands for QuickStatements.

    That tool edits Wikidata. Nothing is sent anywhere: somebody has to check each line first.
    """
    with opened_dataset(store, content, base, as_of) as dataset:
        text = drafted(dataset.store, dataset.vocabulary, dataset.version)
    sys.stdout.buffer.write(text.encode())
