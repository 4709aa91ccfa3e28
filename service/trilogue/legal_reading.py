"""Reads what the rules concluded about one scenario, and says why an exception applies or not.

No rule is repeated here: what applies, reaches, settles and lies within is looked up.
"""

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from trilogue.derive import Rule
from trilogue.legal_answer import (
    ConsideredException,
    DecidedBy,
    Fit,
    LegalStatus,
    Norm,
    PartlyReaching,
    Provision,
    SafeguardAsked,
    StageStatus,
)
from trilogue.scenarios import FACET, Catalogue, Kind, Scenario
from trilogue.store import Store
from trilogue.terms import RDF, SKOS, Vocabulary

# Beside what the rules read.
TOLD = ("gloss", "stageDate")
# What a status says of a norm, strongest first.
_ROLES = {
    "becauseOf": "decides",
    "defeatedNorm": "defeated",
    "silencedBy": "silences",
    "silencedNorm": "silenced",
    "alsoBecauseOf": "beside",
    "safeguardedBy": "safeguards",
    "advisoryNorm": "advises",
}
_RANK = list(_ROLES.values())
_EXCEPTIONS = {"norm exception", "scope exclusion"}
# What can decide a status, an exception apart.
_DECIDING = {
    "prohibition",
    "use condition",
    "risk classification",
    "transparency obligation",
    "unsettled scope",
}
_OUTCOMES = ("applies", "open", "does-not-apply")


