"""The competency questions: what the dataset is for, each with a query that answers it.

A question is ``ontology/questions/<name>.rq``. Its first comment line is the question in plain
words; the comment lines right below it may say more, and declare what it leaves open
(`trilogue.question_parameters`), its chart (`trilogue.charts`) and, as ``# @theme law``, the theme
that it is listed under.
"""

import re
from dataclasses import dataclass

from pyoxigraph import QuerySolutions

from trilogue.charts import Plan, read_plan
from trilogue.content import Content, ContentFile
from trilogue.curated_query import head_of, read_query
from trilogue.errors import ParseError, QueryError
from trilogue.querytext import query_form
from trilogue.question_parameters import Parameter, read_parameters
from trilogue.store import Store
from trilogue.terms import DEFAULT_BASE, Vocabulary

# In the order of the list; the last is for questions that declare none.
THEMES = ("law", "change", "actors", "events", "claims", "records", "other")
_THEME = "@theme"
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
        chart: that it declares; None where the answer decides.
        theme: one of `THEMES`.
    """

    name: str
    title: str
    remark: str
    query: str
    parameters: tuple[Parameter, ...] = ()
    chart: Plan | None = None
    theme: str = THEMES[-1]

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
            declares a parameter that it has no place for, a chart or theme that is none.
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
    chart = read_plan(comment, _variables(text, file.relative), file.relative)
    theme = _theme(comment, file.relative)
    return Question(file.path.stem, comment[0], remark, text, parameters, chart, theme)


def _theme(comment: list[str], place: str) -> str:
    words = [line.removeprefix(_THEME).strip() for line in comment if line.startswith(_THEME)]
    if not words:
        return THEMES[-1]
    if len(words) > 1 or words[0] not in THEMES:
        raise ParseError(
            f'"{_THEME} {words[-1]}" names no theme. Name one of: {", ".join(THEMES)}.', place
        )
    return words[0]


def _variables(query: str, place: str) -> list[str]:
    """Have the engine say what the query selects."""
    with Store.in_memory() as store:
        try:
            found = store.query(query)
        except QueryError as error:
            raise ParseError(str(error), place) from error
        assert isinstance(found, QuerySolutions)  # noqa: S101 - it is a SELECT
        return [variable.value for variable in found.variables]
