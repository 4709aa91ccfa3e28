"""The description of a folder of exports as an RO-Crate.

Written here and not by the library of that name, which stamps the moment of writing into it: one
version of the dataset shall have one description.

Source: RO-Crate Metadata Specification 1.1, sections 4 (root data entity) and 5 (files).
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from trilogue.tables.described import described

DESCRIPTION = "ro-crate-metadata.json"
_CONFORMS_TO = "https://w3id.org/ro/crate/1.1"


def crate_of(paths: Iterable[Path], directory: Path, about: Mapping[str, str], base: str) -> str:
    """Describe the files of a directory.

    Args:
        paths: of the files, relative to *directory*, in any order.
        directory: the root of the crate.
        about: title, version, date, licence and creator: see `trilogue.tables.described`.
        base: of the dataset's IRIs; the crate says of which dataset it is a form.
    """
    files = [described(directory, path) for path in sorted(paths)]
    creator = {"@id": "#contributors"}
    licence = {"@id": about["licence"]}
    graph: list[dict[str, Any]] = [
        {
            "@id": DESCRIPTION,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _CONFORMS_TO},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": about["title"],
            "description": about["description"],
            "version": about["version"],
            "datePublished": about["date"],
            "license": licence,
            "author": creator,
            "publisher": creator,
            "isBasedOn": {"@id": f"{base}graph/"},
            "hasPart": [{"@id": file.path.as_posix()} for file in files],
        },
        *(
            {
                "@id": file.path.as_posix(),
                "@type": "File",
                "name": file.title,
                "encodingFormat": file.media_type,
                "contentSize": str(file.size),
                "sha256": file.digest,
                "license": licence,
            }
            for file in files
        ),
        {"@id": "#contributors", "@type": "Organization", "name": about["creator"]},
        {
            "@id": about["licence"],
            "@type": "CreativeWork",
            "name": "Creative Commons Attribution 4.0 International",
        },
        {"@id": f"{base}graph/", "@type": "CreativeWork", "name": about["title"]},
    ]
    document = {"@context": f"{_CONFORMS_TO}/context", "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
