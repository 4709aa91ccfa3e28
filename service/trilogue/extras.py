"""Libraries that a plain installation leaves out: loaded where needed, told of where missing."""

import importlib
import importlib.util
from types import ModuleType

from trilogue.errors import TrilogueError


class ExtraMissing(TrilogueError):
    """A library of an extra is needed and not installed."""


def is_there(name: str) -> bool:
    """Tell whether the library *name* is installed, without loading it."""
    return importlib.util.find_spec(name) is not None


def required(name: str, extra: str, what: str) -> ModuleType:
    """Load the library *name*.

    Args:
        name: of the module.
        extra: of ours that brings it.
        what: needs it, as the message begins.

    Raises:
        ExtraMissing: it is not installed.
    """
    if not is_there(name.partition(".")[0]):
        raise ExtraMissing(
            f"{what} needs the library {name}, which is not installed. "
            f"Install the extra `{extra}`: pip install 'trilogue[{extra}]'."
        )
    return importlib.import_module(name)
