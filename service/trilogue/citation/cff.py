"""A citation as a Citation File Format file, which code hosts and Zotero read.

Source: Citation File Format 1.2.0, guide to the schema.
"""

from typing import Any

import yaml

from trilogue.citation.model import NAME, Citation
from trilogue.citation.texts import one_line

_SPDX = {
    "https://creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
}


def cff(citation: Citation) -> str:
    """Write *citation* as a file."""
    document: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": f"Please cite this {one_line(citation.kind)} of {NAME} as below."
        if not citation.is_whole
        else "Please cite this dataset as below.",
        "type": "dataset",
        "title": one_line(citation.title),
        # Entities, for a name of one's own choice is not parted into given and family names.
        "authors": [{"name": one_line(name)} for name in citation.contributors],
        "version": citation.version,
        "url": citation.iri,
    }
    if citation.digest:
        document["identifiers"] = [
            {
                "type": "other",
                "value": f"sha256:{citation.digest}",
                "description": "SHA-256 of the statements in canonical N-Quads (RDFC-1.0)",
            }
        ]
    if citation.issued:
        document["date-released"] = citation.issued
    spdx = _SPDX.get(citation.licence)
    document |= {"license": spdx} if spdx else {"license-url": citation.licence}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10_000)
