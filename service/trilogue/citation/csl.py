"""A citation as CSL-JSON, which Zotero, Mendeley, pandoc and citeproc read.

Source: CSL 1.0.2, csl-data.json; the media type's registration (an array of items).
"""

import json
from typing import Any

from trilogue.citation.model import NAME, Citation
from trilogue.citation.texts import one_line


def csl_item(citation: Citation) -> dict[str, Any]:
    """Give *citation* as one item."""
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "dataset",
        "title": one_line(citation.title),
        # One literal each: a pseudonym has no family name.
        "author": [{"literal": one_line(name)} for name in citation.contributors],
        "version": citation.version,
        "publisher": NAME,
        "URL": citation.iri,
        "note": "; ".join(citation.notes),
    }
    if citation.issued:
        parts = [int(part) for part in citation.issued.split("-")]
        item["issued"] = {"date-parts": [parts]}
    if not citation.is_whole:
        item["container-title"] = NAME
        item["genre"] = one_line(citation.kind)
    return item


def csl_json(citation: Citation) -> str:
    """Write *citation* as a file of CSL-JSON."""
    return json.dumps([csl_item(citation)], ensure_ascii=False, indent=1) + "\n"
