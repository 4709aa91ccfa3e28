"""What a person types, as words to look for; and where they stand in a text.

What is typed never reaches the index as its query language: each word goes there between quotation
marks, and no word holds one.

Source: SQLite FTS5, section 3 (full-text query syntax); Unicode Standard Annex 15 (normalisation).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

# A text in parts, each with whether it is one of those looked for.
Marked: TypeAlias = tuple[tuple[str, bool], ...]

_WORD = re.compile(r"[^\W_]+")
# Places in legal texts are written in these languages, with and without abbreviation.
_SAME = (
    ("art", "arts", "article", "articles", "artikel", "articulo"),
    ("annex", "anhang", "annexe", "anexo"),
    ("recital", "erwagungsgrund", "considerant", "considerando"),
    ("para", "paragraph", "paragraphe", "absatz", "apartado"),
)
_FAMILY = {word: family for family in _SAME for word in family}
# Letters that Unicode takes for letters of their own, and keyboards elsewhere do not have.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_SHORTEST_OPEN = 2
_LONGEST_EXTRACT = 240
_BEFORE = 80


@dataclass(frozen=True)
class Wanted:
    """The words of a text, in the pieces between spaces.

    Attributes:
        text: as it was typed.
        pieces: words that stand together, such as 5, 1 and h of "5(1)(h)"; without accents and in
            small letters.
        is_open: whether the last word may go on.
    """

    text: str
    pieces: tuple[tuple[str, ...], ...]
    is_open: bool

    @property
    def words(self) -> tuple[str, ...]:
        """All words, each once."""
        return tuple(dict.fromkeys(word for piece in self.pieces for word in piece))

    def expression(self, columns: Iterable[str] = ()) -> str:
        """Write the query of the index that wants every piece.

        Args:
            columns: where they must be; anywhere by default.
        """
        last = len(self.pieces) - 1
        wanted = " AND ".join(
            _alternatives(piece, is_open=self.is_open and number == last)
            for number, piece in enumerate(self.pieces)
        )
        listed = " ".join(columns)
        return f"{{{listed}}} : ({wanted})" if listed else wanted

    def fits(self, word: str) -> bool:
        """Tell whether a word of a text, as it stands there, is one of those wanted."""
        plain = folded(word)
        if self.is_open and plain.startswith(self.pieces[-1][-1]):
            return True
        return any(plain == one or plain in _FAMILY.get(one, ()) for one in self.words)


def wanted(text: str) -> Wanted | None:
    """Read what somebody typed; None where there is no word in it.

    >>> wanted("Art. 5(1)(h)")
    Wanted(text='Art. 5(1)(h)', pieces=(('art',), ('5', '1', 'h')), is_open=False)
    """
    pieces = [tuple(words_of(part)) for part in text.split()]
    found = tuple(dict.fromkeys(piece for piece in pieces if piece))
    if not found:
        return None
    # After a bracket the number before it is whole: "26(1)" is not "26(10)". One letter begins
    # half of all words.
    is_open = (
        text.rstrip()[-1:].isalnum()
        and pieces[-1] == found[-1]
        and len(found[-1][-1]) >= _SHORTEST_OPEN
    )
    return Wanted(text, found, is_open)


def folded(text: str) -> str:
    """Give a text without accents and in small letters.

    >>> folded("Élysée, Łódź")
    'elysee, lodz'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one)).translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """Give the words of a text, without accents and in small letters."""
    return _WORD.findall(folded(text))


def key(text: str) -> str:
    """Give what is the same for texts that differ in case, accents and punctuation only.

    >>> key("Article 5 (1) (h)") == key("art. 5(1)(h)")
    True
    """
    return " ".join(_FAMILY.get(word, (word,))[0] for word in words_of(text))


def marked(text: str, looked_for: Wanted | None) -> Marked:
    """Split a text where words that are looked for begin and end."""
    if looked_for is None:
        return ((text, False),) if text else ()
    text = unicodedata.normalize("NFC", text)
    parts: list[tuple[str, bool]] = []
    at = 0
    for match in _WORD.finditer(text):
        if looked_for.fits(match[0]):
            parts += [(text[at : match.start()], False), (match[0], True)]
            at = match.end()
    parts.append((text[at:], False))
    return tuple(part for part in parts if part[0])


def extract(text: str, looked_for: Wanted | None) -> Marked:
    """Give the text, or as much of a long one as shows the first word that is looked for."""
    parts = marked(text, looked_for)
    if len(text) <= _LONGEST_EXTRACT:
        return parts
    first = len("".join(part for part, _ in _until_mark(parts)))
    start = max(0, min(first - _BEFORE, len(text) - _LONGEST_EXTRACT))
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = start + _LONGEST_EXTRACT
    end = len(text) if end >= len(text) else max(text.rfind(" ", start, end), start + _BEFORE)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    cut = marked(text[start:end], looked_for)
    return tuple(
        (part, is_mark) for part, is_mark in ((before, False), *cut, (after, False)) if part
    )


def _until_mark(parts: Marked) -> Marked:
    groups = groupby(parts, key=lambda part: part[1])
    is_mark, first = next(groups, (True, iter(())))
    # A text without any mark is shown from its beginning.
    has_mark = any(mark for _, mark in parts)
    return () if is_mark or not has_mark else tuple(first)


def _alternatives(piece: tuple[str, ...], *, is_open: bool) -> str:
    star = " *" if is_open else ""
    firsts = _FAMILY.get(piece[0], (piece[0],))
    phrases = [f'"{" ".join((first, *piece[1:]))}"{star}' for first in (piece[0], *firsts)]
    unique = list(dict.fromkeys(phrases))
    return unique[0] if len(unique) == 1 else f"({' OR '.join(unique)})"
