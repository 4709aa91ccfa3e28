"""Charts of answers as pages show them: names in the language of the page, cut where too long."""

import re
from dataclasses import dataclass

from trilogue.charts import Chart, Shape, Tick, chart_of
from trilogue.questions import Question
from trilogue.serialise import Cell, Table
from trilogue.web.links import Links
from trilogue.web.sentences import called
from trilogue.web.site import site

LONGEST_LABEL = 120
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class ShownRow:
    """One row, ready for the template.

    Attributes:
        text: of the label, perhaps cut.
        language: of the label; empty where none is known.
        whole: the label in full where it was cut; else empty.
        href: where it leads; None where it leads nowhere.
        shapes: one for each variable of values.
    """

    text: str
    language: str
    whole: str
    href: str | None
    shapes: tuple[Shape | None, ...]


@dataclass(frozen=True)
class ShownChart:
    """A chart, ready for the template.

    Attributes:
        kind: "bars" or "timeline".
        label: what the rows are about, in words.
        values: what is shown of them, in words.
        ticks: from the left.
        rows: from above.
        left_out: how many rows of the answer it leaves out.
    """

    kind: str
    label: str
    values: tuple[str, ...]
    ticks: tuple[Tick, ...]
    rows: tuple[ShownRow, ...]
    left_out: int


def chart_for(question: Question, table: Table, links: Links) -> ShownChart | None:
    """Lay out the chart of an answer to *question*; None where none suits it."""
    chart = chart_of(table, question.chart)
    if chart is None:
        return None
    names = _names(chart)
    return ShownChart(
        chart.plan.kind,
        in_words(chart.subject),
        tuple(in_words(each) for each in chart.plan.values),
        chart.ticks,
        tuple(_row(row.label, row.thing, row.shapes, names, links) for row in chart.rows),
        chart.left_out,
    )


def in_words(variable: str) -> str:
    """Write the name of a variable as words, such as "safeguards lost"."""
    name = variable.removesuffix("Label") or variable
    return _HUMP.sub(" ", name).lower()


def _names(chart: Chart) -> dict[str, str]:
    """Give the English names of the IRIs that are labels themselves."""
    iris = {row.label.value for row in chart.rows if row.label.kind == "uri"}
    return site().offers.labels(iris) if iris else {}


def _row(
    label: Cell,
    thing: Cell | None,
    shapes: tuple[Shape | None, ...],
    names: dict[str, str],
    links: Links,
) -> ShownRow:
    text, language = label.value, label.language or ""
    if label.kind == "uri":
        text = links.iri(label.value, names).text
    if thing is not None:
        known, spoken = called(thing.value, text)
        text, language = known, spoken if known != text or label.kind == "uri" else language
    is_cut = len(text) > LONGEST_LABEL
    return ShownRow(
        f"{text[:LONGEST_LABEL].rstrip()}…" if is_cut else text,
        language,
        text if is_cut else "",
        None if thing is None else links.page(thing.value),
        shapes,
    )
