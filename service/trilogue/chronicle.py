"""What happened and who acted: the events, letters, votes and steps of the dataset, in lanes."""

from collections import Counter
from dataclasses import dataclass

from trilogue.query import evaluate
from trilogue.serialise import table
from trilogue.store import Dataset
from trilogue.terms import SKOS, Vocabulary

LANES = ("procedure", "society", "governments", "police", "courts", "others")
# What a class is a step of by itself, whoever takes it.
_STEPS = ("Vote", "Negotiation", "ProceduralEvent")
# Kinds of actors by lane, in the order in which they count where several act together.
_ACTORS = {
    "courts": ("Court",),
    "police": ("LawEnforcementBody",),
    "society": ("CivilSocietyOrganisation", "Coalition", "MediaOrganisation"),
    "governments": ("MemberState", "GovernmentBody", "CouncilPresidency"),
    "others": ("OversightBody", "AdvisoryBody", "Company", "InterestGroup"),
    "procedure": ("Institution", "Committee", "PoliticalGroup"),
}
# Those who lead or sign decide the lane; of these alone it does not tell enough.
_VAGUE = frozenset({"Person", "Organisation"})
# Who merely takes part: a paper that is told of an event is no lane of its own.
_MERE = "MediaOrganisation"


@dataclass(frozen=True)
class Happening:
    """Something that happened on a day.

    Attributes:
        iri: of the event.
        label: its name.
        language: of the name.
        day: its first day, as ISO 8601.
        precision: "day", "month" or "year"; what is beyond it in *day* says nothing.
        sort: its class, such as "Vote".
        lane: one of `LANES`.
        weight: how much there is of it: texts that it produced, then signatories, then sources.
    """

    iri: str
    label: str
    language: str
    day: str
    precision: str
    sort: str
    lane: str
    weight: tuple[int, int, int]

    @property
    def shown(self) -> str:
        """The day as far as it is known."""
        return self.day[: {"year": 4, "month": 7}.get(self.precision, 10)]


@dataclass
class _Gathered:
    label: str
    day: str
    precision: str
    sort: str
    weight: tuple[int, int, int]
    acting: set[str]
    present: set[str]


def chronicle_query(vocabulary: Vocabulary) -> str:
    """Give the SELECT query for what happened, one row for each kind of actor that acted."""
    return f"""PREFIX tri: <{vocabulary.base}ns/>
PREFIX skos: <{SKOS}>
SELECT ?event ?label ?day ?precision ?class ?part ?kind ?texts ?signatories ?sources
WHERE {{
  {{
    SELECT ?event (COUNT(DISTINCT ?text) AS ?texts) (COUNT(DISTINCT ?excerpt) AS ?sources)
    WHERE {{
      ?event tri:eventDate ?any .
      OPTIONAL {{ ?event tri:produced ?text }}
      OPTIONAL {{ ?event tri:evidencedBy ?excerpt }}
    }}
    GROUP BY ?event
  }}
  ?event tri:eventDate ?day ; a ?class ; skos:prefLabel ?label .
  FILTER(LANG(?label) = "en" && STRSTARTS(STR(?class), STR(tri:)))
  OPTIONAL {{ ?event tri:datePrecision ?precision }}
  OPTIONAL {{ ?event tri:signatoryCount ?signatories }}
  OPTIONAL {{
    VALUES (?property ?part) {{
      (tri:ledBy "acted") (tri:signedBy "acted") (tri:involved "took part")
    }}
    ?event ?property ?actor . ?actor a ?kind .
  }}
}}
ORDER BY ?day ?event"""


def read_chronicle(store: Dataset, vocabulary: Vocabulary) -> tuple[Happening, ...]:
    """Read all that happened, in order of time."""
    found: dict[str, _Gathered] = {}
    for row in table(evaluate(chronicle_query(vocabulary), store)).rows:
        event, label, day, precision, sort, part, kind, texts, signed, sources = (
            "" if cell is None else cell.value for cell in row
        )
        weight = (int(texts or 0), int(signed or 0), int(sources or 0))
        each = found.setdefault(
            event, _Gathered(label, day, precision, _last(sort), weight, set(), set())
        )
        if kind:
            (each.acting if part == "acted" else each.present).add(_last(kind))
    return tuple(
        Happening(iri, one.label, "en", one.day, one.precision, one.sort, _lane(one), one.weight)
        for iri, one in found.items()
    )


def counted(happenings: tuple[Happening, ...]) -> dict[str, int]:
    """Count what happened in each lane; lanes in which nothing did are left out."""
    numbers = Counter(each.lane for each in happenings)
    return {lane: numbers[lane] for lane in LANES if numbers[lane]}


def _lane(one: _Gathered) -> str:
    if one.sort in _STEPS:
        return "procedure"
    found = _first(one.acting)
    if found is None:
        found = _first(one.present - {_MERE})
    if found is None:
        found = "procedure" if "Person" in one.acting and one.sort != "Letter" else "others"
    return found


def _first(kinds: set[str]) -> str | None:
    told = kinds - _VAGUE
    return next((lane for lane, some in _ACTORS.items() if not told.isdisjoint(some)), None)


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
