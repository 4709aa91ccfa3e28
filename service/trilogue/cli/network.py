"""``trilogue network``: who is tied to whom and to what."""

from pathlib import Path

import click

from trilogue.cli.dataset import as_of_option, dataset_options, opened_dataset

_SUFFIXES = (".gexf", ".graphml", ".csv")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--around",
    metavar="IRI",
    help="Only what is near this thing; an IRI or a prefixed name such as actor:edri.",
)
@click.option(
    "--depth",
    type=click.IntRange(1, 3),
    default=1,
    show_default=True,
    help="How many steps are near.",
)
@click.option(
    "--projection",
    "which",
    type=click.Choice(("actors-practices", "actors-norms")),
    help="Only actors and what they have to do with, counted and with signs.",
)
@dataset_options
@as_of_option
def network(
    file: Path, *, around: str | None, depth: int, which: str | None, **options: str | None
) -> None:
    """Write a network to FILE: .gexf for Gephi, .graphml, or .csv.

    Nodes are actors, practices, provisions, norms, stages, events and claims; edges are what is
    said of them and the roles, positions, acts of influence and arguments that tie them. From a
    name that ends in .csv two files are made, for nodes and edges. A file that is there is not
    overwritten. The same dataset gives the same bytes.
    """
    from trilogue.networks.files import bytes_of
    from trilogue.networks.reading import read_network
    from trilogue.networks.selection import Projection, iri_of, neighbourhood, projection
    from trilogue.records import Records

    if file.suffix.lower() not in _SUFFIXES:
        raise click.UsageError(f"The file's name ends with one of {', '.join(_SUFFIXES)}.")
    with opened_dataset(**options) as dataset:
        records = Records(dataset.store, dataset.vocabulary)
        found = read_network(records, dataset.version)
        if which is not None:
            found = projection(found, Projection(which))
        if around is not None:
            found = neighbourhood(found, iri_of(around, dataset.vocabulary), depth)
        written = dict(bytes_of(found, file.with_suffix(file.suffix.lower()), records.date))
    for path in written:
        if path.exists():
            raise click.UsageError(f"{path} is there already. Move it, or choose another name.")
    for path, data in written.items():
        try:
            path.write_bytes(data)
        except OSError as error:
            raise click.FileError(str(path), error.strerror or "cannot be written") from error
    names = " and ".join(str(path) for path in written)
    click.echo(f"{len(found.nodes)} nodes and {len(found.edges)} edges in {names}")
