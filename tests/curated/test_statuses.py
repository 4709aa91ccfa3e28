"""The computed statuses against the overview table of the texts, cell by cell."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

Rows = Callable[[str], list[dict[str, str]]]
STAGES = (
    "proposal",
    "general-approach",
    "parliament-position",
    "provisional-agreement",
    "final-act",
)

# One row a scenario, one cell a stage, in the order of STAGES.
# A cell is the value, "*" where exceptions stay open, and the places that decide, "+" between them.
# "high" stands for high-risk, "conditions" for conditionally permitted, "other law" for
# what the stage does not address, does not cover or takes out of its notions.
MATRIX = {
    "real-time-rbi-police": (
        "prohibited* Art. 5(1)(d)",
        "prohibited* Art. 5(1)(d)",
        "prohibited Art. 5(1)(d)",
        "prohibited* announced",
        "prohibited* Art. 5(1)(h)",
    ),
    "real-time-rbi-private-company": (
        "high Annex III point 1(a)",
        "high Annex III point 1(a)",
        "prohibited Art. 5(1)(d)",
        "high announced",
        "high Annex III point 1(a)",
    ),
    "real-time-rbi-other-authority": (
        "high Annex III point 1(a)",
        "high Annex III point 1(a)",
        "prohibited Art. 5(1)(d)",
        "high announced",
        "high Annex III point 1(a)",
    ),
    "post-rbi-police": (
        "high Annex III point 1(a)",
        "high Annex III point 1(a)",
        "prohibited* Art. 5(1)(dd)",
        "conditions announced + reported",
        "conditions* Art. 26(10)",
    ),
    "post-rbi-private-company": (
        "high Annex III point 1(a)",
        "high Annex III point 1(a)",
        "prohibited Art. 5(1)(dd)",
        "high announced",
        "high Annex III point 1(a)",
    ),
    "post-rbi-other-authority": (
        "high Annex III point 1(a)",
        "high Annex III point 1(a)",
        "prohibited Art. 5(1)(dd)",
        "high announced",
        "high Annex III point 1(a)",
    ),
    "emotion-police": (
        "high Annex III point 6(b)",
        "high Annex III point 6(b)",
        "prohibited Art. 5(1)(dc)",
        "high announced",
        "high Annex III point 1(c) + Annex III point 6(b)",
    ),
    "emotion-border": (
        "high Annex III point 7(a)",
        "high Annex III point 7(a)",
        "prohibited Art. 5(1)(dc)",
        "high announced",
        "high Annex III point 1(c) + Annex III point 7(a)",
    ),
    "emotion-workplace": (
        "transparency Art. 52(2)",
        "transparency Art. 52(2a)",
        "prohibited Art. 5(1)(dc)",
        "prohibited* announced",
        "prohibited* Art. 5(1)(f)",
    ),
    "emotion-education": (
        "transparency Art. 52(2)",
        "transparency Art. 52(2a)",
        "prohibited Art. 5(1)(dc)",
        "prohibited* announced",
        "prohibited* Art. 5(1)(f)",
    ),
    "emotion-other": (
        "transparency Art. 52(2)",
        "transparency Art. 52(2a)",
        "high Annex III point 1(aa)",
        "high announced",
        "high Annex III point 1(c)",
    ),
    "categorisation-sensitive": (
        "transparency* Art. 52(2)",
        "transparency* Art. 52(2)",
        "prohibited* Art. 5(1)(ba)",
        "prohibited announced",
        "prohibited* Art. 5(1)(g)",
    ),
    "categorisation-police-labelling": (
        "other law Art. 52(2)",
        "other law Art. 52(2)",
        "prohibited Art. 5(1)(ba)",
        "undetermined",
        "high Annex III point 1(b)",
    ),
    "scraping": (
        "other law",
        "other law",
        "prohibited Art. 5(1)(db)",
        "prohibited announced",
        "prohibited Art. 5(1)(e)",
    ),
    "individual-prediction-police": (
        "high Annex III point 6(a) + Annex III point 6(e)",
        "high Annex III point 6(a) + Annex III point 6(e)",
        "prohibited Art. 5(1)(da)",
        "prohibited announced",
        "prohibited* Art. 5(1)(d)",
    ),
    "place-based-prediction-police": (
        "high Annex III point 6(e) + Annex III point 6(g)",
        "other law",
        "prohibited Art. 5(1)(da)",
        "other law",
        "other law",
    ),
    "verification": (
        "other law",
        "other law",
        "other law Annex III point 1(aa)",
        "other law",
        "other law Annex III point 1(a)",
    ),
    "behaviour-detection": ("other law",) * 5,
    "real-time-rbi-national-security": (
        "undetermined Art. 2(3)",
        "out of scope Art. 2(3)",
        "prohibited Art. 5(1)(d)",
        "out of scope announced",
        "out of scope Art. 2(3)",
    ),
    "post-rbi-national-security": (
        "undetermined Art. 2(3)",
        "out of scope Art. 2(3)",
        "prohibited Art. 5(1)(dd)",
        "out of scope announced",
        "out of scope Art. 2(3)",
    ),
}

# The worked examples: whoever looks for a child, and whoever keeps a shop.
EXAMPLES = {
    "missing-child": (
        "conditions Art. 5(1)(d)",
        "prohibited Art. 5(1)(d)",
        "prohibited Art. 5(1)(d)",
        "undetermined",
        "conditions Art. 5(1)(h)",
    ),
    "shop-owner-live": (
        "high Annex III point 1(a)",
        "high Annex III point 1(a)",
        "prohibited Art. 5(1)(d)",
        "undetermined",
        "high Annex III point 1(a)",
    ),
    "shop-owner-recorded": (
        "high Annex III point 1(a)",
        "high Annex III point 1(a)",
        "prohibited Art. 5(1)(dd)",
        "undetermined",
        "high Annex III point 1(a)",
    ),
    "categorisation-police-skin-colour": (
        "other law Art. 52(2)",
        "other law Art. 52(2)",
        "prohibited Art. 5(1)(ba)",
        "undetermined",
        "high Annex III point 1(b)",
    ),
    "untargeted-recorded": (
        "high Annex III point 1(a)",
        "high Annex III point 1(a)",
        "prohibited Art. 5(1)(dd)",
        "undetermined",
        "prohibited Art. 26(10)",
    ),
}

WORDS = {
    "prohibited": "prohibited",
    "conditions": "conditionally-permitted",
    "high": "high-risk",
    "transparency": "transparency-only",
    "other law": "left-to-other-law",
    "out of scope": "out-of-scope",
    "undetermined": "undetermined",
}


@dataclass(frozen=True)
class Cell:
    """One status as a reader of the table sees it."""

    value: str
    with_exceptions: bool
    places: frozenset[str]


def read_cell(text: str) -> Cell:
    """Read a cell of the tables above."""
    word = max((word for word in WORDS if text.startswith(word)), key=len)
    rest = text[len(word) :]
    places = rest.removeprefix("*").strip()
    return Cell(
        WORDS[word],
        rest.startswith("*"),
        frozenset(place.strip() for place in places.split("+") if place.strip()),
    )


def short_place(locator: str) -> str:
    """Leave out amendment numbers, and what exactly was announced or reported."""
    for kind in ("announced", "reported"):
        if locator.startswith(kind):
            return kind
    return locator.split(", Am.", maxsplit=1)[0]


QUERY = """
PREFIX tri: <https://w3id.org/trilogue/ns/>
SELECT ?scenario ?stage ?value ?exception ?place ?explanation
WHERE {
  ?status tri:statusOf ?scenario ; tri:statusAt ?stage ; tri:statusValue ?value ;
    tri:explanation ?explanation .
  OPTIONAL { ?status tri:openException ?exception }
  OPTIONAL { ?status tri:becauseOf/tri:laidDownIn/tri:locator ?place }
}
"""


@pytest.fixture(scope="module")
def statuses(rows: Rows) -> dict[tuple[str, str], Cell]:
    """Every computed status by scenario and stage."""
    found: dict[tuple[str, str], tuple[str, set[str], set[str]]] = {}
    for row in rows(QUERY):
        key = (row["scenario"].rsplit("/", 1)[-1], row["stage"].rsplit("/", 1)[-1])
        entry = found.setdefault(key, (row["value"].rsplit("/", 1)[-1], set(), set()))
        assert entry[0] == row["value"].rsplit("/", 1)[-1], f"{key} has two values"
        if "exception" in row:
            entry[1].add(row["exception"])
        if "place" in row:
            entry[2].add(short_place(row["place"]))
    return {
        key: Cell(value, bool(exceptions), frozenset(places))
        for key, (value, exceptions, places) in found.items()
    }


@pytest.mark.parametrize(
    ("scenario", "stage", "expected"),
    [
        pytest.param(scenario, stage, text, id=f"{scenario}-{stage}")
        for table in (MATRIX, EXAMPLES)
        for scenario, cells in table.items()
        for stage, text in zip(STAGES, cells, strict=True)
    ],
)
def test_status_is_what_the_texts_say(
    statuses: dict[tuple[str, str], Cell], scenario: str, stage: str, expected: str
) -> None:
    assert read_cell(expected) == statuses[scenario, stage]


def test_the_omnibus_leaves_every_status_as_the_final_act_set_it(
    statuses: dict[tuple[str, str], Cell],
) -> None:
    scenarios = {scenario for scenario, _ in statuses}

    assert scenarios
    for scenario in scenarios:
        assert statuses[scenario, "omnibus"] == statuses[scenario, "final-act"]


def test_every_scenario_has_one_explained_status_at_every_stage(rows: Rows) -> None:
    gaps = rows(
        """
        PREFIX tri: <https://w3id.org/trilogue/ns/>
        SELECT ?scenario ?stage (COUNT(?explanation) AS ?found)
        WHERE {
          ?scenario a tri:Scenario . ?stage a tri:Stage .
          OPTIONAL {
            ?status tri:statusOf ?scenario ; tri:statusAt ?stage ; tri:explanation ?explanation
          }
        }
        GROUP BY ?scenario ?stage HAVING (COUNT(?explanation) != 1)
        """
    )

    assert gaps == []


def test_the_recital_on_missing_children_is_named_but_does_not_decide(
    rows: Rows,
) -> None:
    found = rows(
        """
        PREFIX tri: <https://w3id.org/trilogue/ns/>
        SELECT ?stage ?place WHERE {
          ?status tri:statusOf <https://w3id.org/trilogue/id/scenario/missing-child> ;
            tri:statusAt ?stage ; tri:advisoryNorm/tri:laidDownIn/tri:locator ?place
        }
        """
    )

    assert [(row["stage"].rsplit("/", 1)[-1], row["place"]) for row in found] == [
        ("general-approach", "recital 19")
    ]


def test_conditional_permission_names_what_it_defeats_and_the_safeguards(
    rows: Rows,
) -> None:
    found = rows(
        """
        PREFIX tri: <https://w3id.org/trilogue/ns/>
        SELECT ?defeated ?safeguard ?place WHERE {
          <https://w3id.org/trilogue/id/status/missing-child/final-act>
            tri:defeatedNorm ?defeated ; tri:safeguardedBy ?norm .
          ?norm tri:requiresSafeguard ?safeguard ; tri:laidDownIn/tri:locator ?place
        }
        """
    )

    assert {row["defeated"].rsplit("/", 1)[-1] for row in found} == {"art-5-1-h"}
    assert ("authorisation-by-court-or-independent-authority", "Art. 5(3)") in {
        (row["safeguard"].rsplit("/", 1)[-1], row["place"]) for row in found
    }
