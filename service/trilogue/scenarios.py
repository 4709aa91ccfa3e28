"""What a use of the law's words consists of: one kind for each facet, and who may be combined.

A scenario is made of slugs, such as ``practice=post-rbi``; the kinds behind them, what each lies
under and what one implies of another are read from the dataset. Nothing here knows the law.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.errors import RequestError, SlugUnknown
from trilogue.store import Dataset
from trilogue.terms import RDF, SKOS, Vocabulary

_MOST_NEAREST = 3
# A scenario states a trait when it is about categorisation, and only then; as in the shapes.
_PRACTICE_WITH_TRAIT = "biometric-categorisation"


@dataclass(frozen=True)
class Facet:
    """One of the questions that a scenario answers.

    Attributes:
        name: also of the parameter, and of the type in its kinds' IRIs.
        class_name: of its kinds.
        scenario_property: by which a scenario states its kind.
        norm_property: by which a norm states the kinds that it reaches.
        words: the question in plain words.
    """

    name: str
    class_name: str
    scenario_property: str
    norm_property: str
    words: str

    @property
    def top(self) -> str:
        """The slug that says there is no limit."""
        return f"any-{self.name}"


FACETS = (
    Facet("practice", "Practice", "scenarioPractice", "coversPractice", "What is done?"),
    Facet("deployer", "DeployerKind", "scenarioDeployer", "addressesDeployer", "Who does it?"),
    Facet("space", "SpaceKind", "scenarioSpace", "coversSpace", "Where?"),
    Facet("timing", "TimingMode", "scenarioTiming", "coversTiming", "When?"),
    Facet("purpose", "PurposeKind", "scenarioPurpose", "coversPurpose", "What for?"),
    Facet("trait", "TraitKind", "scenarioTrait", "coversTrait", "Which trait is read?"),
)
FACET = {facet.name: facet for facet in FACETS}


@dataclass(frozen=True, order=True)
class Kind:
    """A thing with a slug: a kind of some facet, a stage, a status value.

    Attributes:
        slug: what its IRI ends with.
        iri: of the thing.
        label: its name in English.
        definition: in a sentence; may be empty.
    """

    slug: str
    iri: str
    label: str
    definition: str = ""


@dataclass(frozen=True)
class Scenario:
    """One kind for each facet.

    Attributes:
        iri: of the recorded scenario that fixes the same facets, else one made of the slugs.
        label: its name in English.
        is_recorded: whether the dataset has it.
        kinds: facet's name to kind; a trait only where the practice is a categorisation.
        implied: facet's name to the slug that implies its kind, where the caller left it open.
    """

    iri: str
    label: str
    is_recorded: bool
    kinds: Mapping[str, Kind]
    implied: Mapping[str, str]

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from others of the same dataset."""
        return tuple(f"{name}={kind.slug}" for name, kind in self.kinds.items())

    def quads(self, vocabulary: Vocabulary, graph: NamedNode) -> Iterator[Quad]:
        """Write it as a record."""
        node = NamedNode(self.iri)
        yield Quad(node, NamedNode(f"{RDF}type"), vocabulary.ns("Scenario"), graph)
        label = Literal(self.label, language="en")
        yield Quad(node, NamedNode(f"{SKOS}prefLabel"), label, graph)
        for name, kind in self.kinds.items():
            stated_by = vocabulary.ns(FACET[name].scenario_property)
            yield Quad(node, stated_by, NamedNode(kind.iri), graph)


