"""Charts of answers: which one suits an answer, and where everything stands in it.

A question may declare its chart in its comment (``# @chart bars ?label ?number``,
``# @chart timeline ?date ?label``, ``# @chart none``); else the columns of the answer decide. One
that would say no more than the table is not drawn. Positions are shares of the width, so that the
chart has whatever width there is.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from trilogue.errors import ParseError
from trilogue.serialise import Cell, Table
from trilogue.terms import XSD

Kind = Literal["bars", "timeline", "none"]

MARK = "@chart"
MOST_ROWS = 40
MOST_SERIES = 3
_LEAST_ROWS = 2
_TICKS = 5
_DECLARATION = re.compile(r"@chart\s+(?P<kind>\w+)(?P<variables>(?:\s+\?\w+)*)")
_NUMBERS = frozenset(
    f"{XSD}{name}"
    for name in ("integer", "decimal", "double", "float", "nonNegativeInteger", "positiveInteger")
)
_DAYS = frozenset((f"{XSD}date", f"{XSD}dateTime"))
_MONTHS_IN_A_YEAR = 12
# Months between two ticks of a timeline, the finest first.
_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1_200)


@dataclass(frozen=True)
class Plan:
    """Which chart an answer gets.

    Attributes:
        kind: of the chart.
        label: variable of what the rows are about.
        values: variables of numbers, or the one of the date.
    """

    kind: Kind
    label: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tick:
    """A line across the chart, at a share of its width, and what it stands for."""

    at: float
    text: str


@dataclass(frozen=True)
class Shape:
    """A bar, or of a timeline a point.

    Attributes:
        start: where it begins, as a share of the width.
        width: of the bar, as a share of the width; 0 of a point.
        text: the value.
    """

    start: float
    width: float
    text: str


@dataclass(frozen=True)
class Row:
    """What is shown of one row of the answer.

    Attributes:
        label: what it is about.
        thing: the IRI of that; None where the answer has none.
        shapes: one for each variable of values; None where it is unbound.
    """

    label: Cell
    thing: Cell | None
    shapes: tuple[Shape | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart, laid out.

    Attributes:
        plan: what is drawn.
        subject: variable of the things that the labels name; that of the labels where none is.
        ticks: from the left.
        rows: in the order of the answer; of a timeline, of time.
        left_out: how many rows of the answer are not in it.
    """

    plan: Plan
    subject: str
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    left_out: int


def read_plan(comment: Iterable[str], variables: Sequence[str], place: str) -> Plan | None:
    """Read the declaration in the lines of a question's *comment*; None where there is none.

    Raises:
        ParseError: it does not fit, or names what the query does not select.
    """
    lines = [line for line in comment if line.startswith(MARK)]
    if not lines:
        return None
    match = _DECLARATION.fullmatch(lines[0])
    names = tuple(each[1:] for each in match["variables"].split()) if match else ()
    kind = match["kind"] if match else ""
    unknown = [name for name in names if name not in variables]
    if len(lines) > 1 or unknown or kind not in ("bars", "timeline", "none"):
        why = f"the query does not select ?{unknown[0]}" if unknown else "it declares no chart"
        raise ParseError(
            f'"{lines[-1]}": {why}. Write one line such as "@chart bars ?label ?number", '
            '"@chart timeline ?date ?label" or "@chart none".',
            place,
        )
    if kind == "bars" and 1 < len(names) <= 1 + MOST_SERIES:
        return Plan("bars", names[0], names[1:])
    if kind == "timeline" and len(names) == 2:  # noqa: PLR2004 - a date and a label
        return Plan("timeline", names[1], names[:1])
    if kind == "none" and not names:
        return Plan("none")
    raise ParseError(
        f'"{lines[0]}" names {len(names)} variables. Bars have a label and one to {MOST_SERIES} '
        "numbers, a timeline a date and a label.",
        place,
    )


def suiting(table: Table) -> Plan:
    """Choose a chart by the columns: by number where each row has a name of its own, else by day.

    Several numbers are left to a declaration, since nothing says that they have one scale.
    """
    columns = {
        name: [row[index] for row in table.rows] for index, name in enumerate(table.variables)
    }
    numbers = [name for name, cells in columns.items() if _are(cells, _NUMBERS)]
    days = [name for name, cells in columns.items() if _are(cells, _DAYS)]
    names = [name for name, cells in columns.items() if _is_name(cells)]
    own = [name for name in names if _is_telling(columns[name])]
    things = [
        name
        for name, cells in columns.items()
        if all(cell is not None and cell.kind == "uri" for cell in cells) and _is_telling(cells)
    ]
    if len(numbers) == 1 and (own or things):
        return Plan("bars", (own or things)[0], (numbers[0],))
    if len(days) == 1 and not numbers and names:
        return Plan("timeline", names[0], (days[0],))
    return Plan("none")


