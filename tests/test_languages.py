"""Findings in other languages: the catalogues are whole, and say what the English says."""

import re

import pytest
from catalogues import known, page_sentences, sentences
from hypothesis import given
from hypothesis import strategies as st

from trilogue.languages import LANGUAGES, Language, catalogue, translated
from trilogue.validation.report import Report, Result, Severity
from trilogue.web.sentences import PAGES
from trilogue.wording import Wording, filled, names_in

OTHERS: tuple[Language, ...] = tuple(each for each in LANGUAGES if each != "en")
# What a sentence shows as it is to be typed: prefixed names, IRIs, language tags.
CODE = re.compile(r"\b[a-z][a-z-]*:[A-Za-z][\w-]*|<http[^>]*>|\^\^xsd:\w+|@[a-z]{2}\b")
# What a sentence of a page is filled with, and its markup.
KEPT = re.compile(r"%\(\w+\)s|<[^>]*>|%%|%(?!\()")


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_sentence_and_no_other(language: Language) -> None:
    wanted = {sentence for sentence, _ in sentences()}

    assert set(known(language)) == wanted, "run `make messages`, and translate what is new"
    assert set(catalogue(language)) == wanted


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_names_and_what_is_typed(language: Language) -> None:
    for english, said in catalogue(language).items():
        assert names_in(said) == names_in(english), said
        assert set(CODE.findall(said)) == set(CODE.findall(english)), said
        assert said == " ".join(said.split(" ")), said


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_sentence_of_the_pages_and_no_other(language: Language) -> None:
    wanted = {sentence for sentence, _ in page_sentences()}
    said = known(language, PAGES)

    assert set(said) == wanted, "run `make messages`, and translate what is new"
    empty = [
        english
        for english, message in said.items()
        if not message.string or not all(message.string)
    ]
    assert empty == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_of_a_page_keeps_its_values_and_its_markup(language: Language) -> None:
    said = known(language, PAGES)

    assert said
    for english, message in said.items():
        forms = [english] if isinstance(english, str) else list(english)
        # The singular may go without the number.
        wanted = {tuple(sorted(KEPT.findall(form))) for form in forms}
        strings = [message.string] if isinstance(message.string, str) else message.string or []
        for string in filter(None, strings):
            assert tuple(sorted(KEPT.findall(string))) in wanted, string


def test_sentences_of_pages_have_values_by_name_and_whole_elements() -> None:
    """Since translators move words about, and cannot see where an element began."""
    for sentence, place in page_sentences():
        for form in [sentence] if isinstance(sentence, str) else sentence:
            opened = re.findall(r"<([a-z]+)[ >]", form)
            assert sorted(opened) == sorted(re.findall(r"</([a-z]+)>", form)), (form, place)
            assert not re.search(r"%(?!\(\w+\)s|%)", form), (form, place)
            assert form == form.strip() or form == ": ", (form, place)


def test_the_languages_differ() -> None:
    for english in catalogue("fr"):
        assert len({catalogue(each)[english] for each in OTHERS} | {english}) > 1, english


def test_a_sentence_with_values_is_said_in_another_language() -> None:
    text = Wording("“{text}” is no day.", text="{text} 5%")

    assert text == "“{text} 5%” is no day."
    assert translated(text, "en") is text
    for language in OTHERS:
        said = translated(text, language)
        assert "{text} 5%" in said
        assert said != text


def test_a_message_of_a_shape_is_said_with_the_values_of_its_solution() -> None:
    pattern = next(one for one, place in sentences() if "{?" in one and "shapes/" in place)
    values = {name: f"value of {name}" for name in names_in(pattern)}
    text = Wording.of(pattern, values)

    assert "{?" not in text
    for language in OTHERS:
        said = translated(text, language)
        assert said != text
        assert all(value in said for value in values.values())


def test_what_nobody_translated_stays_english() -> None:
    assert translated("A sentence of another library", "fr") == "A sentence of another library"
    assert translated(Wording("No {such} sentence.", such="a"), "de") == "No a sentence."


@given(st.dictionaries(st.from_regex(r"[a-z]\w{0,5}", fullmatch=True), st.text(), max_size=4))
def test_values_are_put_in_as_they_are(values: dict[str, str]) -> None:
    pattern = "; ".join(f"{{{name}}} {{?{name}}}" for name in values)

    assert filled(pattern, values) == "; ".join(f"{one} {one}" for one in values.values())


def test_a_report_is_told_whole() -> None:
    result = Result(
        severity=Severity.VIOLATION,
        message=Wording("This cell holds the error {error}.", error="#REF!"),
        remedy=Wording("Write the value itself."),
        file="claim.xlsx",
        cell="Claim!C7",
    )
    report = Report.of([result, Result(severity=Severity.WARNING, message="Foreign words.")])

    for language in OTHERS:
        told = report.in_language(language)
        assert told.language == language
        first, second = told.results
        assert "#REF!" in first.message
        assert first.message != result.message
        assert first.remedy != result.remedy
        assert (first.place, first.severity) == (result.place, result.severity)
        assert second.message == "Foreign words."
        assert told.verdict != report.verdict
        assert told.in_words() != report.in_words()
        assert f'"@{language}' in told.as_turtle({})
