"""The sentences that findings are told in, gathered for the catalogues of translations.

Run as a program it brings new sentences into every catalogue and takes out those that nobody says
any more::

    python tests/support/catalogues.py
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from pyoxigraph import Literal, NamedNode

from trilogue.content import Content
from trilogue.languages import CATALOGUE, FOLDER, LANGUAGES
from trilogue.parse import parse_file
from trilogue.terms import SH

ROOT = Path(__file__).resolve().parents[2]
# What these shapes look at can only be changed with the program, and is told in English.
_NOT_CONTRIBUTED = ("shapes/derived.ttl", "shapes/term.ttl")
_MESSAGE = NamedNode(SH + "message")
_AUDIT_MESSAGE = re.compile(r"^#\s*message:\s*(.*?)\s*$", re.MULTILINE)
_WIDTH = 100


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
    package = ROOT / "service" / "trilogue"
    for name, _, message, _, _ in extract_from_dir(
        package, method_map=[("**.py", "python")], keywords={"Wording": None}
    ):
        assert isinstance(message, str)
        yield message, f"service/trilogue/{name}"


def template(language: str | None = None) -> Catalog:
    """Make the catalogue of all sentences, without translations."""
    catalogue = Catalog(language, charset="utf-8", fuzzy=False)
    for sentence, place in sorted(sentences(), key=lambda pair: (pair[1], pair[0])):
        catalogue.add(sentence, locations=[(place, 0)])
    return catalogue


def known(language: str) -> dict[str, Message]:
    """Read what a language's catalogue says, by English sentence."""
    path = FOLDER / language / CATALOGUE
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {str(message.id): message for message in read_po(file) if message.id}


def main() -> None:
    """Bring the catalogues up to date."""
    for language in LANGUAGES:
        if language == "en":
            continue
        catalogue = template(language)
        said = known(language)
        for message in catalogue:
            if message.id and str(message.id) in said:
                message.string = said[str(message.id)].string
        out = io.BytesIO()
        # No header: it would hold the time, and so change without need.
        write_po(out, catalogue, width=_WIDTH, omit_header=True, include_lineno=False)
        path = FOLDER / language / CATALOGUE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
