"""``trilogue sheet``: an empty sheet to fill in."""

import os
from pathlib import Path

import click

from trilogue.cli.dataset import dataset_options, opened_dataset
from trilogue.content import find_content
from trilogue.contribution.sheets import SUFFIXES
from trilogue.settings import read_settings


@click.command()
@click.argument(
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.xlsx",
)
@click.option(
    "--type",
    "wanted",
    multiple=True,
    metavar="NAME",
    help="Only this type of record, such as Claim; may be given several times.",
)
@dataset_options
def sheet(
    file: Path,
    *,
    wanted: tuple[str, ...],
    store: str | None,
    content: str | None,
    base: str | None,
) -> None:
    """Write an empty sheet to fill in: a workbook, or a CSV file of one type.

    The fields are those of the shapes, and the lists to pick from are those of the graph. A file
    that is there is not overwritten. Hand the sheet to `trilogue validate` when it is filled in.
    """
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise click.UsageError("The file's name ends with .xlsx or .csv.")
    if suffix == ".csv" and len(wanted) != 1:
        raise click.UsageError("A CSV file is for one type: name it with --type, such as Claim.")
    if file.exists():
        raise click.UsageError(f"{file} is there already. Move it, or choose another name.")
    data = _template(suffix, wanted, store, content, base)
    try:
        file.write_bytes(data)
    except OSError as error:
        raise click.FileError(str(file), error.strerror or "cannot be written") from error
    click.echo(f"Wrote {file}.")


def _template(
    suffix: str, wanted: tuple[str, ...], store: str | None, content: str | None, base: str | None
) -> bytes:
    from trilogue.contribution.fields import record_types_of
    from trilogue.contribution.sheets.names import Names
    from trilogue.contribution.sheets.writing import csv_of, templates, workbook_of
    from trilogue.parse import parse_file

    settings = read_settings(os.environ, store=store, content=content, base=base)
    with opened_dataset(store, content, base) as dataset:
        files = [
            parse_file(file, dataset.vocabulary.base)
            for file in find_content(settings.content).all_files()
            if file.relative.startswith(("ontology/", "shapes/"))
        ]
        types = record_types_of(files, dataset.vocabulary)
        known = {one.name.casefold(): one for one in types}
        unknown = [word for word in wanted if word.casefold() not in known]
        if unknown:
            raise click.UsageError(
                f"{unknown[0]} is no type of record. There are {', '.join(sorted(known))}."
            )
        chosen = [known[word.casefold()] for word in dict.fromkeys(wanted)] or types
        names = Names(dataset.store, dataset.vocabulary)
        tables = templates(chosen, names)
        return csv_of(tables[0], names) if suffix == ".csv" else workbook_of(tables, names)
