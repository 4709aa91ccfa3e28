"""What changed in the law between any two stages of the act, and which way it went.

Norms are paired by the counterparts that are recorded: directly, or through norms of the stages
between. Statuses are compared by what the rules derived (see ontology/rules/080 to 083).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trilogue.stage_differences import Counterparts, Difference, Differences, Thing, all_of
from trilogue.stage_law import Change, Norm, Stage, Stages, Status

_TURNED = {"stronger": "weaker", "weaker": "stronger"}


@dataclass(frozen=True)
class Pair:
    """Norms that play the same part at both stages; more than one on a side where a rule split.

    Attributes:
        before: at the first stage, never none.
        after: at the second stage, never none.
        differences: what the two sides differ in; may be none.
        practices: what they cover.
    """

    before: tuple[Norm, ...]
    after: tuple[Norm, ...]
    differences: tuple[Difference, ...]
    practices: tuple[Thing, ...]


@dataclass(frozen=True)
class StatusChange:
    """How a scenario stands at the two stages.

    Attributes:
        scenario: of the overview.
        practice: what is done in it.
        before: its status at the first stage.
        after: its status at the second stage.
        direction: "stronger", "weaker", "mixed", "unchanged" or "incomparable".
        differences: the exceptions and safeguards gained and lost at one value.
        because: the norms that decide the second status.
        iri: of the comparison that the rules drew; empty where they drew none.
    """

    scenario: Thing
    practice: Thing
    before: Status
    after: Status
    direction: str
    differences: tuple[Difference, ...]
    because: tuple[Norm, ...]
    iri: str


@dataclass(frozen=True)
class Part:
    """All that changed about the same practices.

    Attributes:
        practices: which.
        statuses: of the scenarios about them.
        changed: pairs with differences.
        added: norms of the second stage without a counterpart at the first.
        dropped: norms of the first stage without a counterpart at the second.
        same: pairs without differences.
    """

    practices: tuple[Thing, ...]
    statuses: tuple[StatusChange, ...]
    changed: tuple[Pair, ...]
    added: tuple[Norm, ...]
    dropped: tuple[Norm, ...]
    same: tuple[Pair, ...]


@dataclass(frozen=True)
class Comparison:
    """What changed from one stage to another.

    Attributes:
        before: the stage that is compared from; it may be the later one.
        after: the stage that is compared to.
        parts: by practice, those of the overview first and in its order.
    """

    before: Stage
    after: Stage
    parts: tuple[Part, ...]

    @property
    def is_backwards(self) -> bool:
        """Whether the first stage is the later one."""
        return self.before.order > self.after.order

    @property
    def announced(self) -> tuple[Stage, ...]:
        """Give the stages of the two of which no legal text is at hand."""
        return tuple(stage for stage in (self.before, self.after) if stage.is_announced)

    @property
    def directions(self) -> dict[str, int]:
        """How many scenarios went which way."""
        found: dict[str, int] = {}
        for part in self.parts:
            for each in part.statuses:
                found[each.direction] = found.get(each.direction, 0) + 1
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def compare(law: Stages, before: Stage, after: Stage, practice: str | None = None) -> Comparison:
    """Compare two stages.

    Args:
        law: stage by stage.
        before: compared from.
        after: compared to; may be earlier.
        practice: IRI; only what touches it, by default everything.
    """
    return _Comparer(law, before, after).comparison(practice)


class _Comparer:
    def __init__(self, law: Stages, before: Stage, after: Stage) -> None:
        self._law, self._before, self._after = law, before, after
        self._ties = Counterparts(law, before, after)
        self._differences = Differences(law, before, after, self._ties)

    def comparison(self, practice: str | None) -> Comparison:
        pairs = [self._pair(*sides) for sides in self._ties.sides()]
        added = [self._ties.new[iri] for iri, found in self._ties.before_of.items() if not found]
        dropped = [self._ties.old[iri] for iri, found in self._ties.after_of.items() if not found]
        statuses = list(self._statuses())
        keys = {
            *(pair.practices for pair in pairs),
            *(self._practices([norm]) for norm in (*added, *dropped)),
            *((each.practice,) for each in statuses),
        }
        wanted = [
            key
            for key in keys
            if practice is None or self._law.touch((each.iri for each in key), practice)
        ]
        parts = [
            Part(
                practices=key,
                statuses=tuple(each for each in statuses if (each.practice,) == key),
                changed=tuple(p for p in pairs if p.practices == key and p.differences),
                added=tuple(norm for norm in added if self._practices([norm]) == key),
                dropped=tuple(norm for norm in dropped if self._practices([norm]) == key),
                same=tuple(p for p in pairs if p.practices == key and not p.differences),
            )
            for key in sorted(wanted, key=lambda key: _place(key, statuses))
        ]
        return Comparison(self._before, self._after, tuple(parts))

    def _pair(self, old: list[Norm], new: list[Norm]) -> Pair:
        differences = tuple(self._differences.of(old, new))
        return Pair(tuple(old), tuple(new), differences, self._practices(new))

    def _statuses(self) -> Iterator[StatusChange]:
        law = self._law
        early, late = self._before.iri, self._after.iri
        is_backwards = self._before.order > self._after.order
        if is_backwards:
            early, late = late, early
        for scenario in law.scenarios:
            before = law.statuses.get((scenario.iri, self._before.iri))
            after = law.statuses.get((scenario.iri, self._after.iri))
            if not scenario.is_row or before is None or after is None:
                continue
            change = law.changes.get((scenario.iri, early, late))
            if change is None:
                change = Change("", _direction(before, after), *((frozenset(), frozenset()),) * 2)
            elif is_backwards:
                change = _turned(change)
            yield StatusChange(
                scenario=Thing(scenario.iri, scenario.label),
                practice=Thing(scenario.practice, law.name(scenario.practice)),
                before=before,
                after=after,
                direction=change.direction,
                differences=tuple(self._moved(change)),
                because=law.these(after.because),
                iri=change.iri,
            )

    def _moved(self, change: Change) -> Iterator[Difference]:
        for what, (gained, lost) in (
            ("purposes excepted", change.exceptions),
            ("safeguards", change.safeguards),
        ):
            if gained:
                yield Difference(what, "added", after=self._differences.things(gained))
            if lost:
                yield Difference(what, "dropped", before=self._differences.things(lost))

    def _practices(self, norms: Sequence[Norm]) -> tuple[Thing, ...]:
        return self._differences.things(all_of(norm.facets["practice"] for norm in norms))


def _place(practices: Sequence[Thing], statuses: Sequence[StatusChange]) -> tuple[int, list[str]]:
    rows = (row for row, each in enumerate(statuses) if (each.practice,) == practices)
    return next(rows, len(statuses)), [each.label.casefold() for each in practices]


def _direction(before: Status, after: Status) -> str:
    """Compare two statuses by their rank alone, as the rule direction begins."""
    if before.strength is None or after.strength is None:
        return "unchanged" if before.value == after.value else "incomparable"
    if after.strength == before.strength:
        return "unchanged"
    return "stronger" if after.strength > before.strength else "weaker"


def _turned(change: Change) -> Change:
    """Tell a comparison from its later stage to its earlier one."""
    return Change(
        change.iri,
        _TURNED.get(change.direction, change.direction),
        (change.exceptions[1], change.exceptions[0]),
        (change.safeguards[1], change.safeguards[0]),
    )


def as_json(found: Comparison) -> dict[str, object]:
    """Give a comparison as plain values, with an IRI for everything that has one."""
    return {
        "from": _stage(found.before),
        "to": _stage(found.after),
        "earlier": (found.after if found.is_backwards else found.before).slug,
        "directions": found.directions,
        "parts": [
            {
                "practices": [_thing(each) for each in part.practices],
                "statuses": [_status_change(each) for each in part.statuses],
                "changed": [
                    {
                        "from": [_norm(norm) for norm in pair.before],
                        "to": [_norm(norm) for norm in pair.after],
                        "differences": [_difference(each) for each in pair.differences],
                    }
                    for pair in part.changed
                ],
                "added": [_norm(norm) for norm in part.added],
                "dropped": [_norm(norm) for norm in part.dropped],
                "same": [
                    {
                        "from": [_norm(norm) for norm in pair.before],
                        "to": [_norm(norm) for norm in pair.after],
                    }
                    for pair in part.same
                ],
            }
            for part in found.parts
        ],
    }


def _stage(stage: Stage) -> dict[str, object]:
    return {
        "slug": stage.slug,
        "iri": stage.iri,
        "label": stage.label,
        "date": stage.date or None,
        "announcedOnly": stage.is_announced,
    }


def _thing(thing: Thing) -> dict[str, str]:
    return {"iri": thing.iri, "label": thing.label} if thing.iri else {"label": thing.label}


def _norm(norm: Norm) -> dict[str, str]:
    return {
        "iri": norm.iri,
        "label": norm.label,
        "sort": norm.sort,
        "provisionVersion": norm.version,
        "locator": norm.locator,
    }


def _difference(one: Difference) -> dict[str, object]:
    return {
        "what": one.what,
        "way": one.way,
        "before": [_thing(each) for each in one.before],
        "after": [_thing(each) for each in one.after],
    }


def _status(status: Status) -> dict[str, object]:
    return {
        "iri": status.iri,
        "value": status.value,
        "label": status.label,
        "withExceptions": status.has_exceptions,
        "also": list(status.also),
        "announcedOnly": status.is_announced,
        "explanation": status.explanation,
    }


def _status_change(each: StatusChange) -> dict[str, object]:
    return {
        "scenario": _thing(each.scenario),
        "from": _status(each.before),
        "to": _status(each.after),
        "direction": each.direction,
        "differences": [_difference(one) for one in each.differences],
        "because": [_norm(norm) for norm in each.because],
        "change": each.iri or None,
    }
