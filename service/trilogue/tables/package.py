"""The description of the tables as a Frictionless data package.

Source: Data Package and Table Schema, version 1; RFC 3339 (dates).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from trilogue.tables import codebook
from trilogue.tables.columns import Column, Table, Type
from trilogue.tables.described import File, described
from trilogue.terms import Vocabulary

DESCRIPTION = "datapackage.json"
_TYPES: dict[Type, dict[str, Any]] = {
    Type.DATE: {"type": "date"},
    Type.MOMENT: {"type": "datetime"},
    Type.BOOLEAN: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    Type.INTEGER: {"type": "integer"},
    Type.DECIMAL: {"type": "number"},
}


def package_of(
    tables: Iterable[Table],
    files: Mapping[str, Path],
    others: Iterable[Path],
    directory: Path,
    about: Mapping[str, str],
    vocabulary: Vocabulary,
) -> str:
    """Describe the files of a directory.

    Args:
        tables: those that were written as CSV.
        files: the CSV file of each table by its name, relative to *directory*.
        others: further files, relative to *directory*.
        directory: where they all are.
        about: title, version, licence and so on: see `trilogue.tables.described`.
        vocabulary: to name properties.
    """
    tables = list(tables)
    resources = [
        _resource(table, described(directory, files[table.name]), set(files), vocabulary)
        for table in tables
    ]
    resources += [_other(described(directory, path)) for path in others]
    document = {
        "profile": "data-package",
        "name": "trilogue",
        "title": about["title"],
        "description": "\n".join([about["description"], "", *codebook.NOTES]),
        "version": about["version"],
        "created": f"{about['date']}T00:00:00Z",
        "homepage": vocabulary.base,
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": about["licence"],
            }
        ],
        "contributors": [{"title": about["creator"], "role": "author"}],
        "resources": resources,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def resource_name(name: str) -> str:
    """Write the name of a class as the standard wants it.

    >>> resource_name("InfluenceAct")
    'influence-act'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def _resource(table: Table, file: File, there: set[str], vocabulary: Vocabulary) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column, vocabulary) for column in table.columns],
        "missingValues": [""],
        "primaryKey": ["iri"],
    }
    keys = list(_foreign_keys(table, there))
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "type": "table",
        "name": resource_name(table.name),
        "title": table.title,
        "description": table.description,
        **_about(file),
        "encoding": "utf-8",
        "dialect": {
            "csv": {
                "delimiter": ",",
                "lineTerminator": "\r\n",
                "quoteChar": '"',
                "doubleQuote": True,
            },
            "header": True,
        },
        "schema": schema,
    }


def _other(file: File) -> dict[str, Any]:
    name = re.sub(r"[^a-z0-9._-]+", "-", file.path.as_posix().lower())
    return {
        "profile": "data-resource",
        "type": "file",
        "name": name,
        "title": file.title,
        **_about(file),
    }


def _about(file: File) -> dict[str, Any]:
    return {
        "path": file.path.as_posix(),
        "format": file.path.suffix.lstrip("."),
        "mediatype": file.media_type,
        "bytes": file.size,
        "hash": f"sha256:{file.digest}",
    }


def _field(column: Column, vocabulary: Vocabulary) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "title": column.title,
        "description": column.meaning,
        **({"type": "string"} if column.is_list else _TYPES.get(column.type, {"type": "string"})),
        "cardinality": column.cardinality,
    }
    if column.path:
        found["rdfProperty"] = column.path
    if column.language:
        found["language"] = column.language
    if column.is_list:
        found["valuesOf"] = codebook.datatype(column, vocabulary)
    constraints: dict[str, Any] = {}
    if column.least and column.is_filled:
        constraints["required"] = True
    if column.name == "iri":
        constraints["unique"] = True
    if constraints:
        found["constraints"] = constraints
    return found


def _foreign_keys(table: Table, there: set[str]) -> Iterator[dict[str, Any]]:
    """Give the columns whose one value is always a record of a table that is there."""
    for column in table.columns:
        if column.target in there and not column.is_list:
            # An empty name is the table itself.
            name = "" if column.target == table.name else resource_name(str(column.target))
            yield {
                "fields": [column.name],
                "reference": {"resource": name, "fields": ["iri"]},
            }
