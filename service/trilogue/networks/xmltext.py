"""Texts as XML can hold them.

Source: XML 1.0, sections 2.2 (characters) and 2.11 (line ends).
"""

import re

_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def visible(text: str) -> str:
    r"""Write a character that XML cannot hold as its number, and line ends as XML has them.

    >>> visible("a\x01b")
    'a\\u0001b'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _IMPOSSIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
