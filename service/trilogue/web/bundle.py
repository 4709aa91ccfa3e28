"""The built scripts and styles at ``/static/built/``, by the names that pages ask for them with.

They are built beside the program (``service/frontend_bundle.py``) and named after their content. A
program without them is whole: a page that finds no script has none.

Source: Subresource Integrity, section 3; RFC 8246 (immutable).
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from trilogue.engine.model import Coding
from trilogue.web.codings import choose_coding, encoded

blueprint = Blueprint("bundle", __name__)

_FOLDER = "static/built"
_MANIFEST = "manifest.json"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_CACHED = "public, max-age=31536000, immutable"
_ENCODINGS_KEPT = 64


@dataclass(frozen=True)
class BuiltFile:
    """One file of the bundle.

    Attributes:
        name: with the digest of its content.
        integrity: as an element that loads it names it.
    """

    name: str
    integrity: str


@dataclass(frozen=True)
class Bundle:
    """What was built; empty where nothing was.

    Attributes:
        scripts, styles: entries by name.
        licences: the name of the file with the licences of what is in it; None where there is none.
        files: names of all files.
    """

    scripts: dict[str, BuiltFile] = field(default_factory=dict)
    styles: dict[str, BuiltFile] = field(default_factory=dict)
    licences: str | None = None
    files: frozenset[str] = frozenset()


def read_bundle(program: Path) -> Bundle:
    """Read what was built into the folder of the *program*'s pages.

    A manifest that cannot be read is as good as none: the site works without.
    """
    try:
        manifest: dict[str, Any] = json.loads((program / _FOLDER / _MANIFEST).read_bytes())
        files = manifest["files"]
        tables = (
            {word: BuiltFile(name, files[name]["integrity"]) for word, name in table.items()}
            for table in (manifest.get("scripts", {}), manifest.get("styles", {}))
        )
        scripts, styles = tables
        return Bundle(scripts, styles, manifest.get("licences"), frozenset(files))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Bundle()


@blueprint.get("/static/built/<name>")
def file(name: str) -> Response:
    """Give one file, encoded as the client likes it; it never changes under its name."""
    folder = Path(current_app.root_path, _FOLDER)
    # Only what the manifest of the moment names, so that no path of a stranger is ever opened.
    if name not in read_bundle(folder.parents[1]).files:
        abort(404)
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    path = folder / name
    response = Response(_encoded(path, coding), content_type=_TYPES.get(path.suffix, "text/plain"))
    if coding != "identity":
        response.headers["Content-Encoding"] = coding
    response.headers["Cache-Control"] = _CACHED
    response.headers["Vary"] = "Accept-Encoding"
    return response


@lru_cache(_ENCODINGS_KEPT)
def _encoded(path: Path, coding: Coding) -> bytes:
    return encoded(path.read_bytes(), coding)
