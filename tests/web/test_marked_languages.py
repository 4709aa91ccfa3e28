"""Pages in French mark every English text of the graph as English, whatever the page is about."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import combinations, groupby

import pytest
from catalogues import page_sentences
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode

from trilogue.engine.model import Engine
from trilogue.portraits import actor, claim
from trilogue.search import asking, reading
from trilogue.settings import Settings
from trilogue.stage_comparison import compare
from trilogue.stage_reading import read_stages
from trilogue.store import Store
from trilogue.terms import RDF, Vocabulary
from trilogue.web.app import create_app
from trilogue.web.words import WORDS

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
BASE = "https://w3id.org/trilogue/"
LISTS = [
    "/diff",
    "/diff?from=omnibus&to=provisional-agreement&practice=post-rbi",
    "/search",
    "/search?q=France",
    "/search?q=biometric&type=Claim&stage=final-act",
    "/search?q=biometrik",
    "/search?type=Class",
    "/coverage",
    "/ontology",
    "/shapes",
    "/graphs",
    "/tables",
    "/catalogue",
    "/problems",
    "/page/graph/sources",
    "/page/id/practice/real-time-rbi",
    "/page/id/practice/real-time-rbi?property=tri:coversPractice",
    "/page/id/stage/provisional-agreement",
    "/page/id/actor/france",
    "/page/id/text/reg-2024-1689",
    "/page/id/norm/final-act/art-5-1-h",
]
THINGS_OF_A_CLASS = 2
VOID = {"br", "hr", "img", "input", "link", "meta", "rect", "path", "wbr"}
PUNCTUATION = " \n,.;:()“”–·→"


class Reader(HTMLParser):
    """Gives each text of a page with the language that it is under."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            above = self._open[-1][1] if self._open else ""
            self._open.append((tag, dict(attrs).get("lang") or above))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split()).strip(PUNCTUATION)
        if text and self._open[-1][0] not in ("script", "style"):
            self.found.append((text, self._open[-1][1]))


def texts(page: str) -> list[tuple[str, str]]:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.found


@pytest.fixture(scope="module")
def client(curated_store: Store, engine_over: Callable[..., Engine]) -> FlaskClient:
    return create_app(Settings(), engine_over(curated_store)).test_client()


@pytest.fixture(scope="module")
def interface() -> set[str]:
    """What pages say themselves, which is translated or will be: sentences, and parts of them."""
    return {
        part.strip(PUNCTUATION)
        for text, _ in page_sentences()
        for one in ([text] if isinstance(text, str) else text)
        for part in re.split(r"%\(\w+\)s|<[^>]+>", one)
    }


@pytest.fixture(scope="module")
def only_english(curated_store: Store, interface: set[str]) -> set[str]:
    """The English texts of the graph that are not a French text or a word of the pages too."""
    found: dict[str, set[str]] = {}
    for quad in curated_store.quads():
        if isinstance(quad.object, Literal):
            text = " ".join(quad.object.value.split()).strip(PUNCTUATION)
            found.setdefault(text, set()).add(quad.object.language or "")
    # What is called by its short form, and modules by the end of their IRI, which are no language.
    codes = {text for text in found if re.fullmatch(r"[a-z]+:\w+", text)} | {
        iri.rpartition("/")[2] for iri in curated_store.graph_counts()
    }
    return {text for text, lang in found.items() if lang == {"en"}} - interface - codes


