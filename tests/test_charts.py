"""Charts of answers: which one suits, where everything stands, and what is refused."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilogue.charts import MOST_ROWS, Plan, chart_of, grouped, nice_ticks, read_plan, suiting
from trilogue.content import Content, find_content
from trilogue.errors import ParseError
from trilogue.query import evaluate
from trilogue.questions import THEMES, read_questions
from trilogue.serialise import Cell, Table, table
from trilogue.store import Store
from trilogue.terms import XSD

QUESTIONS = read_questions(find_content())
NUMBERS = st.floats(-1e12, 1e12, allow_nan=False).map(lambda one: round(one, 3))


def name(text: str) -> Cell:
    return Cell("literal", text, "en")


def number(value: object) -> Cell:
    return Cell("literal", str(value), None, f"{XSD}decimal")


def day(text: str) -> Cell:
    return Cell("literal", text, None, f"{XSD}date")


def thing(text: str) -> Cell:
    return Cell("uri", f"https://example.org/{text}")


def rows(variables: str, *cells: tuple[Cell | None, ...]) -> Table:
    return Table(tuple(variables.split()), cells, len(cells))


def test_one_number_beside_names_makes_bars_in_the_order_of_the_answer() -> None:
    answer = rows(
        "finding findingLabel claims",
        (thing("b"), name("Two"), number(15)),
        (thing("a"), name("One"), number(3)),
    )

    chart = chart_of(answer)

    assert chart is not None
    assert chart.plan == Plan("bars", "findingLabel", ("claims",))
    assert [tick.text for tick in chart.ticks] == ["0", "5", "10", "15"]
    assert [row.label.value for row in chart.rows] == ["Two", "One"]
    assert [row.thing for row in chart.rows] == [thing("b"), thing("a")]
    assert [shape.width for row in chart.rows for shape in row.shapes if shape] == [1.0, 0.2]


def test_days_beside_names_make_a_timeline_in_the_order_of_time() -> None:
    answer = rows(
        "date event label",
        (day("2023-12-31"), thing("b"), name("Later")),
        (day("2023-01-01"), thing("a"), name("Sooner")),
    )

    chart = chart_of(answer)

    assert chart is not None
    assert chart.plan.kind == "timeline"
    assert [row.label.value for row in chart.rows] == ["Sooner", "Later"]
    assert chart.rows[0].shapes[0] is not None
    assert (chart.rows[0].shapes[0].start, chart.rows[0].shapes[0].text) == (0, "2023-01-01")
    assert (chart.ticks[0].text, chart.ticks[-1].text) == ("2023-01", "2024-01")


@pytest.mark.parametrize(
    "answer",
    [
        rows("a b c", (name("x"), name("y"), name("z")), (name("u"), name("y"), name("z"))),
        rows("label n", (name("x"), number(1)), (name("x"), number(2))),
        rows("label n", (name("x"), number(1))),
        rows("label n m", (name("x"), number(1), number(2)), (name("y"), number(1), number(2))),
        rows("label n", (name("x"), number(0)), (name("y"), number(0))),
        rows("date label", (day("2023-01-01"), name("x")), (day("2023-01-01"), name("y"))),
        rows("date label", (day("yesterday"), name("x")), (day("-0044-03-15"), name("y"))),
        rows("label n", (name("x"), number("NaN")), (name("y"), number("INF"))),
        rows("label n"),
    ],
    ids=[
        "categories",
        "one name twice",
        "one row",
        "two scales",
        "nothing but zero",
        "one day",
        "no days",
        "no numbers",
        "no rows",
    ],
)
def test_an_answer_that_no_chart_suits_has_none(answer: Table) -> None:
    assert chart_of(answer) is None


def test_a_declaration_decides_before_the_columns() -> None:
    answer = rows("label n m", (name("x"), number(1), number(2)), (name("y"), None, number(-2)))

    chart = chart_of(answer, Plan("bars", "label", ("n", "m")))

    assert chart is not None
    assert chart_of(answer, Plan("none")) is None
    assert [tick.text for tick in chart.ticks] == ["-2", "-1", "0", "1", "2"]
    first, second = chart.rows
    assert [(one.start, one.width) for one in first.shapes if one] == [(0.5, 0.25), (0.5, 0.5)]
    assert second.shapes[0] is None
    assert second.shapes[1] is not None
    assert (second.shapes[1].start, second.shapes[1].width) == (0, 0.5)


def test_a_long_answer_is_drawn_in_part_and_says_so() -> None:
    many = [(name(f"n{index}"), number(index)) for index in range(MOST_ROWS + 7)]

    chart = chart_of(rows("label n", *many))

    assert chart is not None
    assert (len(chart.rows), chart.left_out) == (MOST_ROWS, 7)


def test_a_row_is_drawn_once_however_often_the_answer_has_it() -> None:
    answer = rows(
        "date label source",
        *((day("2023-01-01"), name("x"), thing(text)) for text in "abc"),
        (day("2024-01-01"), name("y"), thing("d")),
    )

    chart = chart_of(answer)

    assert chart is not None
    assert [row.label.value for row in chart.rows] == ["x", "y"]
    # A source is no name of the thing.
    assert [row.thing for row in chart.rows] == [None, None]


@given(st.lists(NUMBERS, min_size=2, max_size=50))
def test_every_bar_stands_within_the_scale(numbers: list[float]) -> None:
    answer = rows("label n", *((name(f"{at}"), number(each)) for at, each in enumerate(numbers)))

    chart = chart_of(answer)

    if chart is None:
        assert set(numbers) == {0}
        return
    assert 2 <= len(chart.ticks) <= 12
    assert [chart.ticks[0].at, chart.ticks[-1].at] == pytest.approx([0, 1])
    for row in chart.rows:
        for shape in row.shapes:
            assert shape is not None
            assert -1e-9 <= shape.start <= shape.start + shape.width <= 1 + 1e-9


@given(st.lists(st.dates(), min_size=2, max_size=20))
def test_every_day_stands_within_the_timeline(days: list[object]) -> None:
    answer = rows("date label", *((day(str(each)), name(f"{at}")) for at, each in enumerate(days)))

    chart = chart_of(answer)

    if chart is None:
        return
    starts = [row.shapes[0].start for row in chart.rows if row.shapes[0]]
    assert starts == sorted(starts)
    assert 0 <= starts[0] <= starts[-1] <= 1
    assert all(one.at < other.at for one, other in pairwise(chart.ticks))


def test_ticks_are_round_numbers() -> None:
    assert nice_ticks(0, 624) == [0, 200, 400, 600, 800]
    assert nice_ticks(0, 0.7) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert nice_ticks(3, 3) == []
    assert nice_ticks(0, float("inf")) == []


def test_numbers_are_read_in_thousands() -> None:
    assert grouped(35_000_000) == "35\N{NARROW NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}000"
    assert grouped(0.25) == "0.25"


@pytest.mark.parametrize(
    ("line", "plan"),
    [
        ("@chart bars ?label ?n", Plan("bars", "label", ("n",))),
        ("@chart bars ?label ?n ?m", Plan("bars", "label", ("n", "m"))),
        ("@chart timeline ?date ?label", Plan("timeline", "label", ("date",))),
        ("@chart none", Plan("none")),
    ],
)
def test_a_chart_may_be_declared(line: str, plan: Plan) -> None:
    assert read_plan(["What?", line], ["label", "n", "m", "date"], "q.rq") == plan
    assert read_plan(["What?"], ["label"], "q.rq") is None


@pytest.mark.parametrize(
    "line",
    [
        "@chart bars ?label ?nobody",
        "@chart bars ?label",
        "@chart bars ?a ?b ?c ?d ?e",
        "@chart timeline ?a",
        "@chart none ?a",
        "@chart pie ?a ?b",
        "@chart",
        "@chart bars label n",
    ],
)
def test_a_declaration_that_does_not_fit_names_its_file(line: str) -> None:
    with pytest.raises(ParseError, match=r"q\.rq.*@chart|@chart.*"):
        read_plan(["What?", line], ["label", "a", "b", "c", "d", "e"], "q.rq")


@pytest.mark.parametrize(
    "line", ["# @theme nothing", "# @chart bars ?event ?nobody", "# @theme law\n# @theme claims"]
)
def test_a_question_with_a_wrong_declaration_is_refused(small_content: Content, line: str) -> None:
    path = small_content.questions()[0].path
    head, _, rest = path.read_text().partition("\n")
    path.write_text(f"{head}\n{line}\n{rest}")

    with pytest.raises(ParseError, match=r"q01-who-wrote\.rq"):
        read_questions(small_content)


def test_every_question_of_ours_has_a_theme() -> None:
    assert {question.theme for question in QUESTIONS} == set(THEMES) - {"other"}


def test_a_declared_chart_can_be_drawn(curated_store: Store) -> None:
    declared = [each for each in QUESTIONS if each.chart and each.chart.kind != "none"]

    assert len(declared) >= 4
    for question in declared:
        assert chart_of(table(evaluate(question.query, curated_store)), question.chart) is not None
    votes = next(each for each in QUESTIONS if each.name == "q16-vote-counts")
    assert suiting(table(evaluate(votes.query, curated_store))).kind == "none"
