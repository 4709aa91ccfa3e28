"""What is measured of the dataset: how complete it is, how well it is backed, and where it is not.

A measure is ``ontology/measures/<name>.rq``. Its first comment line is its title; the next says
``better: higher``, ``better: lower`` or ``better: neither``; what follows may say more. It is a
SELECT query of ``?group``, ``?good`` and, where it is a share, ``?all``; ``?example`` may name
things that are not good, one a row.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, QuerySolutions

from trilogue.content import Content, ContentFile
from trilogue.curated_query import head_of, read_query
from trilogue.errors import ContentError, ParseError, QueryError
from trilogue.querytext import query_form
from trilogue.store import Dataset
from trilogue.terms import DEFAULT_BASE

Better: TypeAlias = Literal["higher", "lower", "neither"]

_BETTER = {f"better: {word}": word for word in get_args(Better)}
_MOST_EXAMPLES = 20


@dataclass(frozen=True)
class Measure:
    """One thing that is measured.

    Attributes:
        name: of its file, without ``.rq``.
        title: what it is, in plain words.
        better: whether more is better; a ratchet holds it to that.
        remark: what else is to be known; may be empty.
        query: SPARQL, with the base put in.
    """

    name: str
    title: str
    better: Better
    remark: str
    query: str


@dataclass(frozen=True)
class Figure:
    """How it stands for one group of things.

    Attributes:
        group: in words.
        good: how many are so.
        all: out of how many; None for a plain count.
        examples: IRIs of some that are not good, at the most twenty.
    """

    group: str
    good: int
    all: int | None
    examples: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """The share, from 0 to 1, where it is one; else the count. Nothing out of nothing is 1."""
        if self.all is None:
            return float(self.good)
        return self.good / self.all if self.all else 1.0

    @property
    def in_words(self) -> str:
        """Such as "12", or "9 of 12 (75 %)"."""
        if self.all is None:
            return f"{self.good:,}"
        return f"{self.good:,} of {self.all:,} ({100 * self.value:.0f} %)"


@dataclass(frozen=True)
class Standing:
    """A measure and its figures, in the order of the query."""

    measure: Measure
    figures: tuple[Figure, ...]


def read_measures(content: Content, base: str = DEFAULT_BASE) -> list[Measure]:
    """Read all measures, by name.

    Raises:
        ContentNotFound: a file cannot be read.
        ParseError: a file is not a measure.
    """
    return [read_measure(file, base) for file in content.measures()]


def read_measure(file: ContentFile, base: str = DEFAULT_BASE) -> Measure:
    """Read one measure.

    Raises:
        ContentNotFound: the file cannot be read.
        ParseError: it is not UTF-8, its head lacks something, or it is not a SELECT query.
    """
    text = read_query(file, base)
    head = head_of(text)
    if len(head) < 2 or not head[0] or head[1] not in _BETTER:  # noqa: PLR2004 - two lines
        raise ParseError(
            'a measure begins with a line such as "# Records with evidence", and one of '
            f"{', '.join(f'# {each}' for each in _BETTER)}. Put them there.",
            file.relative,
            1,
        )
    if query_form(text) != "SELECT":
        raise ParseError("a measure is a SELECT query. Write it as one.", file.relative)
    better = _BETTER[head[1]]
    return Measure(file.path.stem, head[0], better, " ".join(head[2:]), text)


def measured(measures: Iterable[Measure], dataset: Dataset) -> tuple[Standing, ...]:
    """Measure *dataset*.

    Raises:
        ContentError: a measure does not select what it must, or cannot be evaluated.
        StoreError: the dataset cannot be read.
    """
    return tuple(Standing(each, _figures(each, dataset)) for each in measures)


def fallen(
    floor: Mapping[str, Mapping[str, Sequence[int]]], standings: Iterable[Standing]
) -> list[str]:
    """Tell in sentences which figures are worse than they were.

    Args:
        floor: what `floor_of` gave then.
        standings: as they are now.
    """
    now = {each.measure.name: each for each in standings}
    found = []
    for name, groups in floor.items():
        if name not in now:
            found.append(f"{name}: it is not measured any more.")
            continue
        standing = now[name]
        figures = {figure.group: figure for figure in standing.figures}
        for group, (good, *rest) in groups.items():
            before = Figure(group, good, rest[0] if rest else None)
            # A count that is gone is none; of a share that is gone nothing can be bad.
            gone = Figure(group, 0, None if before.all is None else 0)
            after = figures.get(group, gone)
            if _is_worse(standing.measure.better, before, after):
                found.append(
                    f"{name}, {group}: {after.in_words}, was {before.in_words}; it may only become "
                    f"{'more' if standing.measure.better == 'higher' else 'less'}."
                )
    return found


def floor_of(standings: Iterable[Standing]) -> dict[str, dict[str, list[int]]]:
    """Write down how it stands, below which it may not fall again; for `fallen`."""
    return {
        each.measure.name: {
            figure.group: [figure.good] if figure.all is None else [figure.good, figure.all]
            for figure in each.figures
        }
        for each in standings
        if each.measure.better != "neither"
    }


def as_json(standings: Iterable[Standing]) -> list[dict[str, Any]]:
    """Write the figures for programs."""
    return [
        {
            "measure": each.measure.name,
            "title": each.measure.title,
            "better": each.measure.better,
            "remark": each.measure.remark,
            "figures": [
                {
                    "group": figure.group,
                    "good": figure.good,
                    "all": figure.all,
                    "examples": list(figure.examples),
                }
                for figure in each.figures
            ],
        }
        for each in standings
    ]


def as_text(standings: Iterable[Standing]) -> str:
    """Write the figures for people, one a line under the title of each measure."""
    lines = []
    for each in standings:
        lines.append(each.measure.title)
        width = max((len(figure.group) for figure in each.figures), default=0)
        lines.extend(f"  {one.group:<{width}}  {one.in_words}" for one in each.figures)
        lines.append("")
    return "\n".join(lines)


def read_floor(text: str, name: str) -> dict[str, dict[str, list[int]]]:
    """Read what `floor_of` gave, from JSON.

    Raises:
        ParseError: it is not that.
    """
    try:
        floor = json.loads(text)
        sound = all(
            isinstance(figure, list)
            and len(figure) in (1, 2)
            and all(type(n) is int for n in figure)
            for groups in floor.values()
            for figure in groups.values()
        )
    except (ValueError, AttributeError) as error:
        raise ParseError(
            "this is no floor of measures. Write one with --format floor.", name
        ) from error
    if not sound:
        raise ParseError("this is no floor of measures. Write one with --format floor.", name)
    found: dict[str, dict[str, list[int]]] = floor
    return found


def _is_worse(better: Better, before: Figure, after: Figure) -> bool:
    if better == "neither":
        return False
    return after.value < before.value if better == "higher" else after.value > before.value


def _figures(measure: Measure, dataset: Dataset) -> tuple[Figure, ...]:
    place = f"ontology/measures/{measure.name}.rq"
    try:
        rows = dataset.query(measure.query)
    except QueryError as error:
        raise ContentError(f"{place}: it cannot be evaluated: {error}") from error
    if not isinstance(rows, QuerySolutions):
        raise ContentError(f"{place}: it is no SELECT query.")
    names = [variable.value for variable in rows.variables]
    if not {"group", "good"} <= set(names):
        raise ContentError(f"{place}: it does not select ?group and ?good. Select them.")
    figures: dict[str, Figure] = {}
    for row in rows:
        bound = dict(zip(names, row, strict=True))
        group = _text(bound["group"])
        known = figures.get(group)
        example = bound.get("example")
        examples = known.examples if known else ()
        if isinstance(example, NamedNode) and len(examples) < _MOST_EXAMPLES:
            examples = (*examples, example.value)
        total = bound.get("all")
        figures[group] = Figure(
            group,
            _number(bound["good"], place),
            None if total is None else _number(total, place),
            examples,
        )
    return tuple(figures.values())


def _text(term: object) -> str:
    return term.value if isinstance(term, RdfLiteral | NamedNode) else ""


def _number(term: object, place: str) -> int:
    if isinstance(term, RdfLiteral) and term.value.isdecimal():
        return int(term.value)
    raise ContentError(f"{place}: ?good and ?all are whole numbers, not {term}.")