class Reading:
    """What the rules concluded about one scenario.

    Args:
        store: as `Reasoner.derived` gives it.
        scenario: the one in it.
        catalogue: of the same dataset.
        vocabulary: the names under the base.
    """

    def __init__(
        self, store: Store, scenario: Scenario, catalogue: Catalogue, vocabulary: Vocabulary
    ) -> None:
        self._store = store
        self._scenario = scenario
        self._catalogue = catalogue
        self._vocabulary = vocabulary
        self._lying_below: dict[str, set[str]] = {}
        self._applying = self._subjects("appliesTo", scenario.iri)
        self._settling = self._subjects("settles", scenario.iri)
        self._silenced = self._subjects("silencedFor", scenario.iri)

    def answer(self, rules: Iterable[Rule]) -> LegalStatus:
        """Give the whole answer; *rules* are those that ran."""
        by_iri = {rule.iri.value: rule for rule in rules}
        graph = self._vocabulary.graph("scenarios")
        quads = list(self._scenario.quads(self._vocabulary, graph))
        at_stage = {
            self._value(status, "statusAt"): status
            for status in self._subjects("statusOf", self._scenario.iri)
        }
        found = [
            (stage, at_stage[stage.iri])
            for stage in self._catalogue.stages.values()
            if stage.iri in at_stage
        ]
        for _, status in found:
            quads.extend(self._store.quads(NamedNode(status)))
        stages = tuple(self._status(status, stage, by_iri) for stage, status in found)
        return LegalStatus(self._scenario, stages, tuple(quads))

    def _status(self, status: str, stage: Kind, rules: Mapping[str, Rule]) -> StageStatus:
        values = {kind.iri: kind for kind in self._catalogue.values.values()}
        rule = rules[self._value(status, "byRule")]
        standing = self._subjects("standsAt", stage.iri)
        roles = self._roles(status)
        norms = [self._norm(iri, roles) for iri in (standing & self._applying) | set(roles)]
        norms.sort(key=lambda norm: (_rank(norm), _place(norm), norm.iri))
        deciding = {
            each.iri: each for norm in norms if "decides" in norm.roles for each in norm.provisions
        }
        return StageStatus(
            iri=status,
            stage=stage,
            date=self._value(stage.iri, "stageDate"),
            value=values[self._value(status, "statusValue")],
            also=tuple(sorted(values[iri] for iri in self._values(status, "alsoValue"))),
            basis=self._kind(self._value(status, "statusBasis")),
            rule=DecidedBy(rule.iri.value, rule.name, rule.version, rule.description),
            explanation=self._value(status, "explanation"),
            provisions=tuple(deciding.values()),
            norms=tuple(norm for norm in norms if "advises" not in norm.roles),
            exceptions=tuple(self._exceptions(standing)),
            narrower=tuple(self._partly(standing)),
            safeguards=self._safeguards(status, roles),
            advisory=tuple(norm for norm in norms if "advises" in norm.roles),
            only_where=tuple(self._values(status, "statusQualification")),
        )

    def _roles(self, status: str) -> dict[str, list[str]]:
        roles: dict[str, list[str]] = {}
        for name, role in _ROLES.items():
            for norm in self._values(status, name):
                roles.setdefault(norm, []).append(role)
        return roles

    def _norm(self, iri: str, roles: Mapping[str, list[str]]) -> Norm:
        return Norm(
            iri,
            self._label(iri),
            self._modality(iri),
            tuple(roles.get(iri, ())),
            tuple(self._values(iri, "onlyWhere")),
            self._provisions(iri),
        )

    def _exceptions(self, standing: set[str]) -> list[ConsideredException]:
        """Give the exceptions to norms that apply, and the exclusions from the whole text."""
        found = []
        for iri in standing:
            excepts = [*self._values(iri, "exceptionTo"), *self._values(iri, "excludesFrom")]
            concerned = tuple(sorted(set(excepts) & self._applying))
            from_text = self._values(iri, "excludesFromText")
            if self._modality(iri) in _EXCEPTIONS and (concerned or from_text):
                found.append(self._considered(iri, concerned))
        return sorted(
            found, key=lambda each: (_OUTCOMES.index(each.outcome), _place(each), each.iri)
        )

    def _considered(self, iri: str, excepts: tuple[str, ...]) -> ConsideredException:
        fits = tuple(self._fits(iri))
        provisions = self._provisions(iri)
        outcome, because = self._outcome(iri, fits, provisions)
        return ConsideredException(
            iri,
            self._label(iri),
            self._modality(iri),
            excepts,
            outcome,
            because,
            fits,
            tuple(self._values(iri, "onlyWhere")),
            provisions,
        )

    def _outcome(
        self, iri: str, fits: tuple[Fit, ...], provisions: tuple[Provision, ...]
    ) -> tuple[str, str]:
        missed = "; ".join(_sentence(fit) for fit in fits if fit.fit == "outside")
        if iri in self._settling:
            return "applies", "It covers the scenario on every facet."
        if missed:
            return "does-not-apply", f"It does not cover the scenario: {missed}."
        if not any(provision.is_binding for provision in provisions):
            return "does-not-apply", "It stands in a recital only, which does not bind."
        if iri in self._silenced:
            return "does-not-apply", "An exclusion that applies silences it."
        if iri in self._applying:
            because = (
                "It covers the scenario, but was only announced, and the announcement does not "
                "name the scenario's purpose."
            )
            return "does-not-apply", because
        parts = "; ".join(_sentence(fit) for fit in fits if fit.fit == "part")
        return "open", f"It covers a part of the scenario only: {parts}."

    def _partly(self, standing: set[str]) -> list[PartlyReaching]:
        found = []
        for iri in standing - self._applying:
            fits = tuple(self._fits(iri)) if self._modality(iri) in _DECIDING else ()
            if fits and all(fit.fit != "outside" for fit in fits):
                parts = "; ".join(_sentence(fit) for fit in fits if fit.fit == "part")
                because = f"It covers a part of the scenario only: {parts}."
                label, modality = self._label(iri), self._modality(iri)
                provisions = self._provisions(iri)
                found.append(PartlyReaching(iri, label, modality, because, fits, provisions))
        return sorted(found, key=lambda each: (_place(each), each.iri))

    def _fits(self, iri: str) -> Iterable[Fit]:
        for name, asked in self._scenario.kinds.items():
            covered = self._values(iri, FACET[name].norm_property)
            if not covered:
                # Only a trait may be left unsaid, and then it is no limit.
                continue
            fit = "outside"
            if set(covered) & set(self._values(asked.iri, "within")):
                fit = "within"
            elif any(self._below(asked.iri) & self._below(each) for each in covered):
                fit = "part"
            yield Fit(name, asked, tuple(sorted(self._kind(each) for each in covered)), fit)

    def _below(self, iri: str) -> set[str]:
        """Give what lies within a kind, itself included."""
        if iri not in self._lying_below:
            self._lying_below[iri] = self._subjects("within", iri)
        return self._lying_below[iri]

    def _safeguards(
        self, status: str, roles: Mapping[str, list[str]]
    ) -> tuple[SafeguardAsked, ...]:
        asking = [norm for norm, its in roles.items() if "safeguards" in its]
        return tuple(
            SafeguardAsked(
                kind.slug,
                kind.iri,
                kind.label,
                tuple(
                    sorted(n for n in asking if kind.iri in self._values(n, "requiresSafeguard"))
                ),
            )
            for kind in sorted(self._kind(each) for each in self._values(status, "statusSafeguard"))
        )

    def _provisions(self, norm: str) -> tuple[Provision, ...]:
        found = [
            Provision(
                iri,
                self._value(iri, "locator"),
                self._label(iri),
                self._value(iri, "gloss"),
                self._value(iri, "binding") == "true",
            )
            for iri in self._values(norm, "laidDownIn")
        ]
        return tuple(sorted(found, key=lambda each: (each.locator, each.iri)))

    def _modality(self, iri: str) -> str:
        own = f"{self._vocabulary.base}ns/"
        types = self._objects(iri, NamedNode(f"{RDF}type"))
        names = sorted(each.removeprefix(own) for each in types if each.startswith(own))
        return re.sub(r"(?<!^)(?=[A-Z])", " ", names[0]).lower() if names else ""

    def _kind(self, iri: str) -> Kind:
        slug = iri.partition("/id/")[2].partition("/")[2] or iri.rpartition("/")[2]
        return Kind(slug, iri, self._label(iri) or slug)

    def _label(self, iri: str) -> str:
        labels = self._store.quads(NamedNode(iri), NamedNode(f"{SKOS}prefLabel"))
        found = (q.object for q in labels if isinstance(q.object, Literal))
        return next((text.value for text in found if text.language == "en"), "")

    def _subjects(self, name: str, iri: str) -> set[str]:
        quads = self._store.quads(None, self._vocabulary.ns(name), NamedNode(iri))
        return {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}

    def _value(self, iri: str, name: str) -> str:
        return next(iter(self._values(iri, name)), "")

    def _values(self, iri: str, name: str) -> list[str]:
        return self._objects(iri, self._vocabulary.ns(name))

    def _objects(self, iri: str, predicate: NamedNode) -> list[str]:
        quads = self._store.quads(NamedNode(iri), predicate)
        terms = (quad.object for quad in quads)
        return sorted({t.value for t in terms if isinstance(t, NamedNode | Literal)})


def _rank(norm: Norm) -> int:
    return min((_RANK.index(role) for role in norm.roles), default=len(_RANK))


def _place(norm: Norm | ConsideredException | PartlyReaching) -> str:
    return norm.provisions[0].locator if norm.provisions else ""


def _sentence(fit: Fit) -> str:
    covered = " or ".join(kind.label for kind in fit.covered)
    if fit.fit == "part":
        return f"of the {fit.facet} “{fit.asked.label}” it covers {covered}"
    return f"the {fit.facet} is {fit.asked.label}, and it covers {covered}"
