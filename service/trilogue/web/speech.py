"""The language that a page speaks: by the beginning of its address, else by Accept-Language.

``/fr/page/…`` is ``/page/…`` in French, and what it links to is in French too. Without such a
beginning a page speaks what the browser likes best of what is spoken here.

Source: RFC 9110, section 12.5.4 (Accept-Language).
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import request

from trilogue.languages import LANGUAGES, Language
from trilogue.terms import as_path

_KEY = "trilogue.language"
# What each language calls itself.
_OWN_NAMES: dict[Language, str] = {
    "en": "English",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
}


class LanguagePrefixes:
    """Takes the language off the beginning of an address.

    Args:
        inner: the WSGI application that answers.

    Source: PEP 3333 (SCRIPT_NAME and PATH_INFO).
    """

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        first, slash, rest = path[1:].partition("/")
        language = next((each for each in LANGUAGES if each == first), None)
        if language is not None:
            environ[_KEY] = language
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{language}"
            environ["PATH_INFO"] = f"/{rest}" if slash else ""
        return self._inner(environ, start_response)


def spoken() -> Language:
    """Give the language of the current request."""
    said: Language | None = request.environ.get(_KEY)
    if said is not None:
        return said
    for liked, quality in request.accept_languages:
        # By the primary tag: who likes fr-BE reads fr.
        primary = liked.partition("-")[0].lower()
        for each in LANGUAGES:
            if quality > 0 and each == primary:
                return each
    return "en"


def neutral_root() -> str:
    """Give what addresses begin with that say no language, without a slash at the end."""
    root = request.script_root
    return root if _KEY not in request.environ else root.rpartition("/")[0]


def in_other_languages() -> list[tuple[Language, str, str]]:
    """Give each language, what it calls itself, and the address of this page in it."""
    path = as_path(request.path)
    if request.query_string:
        path += f"?{request.query_string.decode('latin-1')}"
    root = neutral_root()
    return [(each, words, f"{root}/{each}{path}") for each, words in _OWN_NAMES.items()]
