"""The overview: how each practice stood at each stage, as the rules found it."""

from dataclasses import dataclass

from trilogue.query import evaluate
from trilogue.serialise import Cell as Value
from trilogue.serialise import table
from trilogue.store import Dataset
from trilogue.terms import SKOS, Vocabulary


@dataclass(frozen=True)
class Heading:
    """A row or a column: a scenario or a stage.

    Attributes:
        iri: of the thing.
        label: its name in English.
    """

    iri: str
    label: str


@dataclass(frozen=True)
class Status:
    """One cell.

    Attributes:
        iri: of the effective status, whose page tells the reasons.
        value: the last part of the status value's IRI, such as "prohibited".
        label: the status value in words.
        has_exceptions: whether exceptions or exclusions reach a part of the scenario.
        also: what holds beside it, such as "high-risk", by the value's other name where it has
            one ("duty to inform" for transparency only), in alphabetical order.
        is_announced: whether it rests on an announcement, not on a text.
    """

    iri: str
    value: str
    label: str
    has_exceptions: bool
    also: str
    is_announced: bool


@dataclass(frozen=True)
class Matrix:
    """The overview.

    Attributes:
        stages: the columns, in order of the procedure.
        scenarios: the rows, in the order that the scenarios give.
        cells: (scenario IRI, stage IRI) to status; not every cell is filled.
    """

    stages: tuple[Heading, ...]
    scenarios: tuple[Heading, ...]
    cells: dict[tuple[str, str], Status]


def matrix_query(vocabulary: Vocabulary) -> str:
    """Give the SELECT query for the cells of the overview."""
    # A status value, stage or scenario has one English label; its shape sees to that.
    return f"""
        PREFIX tri: <{vocabulary.base}ns/>
        PREFIX skos: <{SKOS}>
        SELECT ?scenario ?scenarioLabel ?stage ?stageLabel ?status ?value ?valueLabel
               ?exceptions ?also ?announced ?stageOrder
        WHERE {{
          ?scenario tri:matrixRow true ; skos:prefLabel ?scenarioLabel .
          ?status tri:statusOf ?scenario ; tri:statusAt ?stage ; tri:statusValue ?value .
          ?stage tri:stageOrder ?stageOrder ; skos:prefLabel ?stageLabel .
          ?value skos:prefLabel ?valueLabel .
          FILTER(LANG(?scenarioLabel) = "en" && LANG(?stageLabel) = "en")
          FILTER(LANG(?valueLabel) = "en")
          OPTIONAL {{ ?scenario tri:matrixOrder ?rowOrder }}
          BIND(EXISTS {{ ?status tri:openException ?any }} AS ?exceptions)
          OPTIONAL {{
            SELECT ?status (GROUP_CONCAT(?name; separator=", ") AS ?also) WHERE {{
              SELECT DISTINCT ?status ?name WHERE {{
                ?status tri:alsoValue ?beside . ?beside skos:prefLabel ?first .
                OPTIONAL {{ ?beside skos:altLabel ?other FILTER(LANG(?other) = "en") }}
                BIND(COALESCE(?other, ?first) AS ?name)
                FILTER(LANG(?name) = "en")
              }} ORDER BY ?name
            }} GROUP BY ?status
          }}
          BIND(EXISTS {{ ?status tri:statusBasis <{vocabulary.base}id/basis/announcement> }}
               AS ?announced)
        }}
        ORDER BY COALESCE(?rowOrder, 999999) ?scenarioLabel ?stageOrder"""


def status_matrix(store: Dataset, vocabulary: Vocabulary) -> Matrix:
    """Read the overview from the derived statuses.

    Only stages that have a status are columns; with an unfilled store everything is empty.
    """
    query = matrix_query(vocabulary)
    rows = [tuple(_text(cell) for cell in row) for row in table(evaluate(query, store)).rows]
    stages: dict[str, tuple[int, Heading]] = {}
    scenarios: dict[str, Heading] = {}
    cells: dict[tuple[str, str], Status] = {}
    for scenario, scenario_label, stage, stage_label, *cell, order in rows:
        status, value, label, exceptions, also, announced = cell
        scenarios.setdefault(scenario, Heading(scenario, scenario_label))
        stages.setdefault(stage, (int(order), Heading(stage, stage_label)))
        cells[scenario, stage] = Status(
            status,
            value.rpartition("/")[2],
            label,
            exceptions == "true",
            also,
            announced == "true",
        )
    columns = [heading for _, heading in sorted(stages.values(), key=lambda pair: pair[0])]
    return Matrix(tuple(columns), tuple(scenarios.values()), cells)


def _text(cell: Value | None) -> str:
    return "" if cell is None else cell.value
