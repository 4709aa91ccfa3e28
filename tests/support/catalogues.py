"""The sentences of findings and of pages, gathered for the catalogues of translations.

Run as a program it brings new sentences into every catalogue and takes out those that nobody says
any more::

    python tests/support/catalogues.py
"""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from pyoxigraph import Literal, NamedNode

from trilogue.content import Content
from trilogue.languages import CATALOGUE, FOLDER, LANGUAGES
from trilogue.parse import parse_file
from trilogue.terms import SH
from trilogue.web.sentences import PAGES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "service" / "trilogue"
# What these shapes look at can only be changed with the program, and is told in English.
_NOT_CONTRIBUTED = ("shapes/derived.ttl", "shapes/term.ttl")
_MESSAGE = NamedNode(SH + "message")
_AUDIT_MESSAGE = re.compile(r"^#\s*message:\s*(.*?)\s*$", re.MULTILINE)
_WIDTH = 100
_PAGE_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}


def sentences() -> Iterator[tuple[str, str]]:
    """Give each sentence with the place that says it, relative to the checkout."""
    content = Content(ROOT)
    for file in content.files("shapes"):
        if file.relative not in _NOT_CONTRIBUTED:
            for quad in parse_file(file).quads:
                if quad.predicate == _MESSAGE and isinstance(quad.object, Literal):
                    yield " ".join(quad.object.value.split()), file.relative
    for path in sorted((ROOT / "shapes" / "audit").glob("*.rq")):
        for found in _AUDIT_MESSAGE.finditer(path.read_text(encoding="utf-8")):
            yield found[1], path.relative_to(ROOT).as_posix()
    for name, _, message, _, _ in extract_from_dir(
        PACKAGE, method_map=[("**.py", "python")], keywords={"Wording": None}
    ):
        assert isinstance(message, str)
        yield message, f"service/trilogue/{name}"


def page_sentences() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Give each sentence of the pages, or its singular and plural, with the place that says it."""
    folder = PACKAGE / "web"
    for name, _, message, _, _ in extract_from_dir(
        folder,
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": {"trimmed": "true", "silent": "false"}},
        keywords=_PAGE_KEYWORDS,
    ):
        yield message, f"service/trilogue/web/{name}"


# Each catalogue, and what says its sentences.
SOURCES: dict[str, Callable[[], Iterator[tuple[str | tuple[str, ...], str]]]] = {
    CATALOGUE: sentences,
    PAGES: page_sentences,
}


def template(name: str, language: str | None = None) -> Catalog:
    """Make the catalogue of all sentences of one kind, without translations."""
    catalogue = Catalog(language, charset="utf-8", fuzzy=False)
    places: defaultdict[str | tuple[str, ...], set[str]] = defaultdict(set)
    for sentence, place in SOURCES[name]():
        places[sentence].add(place)
    for sentence, where in sorted(places.items(), key=lambda pair: (min(pair[1]), str(pair[0]))):
        catalogue.add(sentence, locations=[(place, 0) for place in sorted(where)])
    return catalogue


def known(language: str, name: str = CATALOGUE) -> dict[str | tuple[str, ...], Message]:
    """Read what a language's catalogue says, by English sentence."""
    path = FOLDER / language / name
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {_key(message): message for message in read_po(file, locale=language) if message.id}


def _key(message: Message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def main() -> None:
    """Bring the catalogues up to date."""
    for language in LANGUAGES:
        if language != "en":
            for name in SOURCES:
                _update(language, name)


def _update(language: str, name: str) -> None:
    catalogue = template(name, language)
    said = known(language, name)
    for message in catalogue:
        if message.id and _key(message) in said:
            message.string = said[_key(message)].string
    out = io.BytesIO()
    # No header: it would hold the time, and so change without need.
    write_po(out, catalogue, width=_WIDTH, omit_header=True, include_lineno=False)
    path = FOLDER / language / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
