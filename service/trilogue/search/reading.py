"""What can be found: read from the dataset, each thing with its names and what it is about."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from trilogue.describe import LABELS, naming_quad
from trilogue.store import Dataset
from trilogue.terms import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, Vocabulary

# What hits can be narrowed by, in the order of the page.
FACETS = ("type", "stage", "practice", "actor")

_TYPE = NamedNode(f"{RDF}type")
_GLOSSES = (*(f"{SKOS}definition", f"{RDFS}comment", f"{DCTERMS}description", f"{SKOS}scopeNote"),)
_OWN_GLOSSES = ("gloss", "explanation")
_OWN_IDENTIFIERS = ("identifier", "locator", "memberId")
_SAME_AS = (f"{SKOS}exactMatch", f"{OWL}sameAs")
# The first that a record has is its date.
_DATES = (
    *("claimedOn", "eventDate", "holdsFrom", "appraisedOn", "publishedOn", "stageDate"),
    *("applicableFrom", "existsFrom"),
)
# By what precision says, as much of an ISO date as is known.
_KNOWN = {"year": 4, "month": 7}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Whose kind of actor a record is found by: whoever speaks, holds, acts or signs.
_VOICES = (*("claimedBy", "heldBy", "influencer", "ledBy", "signedBy", "publishedBy", "roleOf"),)
# What only relates kinds to each other would put each practice under all that it touches.
_NOT_ABOUT = ("overlaps", "laterStage", "nextStage", "campaignTermFor")
_QUIET = ("Excerpt",)
_TERMS = {f"{OWL}Class": "Class", f"{RDFS}Class": "Class"}
# Facet: where the IRIs of its slugs are.
_ROOMS = {"stage": "stage", "practice": "practice", "actor": "actor-kind"}
_TERM_NAMES = {"Class": "class of the ontology", "Property": "property of the ontology"}


@dataclass(frozen=True)
class Name:
    """What something is called.

    Attributes:
        text: of it.
        language: its tag; None where it has none.
    """

    text: str
    language: str | None = None


@dataclass(frozen=True)
class Thing:
    """One thing that can be found.

    Attributes:
        iri: of it.
        label: the best of its names, in English where there is one.
        labels: its names in all languages.
        others: what it is also called.
        identifiers: numbers, places in texts and the like.
        gloss: what it is, in a sentence or two; None where nobody says.
        facets: facet to the slugs that it has there.
        date: ISO date, as far as it is known: 2023, 2023-06 or 2023-06-14; None where it has none.
        is_quiet: whether it is found only by those who ask for its type.
    """

    iri: str
    label: Name
    labels: tuple[Name, ...]
    others: tuple[Name, ...]
    identifiers: tuple[str, ...]
    gloss: Name | None
    facets: Mapping[str, tuple[str, ...]]
    date: str | None
    is_quiet: bool


class Findable:
    """Everything that can be found in a dataset, read once.

    What was retracted, merged or replaced by a newer record is not among it.

    Args:
        dataset: over all graphs.
        vocabulary: the base it was built with.
    """

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self._vocabulary = vocabulary

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """The things, in the order of their IRIs.

        Raises:
            StoreError: the dataset cannot be read.
        """
        listed = (f"{self._vocabulary.base}id/", f"{self._vocabulary.base}ns/")
        there = (self._types.keys() | self._labels.keys()) - self._gone()
        return tuple(self._thing(iri) for iri in sorted(there) if iri.startswith(listed))

    @cached_property
    def options(self) -> dict[str, dict[str, str]]:
        """The slugs of each facet that something has, with their names, in order."""
        used: dict[str, set[str]] = {facet: set() for facet in FACETS}
        for thing in self.things:
            for facet, slugs in thing.facets.items():
                used[facet].update(slugs)
        used["type"] |= {above for slug in used["type"] for above in self._above(slug)}
        found = {
            facet: {slug: self._name_of(facet, slug) for slug in slugs}
            for facet, slugs in used.items()
        }
        order = self._stage_order()
        return {
            facet: dict(
                sorted(names.items(), key=lambda item: (order.get(item[0], 0), item[1].casefold()))
            )
            for facet, names in found.items()
        }

    def below(self, slug: str) -> frozenset[str]:
        """Give the slugs of a type and of those below it."""
        return frozenset({slug} | {one for one in self._parents if slug in self._above(one)})

    @cached_property
    def _types(self) -> dict[str, list[Quad]]:
        return self._by_subject(_TYPE)

    @cached_property
    def _labels(self) -> dict[str, list[Quad]]:
        return self._by_subject(*LABELS)

    @cached_property
    def _others(self) -> dict[str, list[Quad]]:
        return self._by_subject(NamedNode(f"{SKOS}altLabel"))

    @cached_property
    def _glosses(self) -> dict[str, list[Quad]]:
        return self._by_subject(*self._gloss_properties)

    @cached_property
    def _gloss_properties(self) -> tuple[NamedNode, ...]:
        own = [self._vocabulary.ns(name) for name in _OWN_GLOSSES]
        return (*own, *(NamedNode(iri) for iri in _GLOSSES))

    @cached_property
    def _identifiers(self) -> dict[str, list[Quad]]:
        own = [self._vocabulary.ns(name) for name in _OWN_IDENTIFIERS]
        return self._by_subject(*own, *(NamedNode(iri) for iri in _SAME_AS))

    @cached_property
    def _sources(self) -> dict[str, list[Quad]]:
        return self._by_subject(self._vocabulary.ns("excerptOf"))

    @cached_property
    def _dates(self) -> dict[str, list[Quad]]:
        return self._by_subject(*(self._vocabulary.ns(name) for name in _DATES))

    @cached_property
    def _precisions(self) -> dict[str, list[Quad]]:
        return self._by_subject(self._vocabulary.ns("datePrecision"))

    @cached_property
    def _parents(self) -> dict[str, set[str]]:
        """Each class of ours and those that it is said to be below, by slug."""
        own = f"{self._vocabulary.base}ns/"
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self._dataset.quads(predicate=NamedNode(f"{RDFS}subClassOf")):
            ends = (quad.subject, quad.object)
            slugs = [end.value.removeprefix(own) for end in ends if isinstance(end, NamedNode)]
            if len(slugs) == len(ends) and all("/" not in slug for slug in slugs):
                found[slugs[0]].add(slugs[1])
        return dict(found)

    @cached_property
    def _about(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The stages, practices and kinds of actor of each thing."""
        ns = self._vocabulary.ns
        texts, voices = ns("inText"), " ".join(str(ns(name)) for name in _VOICES)
        not_about = ", ".join(str(ns(name)) for name in _NOT_ABOUT)
        stage, practice, kind = ns("Stage"), ns("Practice"), ns("actorKind")
        links = f"?thing ?by ?at FILTER(?by NOT IN ({not_about}))"
        queries = {
            "stage": (
                f"{{ ?at a {stage} . {links} }} UNION {{ ?at a {stage} . BIND(?at AS ?thing) }} "
                f"UNION {{ ?thing {texts} ?text . ?text {ns('textOfStage')} ?at }}"
            ),
            "practice": (
                f"{{ ?at a {practice} . {links} }} "
                f"UNION {{ ?at a {practice} . BIND(?at AS ?thing) }}"
            ),
            "actor": (
                f"{{ ?thing {kind} ?at }} UNION "
                f"{{ VALUES ?voice {{ {voices} }} ?thing ?voice ?who . ?who {kind} ?at }}"
            ),
        }
        found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for facet, where in queries.items():
            rows = self._dataset.query(f"SELECT DISTINCT ?thing ?at {{ {where} }}")
            assert isinstance(rows, QuerySolutions)  # noqa: S101 - of a SELECT
            ends: dict[str, set[str]] = defaultdict(set)
            for thing, at in rows:
                if isinstance(thing, NamedNode) and isinstance(at, NamedNode):
                    ends[thing.value].add(self._slug(at.value))
            for iri, slugs in ends.items():
                found[iri][facet] = tuple(sorted(slugs))
        return dict(found)

    def _thing(self, iri: str) -> Thing:
        labels = self._labels.get(iri, [])
        best = naming_quad(labels)
        gloss = naming_quad(self._glosses.get(iri, []), labels=self._gloss_properties)
        classes = self._classes(iri)
        derived = self._vocabulary.derived_graph
        types = self._types.get(iri, [])
        is_derived = bool(types) and all(quad.graph_name == derived for quad in types)
        names = tuple(dict.fromkeys(_names(labels)))
        return Thing(
            iri,
            self._fallback(iri) if best is None else next(_names([best])),
            names,
            tuple(dict.fromkeys(_names(self._others.get(iri, [])))),
            tuple(dict.fromkeys(_identifiers(self._identifiers.get(iri, [])))),
            None if gloss is None else next(_names([gloss])),
            {"type": classes, **self._about.get(iri, {})},
            self._date(iri),
            is_derived or any(name in _QUIET for name in classes),
        )

    def _fallback(self, iri: str) -> Name:
        """Name what nobody named: an excerpt by its source and place, else by the short form."""
        for quad in self._sources.get(iri, []):
            if isinstance(quad.object, NamedNode):
                source = naming_quad(self._labels.get(quad.object.value, []))
                places = list(_identifiers(self._identifiers.get(iri, [])))
                if source is not None:
                    return Name(", ".join([next(_names([source])).text, *places]))
        return Name(self._vocabulary.shrink(iri).strip("<>"))

    def _classes(self, iri: str) -> tuple[str, ...]:
        """Give the slugs of the classes of a thing, without those above others of them."""
        own = f"{self._vocabulary.base}ns/"
        types = [
            q.object.value for q in self._types.get(iri, []) if isinstance(q.object, NamedNode)
        ]
        slugs = {one.removeprefix(own) for one in types if one.startswith(own)}
        if iri.startswith(own):
            slugs = {_TERMS.get(one, "Property") for one in types if one.startswith((OWL, RDF))}
            return ("Class",) if "Class" in slugs else tuple(sorted(slugs))
        above = {parent for slug in slugs for parent in self._above(slug)}
        return tuple(sorted(slugs - above))

    def _above(self, slug: str) -> set[str]:
        """Give the slugs of the classes above one, itself not among them."""
        found: set[str] = set()
        layer = {slug}
        while layer:
            layer = {up for one in layer for up in self._parents.get(one, ())} - found - {slug}
            found |= layer
        return found

    def _date(self, iri: str) -> str | None:
        given = {
            quad.predicate: quad.object.value[:10]
            for quad in self._dates.get(iri, [])
            if isinstance(quad.object, Literal) and _DAY.match(quad.object.value)
        }
        for name in _DATES:
            day = given.get(self._vocabulary.ns(name))
            if day is not None:
                precisions = {name.text for name in _names(self._precisions.get(iri, []))}
                return day[: min((_KNOWN.get(one, 10) for one in precisions), default=10)]
        return None

    def _gone(self) -> set[str]:
        """Give what was retracted, merged, or replaced by a newer record."""
        stone = self._vocabulary.ns("Tombstone")
        find = self._dataset.quads
        replaced = find(predicate=self._vocabulary.ns("supersedesRecord"))
        invalid = find(predicate=NamedNode(f"{PROV}wasInvalidatedBy"))
        ends = (
            *(quad.object for quad in replaced),
            *(quad.subject for quad in invalid),
            *(quad.subject for quad in find(predicate=_TYPE, object=stone)),
        )
        return {end.value for end in ends if isinstance(end, NamedNode)}

    def _slug(self, iri: str) -> str:
        return iri.removeprefix(f"{self._vocabulary.base}id/").partition("/")[2] or iri

    def _name_of(self, facet: str, slug: str) -> str:
        if facet == "type" and slug in _TERM_NAMES:
            return _TERM_NAMES[slug]
        best = naming_quad(self._labels.get(iri_of(facet, slug, self._vocabulary), []))
        return slug if best is None else next(_names([best])).text

    def _stage_order(self) -> dict[str, int]:
        return {
            self._slug(quad.subject.value): int(quad.object.value)
            for quad in self._dataset.quads(predicate=self._vocabulary.ns("stageOrder"))
            if isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal)
            and quad.object.value.isdecimal()
        }

    def _by_subject(self, *predicates: NamedNode) -> dict[str, list[Quad]]:
        found: dict[str, list[Quad]] = defaultdict(list)
        for predicate in predicates:
            for quad in self._dataset.quads(predicate=predicate):
                if isinstance(quad.subject, NamedNode):
                    found[quad.subject.value].append(quad)
        return dict(found)


def iri_of(facet: str, slug: str, vocabulary: Vocabulary) -> str:
    """Give the IRI of what a slug of a facet stands for; empty where it is no thing of ours."""
    if facet == "type":
        return "" if slug in _TERM_NAMES else vocabulary.ns(slug).value
    return vocabulary.id(_ROOMS[facet], slug).value


def _names(quads: Iterable[Quad]) -> Iterator[Name]:
    for quad in sorted(quads, key=lambda quad: str(quad.object)):
        if isinstance(quad.object, Literal):
            yield Name(quad.object.value, quad.object.language)


def _identifiers(quads: Iterable[Quad]) -> Iterator[str]:
    """Give identifiers, of those that are addresses elsewhere without what all of them have."""
    for quad in sorted(quads, key=lambda quad: str(quad.object)):
        if isinstance(quad.object, Literal):
            yield quad.object.value
        elif isinstance(quad.object, NamedNode):
            yield re.sub(r"^\w+://(?:[^/]*\bwikidata\.org/entity/)?", "", quad.object.value)
