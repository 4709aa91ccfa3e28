"""Lays the curated content into the wheel, and sees to it that the bundle of scripts is built.

The content lives at the top of the repository, where its editors look for it.
A standard wheel carries it as ``trilogue/curated/``; an editable install must not, or it would
serve a frozen copy; an sdist holds the folders as they are, so that a wheel built from it is the
same as one built from the checkout.

The bundle lies inside the package, where all three find it: ``frontend_bundle`` beside this file
builds it, unless what is there is up to date. Where it cannot be built the build goes on without,
with a warning, unless the environment says that it must not: as for a release.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Hatchling loads this file by its path, so that what lies beside it is not found by name.
sys.path.insert(0, str(Path(__file__).resolve().parent))
try:
    import frontend_bundle
finally:
    del sys.path[0]

CURATED_FOLDERS = ("ontology", "shapes", "graph")
SHIPPED_SUFFIXES = frozenset({".ttl", ".rq", ".md", ".tsv"})


class ContentHook(BuildHookInterface[Any]):
    """Ship the bundle, and ``ontology/``, ``shapes/`` and ``graph/``, inside the package."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node only where the bundle has to be built and no Node is on PATH."""
        root = Path(self.root)
        if not frontend_bundle.is_wanted() or frontend_bundle.is_built(root):
            return []
        return [] if frontend_bundle.node_on_path() else [frontend_bundle.NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle, and add the curated files to a standard wheel and to nothing else.

        Args:
            version: the kind of build, "standard" or "editable".
            build_data: hatchling's table of what goes where; changed in place.

        Raises:
            FileNotFoundError: a curated folder is missing or holds no file to ship.
            FrontendNotBuiltError: the bundle cannot be built, and must not be missing.
        """
        if frontend_bundle.is_wanted():
            try:
                frontend_bundle.ensure(Path(self.root))
            except frontend_bundle.FrontendNotBuiltError as error:
                if frontend_bundle.is_required():
                    raise
                self.app.display_warning(str(error))
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
