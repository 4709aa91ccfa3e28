"""Lays the curated content into the wheel.

The content lives at the top of the repository, where its editors look for it.
A standard wheel carries it as ``trilogue/curated/``; an editable install must not, or it would
serve a frozen copy; an sdist holds the folders as they are, so that a wheel built from it is the
same as one built from the checkout.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CURATED_FOLDERS = ("ontology", "shapes", "graph")
SHIPPED_SUFFIXES = frozenset({".ttl", ".rq", ".md", ".tsv"})


class CuratedContentHook(BuildHookInterface[Any]):
    """Ship ``ontology/``, ``shapes/`` and ``graph/`` inside the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the curated files to a standard wheel, and to nothing else.

        Args:
            version: the kind of build, "standard" or "editable".
            build_data: hatchling's table of what goes where; changed in place.

        Raises:
            FileNotFoundError: a curated folder is missing or holds no file to ship.
        """
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update(curated_files(Path(self.root)))


def curated_files(root: Path) -> dict[str, str]:
    """Map each curated file under *root* to its place in the wheel, in path order.

    Files are chosen by suffix: what an editor leaves beside a Turtle file (``core.ttl~``, a swap
    file, anything whose name starts with a dot) is not shipped, whatever ``.gitignore`` says.

    Raises:
        FileNotFoundError: a curated folder is missing or holds no file to ship.
    """
    table: dict[str, str] = {}
    for folder in CURATED_FOLDERS:
        found = {
            str(path): f"trilogue/curated/{path.relative_to(root).as_posix()}"
            for path in sorted((root / folder).rglob("*"))
            if path.is_file()
            and path.suffix in SHIPPED_SUFFIXES
            and not path.name.startswith((".", "#"))
        }
        if not found:
            raise FileNotFoundError(
                f"{root / folder}: no {', '.join(sorted(SHIPPED_SUFFIXES))} file to ship. "
                "Build from a full checkout or from the sdist."
            )
        table.update(found)
    return table