class Catalogue:
    """Every kind that a scenario may state, as the dataset has them.

    Args:
        dataset: where they are; read once.
        vocabulary: the names under the base.
    """

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self._vocabulary = vocabulary
        self.kinds = {facet.name: self._of_class(facet.class_name) for facet in FACETS}
        self.values = self._of_class("StatusValue")
        self.stages = self._stages()
        self._above = self._pairs("kindOf")
        self._implies = self._pairs("impliesKind")

    @cached_property
    def recorded(self) -> dict[tuple[str, ...], tuple[str, str]]:
        """The recorded scenarios: their kinds' IRIs, in the facets' order, to IRI and name."""
        found: dict[tuple[str, ...], tuple[str, str]] = {}
        for quad in self._dataset.quads(None, NamedNode(f"{RDF}type"), self._ns("Scenario")):
            assert isinstance(quad.subject, NamedNode)  # noqa: S101 - records have IRIs
            key = tuple(
                _iri(stated) if (stated := self._one(quad.subject, facet)) else ""
                for facet in FACETS
            )
            found[key] = (quad.subject.value, self._text(quad.subject, "prefLabel"))
        return found

    def scenario(self, given: Mapping[str, str | None]) -> Scenario:
        """Make a scenario of slugs, with what is left open filled in.

        Args:
            given: facet's name to slug; None and absent say that it is left open.

        Raises:
            RequestError: the practice is missing, or two of the slugs contradict each other.
            SlugUnknown: there is no such kind.
        """
        kinds: dict[str, Kind] = {}
        implied: dict[str, str] = {}
        stated = {name: self.kind(name, slug) for name, slug in given.items() if slug is not None}
        if "practice" not in stated:
            known = ", ".join(self.kinds["practice"])
            raise RequestError(
                f'The parameter "practice" is missing. Give it once, as one of: {known}.',
                "practice",
            )
        for facet in FACETS:
            kind = stated.get(facet.name)
            if facet.name == "trait" and not self._takes_trait(stated["practice"]):
                if kind is not None and kind.slug != facet.top:
                    raise RequestError(
                        f"practice={stated['practice'].slug} and trait={kind.slug} contradict "
                        f"each other: a trait is read by {_PRACTICE_WITH_TRAIT} only. "
                        "Leave trait out, or change the practice.",
                        "trait",
                    )
                continue
            kinds[facet.name] = kind or self.kind(facet.name, facet.top)
        for source, kind in list(kinds.items()):
            for needed in self._implied_by(kind):
                name = self._facet_of(needed)
                if self.lies_within(kinds[name].iri, needed):
                    continue
                if not self.lies_within(needed, kinds[name].iri):
                    raise _contradiction(name, kinds[name], source, kind)
                kinds[name] = next(k for k in self.kinds[name].values() if k.iri == needed)
                implied[name] = kind.slug
        return self._named(kinds, implied)

    def on_record(self, iri: str) -> Scenario | None:
        """Find a recorded scenario; None where the dataset has none that states its facets."""
        for key, (recorded, label) in self.recorded.items():
            if recorded == iri:
                kinds = {
                    name: kind
                    for name, stated in zip(self.kinds, key, strict=True)
                    for kind in self.kinds[name].values()
                    if kind.iri == stated
                }
                if "practice" in kinds:
                    return Scenario(iri, label, is_recorded=True, kinds=kinds, implied={})
        return None

    def kind(self, facet: str, slug: str) -> Kind:
        """Find a kind.

        Raises:
            SlugUnknown: there is none, with the nearest ones.
        """
        return find(facet, slug, self.kinds[facet])

    def lies_within(self, iri: str, above: str) -> bool:
        """Tell whether a kind is another one or lies below it."""
        return above in self._reach(iri, self._above)

    def _implied_by(self, kind: Kind) -> list[str]:
        above = self._reach(kind.iri, self._above)
        return sorted(needed for each in above for needed in self._implies.get(each, ()))

    def _facet_of(self, iri: str) -> str:
        return next(
            name
            for name, kinds in self.kinds.items()
            if any(kind.iri == iri for kind in kinds.values())
        )

    def _takes_trait(self, practice: Kind) -> bool:
        with_trait = self._vocabulary.id("practice", _PRACTICE_WITH_TRAIT).value
        return self.lies_within(practice.iri, with_trait)

    def _named(self, kinds: dict[str, Kind], implied: dict[str, str]) -> Scenario:
        key = tuple(kinds[facet.name].iri if facet.name in kinds else "" for facet in FACETS)
        recorded = self.recorded.get(key)
        if recorded is not None:
            return Scenario(*recorded, is_recorded=True, kinds=kinds, implied=implied)
        # A recorded scenario's slug has no slash, so that no IRI made here is one of theirs.
        path = "/".join(kind.slug for kind in kinds.values())
        practice, *others = (kind.label for kind in kinds.values())
        label = f"{practice[:1].upper()}{practice[1:]} ({', '.join(others)})"
        iri = self._vocabulary.id("scenario", path).value
        return Scenario(iri, label, is_recorded=False, kinds=kinds, implied=implied)

    def _of_class(self, class_name: str) -> dict[str, Kind]:
        members = self._dataset.quads(None, NamedNode(f"{RDF}type"), self._ns(class_name))
        kinds = sorted(self._kind(member.subject) for member in members)
        # The one without limit first, as a form would have it.
        return {kind.slug: kind for kind in sorted(kinds, key=lambda k: k.slug[:4] != "any-")}

    def _stages(self) -> dict[str, Kind]:
        ordered = sorted(
            (int(_text_of(quad.object)), self._kind(quad.subject))
            for quad in self._dataset.quads(None, self._ns("stageOrder"))
        )
        return {kind.slug: kind for _, kind in ordered}

    def _kind(self, node: object) -> Kind:
        assert isinstance(node, NamedNode)  # noqa: S101 - kinds have IRIs
        slug = node.value.rpartition("/")[2]
        label = self._text(node, "prefLabel") or slug
        return Kind(slug, node.value, label, self._text(node, "definition"))

    def _pairs(self, name: str) -> dict[str, set[str]]:
        pairs: dict[str, set[str]] = {}
        for quad in self._dataset.quads(None, self._ns(name)):
            pairs.setdefault(_iri(quad.subject), set()).add(_iri(quad.object))
        return pairs

    @staticmethod
    def _reach(iri: str, pairs: Mapping[str, Iterable[str]]) -> set[str]:
        reached, waiting = {iri}, [iri]
        while waiting:
            for each in pairs.get(waiting.pop(), ()):
                if each not in reached:
                    reached.add(each)
                    waiting.append(each)
        return reached

    def _one(self, node: NamedNode, facet: Facet) -> object | None:
        stated = self._dataset.quads(node, self._ns(facet.scenario_property))
        return next((quad.object for quad in stated), None)

    def _text(self, node: NamedNode, name: str) -> str:
        texts = (quad.object for quad in self._dataset.quads(node, NamedNode(f"{SKOS}{name}")))
        return next((t.value for t in texts if isinstance(t, Literal) and t.language == "en"), "")

    def _ns(self, name: str) -> NamedNode:
        return self._vocabulary.ns(name)


