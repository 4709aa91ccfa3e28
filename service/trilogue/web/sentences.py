"""The sentences of the pages in the language that is spoken, and the marks on those in another.

The sentences are in ``translations/<language>/LC_MESSAGES/pages.po``, by their English text.

Source: GNU gettext, section "The Format of PO Files"; HTML, section 3.2.6.2 (the lang attribute).
"""

import hashlib
import re
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request, url_for
from flask_babel import Babel, Domain, get_locale
from markupsafe import Markup

from trilogue.languages import FOLDER
from trilogue.web.site import site
from trilogue.web.speech import LanguagePrefixes, in_other_languages, neutral_root, spoken
from trilogue.web.words import english, lang_attribute, marked, said

_TURNING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PAGES = "LC_MESSAGES/pages.po"


class _Sentences(Domain):  # type: ignore[misc] # flask_babel has no type hints
    """Gives the sentences of a language from its PO file, which nobody has to compile first."""

    def __init__(self) -> None:
        super().__init__(domain="pages")
        self._read: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        language = str(get_locale() or "en")
        found = self._read.get(language)
        if found is None:
            # Two threads may both do this; either result is right.
            found = self._read[language] = _translations(FOLDER / language / PAGES, language)
        return found


def register(app: Flask) -> None:
    """Have the pages of *app* speak."""
    babel = Babel(app, locale_selector=spoken)
    babel.domain_instance = _Sentences()
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.wsgi_app = LanguagePrefixes(app.wsgi_app)  # type: ignore[method-assign]
    versions = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(Path(app.root_path, "static").iterdir())
        if path.is_file()
    }

    def static(name: str) -> str:
        """Give the address of a file in ``static/``, the same in every language."""
        address = url_for("static", filename=name, v=versions.get(name))
        return neutral_root() + address.removeprefix(request.script_root)

    # As globals, which the macros of an imported template have too.
    app.jinja_env.globals.update(
        name=name,
        called=called,
        english=english,
        in_language=marked,
        lang_attribute=lang_attribute,
        said=said,
        static=static,
        spoken=spoken,
        in_other_languages=in_other_languages,
    )
    app.jinja_env.filters["visible"] = visible


def visible(text: str) -> str:
    r"""Write the characters that turn the direction of a text as their numbers.

    What somebody sent may stand within a sentence of ours, whose end it would turn; and whoever
    looks for what is wrong with it sees it.

    Source: Unicode Standard Annex 9, section 2 (directional formatting characters).

    >>> visible("There is no \u202e here.")
    'There is no U+202E here.'
    """
    return _TURNING.sub(lambda found: f"U+{ord(found[0]):04X}", text)


def called(thing: Any, label: str | None = None) -> tuple[str, str]:
    """Say what a thing is called in the language of the page, as far as that is known.

    Args:
        thing: its IRI, or something that has ``iri`` and ``label``.
        label: its name in English, where *thing* is an IRI.

    Returns:
        The name and its language, for places that cannot hold an element.
    """
    iri = thing if isinstance(thing, str) else thing.iri
    return site().names.best(iri, label or thing.label, spoken())


def name(thing: Any, label: str | None = None) -> Markup:
    """Show what `called` says, marked with its language where that is not the page's."""
    return marked(*called(thing, label))


def _translations(path: Path, language: str) -> NullTranslations:
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
