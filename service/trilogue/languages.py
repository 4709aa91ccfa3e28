"""The languages that findings are told in, and their catalogues.

A catalogue is a gettext file, ``translations/<language>/LC_MESSAGES/findings.po``: what the program
says and the messages of the shapes, by their English text. ``make messages`` brings new sentences
into them. What a catalogue lacks is told in English.

Source: GNU gettext, section "The Format of PO Files".
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from babel.messages.pofile import read_po

from trilogue.wording import Wording, filled

Language: TypeAlias = Literal["en", "fr", "de", "es"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).parent / "translations"
CATALOGUE = "LC_MESSAGES/findings.po"


def translated(text: str, language: Language) -> str:
    """Say *text* in *language*; as it is where the catalogue does not have it."""
    if language == "en":
        return text
    known = catalogue(language)
    if isinstance(text, Wording):
        pattern = known.get(text.pattern)
        return text if pattern is None else filled(pattern, text.values)
    return known.get(text, text)


@lru_cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Give the sentences of a language by their English text; none for English."""
    path = FOLDER / language / CATALOGUE
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {
            str(message.id): str(message.string)
            for message in read_po(file, locale=language)
            if message.id and message.string and not message.fuzzy
        }
