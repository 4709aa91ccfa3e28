"""``trilogue export``: the whole dataset as files."""

from pathlib import Path

import click
from rich.console import Console

from trilogue.cli.dataset import as_of_option, dataset_options, opened_dataset
from trilogue.export import export_dataset


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@dataset_options
@as_of_option
def export(
    directory: Path,
    store: str | None,
    content: str | None,
    base: str | None,
    as_of: str | None,
) -> None:
    """Write the whole dataset to DIRECTORY.

    N-Quads, TriG, one Turtle file for each graph, a VoID description with counts, and SHA-256
    checksums. The same content gives the same bytes. The directory must be new, empty, or hold an
    earlier export. The store is built first where that is needed.
    """
    with opened_dataset(store, content, base, as_of) as dataset:
        console = Console(stderr=True)
        with console.status("Reading the dataset") as status:
            written = export_dataset(
                dataset.store,
                directory,
                dataset.vocabulary,
                dataset.version,
                lambda name: status.update(f"Writing {name}"),
            )
    click.echo(f"{len(written)} files in {directory}")
