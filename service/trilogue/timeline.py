"""Draws what happened as a timeline: lanes, marks that stand beside each other, labels that fit.

Only numbers come out; who writes the page makes lines and letters of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from trilogue.chronicle import LANES, Happening

WIDTH = 1200
_LEFT = 8
_RIGHT = 16
_TOP = 22
_LANE_HEAD = 20
_LANE_FOOT = 10
_ROW = 19
# A mark, with the space that it keeps from its neighbours.
_MARK = 15
# An estimate, on the wide side, of a letter's width at the size of the labels.
_LETTER = 6.6
_GAP = 10
_LONGEST = 46
# Beyond it a lane gets rows for marks only.
_MOST_ROWS_WITH_LABELS = 6

# From where to where something stands in its row.
Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """One event on the drawing.

    Attributes:
        happening: what happened.
        x: of its middle.
        y: of its middle.
        text: the label; empty where there is no room.
        is_left: whether the label ends left of the mark, instead of beginning right of it.
    """

    happening: Happening
    x: int
    y: int
    text: str
    is_left: bool


@dataclass(frozen=True)
class Lane:
    """One lane.

    Attributes:
        name: one of `LANES`.
        top: where it begins.
        height: of it.
        marks: in order of time.
    """

    name: str
    top: int
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Timeline:
    """The drawing.

    Attributes:
        width: of it.
        height: of it.
        years: each year and where it begins.
        lanes: from the top down.
        earlier: how many events lie before it begins.
        later: how many lie after its end.
    """

    width: int
    height: int
    years: tuple[tuple[int, int], ...]
    lanes: tuple[Lane, ...]
    earlier: int
    later: int


def draw(happenings: Sequence[Happening], first: int, last: int) -> Timeline:
    """Draw what happened from the beginning of one year to the end of another.

    Args:
        happenings: in order of time.
        first: year.
        last: year.
    """
    start = date(first, 1, 1).toordinal()
    days = date(last + 1, 1, 1).toordinal() - start
    scale = (WIDTH - _LEFT - _RIGHT) / days
    inside = [each for each in happenings if first <= int(each.day[:4]) <= last]
    top = _TOP
    lanes = []
    for name in LANES:
        places = [
            (each, _LEFT + round((date.fromisoformat(each.day).toordinal() - start) * scale))
            for each in inside
            if each.lane == name
        ]
        if places:
            marks, rows = _placed(places, top + _LANE_HEAD)
            lanes.append(Lane(name, top, _LANE_HEAD + rows * _ROW + _LANE_FOOT, marks))
            top += lanes[-1].height
    years = tuple(
        (year, _LEFT + round((date(year, 1, 1).toordinal() - start) * scale))
        for year in range(first, last + 1)
    )
    return Timeline(
        WIDTH,
        top + 2,
        years,
        tuple(lanes),
        sum(int(each.day[:4]) < first for each in happenings),
        sum(int(each.day[:4]) > last for each in happenings),
    )


def _placed(places: Sequence[tuple[Happening, int]], top: int) -> tuple[tuple[Mark, ...], int]:
    """Find a row for each mark; what weighs most comes first and has its label where it fits."""
    taken: list[list[Span]] = []
    found: list[Mark] = []
    bare: list[tuple[Happening, int]] = []
    for happening, x in sorted(places, key=_weight):
        text = _shortened(happening.label)
        length = round(len(text) * _LETTER) + _GAP
        right = (x - _MARK // 2, x + _MARK // 2 + length)
        left = (x - _MARK // 2 - length, x + _MARK // 2)
        fitting = [span for span in (right, left) if span[0] >= 0 and span[1] <= WIDTH]
        room = _room(taken, fitting, _MOST_ROWS_WITH_LABELS)
        if room is None:
            bare.append((happening, x))
        else:
            y = top + room[0] * _ROW + _ROW // 2
            found.append(Mark(happening, x, y, text, room[1] == left))
    for happening, x in bare:
        # There is always one more row.
        room = _room(taken, [(x - _MARK // 2, x + _MARK // 2)], len(taken) + 1)
        row = room[0] if room is not None else 0
        found.append(Mark(happening, x, top + row * _ROW + _ROW // 2, "", is_left=False))
    return tuple(sorted(found, key=lambda mark: (mark.x, mark.y))), len(taken)


def _room(taken: list[list[Span]], spans: Sequence[Span], most: int) -> tuple[int, Span] | None:
    """Take the first of *spans* that is free in the first of *most* rows."""
    for row in range(most):
        if row == len(taken):
            taken.append([])
        for span in spans:
            if _is_free(taken[row], span):
                taken[row].append(span)
                return row, span
    return None


def _is_free(taken: Iterable[Span], span: Span) -> bool:
    return all(end < span[0] or span[1] < begin for begin, end in taken)


def _weight(place: tuple[Happening, int]) -> tuple[int, int, int, int]:
    texts, signatories, sources = place[0].weight
    return (-texts, -signatories, -sources, place[1])


def _shortened(label: str) -> str:
    if len(label) <= _LONGEST:
        return label
    return f"{label[:_LONGEST].rpartition(' ')[0] or label[:_LONGEST]}…"
