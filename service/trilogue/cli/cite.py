"""``trilogue cite``: how to cite a record or the dataset."""

import sys

import click

from trilogue.citation.model import cite_dataset, cite_record
from trilogue.citation.writing import CITATION_FORMATS, TEXT, citation_bytes
from trilogue.cli.dataset import as_of_option, dataset_options, opened_dataset
from trilogue.formats import format_named, words
from trilogue.naming import iri_named


@click.command()
@click.argument("thing", required=False, metavar="[THING]")
@click.option(
    "--format",
    "word",
    type=click.Choice(words(CITATION_FORMATS)),
    default=TEXT.suffix,
    show_default=True,
    help="A sentence (txt), or a file for a reference manager.",
)
@dataset_options
@as_of_option
def cite(
    *,
    thing: str | None,
    word: str,
    store: str | None,
    content: str | None,
    base: str | None,
    as_of: str | None,
) -> None:
    """Say how to cite THING, or the whole dataset.

    THING is an IRI, or its short form such as claim:seed-c01.
    """
    with opened_dataset(store, content, base, as_of) as dataset:
        if thing is None:
            citation = cite_dataset(dataset.store, dataset.vocabulary, dataset.version)
        else:
            iri = iri_named(thing, dataset.vocabulary)
            citation = cite_record(iri, dataset.store, dataset.vocabulary, dataset.version)
        data = citation_bytes(citation, format_named(word, CITATION_FORMATS))
    sys.stdout.buffer.write(data)
