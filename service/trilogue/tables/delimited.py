"""Tables as CSV that no spreadsheet takes for formulas, and cells that hold several values.

Both can be taken back: `unguarded` gives the text of a cell, `parted` the values in it.

Source: RFC 4180; OWASP, CSV Injection.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = "\ufeff"
SEPARATOR = " | "
# What a spreadsheet may take for the beginning of a formula, in their wide forms too.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SEPARATOR = re.compile(r"((?:[^\\|]|\\.)*?)(?: \| |\Z)", re.DOTALL)
_FLUSHED_AT = 64_000


def guarded(text: str) -> str:
    """Write a text so that it stays text: one that looks like a formula gets an apostrophe."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Give the text that was `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def joined(values: Iterable[str]) -> str:
    r"""Write several values into one cell.

    >>> joined(["one", "a|b"])
    'one | a\\|b'
    """
    return SEPARATOR.join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def parted(cell: str) -> list[str]:
    r"""Give the values that were `joined`; none for an empty cell.

    >>> parted(r"one | a\|b")
    ['one', 'a|b']
    """
    if not cell:
        return []
    values = []
    start = 0
    while True:
        found = _SEPARATOR.match(cell, start)
        if found is None:
            raise ValueError(f"{cell[start : start + 40]!r}: a | that neither parts nor is escaped")
        values.append(_ESCAPED.sub(r"\1", found[1]))
        if found.end() == len(cell) and not found[0].endswith(SEPARATOR):
            return values
        start = found.end()


def lines(rows: Iterable[Sequence[str]], *, with_mark: bool = False) -> Iterator[str]:
    """Write rows of text as CSV, some at a time.

    Args:
        rows: the header first; cells as they are to stand.
        with_mark: whether the first thing is a byte order mark, from which Excel sees UTF-8.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if with_mark:
        out.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow(row)
        if out.tell() > _FLUSHED_AT:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()
