"""A sentence that remembers what it was made of, so that it can be said in another language."""

import re
from collections.abc import Mapping
from typing import Self

# {name} in sentences of the program, {?name} or {$name} in messages of shapes.
_PLACEHOLDER = re.compile(r"\{[?$]?(\w+)\}")


class Wording(str):
    """A sentence in English, with its pattern and the values that stand in it.

    It is a plain text to whoever knows no better.

    Args:
        pattern: English, with ``{name}`` where a value comes, or ``{?name}`` as in SHACL.
        values: what comes there; a name without a value stays as it is.

    Source: SHACL, section 5.3.2 (``{?variable}`` in messages).
    """

    __slots__ = ("pattern", "values")

    pattern: str
    values: Mapping[str, str]

    def __new__(cls, pattern: str, /, **values: object) -> Self:
        """Make one whose values are given by name."""
        return cls.of(pattern, {name: str(value) for name, value in values.items()})

    @classmethod
    def of(cls, pattern: str, values: Mapping[str, str]) -> Self:
        """Make one whose values have any names."""
        made = super().__new__(cls, filled(pattern, values))
        made.pattern = pattern
        made.values = values
        return made


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """Put *values* into the places of *pattern*."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), pattern)


def names_in(pattern: str) -> frozenset[str]:
    """Give the names that stand in *pattern*."""
    return frozenset(found[1] for found in _PLACEHOLDER.finditer(pattern))
