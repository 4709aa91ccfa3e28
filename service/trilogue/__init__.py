"""Trilogue: how the EU AI Act came to regulate biometric mass surveillance, as a knowledge graph.

The path of the data is the reading order:
content (find) → parse (quads) → validation (report) → store (graphs) → query (answer) →
serialise (bytes) → web (HTTP).
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("trilogue")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+not-installed"

__all__ = ["__version__"]
