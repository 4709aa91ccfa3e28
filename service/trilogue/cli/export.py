"""``trilogue export``: the whole dataset as files."""

import tempfile
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from trilogue.cli.dataset import as_of_option, dataset_options, opened_dataset
from trilogue.export.codings import CODINGS, FileCoding, sorted_codings
from trilogue.export.folder import export_dataset
from trilogue.export.parts import PARTS
from trilogue.export.patch import exported_state, state_of
from trilogue.export.release import Release, State
from trilogue.formats import GRAPH_FORMATS


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([each.suffix for each in GRAPH_FORMATS]),
    help="A format of the dumps; may be given several times. All by default.",
)
@click.option(
    "--coding",
    "codings",
    multiple=True,
    type=click.Choice(CODINGS),
    help="How the dumps are packed; may be given several times. All ways by default.",
)
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(list(PARTS)),
    help="What to write; may be given several times. All by default.",
)
@click.option("--without-derived", is_flag=True, help="Leave out what the rules conclude.")
@click.option(
    "--patch-from",
    metavar="FOLDER_OR_DATE",
    help="Write what changed since an earlier export, or since a day, as an RDF Patch.",
)
@dataset_options
@as_of_option
def export(
    *,
    directory: Path,
    formats: tuple[str, ...],
    codings: tuple[FileCoding, ...],
    parts: tuple[str, ...],
    without_derived: bool,
    patch_from: str | None,
    as_of: str | None,
    **options: str | None,
) -> None:
    """Write the whole dataset to DIRECTORY.

    The dumps in six formats, plain and packed; one Turtle file for each graph; a VoID description
    with counts; release.json, which says what is there, and SHA-256 checksums. The same content
    gives the same bytes. The directory must be new, empty, or hold an earlier export. The store is
    built first where that is needed.
    """
    if "patch" in parts and patch_from is None:
        raise click.UsageError("The part patch needs --patch-from: a folder or a day.")
    with (
        opened_dataset(**options, as_of=as_of) as dataset,
        tempfile.TemporaryDirectory(prefix="trilogue-") as folder,
    ):
        console = Console(stderr=True)
        with console.status("Reading the dataset") as status:
            release = Release(
                dataset.store,
                dataset.vocabulary,
                dataset.version,
                without_derived,
                tuple(each for each in GRAPH_FORMATS if not formats or each.suffix in formats),
                sorted_codings(codings),
                progress=lambda name: status.update(f"Writing {name}"),
            )
            if patch_from is not None:
                before = _before(patch_from, release, Path(folder), **options)
                release = replace(release, before=before)
            written = export_dataset(release, directory, parts or tuple(PARTS))
    for name, reason in release.left_out.items():
        click.echo(f"{name} is left out: {reason}.", err=True)
    click.echo(f"{len(written)} files in {directory}")


def _before(given: str, release: Release, work: Path, **options: str | None) -> State:
    """Give the state that a patch leads from: an earlier export's, or that of a day."""
    if Path(given).is_dir():
        return exported_state(Path(given), work, without_derived=release.without_derived)
    with opened_dataset(**options, as_of=given) as past:
        return state_of(replace(release, store=past.store, version=past.version), work)
