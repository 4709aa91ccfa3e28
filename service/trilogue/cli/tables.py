"""``trilogue tables``: what is recorded as tables."""

from pathlib import Path

import click
from rich.console import Console

from trilogue.cli.dataset import as_of_option, dataset_options, opened_dataset

_FORMATS = ("csv", "xlsx", "parquet")


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="NAME",
    help="Only this type of record, such as Claim or Person; may be given several times.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    help="Only this format; may be given several times. All of them by default.",
)
@click.option("--bom", is_flag=True, help="Begin CSV files with a byte order mark, for Excel.")
@dataset_options
@as_of_option
def tables(
    directory: Path,
    *,
    types: tuple[str, ...],
    formats: tuple[str, ...],
    bom: bool,
    **options: str | None,
) -> None:
    """Write what is recorded to DIRECTORY as tables, one for each type of record.

    CSV, a workbook with a codebook, and Parquet; described as a Frictionless data package and as
    an RO-Crate. The same dataset gives the same bytes. The directory must be new or empty.
    """
    from trilogue.tables import TableFormat, Wanted, write_tables

    if directory.exists() and any(directory.iterdir()):
        raise click.UsageError(f"{directory} is not empty. Name an empty folder or a new one.")
    wanted = Wanted(types, tuple(TableFormat(word) for word in formats or _FORMATS), with_mark=bom)
    with opened_dataset(**options) as dataset:
        console = Console(stderr=True)
        with console.status("Reading the dataset") as status:
            written = write_tables(
                dataset.store,
                dataset.vocabulary,
                dataset.version,
                directory,
                wanted,
                lambda name: status.update(f"Writing {name}"),
            )
    click.echo(f"{len(written)} files in {directory}")
