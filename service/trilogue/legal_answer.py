"""What is answered about the legal status of a scenario: the words of the answer, field by field.

These fields are the JSON of ``/status`` too, so that a change of one is a change for its readers.
"""

from dataclasses import dataclass, fields
from typing import Any, Self

from pyoxigraph import Quad

from trilogue.scenarios import Kind, Scenario

NOTE = (
    "What the text says on its face, as the rules of this dataset read it; not legal advice. "
    "Necessity, proportionality, national law, other law of the Union and the judge are outside it."
)


@dataclass(frozen=True)
class Provision:
    """Where a norm is laid down.

    Attributes:
        iri: of the version of the provision.
        locator: its place in the text, such as "Art. 5(1)(h)".
        label: its name; may be empty.
        gloss: what it says, in the dataset's own words; may be empty.
        is_binding: False for a recital.
    """

    iri: str
    locator: str
    label: str
    gloss: str
    is_binding: bool


@dataclass(frozen=True)
class Norm:
    """A norm that stands at the stage and applies to the scenario.

    Attributes:
        iri: of the norm.
        label: its name.
        modality: its class, such as "prohibition".
        roles: what the status says of it (decides, defeated, silences, silenced, beside,
            safeguards, advises); empty where a stronger norm leaves it nothing to decide.
        only_where: conditions that the facets cannot say.
        provisions: where it is laid down.
    """

    iri: str
    label: str
    modality: str
    roles: tuple[str, ...]
    only_where: tuple[str, ...]
    provisions: tuple[Provision, ...]


@dataclass(frozen=True)
class Fit:
    """How a scenario and an exception meet on one facet.

    Attributes:
        facet: its name.
        asked: the scenario's kind.
        covered: the exception's kinds.
        fit: "within" where it covers the whole, "part" where it covers a part, else "outside".
    """

    facet: str
    asked: Kind
    covered: tuple[Kind, ...]
    fit: str


@dataclass(frozen=True)
class ConsideredException:
    """An exception or exclusion that was looked at.

    Attributes:
        iri: of the norm.
        label: its name.
        modality: its class.
        excepts: the norms that it is made to; empty where it excludes from the whole text.
        outcome: "applies", "open" (it reaches a part of the scenario) or "does-not-apply".
        because: why, in plain words.
        fits: facet by facet.
        only_where: conditions that the facets cannot say.
        provisions: where it is laid down.
    """

    iri: str
    label: str
    modality: str
    excepts: tuple[str, ...]
    outcome: str
    because: str
    fits: tuple[Fit, ...]
    only_where: tuple[str, ...]
    provisions: tuple[Provision, ...]


@dataclass(frozen=True)
class PartlyReaching:
    """A norm that reaches a part of the scenario, so that a narrower one may come out otherwise.

    Attributes:
        iri: of the norm.
        label: its name.
        modality: its class.
        because: which part, in plain words.
        fits: facet by facet.
        provisions: where it is laid down.
    """

    iri: str
    label: str
    modality: str
    because: str
    fits: tuple[Fit, ...]
    provisions: tuple[Provision, ...]


@dataclass(frozen=True)
class SafeguardAsked:
    """A safeguard, and the norms that ask for it.

    Attributes:
        slug: of the safeguard.
        iri: of the safeguard.
        label: its name.
        asked_by: the norms' IRIs.
    """

    slug: str
    iri: str
    label: str
    asked_by: tuple[str, ...]


@dataclass(frozen=True)
class DecidedBy:
    """The rule that decided.

    Attributes:
        iri: of the rule.
        name: in words.
        version: of the rule.
        says: what it concludes, in plain words.
    """

    iri: str
    name: str
    version: str
    says: str


@dataclass(frozen=True)
class StageStatus:
    """The status at one stage.

    Attributes:
        iri: of the status.
        stage: where.
        date: of the stage; empty where it has none.
        value: the status value.
        also: values that hold beside it.
        basis: what it rests on: text, announcement or none.
        rule: that decided.
        explanation: in plain words.
        provisions: of the norms that decide.
        norms: that apply, those that decide first.
        exceptions: that were looked at, those that apply first.
        narrower: norms that reach a part of the scenario only.
        safeguards: that are asked for.
        advisory: the norms that stand in a recital only and so decide nothing.
        only_where: conditions of the deciding norms that the facets cannot say.
    """

    iri: str
    stage: Kind
    date: str
    value: Kind
    also: tuple[Kind, ...]
    basis: Kind
    rule: DecidedBy
    explanation: str
    provisions: tuple[Provision, ...]
    norms: tuple[Norm, ...]
    exceptions: tuple[ConsideredException, ...]
    narrower: tuple[PartlyReaching, ...]
    safeguards: tuple[SafeguardAsked, ...]
    advisory: tuple[Norm, ...]
    only_where: tuple[str, ...]


@dataclass(frozen=True)
class LegalStatus:
    """The answer.

    Attributes:
        scenario: what was asked.
        stages: one status for each stage, in the order of the procedure.
        quads: the scenario's record and its statuses with their reasons, as the rules wrote them.
    """

    scenario: Scenario
    stages: tuple[StageStatus, ...]
    quads: tuple[Quad, ...]

    def at(self, stage: Kind) -> Self:
        """Give the part for one stage."""
        here = tuple(status for status in self.stages if status.stage == stage)
        iris = {self.scenario.iri, *(status.iri for status in here)}
        quads = tuple(q for q in self.quads if getattr(q.subject, "value", "") in iris)
        return type(self)(self.scenario, here, quads)


def as_json(answer: LegalStatus) -> dict[str, Any]:
    """Give the *answer* as what JSON can hold, in the order of its fields.

    A kind is an object with slug, iri and label; in the fits of an exception its slug alone.
    """
    scenario = answer.scenario
    return {
        "note": NOTE,
        "scenario": {
            "iri": scenario.iri,
            "label": scenario.label,
            "is_recorded": scenario.is_recorded,
            "facets": {
                name: {**_plain(kind), "implied_by": scenario.implied.get(name)}
                for name, kind in scenario.kinds.items()
            },
        },
        "stages": [_plain(status) for status in answer.stages],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Kind):
        return {"slug": value.slug, "iri": value.iri, "label": value.label}
    if isinstance(value, Fit):
        covered = [kind.slug for kind in value.covered]
        return {
            "facet": value.facet,
            "asked": value.asked.slug,
            "covered": covered,
            "fit": value.fit,
        }
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
