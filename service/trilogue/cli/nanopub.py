"""``trilogue nanopub``: records as nanopublications."""

import sys

import click

from trilogue.cli.dataset import as_of_option, dataset_options, opened_dataset
from trilogue.naming import iri_named
from trilogue.nanopublications import nanopublication, trig_of_all


@click.command()
@click.argument("thing", required=False, metavar="[THING]")
@click.option("--all", "everything", is_flag=True, help="All records, in one document.")
@dataset_options
@as_of_option
def nanopub(
    *,
    thing: str | None,
    everything: bool,
    store: str | None,
    content: str | None,
    base: str | None,
    as_of: str | None,
) -> None:
    """Write the nanopublication of THING, or of all records, as TriG.

    THING is an IRI, or its short form such as claim:seed-c01. Each has a trusty URI: its address
    holds a digest of what it says, so that it can be checked by whoever has it.
    """
    if (thing is None) != everything:
        raise click.UsageError("Name a record, or say --all.")
    with opened_dataset(store, content, base, as_of) as dataset:
        if thing is None:
            for piece in trig_of_all(dataset.store, dataset.vocabulary, dataset.version):
                sys.stdout.buffer.write(piece)
        else:
            iri = iri_named(thing, dataset.vocabulary)
            found = nanopublication(iri, dataset.store, dataset.vocabulary)
            sys.stdout.buffer.write(found.trig(dataset.vocabulary))
