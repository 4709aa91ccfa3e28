import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilogue.querytext import complaint, has_word, tokens, unescaped, update_word


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("SELECT * FROM <http://e/g> {}", True),
        ("select * from<http://e/g>{}", True),
        ("SELECT * # FROM\n{}", False),
        ("SELECT * # comment\rFROM <http://e/g> {}", True),
        ("SELECT * { ?s ?p 'FROM' }", False),
        ('SELECT * { ?s ?p """a " FROM \\""" } """ }', False),
        ("SELECT * { ?from from:x x:from }", False),
        ("SELECT * { ?s ?p <http://e/FROM> }", False),
        ("SELECT * { ?s x:a\\'b FROM x:a\\'b }", True),
        ("SELECT * { FILTER(?a < 1) FROM }", True),
    ],
)
def test_a_keyword_is_told_from_what_only_looks_like_it(query: str, *, there: bool) -> None:
    assert has_word(query, "FROM") is there


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("PREFIX e: <http://e/> insert data {}", "INSERT"),
        ("BASE <http://e/>\n# x\nDROP ALL", "DROP"),
        ("SELECT * { ?s ?p 'INSERT' }", None),
        ("ASK {}", None),
        ("", None),
    ],
)
def test_an_update_is_told_by_its_first_word(text: str, word: str | None) -> None:
    assert update_word(text) == word


def test_escapes_of_characters_are_applied() -> None:
    assert unescaped("SERV\\u0049CE \\U00000041 \\uXYZ \\UFFFFFFFF") == (
        "SERVICE A \\uXYZ \\UFFFFFFFF"
    )


def test_a_message_without_a_place_is_handed_on() -> None:
    found = complaint("ASK {}", "something unheard of")

    assert (found.message, found.line, found.column) == ("something unheard of.", None, None)


@given(st.text())
def test_tokens_cover_any_text_without_failing(text: str) -> None:
    found = list(tokens(text))

    assert all(text[token.start :].startswith(token.text) for token in found)
