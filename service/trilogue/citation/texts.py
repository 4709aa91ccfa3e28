"""What all formats do to a text first: one line, and nothing that a line of a file cannot hold."""

import unicodedata

# Format characters that turn the order of what follows: a title must not reach into the next field.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    r"""Give *text* with every run of blanks and control characters as one blank.

    What turns the direction of writing is left out; letters of every script stay.

    >>> one_line("a\r\nTI  - b\u202e")
    'a TI - b'
    """
    kept = (
        " " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each
        for each in text
        if each not in _TURNING
    )
    return " ".join("".join(kept).split())
