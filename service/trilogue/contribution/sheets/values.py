"""A cell's text and the values that it stands for, there and back."""

import re
from datetime import date

from pyoxigraph import Literal, NamedNode

from trilogue.contribution.fields import Field, Kind
from trilogue.contribution.sheets.columns import Column
from trilogue.contribution.sheets.grid import NUMBER
from trilogue.contribution.sheets.names import Names, NotFound
from trilogue.terms import XSD
from trilogue.wording import Wording

Value = NamedNode | Literal

_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_WHOLE = re.compile(r"[+-]?[0-9]+")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_STRING = XSD + "string"


class BadValue(NotFound):
    """A text is no value of a field."""


def split(text: str, field: Field) -> list[str]:
    r"""Split a cell at ``|`` and line ends; not one that holds a single text in a language.

    A backslash before ``|`` or another backslash takes it literally, and ``\n`` is a line end.
    """
    if _is_whole(field):
        return [text]
    parts = [""]
    at = 0
    while at < len(text):
        character = text[at]
        if character == "\\" and at + 1 < len(text) and text[at + 1] in "\\|n":
            parts[-1] += text[at : at + 2]
            at += 2
            continue
        if character in "|\n":
            parts.append("")
        else:
            parts[-1] += character
        at += 1
    stripped = (_ESCAPED.sub(_unescaped, part.strip()) for part in parts)
    return [part for part in stripped if part]


def join(texts: list[str], field: Field) -> str:
    """Put values into one cell, so that `split` gives them back."""
    if _is_whole(field):
        return "\n".join(texts)
    return " | ".join(
        text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n") for text in texts
    )


def read_value(text: str, column: Column, names: Names) -> Value:
    """Read one value of a column's field.

    Raises:
        NotFound: the text names no thing, or is no value of the field; with the mend.
    """
    field = column.field
    if field is None:
        raise BadValue(Wording("This column is for no field."), Wording("Remove it."))
    if field.kind is Kind.THING:
        return names.find(text, field.classes)
    if field.kind is Kind.IRI:
        return _iri(text, names)
    if field.kind is Kind.OPTION:
        return _option(text, field, names)
    if field.kind is Kind.LANGUAGE_TEXT:
        return _in_language(text, column.language or "")
    return _literal(text, field)


def write_value(value: Value, field: Field, names: Names) -> str:
    """Write one value so that `read_value` reads it."""
    if isinstance(value, Literal):
        return value.value
    if field.kind is Kind.THING:
        return names.word(value.value, field.classes)
    return names.vocabulary.shrink(value.value)


def _literal(text: str, field: Field) -> Literal:
    if field.kind is Kind.BOOLEAN:
        if text.casefold() not in _TRUTH:
            raise BadValue(
                Wording("“{text}” is neither true nor false.", text=_short(text)),
                Wording("Write true or false."),
            )
        return Literal(_TRUTH[text.casefold()])
    if field.kind is Kind.DATE and not _is_date(text):
        raise BadValue(
            Wording("“{text}” is no day.", text=_short(text)), Wording("Write it as 2023-12-09.")
        )
    if field.kind is Kind.NUMBER:
        whole = field.datatype == XSD + "integer"
        if not (_WHOLE if whole else NUMBER).fullmatch(text):
            remedy = Wording("Write a number, such as 6.5.")
            if whole:
                remedy = Wording("Write a whole number, such as 12.")
            raise BadValue(Wording("“{text}” is no such number.", text=_short(text)), remedy)
        # As Turtle reads a bare number: a whole one is an integer where decimals are asked for.
        if _WHOLE.fullmatch(text):
            return Literal(text, datatype=NamedNode(XSD + "integer"))
    return Literal(text, datatype=NamedNode(field.datatype or _STRING))


def _iri(text: str, names: Names) -> NamedNode:
    found = names.expand(text)
    if found is None:
        raise BadValue(
            Wording("“{text}” is no IRI.", text=_short(text)),
            Wording("Write an address that begins with http:// or https://."),
        )
    return found


def _option(text: str, field: Field, names: Names) -> Value:
    expanded = names.expand(text)
    for option in field.options:
        is_text = isinstance(option, Literal) and option.value.casefold() == text.casefold()
        if is_text or option == expanded:
            return option
    offered = ", ".join(
        one.value if isinstance(one, Literal) else names.vocabulary.shrink(one.value)
        for one in field.options
    )
    raise BadValue(
        Wording("“{text}” is not offered here.", text=_short(text)),
        Wording("Write one of {choice}.", choice=offered),
    )


def _in_language(text: str, language: str) -> Literal:
    if not LANGUAGE_TAG.fullmatch(language):
        raise BadValue(
            Wording("“{text}” is no language tag.", text=_short(language)),
            Wording("Write it as in label@de."),
        )
    return Literal(text, language=language.lower())


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_whole(field: Field) -> bool:
    return field.kind is Kind.LANGUAGE_TEXT and field.unique_language


def _unescaped(found: re.Match[str]) -> str:
    return {"n": "\n"}.get(found[1], found[1])


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - about a line
