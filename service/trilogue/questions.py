"""The competency questions: what the dataset is for, each with a query that answers it.

A question is ``ontology/questions/<name>.rq``. Its first comment line is the question in plain
words; the comment lines right below it may say more, and declare what it leaves open
(`trilogue.question_parameters`).
"""

import re
from dataclasses import dataclass

from trilogue.content import Content, ContentFile
from trilogue.curated_query import head_of, read_query
from trilogue.errors import ParseError
from trilogue.querytext import query_form
from trilogue.question_parameters import Parameter, read_parameters
from trilogue.terms import DEFAULT_BASE, Vocabulary

_NUMBER = re.compile(r"[a-z]+\d+-")


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        name: of its file, without ``.rq``; also its address on the site.
        title: the question in plain words.
        remark: what else its first comment says; may be empty.
        query: SPARQL, with the base put in.
        parameters: what it leaves open.
    """

    name: str
    title: str
    remark: str
    query: str
    parameters: tuple[Parameter, ...] = ()

    @property
    def short_name(self) -> str:
        """The name without its number."""
        return _NUMBER.sub("", self.name, count=1)


def read_questions(content: Content, base: str = DEFAULT_BASE) -> list[Question]:
    """Read all questions, by name.

    Raises:
        ContentNotFound: a file cannot be read.
        ParseError: a file is not UTF-8 or does not begin with its question.
    """
    return [read_question(file, base) for file in content.questions()]


def read_question(file: ContentFile, base: str = DEFAULT_BASE) -> Question:
    """Read one question.

    Raises:
        ContentNotFound: the file cannot be read.
        ParseError: it is not UTF-8, does not begin with a comment, is not a SELECT query, or
            declares a parameter that it has no place for.
    """
    text = read_query(file, base)
    comment = head_of(text)
    if not comment or not comment[0]:
        raise ParseError(
            'a question begins with itself in plain words, such as "# Who …?". '
            "Put it into the first line.",
            file.relative,
            1,
        )
    if query_form(text) != "SELECT":
        raise ParseError(
            "a question is a SELECT query, so that its answer is a table. Write it as one.",
            file.relative,
        )
    remark = " ".join(line for line in comment[1:] if not line.startswith("@")).strip()
    parameters = read_parameters(comment, text, Vocabulary(base), file.relative)
    return Question(file.path.stem, comment[0], remark, text, parameters)
