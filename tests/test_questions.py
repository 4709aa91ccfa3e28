import pytest

from trilogue.content import Content
from trilogue.errors import ParseError
from trilogue.questions import read_questions


def test_a_question_is_its_first_comment_line(small_content: Content) -> None:
    (question,) = read_questions(small_content, "http://e/")

    assert question.name == "q01-who-wrote"
    assert question.title == "Who took part in which event?"
    assert question.remark == "Every event counts."
    assert "PREFIX tri: <http://e/ns/>" in question.query


@pytest.mark.parametrize("data", [b"SELECT * {}", b"", b"#\nASK {}", b"# \xff", b"# What?\nASK {}"])
def test_a_file_that_does_not_begin_with_its_question_is_refused(
    small_content: Content, data: bytes
) -> None:
    small_content.questions()[0].path.write_bytes(data)

    with pytest.raises(ParseError, match=r"ontology/questions/q01-who-wrote\.rq"):
        read_questions(small_content)


def test_a_question_goes_by_its_name_without_the_number_too(small_content: Content) -> None:
    (question,) = read_questions(small_content)

    assert question.short_name == "who-wrote"