def find(parameter: str, slug: str, known: Mapping[str, Kind]) -> Kind:
    """Find what a *parameter* names among the *known*.

    Raises:
        SlugUnknown: it is none of them, with the nearest ones.
    """
    kind = known.get(slug)
    if kind is not None:
        return kind
    close = nearest(slug, known)
    advice = f"Did you mean {' or '.join(close)}?" if close else "Choose one of those known."
    raise SlugUnknown(
        f'{parameter}: there is no "{slug[:80]}". {advice}', parameter, close, list(known)
    )


def nearest(slug: str, known: Mapping[str, Kind]) -> list[str]:
    """Give up to three slugs whose spelling or whose name is like *slug*, best first."""
    wanted = slug.strip().lower().replace("_", "-").replace(" ", "-")[:80]
    by_label = {each.label.lower().replace(" ", "-"): each.slug for each in known.values()}
    close = get_close_matches(wanted, [*known, *by_label], n=8, cutoff=0.4)
    return list(dict.fromkeys(by_label.get(each, each) for each in close))[:_MOST_NEAREST]


def _contradiction(name: str, kind: Kind, other: str, other_kind: Kind) -> RequestError:
    return RequestError(
        f"{other}={other_kind.slug} and {name}={kind.slug} contradict each other. "
        f"Leave {name} out, or change one of the two.",
        name,
    )


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _text_of(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""
