"""Kept answers are bounded, belong to one version, and go in the order of their last use."""

import os
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryFile
from typing import IO

import pytest

from trilogue.answers import Answers
from trilogue.engine.model import AnswerFile, Body


def copy(file: IO[bytes]) -> AnswerFile:
    return AnswerFile(os.dup(file.fileno()))


def body(size: int = 100) -> Body:
    return Body(b"x" * size, None, size)


@pytest.fixture
def answers() -> Answers:
    kept = Answers(10_000)
    kept.begin("v1")
    return kept


def test_what_is_kept_is_found_again(answers: Answers) -> None:
    one = body()

    assert answers.keep("v1", "one", 3, one)
    assert answers.find("v1", "one") is one
    assert answers.find("v1", "two") is None


def test_another_version_forgets_everything(answers: Answers) -> None:
    answers.keep("v1", "one", 3, body())

    answers.begin("v2")

    assert answers.find("v1", "one") is None
    assert answers.find("v2", "one") is None
    assert answers.bytes == 0


def test_an_answer_that_comes_late_is_not_kept_for_the_new_version(answers: Answers) -> None:
    answers.begin("v2")

    assert not answers.keep("v1", "one", 3, body())
    assert answers.find("v2", "one") is None


def test_the_least_recently_used_goes_first(answers: Answers) -> None:
    for number in range(12):
        answers.keep("v1", number, 3, body(400))
        answers.find("v1", 0)

    assert answers.find("v1", 0) is not None
    assert answers.find("v1", 1) is None
    assert answers.bytes <= 10_000


def test_a_large_answer_is_not_kept_but_a_file_may_be_larger(answers: Answers) -> None:
    with TemporaryFile() as file:
        assert not answers.keep("v1", "large", 5, body(2_000))
        assert answers.keep("v1", "file", 4, Body(b"", copy(file), 2_000))
        assert not answers.keep("v1", "larger", 6, Body(b"", copy(file), 6_000))


def test_no_more_than_so_many_files_are_open() -> None:
    answers = Answers(10_000_000)
    answers.begin("v")
    with TemporaryFile() as file:
        for number in range(200):
            answers.keep("v", number, 1, Body(b"", copy(file), 1))

        assert sum(answers.find("v", number) is not None for number in range(200)) == 128


def test_a_bound_of_0_keeps_nothing() -> None:
    answers = Answers(0)
    answers.begin("v")

    assert not answers.is_on
    assert not answers.keep("v", "one", 3, body(0))
    assert answers.find("v", "one") is None


def test_threads_leave_the_count_right() -> None:
    answers = Answers(50_000)
    answers.begin("v")

    def work(number: int) -> None:
        for each in range(200):
            answers.keep("v", (number, each % 50), 3, body(each))
            answers.find("v", (number, each))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))

    assert answers.bytes == sum(answers._sizes.values()) <= 50_000
