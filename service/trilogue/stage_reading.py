"""Reads the law stage by stage, once, in five queries and those for names.

Comparing two stages then asks nothing more.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.offers import Offers
from trilogue.scenarios import FACETS
from trilogue.stage_law import Change, Norm, OffenceList, Scenario, Stage, Stages, Status
from trilogue.store import Dataset
from trilogue.terms import RDF, SKOS, Vocabulary

# What a norm is, the narrower class first, since a norm may be of several.
_SORTS = (
    "NormException",
    "SafeguardObligation",
    "TransparencyObligation",
    "UseCondition",
    "Prohibition",
    "RiskClassification",
    "ScopeExclusion",
    "UnsettledScope",
    "Permission",
    "Obligation",
)
_OF_NORMS = (
    *(facet.norm_property for facet in FACETS),
    "standsAt",
    "laidDownIn",
    "counterpartOf",
    "exceptionTo",
    "excludesFrom",
    "conditionsNorm",
    "limitedToOffences",
    "requiresSafeguard",
    "onlyWhere",
)
_BESIDE_NORMS = (
    "within",
    "weakerThan",
    "deadlineHours",
    "listsOffence",
    "listComplete",
    "minPenaltyYears",
    "applicationOf",
    "atStageSet",
    "applicableFrom",
    "stageOrder",
    "stageDate",
    "stageBasis",
    "locator",
    "strength",
)
_OF_SCENARIOS = ("scenarioPractice", "scenarioDeployer", "matrixRow", "matrixOrder")
_OF_STATUSES = (
    "statusOf",
    "statusAt",
    "statusValue",
    "statusBasis",
    "explanation",
    "becauseOf",
    "alsoValue",
    "openException",
)
_OF_CHANGES = (
    "changeScenario",
    "changeFromStage",
    "changeToStage",
    "changeDirection",
    "gainedException",
    "lostException",
    "gainedSafeguard",
    "lostSafeguard",
)


def read_stages(dataset: Dataset, vocabulary: Vocabulary) -> Stages:
    """Read all stages; with an unfilled store everything is empty."""
    return _Reader(dataset, vocabulary).stages()


class _Reader:
    """Reads what is said by four lists of predicates, and puts records together from it."""

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self._vocabulary = vocabulary
        self._ns = vocabulary.ns("").value
        ns = self._ns
        norm = f"?s <{ns}laidDownIn> ?anywhere ."
        row = f"?s <{ns}changeScenario>/<{ns}matrixRow> true ."
        status = f"?s <{ns}statusAt> ?anywhen ."
        self._said: dict[str, dict[str, list[str]]] = {}
        self._things: set[str] = set()
        self._read(norm, (*(ns + name for name in _OF_NORMS), f"{RDF}type"))
        self._read("", (ns + name for name in (*_BESIDE_NORMS, *_OF_SCENARIOS)))
        self._read(status, (ns + name for name in _OF_STATUSES))
        self._read(row, (ns + name for name in _OF_CHANGES))
        self._read(f"?s <{ns}strength> ?rank .", (f"{SKOS}altLabel",))
        # Not statuses and comparisons, whose names say scenario and stage once more, and not
        # excerpts, which have locators too.
        named = [
            iri
            for name in ("laidDownIn", "stageOrder", *_OF_SCENARIOS)
            for iri, _ in self._pairs(name)
        ]
        ours = {each for each in (*named, *self._things) if each.startswith(vocabulary.base)}
        self._labels = Offers(dataset, vocabulary).labels(ours)

    def stages(self) -> Stages:
        below: dict[str, set[str]] = {}
        for kind, above in self._pairs("within"):
            below.setdefault(above, set()).add(kind)
        norms = sorted(self._norms(), key=lambda norm: (norm.locator, norm.label, norm.iri))
        return Stages(
            stages={each.slug: each for each in sorted(self._stages(), key=lambda s: s.order)},
            norms={norm.iri: norm for norm in norms},
            scenarios=tuple(self._scenarios()),
            statuses=dict(self._statuses()),
            changes=dict(self._changes()),
            lists={iri: self._list(iri) for iri, _ in self._pairs("listsOffence")},
            dates=dict(self._dates()),
            hours={iri: int(value) for iri, value in self._pairs("deadlineHours")},
            below={above: frozenset(kinds) for above, kinds in below.items()},
            weaker={iri: self._all(iri, "weakerThan") for iri, _ in self._pairs("weakerThan")},
            labels=self._labels,
        )

    def _read(self, pattern: str, predicates: Iterable[str]) -> None:
        # By subject where there is a pattern, by predicate where there is none: so each is quick.
        iris = [f"<{each}>" for each in predicates]
        wanted = (
            f"FILTER(?p IN ({', '.join(iris)}))" if pattern else f"VALUES ?p {{ {' '.join(iris)} }}"
        )
        rows = self._dataset.query(f"SELECT ?s ?p ?o {{ {pattern} ?s ?p ?o {wanted} }}")
        assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
        for subject, predicate, value in rows:
            if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
                continue
            if isinstance(value, NamedNode) or value.language in (None, "en"):
                said = self._said.setdefault(subject.value, {})
                said.setdefault(predicate.value, []).append(value.value)
            if isinstance(value, NamedNode):
                self._things.add(value.value)

    def _pairs(self, name: str) -> Iterator[tuple[str, str]]:
        for iri, said in self._said.items():
            for value in said.get(self._ns + name, ()):
                yield iri, value

    def _all(self, iri: str, name: str) -> frozenset[str]:
        return frozenset(self._said.get(iri, {}).get(self._ns + name, ()))

    def _one(self, iri: str, name: str) -> str:
        return min(self._all(iri, name), default="")

    def _name(self, iri: str) -> str:
        return self._labels.get(iri) or iri.rpartition("/")[2]

    def _stages(self) -> Iterator[Stage]:
        for iri, order in self._pairs("stageOrder"):
            slug, date = iri.rpartition("/")[2], self._one(iri, "stageDate")
            is_announced = self._one(iri, "stageBasis").endswith("/announcement")
            yield Stage(slug, iri, self._name(iri), int(order), date, is_announced)

    def _norms(self) -> Iterator[Norm]:
        for iri, version in self._pairs("laidDownIn"):
            types = set(self._said[iri].get(f"{RDF}type", ()))
            sort = next((self._ns + each for each in _SORTS if self._ns + each in types), "")
            yield Norm(
                iri=iri,
                label=self._name(iri),
                sort=self._name(sort) if sort else "norm",
                kind=sort,
                stages=self._all(iri, "standsAt"),
                version=version,
                locator=self._one(version, "locator"),
                facets={facet.name: self._all(iri, facet.norm_property) for facet in FACETS},
                opens=self._all(iri, "exceptionTo") | self._all(iri, "excludesFrom"),
                conditions=self._all(iri, "conditionsNorm"),
                counterparts=self._all(iri, "counterpartOf"),
                lists=self._all(iri, "limitedToOffences"),
                safeguards=self._all(iri, "requiresSafeguard"),
                only_where=self._all(iri, "onlyWhere"),
            )

    def _list(self, iri: str) -> OffenceList:
        years = self._one(iri, "minPenaltyYears")
        is_complete = self._one(iri, "listComplete") == "true"
        offences = self._all(iri, "listsOffence")
        return OffenceList(offences, int(years) if years else None, is_complete)

    def _dates(self) -> Iterator[tuple[tuple[str, str], str]]:
        for iri, version in self._pairs("applicationOf"):
            yield (version, self._one(iri, "atStageSet")), self._one(iri, "applicableFrom")

    def _scenarios(self) -> list[Scenario]:
        orders = {iri: int(order) for iri, order in self._pairs("matrixOrder")}
        rows = {iri for iri, value in self._pairs("matrixRow") if value == "true"}
        found = [
            Scenario(
                iri,
                self._name(iri),
                practice,
                self._one(iri, "scenarioDeployer"),
                iri in rows,
            )
            for iri, practice in self._pairs("scenarioPractice")
        ]
        most = max(orders.values(), default=0) + 1
        return sorted(
            found, key=lambda each: (not each.is_row, orders.get(each.iri, most), each.label)
        )

    def _statuses(self) -> Iterator[tuple[tuple[str, str], Status]]:
        for iri, scenario in self._pairs("statusOf"):
            value = self._one(iri, "statusValue")
            strength = self._one(value, "strength")
            yield (
                (scenario, self._one(iri, "statusAt")),
                Status(
                    iri=iri,
                    value=value.rpartition("/")[2],
                    value_iri=value,
                    label=self._name(value),
                    strength=int(strength) if strength else None,
                    is_announced=self._one(iri, "statusBasis").endswith("/announcement"),
                    has_exceptions=bool(self._all(iri, "openException")),
                    beside=tuple(sorted(self._beside(one) for one in self._all(iri, "alsoValue"))),
                    because=tuple(sorted(self._all(iri, "becauseOf"))),
                    explanation=self._one(iri, "explanation"),
                ),
            )

    def _beside(self, value: str) -> tuple[str, str]:
        """Name a value that holds beside another, by its other name where it has one."""
        others = self._said.get(value, {}).get(f"{SKOS}altLabel", ())
        return (min(others), "") if others else (self._name(value), value)

    def _changes(self) -> Iterator[tuple[tuple[str, str, str], Change]]:
        for iri, scenario in self._pairs("changeScenario"):
            key = (scenario, self._one(iri, "changeFromStage"), self._one(iri, "changeToStage"))
            direction = self._one(iri, "changeDirection").rpartition("/")[2]
            exceptions = (self._all(iri, "gainedException"), self._all(iri, "lostException"))
            safeguards = (self._all(iri, "gainedSafeguard"), self._all(iri, "lostSafeguard"))
            yield key, Change(iri, direction, exceptions, safeguards)
