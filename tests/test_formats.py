import pytest

from trilogue import formats
from trilogue.errors import NotAcceptable, UnsupportedMediaType
from trilogue.formats import (
    GRAPH_FORMATS,
    HTML,
    RESULT_FORMATS,
    choose,
    graph_format,
    result_format,
    wants_html,
)

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        pytest.param(None, "json", id="no-header"),
        pytest.param("", "json", id="empty-header"),
        pytest.param("*/*", "json", id="anything"),
        pytest.param("text/csv", "csv", id="one-type"),
        pytest.param("TEXT/CSV", "csv", id="case-does-not-matter"),
        pytest.param("text/csv;charset=utf-8", "csv", id="parameters-are-passed-over"),
        pytest.param("application/json", "json", id="alias"),
        pytest.param("text/*", "xml", id="wildcard-subtype-takes-the-first-that-fits"),
        pytest.param("text/csv;q=0.1, application/sparql-results+xml;q=0.2", "xml", id="weight"),
        pytest.param("*/*;q=1, text/csv;q=0.1, */*;q=0.3", "json", id="a-range-twice"),
        pytest.param("text/csv, */*;q=0.5", "csv", id="named-before-wildcard"),
        pytest.param(
            "application/*;q=0.9, application/sparql-results+json;q=0.1, text/csv;q=0.5",
            "xml",
            id="specificity-comes-before-weight",
        ),
        pytest.param("*/*, application/sparql-results+json;q=0", "xml", id="q-0-excludes"),
        pytest.param(
            "application/json;q=0, application/sparql-results+json;q=0, */*;q=0.1",
            "xml",
            id="q-0-beats-a-wildcard",
        ),
        pytest.param("text/turtle", "json", id="lenient-for-the-other-family"),
        pytest.param(
            "text/turtle, application/sparql-results+json;q=0", "xml", id="lenient-but-not-excluded"
        ),
        pytest.param("text/csv;q=high, text/tab-separated-values", "tsv", id="unreadable-weight"),
        pytest.param("csv, */csv, text/tab-separated-values", "tsv", id="unreadable-range"),
    ],
)
def test_the_best_result_format_is_chosen(accept: str | None, suffix: str) -> None:
    assert choose(accept, RESULT_FORMATS).suffix == suffix


@pytest.mark.parametrize("accept", ["image/png", "image/*", "text/csv;q=0", "*/*;q=0"])
def test_nothing_acceptable_is_an_error_that_tells_what_is_offered(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose(accept, RESULT_FORMATS)

    assert caught.value.offered == tuple(format_.media_type for format_ in RESULT_FORMATS)
    assert "text/csv" in caught.value.message


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("application/xhtml+xml", True),
        ("text/*", True),
        ("*/*", False),
        (None, False),
        ("text/turtle, text/html;q=0.5", False),
        ("text/html;q=0", False),
        ("application/json", False),
    ],
)
def test_only_a_browser_wants_html(accept: str | None, *, wanted: bool) -> None:
    assert wants_html(accept) is wanted


def test_a_browser_gets_the_page_and_a_program_the_data() -> None:
    offered = (*RESULT_FORMATS, HTML)

    assert choose(BROWSER, offered) == HTML
    assert choose("*/*", offered) == formats.RESULT_JSON


@pytest.mark.parametrize("format_", GRAPH_FORMATS, ids=lambda format_: format_.suffix)
def test_a_graph_format_is_found_by_each_of_its_names(format_: formats.GraphFormat) -> None:
    for word in (format_.suffix, f".{format_.suffix}", format_.media_type, *format_.spellings):
        assert graph_format(word) == format_
    assert graph_format(f"{format_.media_type}; charset=utf-8") == format_


def test_a_result_format_is_found_by_its_suffix() -> None:
    assert result_format("srx") == formats.RESULT_XML


def test_an_unknown_format_is_an_error_that_tells_which_are_known() -> None:
    with pytest.raises(UnsupportedMediaType, match="Use one of: ttl, nt") as caught:
        graph_format("docx")

    assert "text/turtle" in caught.value.accepted


def test_no_two_formats_share_a_suffix_or_media_type() -> None:
    suffixes = [format_.suffix for format_ in (*GRAPH_FORMATS, *RESULT_FORMATS, HTML)]
    media_types = [format_.media_type for format_ in (*GRAPH_FORMATS, *RESULT_FORMATS, HTML)]

    assert len(set(suffixes)) == len(suffixes)
    assert len(set(media_types)) == len(media_types)


def test_text_names_its_charset() -> None:
    assert formats.TURTLE.content_type == "text/turtle; charset=utf-8"
    assert formats.JSON_LD.content_type == "application/ld+json"