def some_of_each_class(store: Store) -> Iterator[str]:
    typed = store.quads(predicate=NamedNode(f"{RDF}type"))
    pairs = sorted(
        {
            (quad.object.value, quad.subject.value.removeprefix(BASE))
            for quad in typed
            if isinstance(quad.object, NamedNode)
            and isinstance(quad.subject, NamedNode)
            and quad.subject.value.startswith(BASE)
        }
    )
    for _, members in groupby(pairs, key=lambda pair: pair[0]):
        named = [inner for _, inner in members]
        yield from named[:: max(1, len(named) // THINGS_OF_A_CLASS)][:THINGS_OF_A_CLASS]


def unmarked(client: FlaskClient, address: str, only_english: set[str]) -> set[str]:
    response = client.get(f"/fr{address}", headers=BROWSER)
    assert response.status_code == 200, address
    assert '<html lang="fr">' in response.text
    return {text for text, lang in texts(response.text) if text in only_english and lang != "en"}


@pytest.mark.parametrize("address", LISTS)
def test_no_english_of_the_graph_is_taken_for_french(
    client: FlaskClient, only_english: set[str], address: str
) -> None:
    assert unmarked(client, address, only_english) == set()


def test_nor_on_the_pages_of_things_of_every_class(
    client: FlaskClient, curated_store: Store, only_english: set[str]
) -> None:
    pages = dict.fromkeys(some_of_each_class(curated_store))

    assert len(pages) > 2 * len(LISTS)
    wrong = {inner: unmarked(client, f"/page/{inner}", only_english) for inner in pages}
    assert {inner: found for inner, found in wrong.items() if found} == {}


def test_french_names_are_told_and_english_texts_marked(client: FlaskClient) -> None:
    """So that the walk above does not pass for want of texts."""
    page = client.get("/fr/diff?from=proposal&to=final-act", headers=BROWSER).text
    term = client.get("/fr/page/ns/Claim", headers=BROWSER).text

    assert ("interdit", "fr") in texts(page)
    assert any(lang == "en" for _, lang in texts(page))
    assert '<p class="lead" lang="en">' in term
    assert (
        'lang="en"'
        not in client.get("/en/page/ns/Claim", headers=BROWSER)
        .text.partition("<main")[2]
        .partition("</main>")[0]
    )


def test_a_name_that_languages_share_is_not_marked(client: FlaskClient) -> None:
    page = client.get("/en/page/id/practice/real-time-rbi", headers=BROWSER).text

    assert '<a href="/en/page/id/actor/france">France</a>' in page


def test_a_page_of_search_names_hits_in_its_language(client: FlaskClient) -> None:
    found = texts(client.get("/fr/search?type=StatusValue", headers=BROWSER).text)

    assert ("interdit", "fr") in found
    assert "prohibited" not in {text for text, _ in found}


def test_numbers_are_written_as_the_language_does(client: FlaskClient) -> None:
    graphs = {
        each: client.get(f"/{each}/graphs", headers=BROWSER).text for each in ("en", "fr", "de")
    }
    number = graphs["en"].partition(" statements in all")[0].rpartition(" ")[2]

    assert "," in number
    assert number.replace(",", "\N{NARROW NO-BREAK SPACE}") in graphs["fr"]
    assert number.replace(",", ".") in graphs["de"]


def test_every_word_that_the_domain_finds_is_one_for_the_catalogue(
    curated_store: Store, vocabulary: Vocabulary
) -> None:
    law = read_stages(curated_store, vocabulary)
    differences = {
        f"{one.what} {one.way}".capitalize()
        for before, after in combinations(law.stages.values(), 2)
        for sides in ((before, after), (after, before))
        for part in compare(law, *sides).parts
        for many in (
            *(pair.differences for pair in part.changed),
            *(change.differences for change in part.statuses),
        )
        for one in many
    }

    assert len(differences) > 10
    assert differences <= WORDS
    assert {change.direction for change in law.changes.values()} <= WORDS
    assert {w for status in law.statuses.values() for w, iri in status.beside if not iri} <= WORDS
    assert {*actor._PARTS.values(), *actor._ALLEGED.values()} <= WORDS
    assert {*claim._SUBJECTS.values(), *claim._SPEECH.values()} <= WORDS
    assert {*asking._TITLES.values(), *reading._TERM_NAMES.values()} <= WORDS
    assert {str(text) for text, _ in page_sentences()} >= WORDS
