"""Facts about actors as a draft of commands for QuickStatements, which edits Wikidata.

Only what was reviewed, was verified against a text or page, is about an actor that is the same as
an item there, and rests on a source with an address. A person has to look at each line before it is
run; what has no item of its own to point to stays a remark for that person.

A day in our records is one on which something is known to have held, not the day on which it began,
so that it becomes a point in time and never a start.

Source: Wikidata, Help:QuickStatements (command sequence syntax, version 1); the properties' pages.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import NamedNode

from trilogue.citation.texts import one_line
from trilogue.facts import Facts
from trilogue.store import Dataset
from trilogue.terms import SKOS, Vocabulary

# Property: its label there, as met in independent uses of it.
COUNTRY = "P17"
POSITION_HELD = "P39"
MEMBER_OF = "P463"
POINT_IN_TIME = "P585"
MEP_DIRECTORY = "P1186"
_REFERENCE_URL = "S854"
_RETRIEVED = "S813"
PROPERTIES = {
    COUNTRY: "country",
    POSITION_HELD: "position held",
    MEMBER_OF: "member of",
    POINT_IN_TIME: "point in time",
    MEP_DIRECTORY: "MEP directory ID",
    "P854": "reference URL",
    "P813": "retrieved",
}
_ITEM = re.compile(r"https?://www\.wikidata\.org/entity/(Q[1-9][0-9]*)")
_NUMBER = re.compile(r"[1-9][0-9]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VERIFIED = frozenset({"verified-text", "verified-page"})
# How exactly a day is known, in Wikidata's numbers.
_PRECISION = {"day": 11, "month": 10, "year": 9}
_MEMBER_KINDS = frozenset({"member", "founding-member"})
_NOT_OF_A_COUNTRY = frozenset({"Person", "MemberState"})
# All that an IRI may hold but quotation marks and what is no ASCII.
_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
_HEAD = """\
# DRAFT for QuickStatements, from Trilogue, dataset {version}.
# Nobody has checked it against Wikidata.
# Before you run a line: look whether the item is the right one, whether the statement is there
# already, and whether the source says it. Take the lines that begin with # out.
# Properties: {properties}.
"""


@dataclass(frozen=True)
class _Reference:
    address: str
    retrieved: str | None


def quickstatements(store: Dataset, vocabulary: Vocabulary, version: str) -> str:
    """Write the draft: a head of remarks, commands with their references, remarks for people.

    Args:
        store: where the facts are.
        vocabulary: the names under the base.
        version: of the dataset.
    """
    drafts = _Drafts(Facts(store, vocabulary), store, vocabulary)
    named = ", ".join(f"{number} {label}" for number, label in PROPERTIES.items())
    head = _HEAD.format(version=version, properties=named)
    return head + "".join(f"{line}\n" for line in drafts.lines())


class _Drafts:
    def __init__(self, facts: Facts, store: Dataset, vocabulary: Vocabulary) -> None:
        self._facts = facts
        self._vocabulary = vocabulary
        match = NamedNode(f"{SKOS}exactMatch")
        self._items: dict[NamedNode, str] = {}
        for quad in store.quads(None, match):
            item = _ITEM.fullmatch(getattr(quad.object, "value", ""))
            if item is not None and isinstance(quad.subject, NamedNode):
                self._items[quad.subject] = item[1]

    def lines(self) -> Iterator[str]:
        actors = sorted(self._items, key=lambda node: node.value)
        for actor in actors:
            if self._is_sound(actor):
                yield from self._of_actor(actor)
        for role in self._facts.of_class("RoleHolding"):
            if self._is_sound(role):
                yield from self._of_role(role)

    def _of_actor(self, actor: NamedNode) -> Iterator[str]:
        references = self._references(actor)
        if not references:
            return
        item, facts = self._items[actor], self._facts
        for number in facts.literals(actor, "memberId"):
            if _NUMBER.fullmatch(number.value):
                yield _command(item, MEP_DIRECTORY, f'"{number.value}"', "", references)
        kinds = {facts.slug(each) for each in facts.classes(actor)}
        if not kinds & _NOT_OF_A_COUNTRY:
            for country in facts.iris(actor, "country"):
                if country in self._items:
                    yield _command(item, COUNTRY, self._items[country], "", references)

    def _of_role(self, role: NamedNode) -> Iterator[str]:
        facts = self._facts
        holder, body = facts.iri(role, "roleOf"), facts.iri(role, "roleIn")
        references = self._references(role)
        if holder is None or holder not in self._items or not references:
            return
        item, kind = self._items[holder], facts.iri(role, "roleKind")
        when = self._when(role)
        if facts.slug(kind) in _MEMBER_KINDS and body in self._items:
            yield _command(item, MEMBER_OF, self._items[body], when, references)
        elif kind is not None:
            place = "" if body is None else f" in {facts.label(body)}"
            remark = _command(item, POSITION_HELD, "(item of the position)", when, references)
            yield f"# {one_line(facts.label(kind) + place)}: {remark}"

    def _when(self, role: NamedNode) -> str:
        day = self._facts.text(role, "holdsFrom")
        precision = _PRECISION.get(self._facts.text(role, "datePrecision") or "day")
        if day is None or precision is None or not _DAY.fullmatch(day):
            return ""
        return f"\t{POINT_IN_TIME}\t{_time(day, precision)}"

    def _is_sound(self, record: NamedNode) -> bool:
        """Tell whether the record was verified, and its contribution reviewed."""
        facts = self._facts
        is_verified = facts.slug(facts.iri(record, "mark")) in _VERIFIED
        contributions = facts.iris(record, "recordedIn")
        return is_verified and any(facts.iris(each, "reviewedBy") for each in contributions)

    def _references(self, record: NamedNode) -> list[_Reference]:
        """Give the sources with an address that back the record, by address."""
        facts = self._facts
        found: dict[str, _Reference] = {}
        for excerpt in facts.iris(record, "evidencedBy"):
            for source in facts.iris(excerpt, "excerptOf"):
                address = facts.web_address(source)
                if address is not None:
                    day = facts.text(source, "retrievedOn")
                    known = day if day and _DAY.fullmatch(day) else None
                    found[address] = _Reference(quote(address, _SAFE), known)
        return [found[address] for address in sorted(found)]


def _command(
    item: str, number: str, value: str, qualifiers: str, references: Iterable[_Reference]
) -> str:
    """Write one command; the first reference only, since more would make more statements."""
    first = next(iter(references))
    line = f'{item}\t{number}\t{value}{qualifiers}\t{_REFERENCE_URL}\t"{first.address}"'
    if first.retrieved is not None:
        line += f"\t{_RETRIEVED}\t{_time(first.retrieved, _PRECISION['day'])}"
    return line


def _time(day: str, precision: int) -> str:
    year, month, date = day.split("-")
    month = "00" if precision < _PRECISION["month"] else month
    date = "00" if precision < _PRECISION["day"] else date
    return f"+{year}-{month}-{date}T00:00:00Z/{precision}"