def chart_of(table: Table, declared: Plan | None = None) -> Chart | None:
    """Lay out the chart of an answer; None where none suits it.

    Args:
        table: the answer.
        declared: by the question; else the columns decide.
    """
    plan = declared or suiting(table)
    if plan.kind == "none":
        return None
    label, *values = (table.variables.index(name) for name in (plan.label, *plan.values))
    drawn = _points if plan.kind == "timeline" else _bars
    kept: dict[tuple[Cell | None, ...], tuple[Cell | None, ...]] = {}
    for row in table.rows:
        # A row that differs in what the chart does not show would be drawn twice.
        kept.setdefault(tuple(row[index] for index in (label, *values)), row)
    read = [
        (label_cell, row, cells)
        for (label_cell, *cells), row in kept.items()
        if label_cell is not None and any(_number(cell, plan.kind) is not None for cell in cells)
    ]
    if len(read) < _LEAST_ROWS:
        return None
    if plan.kind == "timeline":
        read.sort(key=lambda one: _number(one[2][0], plan.kind) or 0)
    shown = read[:MOST_ROWS]
    figures = [[_number(cell, plan.kind) for cell in cells] for _, _, cells in shown]
    texts = [[cell.value if cell else "" for cell in cells] for _, _, cells in shown]
    ticks, shapes = drawn(figures, texts)
    if len(ticks) < 2:  # noqa: PLR2004 - a scale has two ends
        return None
    naming = _naming(table, plan.label)
    rows = tuple(
        Row(label_cell, None if naming is None else row[naming], tuple(some))
        for (label_cell, row, _), some in zip(shown, shapes, strict=True)
    )
    subject = plan.label if naming is None else table.variables[naming]
    return Chart(
        plan, subject, tuple(ticks), rows, len(read) - len(shown) + table.total - len(table.rows)
    )


def nice_ticks(least: float, most: float) -> list[float]:
    """Give round numbers from at most *least* to at least *most*, some `_TICKS` of them."""
    span = most - least
    if span <= 0 or not math.isfinite(span):
        return []
    rough = span / (_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough * 0.999)
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def grouped(number: float) -> str:
    """Write a number with narrow spaces between its thousands, as no language minds.

    Source: ISO 80000-1, section 7.3.1.
    """
    whole = round(number)
    if abs(number - whole) < 1e-9 * max(1.0, abs(number)):
        return f"{whole:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{number:.6g}"


def _bars(
    figures: Sequence[Sequence[float | None]], texts: Sequence[Sequence[str]]
) -> tuple[list[Tick], list[list[Shape | None]]]:
    del texts
    found = [each for row in figures for each in row if each is not None]
    scale = nice_ticks(min(0.0, *found), max(0.0, *found))
    if not scale:
        return [], []
    low, span = scale[0], scale[-1] - scale[0]
    shapes = [
        [
            None
            if each is None
            else Shape((min(each, 0.0) - low) / span, abs(each) / span, grouped(each))
            for each in row
        ]
        for row in figures
    ]
    return [Tick((each - low) / span, grouped(each)) for each in scale], shapes


def _points(
    figures: Sequence[Sequence[float | None]], texts: Sequence[Sequence[str]]
) -> tuple[list[Tick], list[list[Shape | None]]]:
    found = [int(each) for row in figures for each in row if each is not None]
    if min(found) == max(found):
        return [], []
    ticks = _month_ticks(date.fromordinal(min(found)), date.fromordinal(max(found)))
    if len(ticks) < 2:  # noqa: PLR2004 - a scale has two ends
        return [], []
    low, span = ticks[0][0], ticks[-1][0] - ticks[0][0]
    shapes = [
        [
            # At the ends of the calendar there may be no tick before or after a day.
            None if each is None else Shape(min(1.0, max(0.0, (each - low) / span)), 0, text[:10])
            for each, text in zip(row, some, strict=True)
        ]
        for row, some in zip(figures, texts, strict=True)
    ]
    return [Tick((day - low) / span, text) for day, text in ticks], shapes


def _month_ticks(first: date, last: date) -> list[tuple[int, str]]:
    """Give first days of months, from at most *first* to at least *last*, as ordinals."""
    start = first.year * _MONTHS_IN_A_YEAR + first.month - 1
    end = (last - timedelta(days=1) if last > first else last).replace(day=1)
    stop = end.year * _MONTHS_IN_A_YEAR + end.month
    step = next((each for each in _STEPS if (stop - start) / each <= _TICKS), _STEPS[-1])
    months = range(start // step * step, -(-stop // step) * step + 1, step)
    found = []
    for month in months:
        year, number = divmod(month, _MONTHS_IN_A_YEAR)
        if date.min.year <= year <= date.max.year:
            text = f"{year}" if step % _MONTHS_IN_A_YEAR == 0 else f"{year}-{number + 1:02}"
            found.append((date(year, number + 1, 1).toordinal(), text))
    return found


def _naming(table: Table, name: str) -> int | None:
    """Find the column of the things that the labels name: each has its own, and only that one."""
    label = table.variables.index(name)
    order: list[int] = [label, *range(len(table.variables))]
    for index in order:
        pairs = {(row[index], row[label]) for row in table.rows}
        things, labels = ({pair[end] for pair in pairs} for end in (0, 1))
        is_alike = len(pairs) == len(things) == len(labels)
        if is_alike and all(cell is not None and cell.kind == "uri" for cell in things):
            return index
    return None


def _number(cell: Cell | None, kind: Kind) -> float | None:
    """Read a number, or for a timeline the ordinal of a day; None where it is none."""
    if cell is None or cell.kind != "literal":
        return None
    try:
        if kind == "timeline":
            return float(date.fromisoformat(cell.value[:10]).toordinal())
        number = float(cell.value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _are(cells: Sequence[Cell | None], datatypes: frozenset[str]) -> bool:
    bound = [cell for cell in cells if cell is not None]
    return bool(bound) and all(cell.datatype in datatypes for cell in bound)


def _is_name(cells: Sequence[Cell | None]) -> bool:
    return bool(cells) and all(
        cell is not None and cell.kind == "literal" and cell.language for cell in cells
    )


def _is_telling(cells: Sequence[Cell | None]) -> bool:
    """Tell whether no two rows have the same value."""
    return bool(cells) and len(set(cells)) == len(cells)
