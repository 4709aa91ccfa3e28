"""Which norms of two stages play the same part, and in what they differ.

What two sides state is compared by reach, so that "any deployer" is wider than "law enforcement".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trilogue.scenarios import FACETS
from trilogue.stage_law import Norm, Stage, Stages
from trilogue.wording import Wording

_FACET_WORDS = {
    "practice": "practices",
    "deployer": "deployers",
    "space": "spaces",
    "timing": "timings",
    "purpose": "purposes",
    "trait": "traits",
}


@dataclass(frozen=True)
class Thing:
    """Something with a name.

    Attributes:
        iri: empty where it is only words.
        label: in English.
        meant: the IRI of what the words name, where it is nothing to link to.
    """

    iri: str
    label: str
    meant: str = ""


@dataclass(frozen=True)
class Difference:
    """One respect in which two sides differ.

    Attributes:
        what: the respect, such as "purposes" or "safeguards".
        way: what happened, such as "widened", "added" or "raised".
        before: what the first side says; empty where the way says enough.
        after: what the second side says.
    """

    what: str
    way: str
    before: tuple[Thing, ...] = ()
    after: tuple[Thing, ...] = ()


class Counterparts:
    """Ties the norms of a stage to those of another.

    Args:
        law: stage by stage.
        before: the first stage.
        after: the second stage, which may be earlier.

    Attributes:
        old: the norms of the first stage by IRI.
        new: the norms of the second stage by IRI.
        after_of: IRI of each of the old norms to those of its counterparts.
        before_of: IRI of each of the new norms to those of its counterparts.
    """

    def __init__(self, law: Stages, before: Stage, after: Stage) -> None:
        self.old = {norm.iri: norm for norm in law.at(before)}
        self.new = {norm.iri: norm for norm in law.at(after)}
        low, high = sorted((before.order, after.order))
        between = [stage for stage in law.stages.values() if low < stage.order < high]
        self._ways = {norm.iri for stage in between for norm in law.at(stage)}
        self._kin: dict[str, set[str]] = {}
        for norm in law.norms.values():
            for other in norm.counterparts:
                self._kin.setdefault(norm.iri, set()).add(other)
                self._kin.setdefault(other, set()).add(norm.iri)
        self.after_of = {iri: self._reached(iri) for iri in self.old}
        self.before_of: dict[str, set[str]] = {iri: set() for iri in self.new}
        for iri, found in self.after_of.items():
            for other in found:
                self.before_of[other].add(iri)

    def _reached(self, iri: str) -> set[str]:
        """Give the norms of the second stage that play the part of one of the first."""
        if iri in self.new:
            return {iri}
        found: set[str] = set()
        seen, waiting = {iri}, [iri]
        while waiting:
            for other in self._kin.get(waiting.pop(), set()) - seen:
                seen.add(other)
                if other in self.new:
                    # One that stands at both stages is its own counterpart and nobody else's.
                    found |= {other} - self.old.keys()
                elif other in self._ways:
                    waiting.append(other)
        return found

    def sides(self) -> Iterator[tuple[list[Norm], list[Norm]]]:
        """Put together the norms of both stages that are tied, in order of the first stage."""
        seen: set[str] = set()
        for start in self.old:
            if start in seen or not self.after_of[start]:
                continue
            old, new, waiting = {start}, set[str](), [start]
            while waiting:
                more = self.after_of[waiting.pop()] - new
                new |= more
                for back in {iri for each in more for iri in self.before_of[each]} - old:
                    old.add(back)
                    waiting.append(back)
            seen |= old
            yield (
                [norm for iri, norm in self.old.items() if iri in old],
                [norm for iri, norm in self.new.items() if iri in new],
            )


class Differences:
    """Finds in what two sides of counterparts differ.

    Args:
        law: stage by stage.
        before: the first stage.
        after: the second stage.
        ties: between the norms of the two.
    """

    def __init__(self, law: Stages, before: Stage, after: Stage, ties: Counterparts) -> None:
        self._law, self._before, self._after, self._ties = law, before, after, ties

    def of(self, old: list[Norm], new: list[Norm]) -> Iterator[Difference]:
        """Give the differences of two sides, one respect after another."""
        yield from self._sorts(old, new)
        yield from self._facets(old, new)
        yield from self._openings(old, new)
        yield from self._offences(old, new)
        yield from self._safeguards(old, new)
        yield from self._dates(old, new)
        words = (sorted(all_of(norm.only_where for norm in side)) for side in (old, new))
        sides = [[Thing("", text) for text in texts] for texts in words]
        yield from gone_and_come("conditions in words", *sides)

    def _sorts(self, old: list[Norm], new: list[Norm]) -> Iterator[Difference]:
        before, after = ({(norm.sort, norm.kind) for norm in side} for side in (old, new))
        if before != after:
            words = [tuple(Thing("", *each) for each in sorted(one)) for one in (before, after)]
            yield Difference("kind of rule", "changed", *words)

    def _facets(self, old: list[Norm], new: list[Norm]) -> Iterator[Difference]:
        for facet in FACETS:
            before = all_of(norm.facets[facet.name] for norm in old)
            after = all_of(norm.facets[facet.name] for norm in new)
            was, will_be = self._reach(before), self._reach(after)
            if was == will_be or not before or not after:
                continue
            way = "widened" if was < will_be else "narrowed" if will_be < was else "changed"
            what = _FACET_WORDS[facet.name]
            yield Difference(what, way, self.things(before), self.things(after))

    def _openings(self, old: list[Norm], new: list[Norm]) -> Iterator[Difference]:
        """Find the exceptions and exclusions of the sides that only one side has."""
        here = {norm.iri for norm in old}
        there = {norm.iri for norm in new}
        gone = [
            n for n in self._ties.old.values() if n.opens & here and not self._ties.after_of[n.iri]
        ]
        come = [
            n
            for n in self._ties.new.values()
            if n.opens & there and not self._ties.before_of[n.iri]
        ]
        for way, norms in (("dropped", gone), ("added", come)):
            if norms:
                things = tuple(Thing(norm.iri, norm.label) for norm in norms)
                sides = ((), things) if way == "added" else (things, ())
                yield Difference("exceptions", way, *sides)

    def _offences(self, old: list[Norm], new: list[Norm]) -> Iterator[Difference]:
        names, other_names = (all_of(norm.lists for norm in side) for side in (old, new))
        if not names or not other_names:
            yield from gone_and_come("offence list", self.things(names), self.things(other_names))
            return
        before, after = (
            [self._law.lists[iri] for iri in sorted(some) if iri in self._law.lists]
            for some in (names, other_names)
        )
        yield from gone_and_come(
            "offences",
            self.things(all_of(one.offences for one in before)),
            self.things(all_of(one.offences for one in after)),
        )
        was, will_be = ({one.years for one in some if one.years} for some in (before, after))
        if was != will_be:
            way = "changed" if was and will_be else "dropped" if was else "added"
            if was and will_be and min(was) != min(will_be):
                way = "raised" if min(will_be) > min(was) else "lowered"
            yield Difference("penalty threshold", way, _years(was), _years(will_be))

    def _safeguards(self, old: list[Norm], new: list[Norm]) -> Iterator[Difference]:
        # Announcements do not list safeguards in full; see the rule change-of-safeguards.
        if self._before.is_announced or self._after.is_announced:
            return
        before, after = self._required(old, self._ties.old), self._required(new, self._ties.new)
        gone, come = before - after, after - before
        for one in sorted(gone):
            better = self._stronger(one) & after
            if better:
                yield self._exchanged("strengthened", {one}, better, is_whole=better <= come)
                gone, come = gone - {one}, come - better
        for one in sorted(come):
            better = self._stronger(one) & before
            if better:
                yield self._exchanged("weakened", better, {one}, is_whole=better <= gone)
                gone, come = gone - better, come - {one}
        yield from gone_and_come("safeguards", self.things(gone), self.things(come))

    def _exchanged(
        self, way: str, before: set[str], after: set[str], *, is_whole: bool
    ) -> Difference:
        # In part: the stronger one stands on both sides, the weaker beside it on one of them.
        words = way if is_whole else f"{way} in part"
        return Difference("safeguards", words, self.things(before), self.things(after))

    def _dates(self, old: list[Norm], new: list[Norm]) -> Iterator[Difference]:
        before = {day for n in old if (day := self._applies(n, self._before))}
        after = {day for n in new if (day := self._applies(n, self._after))}
        if before and after and before != after:
            way = "postponed" if min(after) > min(before) else "brought forward"
            sides = [tuple(Thing("", day) for day in sorted(days)) for days in (before, after)]
            yield Difference("first day of application", way, *sides)

    def _applies(self, norm: Norm, stage: Stage) -> str | None:
        """Give the day from which a norm applies, as the last text up to the stage settled it."""
        days = [
            self._law.dates[norm.version, each.iri]
            for each in self._law.stages.values()
            if each.order <= stage.order and (norm.version, each.iri) in self._law.dates
        ]
        return days[-1] if days else None

    def _required(self, side: list[Norm], all_: dict[str, Norm]) -> set[str]:
        """Give the safeguards of norms, those of duties that condition them too."""
        here = {norm.iri for norm in side}
        tied = [norm for norm in all_.values() if norm.conditions & here]
        return all_of(norm.safeguards for norm in (*side, *tied))

    def _stronger(self, safeguard: str) -> set[str]:
        found, waiting = set[str](), [safeguard]
        while waiting:
            more = self._law.weaker.get(waiting.pop(), frozenset()) - found
            found |= more
            waiting += more
        return found

    def _reach(self, kinds: Iterable[str]) -> set[str]:
        return all_of(self._law.below.get(kind, {kind}) for kind in kinds)

    def things(self, iris: Iterable[str]) -> tuple[Thing, ...]:
        """Give things with their names, in order of those."""
        found = [Thing(iri, self._law.name(iri)) for iri in iris]
        return tuple(sorted(found, key=lambda one: (one.label.casefold(), one.iri)))


def all_of(sets: Iterable[Iterable[str]]) -> set[str]:
    """Put sets together."""
    return {each for some in sets for each in some}


def gone_and_come(
    what: str, before: Iterable[Thing], after: Iterable[Thing]
) -> Iterator[Difference]:
    """Tell what only one of two lists has."""
    old, new = tuple(before), tuple(after)
    gone = tuple(each for each in old if each not in new)
    come = tuple(each for each in new if each not in old)
    if gone:
        yield Difference(what, "dropped", before=gone)
    if come:
        yield Difference(what, "added", after=come)


def _years(several: set[int]) -> tuple[Thing, ...]:
    return tuple(
        Thing("", Wording("a maximum of at least {years} years", years=each))
        for each in sorted(several)
    )
