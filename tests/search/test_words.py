"""What is typed never becomes syntax, and what is shown is the text as it was."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilogue.search.words import extract, folded, key, marked, wanted

TEXTS = st.text(max_size=200) | st.text('"*(){}:^-+ aORNEAT\0', max_size=60)


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(label, other)")
    connection.execute("INSERT INTO words VALUES ('a near or', 'not')")
    yield connection
    connection.close()


@given(text=TEXTS)
def test_nothing_that_is_typed_is_syntax(table: sqlite3.Connection, text: str) -> None:
    looked_for = wanted(text)
    if looked_for is None:
        assert not any(one.isalnum() for one in folded(text))
    else:
        for expression in (looked_for.expression(), looked_for.expression(["label"])):
            table.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,)).fetchall()


@pytest.mark.parametrize("text", ["OR", "NOT", "a NEAR(or", "label: or", "-near", '"or" *'])
def test_words_of_the_index_are_words(table: sqlite3.Connection, text: str) -> None:
    looked_for = wanted(text)
    assert looked_for is not None
    expression = looked_for.expression()
    found = table.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,)).fetchall()

    # "label" alone is not there; everything else that is typed here is.
    assert bool(found) == ("label" not in text)


@given(text=TEXTS, typed=TEXTS)
def test_marking_loses_nothing(text: str, typed: str) -> None:
    looked_for = wanted(typed)
    whole = "".join(part for part, _ in marked(text, looked_for))

    assert folded(whole) == folded(text)
    if len(text) <= 100:
        assert extract(text, looked_for) == marked(text, looked_for)


def test_a_long_text_is_shown_where_it_fits() -> None:
    text = "word " * 100 + "Élysée " + "after " * 100

    parts = extract(text, wanted("elysee"))

    assert ("Élysée", True) in parts
    assert parts[0][0].startswith("… ")
    assert parts[-1][0].endswith(" …")
    assert len("".join(part for part, _ in parts)) < 260
    assert extract(text, wanted("nowhere"))[0][0].startswith("word")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Article 5 (1)(h)", "art. 5(1)(h)"),
        ("Anhang III", "annex iii"),
        ("Considérant 19", "Recital 19"),
        ("Łódź", "LODZ"),
        ("e\u0301tat", "état"),
        ("Straße", "strasse"),
    ],
)
def test_spellings_that_are_the_same(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("text", "word", "is_marked"),
    [
        ("fran", "France", True),
        ("fran ", "France", True),
        ("art. 26(1)", "10", False),
        ("art 26(10", "10", True),
        ("a", "act", False),
        ("article", "Art", True),
        ("mass surv", "massive", False),
    ],
)
def test_only_the_last_word_may_go_on(text: str, word: str, *, is_marked: bool) -> None:
    looked_for = wanted(text)
    assert looked_for is not None

    assert looked_for.fits(word) == is_marked
