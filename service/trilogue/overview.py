"""The overview: how each situation stood at each stage, and which way protection went since.

The statuses, their ranks and the directions are those that the rules found (`trilogue.stage_law`);
here they are only put in rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from trilogue.stage_law import Change, Scenario, Stage, Stages, Status
from trilogue.terms import Vocabulary

# Who does it, by the kinds of deployers that lie within; the first that fits. Whatever fits none
# of them is private: employers and schools are bound alike whether they are public or not.
DEPLOYERS = ("law-enforcement", "public", "private", "security", "anyone")
_KINDS = {
    "anyone": ("any-deployer",),
    "law-enforcement": ("law-enforcement",),
    "public": ("public-authority",),
    "security": ("national-security", "military"),
}


@dataclass(frozen=True)
class Row:
    """One situation.

    Attributes:
        scenario: the situation.
        deployer: who does it, one of `DEPLOYERS`.
        statuses: by stage, in their order; None where there is none.
        change: between the two stages that the overview compares; None where it is not known.
        ends: its statuses at these two; None where either lacks.
    """

    scenario: Scenario
    deployer: str
    statuses: tuple[Status | None, ...]
    change: Change | None
    ends: tuple[Status, Status] | None

    @property
    def steps(self) -> int | None:
        """By how many ranks protection rose between the two; None where either has no rank."""
        before, after = (each.strength for each in self.ends) if self.ends else (None, None)
        return None if before is None or after is None else after - before


@dataclass(frozen=True)
class Overview:
    """The situations, in the order of the dataset.

    Attributes:
        stages: the columns, in order of the procedure.
        compared: the two stages between which a change is told; None where there are no two.
        rows: one for each situation.
        practices: slug to IRI and name of what is done in a row.
    """

    stages: tuple[Stage, ...]
    compared: tuple[Stage, Stage] | None
    rows: tuple[Row, ...]
    practices: dict[str, tuple[str, str]]

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows by who does it; groups without rows are left out."""
        groups = [(name, [row for row in self.rows if row.deployer == name]) for name in DEPLOYERS]
        return [(name, rows) for name, rows in groups if rows]

    @property
    def values(self) -> list[Status]:
        """One status of each value that there is, those that protect most first."""
        found = {
            status.value: status
            for row in self.rows
            for status in row.statuses
            if status is not None
        }
        return sorted(found.values(), key=lambda each: (-(each.strength or 0), each.label))

    @property
    def highest(self) -> int:
        """The highest rank that there is."""
        return max((each.strength or 0 for each in self.values), default=0)

    @property
    def heaviest(self) -> Row | None:
        """The row that lost most ranks; the first of several, None where none lost any."""
        lost = [row for row in self.rows if row.steps is not None and row.steps < 0]
        return min(lost, key=lambda row: row.steps or 0, default=None)

    def only(self, deployer: str | None, practice: str | None) -> "Overview":
        """Give the rows of one sort of deployer, or one practice, or both.

        Args:
            deployer: one of `DEPLOYERS`; what anyone may not do, this one may not do either.
            practice: the slug of one of the practices.
        """
        iri = self.practices[practice][0] if practice is not None else None
        rows = tuple(
            row
            for row in self.rows
            if (deployer is None or row.deployer in (deployer, "anyone"))
            and (iri is None or row.scenario.practice == iri)
        )
        return replace(self, rows=rows)


def overview_of(law: Stages, vocabulary: Vocabulary) -> Overview:
    """Put the rows together; stages at which no row has a status are no columns."""
    scenarios = [each for each in law.scenarios if each.is_row]
    stages = tuple(
        stage
        for stage in law.stages.values()
        if any((each.iri, stage.iri) in law.statuses for each in scenarios)
    )
    below = {
        name: {
            iri
            for kind in kinds
            for top in [f"{vocabulary.base}id/deployer/{kind}"]
            for iri in ({top} if name == "anyone" else {top, *law.below.get(top, ())})
        }
        for name, kinds in _KINDS.items()
    }
    usual = law.usual_pair
    practices = sorted({(law.name(each.practice), each.practice) for each in scenarios})
    return Overview(
        stages,
        usual,
        tuple(_row(law, each, stages, usual, below) for each in scenarios),
        {iri.rpartition("/")[2]: (iri, label) for label, iri in practices},
    )


def _row(
    law: Stages,
    scenario: Scenario,
    stages: tuple[Stage, ...],
    usual: tuple[Stage, Stage] | None,
    below: dict[str, set[str]],
) -> Row:
    deployer = next((name for name in below if scenario.deployer in below[name]), "private")
    statuses = tuple(law.statuses.get((scenario.iri, stage.iri)) for stage in stages)
    if usual is None:
        return Row(scenario, deployer, statuses, None, None)
    before, after = (law.statuses.get((scenario.iri, stage.iri)) for stage in usual)
    return Row(
        scenario,
        deployer,
        statuses,
        law.changes.get((scenario.iri, usual[0].iri, usual[1].iri)),
        None if before is None or after is None else (before, after),
    )


def course(row: Row, highest: int, width: int, height: int) -> list[list[tuple[int, int, str]]]:
    """Draw how the rank of a situation went over the stages.

    Args:
        row: the situation.
        highest: the highest rank.
        width: of the drawing.
        height: of the drawing; the strongest protection is at the top.

    Returns:
        Runs of points (x, y, status value); a stage without a rank ends a run.
    """
    step = width // max(len(row.statuses), 1)
    rise = height // max(highest, 1)
    runs: list[list[tuple[int, int, str]]] = [[]]
    for number, status in enumerate(row.statuses):
        if status is None or status.strength is None:
            runs.append([])
            continue
        x, y = step * number + step // 2, height - rise * status.strength + rise // 2
        runs[-1].append((x, y, status.value))
    return [run for run in runs if run]


def cells(overview: Overview) -> Iterator[dict[str, Any]]:
    """Give each cell as plain values, row by row; cells without a status are left out."""
    for row in overview.rows:
        for stage, status in zip(overview.stages, row.statuses, strict=True):
            if status is None:
                continue
            yield {
                "scenario": row.scenario.iri,
                "situation": row.scenario.label,
                "practice": row.scenario.practice.rpartition("/")[2],
                "deployer": row.deployer,
                "stage": stage.slug,
                "stage_name": stage.label,
                "stage_date": stage.date,
                "status": status.iri,
                "value": status.value,
                "value_name": status.label,
                "rank": status.strength,
                "with_exceptions": status.has_exceptions,
                "also": list(status.also),
                "as_announced": status.is_announced,
            }


def as_json(overview: Overview) -> dict[str, Any]:
    """Give the overview as a document."""
    compared = overview.compared
    return {
        "stages": [
            {"slug": each.slug, "iri": each.iri, "name": each.label, "date": each.date or None}
            for each in overview.stages
        ],
        "compared": [each.slug for each in compared] if compared else None,
        "changes": [
            {
                "scenario": row.scenario.iri,
                "situation": row.scenario.label,
                "direction": row.change.direction if row.change else None,
                "steps": row.steps,
            }
            for row in overview.rows
        ],
        "cells": list(cells(overview)),
    }
