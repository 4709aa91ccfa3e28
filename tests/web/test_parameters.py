import pytest

from trilogue.errors import RequestError
from trilogue.formats import HTML, JSON, RESULT_FORMATS, Format
from trilogue.web.parameters import Parameters, choose_format

OFFERED: tuple[Format, ...] = (JSON, *RESULT_FORMATS, HTML)


def test_values_are_taken_once() -> None:
    parameters = Parameters(b"a=1&b=2&b=3&c=%C3%A9&d=")

    assert parameters.take_one("a") == "1"
    assert parameters.take_all("b") == ["2", "3"]
    assert parameters.take_at_most_one("c") == "é"
    assert parameters.take_one("d") == ""
    assert parameters.take_at_most_one("e") is None
    parameters.finish(())


def test_a_plus_is_a_space_and_an_escaped_one_a_plus() -> None:
    assert Parameters(b"a=1+2%2B3").take_one("a") == "1 2+3"


@pytest.mark.parametrize(
    ("url", "form", "message"),
    [
        (b"a=1&a=2", None, "2 times"),
        (b"b=1", None, '"a" is missing'),
        (b"a=1&b=2", None, '"b" is not known'),
        (b"a=%FF", None, "not UTF-8"),
        (b"a=1", b"b=\xff", "not UTF-8"),
        (b"a=1", b"a=1", "in the address and in the body"),
        (b"&".join([b"b=1"] * 1001), None, "more than 1000"),
    ],
)
def test_rules_are_kept(url: bytes, form: bytes | None, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        read(url, form)


def read(url: bytes, form: bytes | None) -> None:
    parameters = Parameters(url, form)
    parameters.take_one("a")
    parameters.finish(("a",))


@pytest.mark.parametrize(
    ("word", "accept", "name"),
    [
        pytest.param(None, None, "JSON", id="neither-gives-the-first"),
        pytest.param(None, "text/csv", "CSV", id="the-header-alone"),
        pytest.param("tsv", "text/csv", "TSV", id="the-word-wins"),
        pytest.param("TSV", None, "TSV", id="in-any-case"),
        pytest.param("text/csv", None, "CSV", id="a-media-type-is-a-word-too"),
        pytest.param(None, "text/html, */*", "HTML", id="a-browser-gets-the-page"),
        pytest.param(None, "*/*", "JSON", id="who-does-not-mind-gets-data"),
    ],
)
def test_the_word_wins_over_the_header(word: str | None, accept: str | None, name: str) -> None:
    assert choose_format(word, accept, OFFERED).name == name


def test_a_page_that_is_not_offered_is_not_given() -> None:
    assert choose_format(None, "text/html, */*", OFFERED[:-1]) == JSON


def test_of_two_formats_with_one_suffix_the_later_has_another_word() -> None:
    assert choose_format("srj", None, OFFERED).media_type == "application/sparql-results+json"
    with pytest.raises(RequestError, match="json, srj, xml, csv, tsv, html") as caught:
        choose_format("png", None, OFFERED)
    assert caught.value.parameter == "format"
