"""One thing of ours in schema.org's words.

Only what the dataset says is told, and nothing that schema.org would have us guess: a claim's
first appearance only where the voice speaks in its own text, a rating number only where the finding
lies on a scale.

Source: schema.org 29, above all Claim, ClaimReview, Legislation, Dataset, DefinedTerm.
"""

import re
from collections.abc import Callable
from typing import Any

from pyoxigraph import Literal, NamedNode

from trilogue.describe import Description, label_of
from trilogue.schema_org.site import ABOUT, NAME, SCHEMA, TITLE, Json, web_page
from trilogue.schema_org.types import ORGANIZATIONS, type_of, type_of_class
from trilogue.signposting import Facts
from trilogue.store import Dataset
from trilogue.terms import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, Vocabulary

# Those that may say under which licence what is written here is given.
_WORKS = frozenset({"Claim", "ClaimReview", "Legislation", "CreativeWork", "Message"})
# The end of the finding's IRI: where it lies from contradicted to confirmed; the others are on no
# scale.
_RATINGS = {"contradicted": 1, "partly": 3, "confirmed": 5}
_CELEX = re.compile(r"[1-9CE]\d{4}([A-Z]{1,2})\d{4}(?:[-()A-Z0-9]*)")
_CELEX_TYPES = {
    "R": "Regulation",
    "L": "Directive",
    "D": "Decision",
    "PC": "Proposal of the European Commission",
    "AP": "Position of the European Parliament",
}
_NO_LANGUAGE = "und"
# So many of those whom a list names are told with what they are.
_TYPED = 2
_MOST = 100


def described(
    description: Description,
    facts: Facts,
    store: Dataset,
    vocabulary: Vocabulary,
    language: str = "en",
) -> Json:
    """Give a thing in schema.org's words.

    Args:
        description: of the thing.
        facts: who brought it in, and under which licence.
        store: for what the things it points to are.
        vocabulary: the names under the base.
        language: of names, where there is a choice.
    """
    return _Thing(description, facts, store, vocabulary, language).document()


class _Thing:
    def __init__(
        self,
        description: Description,
        facts: Facts,
        store: Dataset,
        vocabulary: Vocabulary,
        language: str,
    ) -> None:
        self._description = description
        self._facts = facts
        self._store = store
        self._vocabulary = vocabulary
        self._language = language
        self._typed = 0

    def document(self) -> Json:
        kind = type_of(self._description, self._vocabulary)
        iri, base = self._description.iri, self._vocabulary.base
        name = self._name(iri)
        page = f"{base}page/{iri.removeprefix(base)}"
        found: Json = {
            "@type": kind,
            "@id": iri,
            "name": name,
            "url": iri,
            **self._told("description", self._texts("gloss") or self._foreign_texts()),
            **self._told("alternateName", self._other_names(name)),
            **self._told("sameAs", self._same()),
        }
        build: Callable[[], Json] | None = getattr(self, f"_{kind.lower()}", None)
        if kind in ORGANIZATIONS:
            build = self._organization
        found.update({} if build is None else build())
        if kind in _WORKS:
            # Of what is written here; the statement, law or article itself is somebody else's.
            found["sdLicense"] = self._facts.licences[0]
            found["sdPublisher"] = {"@type": "Organization", "name": NAME}
            if self._facts.recorded is not None:
                found["sdDatePublished"] = self._facts.recorded[:10]
        if kind == "Thing":
            return web_page(name, page, found)
        return {"@context": SCHEMA, **found, "mainEntityOfPage": page}

    def _organization(self) -> Json:
        return {
            **self._date("foundingDate", "existsFrom"),
            **self._date("dissolutionDate", "existsUntil"),
            **self._references("memberOf", "memberOf"),
        }

    def _person(self) -> Json:
        return {
            **self._references("memberOf", "memberOf"),
            **self._told("identifier", self._texts("memberId")),
        }

    def _organizationrole(self) -> Json:
        kinds = [self._name(iri) for iri in self._iris("roleKind")]
        return {
            **self._told("roleName", kinds),
            **self._date("startDate", "holdsFrom"),
            **self._date("endDate", "holdsUntil"),
        }

    def _claim(self) -> Json:
        places = self._places()
        own = "own" in self._texts("speechMode")
        return {
            **self._told("text", self._texts("gloss")),
            **self._references("author", "claimedBy"),
            **self._date("datePublished", "claimedOn"),
            **self._told("firstAppearance", places[:1] if own else []),
            **self._told("appearance", places),
            **self._references("about", "aboutActor", "aboutPractice", "aboutNorm", "aboutText"),
        }

    def _claimreview(self) -> Json:
        found = {
            **self._references("author", "appraisedBy"),
            **self._date("datePublished", "appraisedOn"),
            **self._told("reviewBody", self._texts("gloss")),
            **self._references("citation", "groundedIn"),
        }
        for claim in self._iris("appraises")[:1]:
            item = self._reviewed(claim)
            found["itemReviewed"] = item
            found["claimReviewed"] = item.get("text") or item["name"]
        for finding in self._iris("finding")[:1]:
            rating: Json = {"@type": "Rating", "alternateName": self._name(finding)}
            value = _RATINGS.get(finding.rpartition("/")[2])
            if value is not None:
                rating |= {"ratingValue": value, "bestRating": 5, "worstRating": 1}
            found["reviewRating"] = rating
        return found

    def _reviewed(self, claim: str) -> Json:
        item: Json = {"@type": "Claim", "@id": claim, "name": self._name(claim)}
        ns = self._vocabulary.ns
        for quad in self._store.quads(NamedNode(claim)):
            if quad.predicate == ns("gloss") and isinstance(quad.object, Literal):
                if quad.object.language in (None, "en"):
                    item["text"] = quad.object.value
            elif quad.predicate == ns("claimedOn") and isinstance(quad.object, Literal):
                item["datePublished"] = quad.object.value
            elif quad.predicate == ns("claimedBy") and isinstance(quad.object, NamedNode):
                item.setdefault("author", []).append(self._reference(quad.object.value))
        return item

    def _legislation(self) -> Json:
        identifiers = self._texts("identifier")
        celex = [one for one in identifiers if _CELEX.fullmatch(one)]
        kinds = [_CELEX_TYPES.get(found[1]) for one in celex if (found := _CELEX.fullmatch(one))]
        addresses = self._texts("webAddress")
        languages = [one for one in self._texts("language") if one != _NO_LANGUAGE]
        return {
            **self._told("legislationIdentifier", celex or identifiers or self._texts("locator")),
            **self._told("legislationType", [one for one in kinds if one is not None]),
            **self._date("legislationDate", "publishedOn"),
            **self._references("publisher", "publishedBy"),
            **self._told("inLanguage", languages),
            **self._told("isPartOf", [self._law(iri) for iri in self._iris("inText")]),
            **self._references("exampleOfWork", "versionOf"),
            **self._references("isBasedOn", "derivedFromVersion"),
            **self._told("workExample", self._pointing("versionOf")),
            **self._told(
                "encoding",
                [
                    {
                        "@type": "LegislationObject",
                        "url": address,
                        **self._told("inLanguage", languages),
                    }
                    for address in addresses
                ],
            ),
        }

    def _law(self, text: str) -> Json:
        law: Json = {"@type": "Legislation", "@id": text, "name": self._name(text)}
        identifiers = [
            quad.object.value
            for quad in self._store.quads(NamedNode(text), self._vocabulary.ns("identifier"))
            if isinstance(quad.object, Literal) and _CELEX.fullmatch(quad.object.value)
        ]
        return law | self._told("legislationIdentifier", sorted(identifiers))

    def _event(self) -> Json:
        return {
            **self._date("startDate", "eventDate"),
            **self._date("endDate", "eventUntil"),
            **self._references("organizer", "ledBy"),
            **self._references("attendee", "involved"),
        }

    def _message(self) -> Json:
        return {
            **self._date("dateSent", "eventDate"),
            **self._references("sender", "signedBy"),
            **self._references("recipient", "addressedTo"),
            **self._references("about", "aboutPractice", "aboutNorm", "aboutText"),
        }

    def _creativework(self) -> Json:
        languages = [one for one in self._texts("language") if one != _NO_LANGUAGE]
        found = {
            **self._told("identifier", self._texts("identifier")),
            **self._references("publisher", "publishedBy"),
            **self._date("datePublished", "publishedOn"),
            **self._told("inLanguage", languages),
            **self._references("isPartOf", "excerptOf"),
        }
        addresses = self._texts("webAddress")
        return found | ({"url": addresses[0]} if addresses else {})

    def _dataset(self) -> Json:
        return {
            "description": f"Records that came in together: {self._name(self._description.iri)}.",
            "license": self._facts.licences[0],
            **self._references("creator", "contributedBy"),
            **self._references("editor", "reviewedBy"),
            **self._date("datePublished", "recordedAt"),
            "isPartOf": {
                "@type": "Dataset",
                "@id": f"{self._vocabulary.base}graph/",
                "name": TITLE,
                "description": ABOUT,
            },
        }

    def _action(self) -> Json:
        node = NamedNode(f"{PROV}endedAtTime")
        times = [one.value for one in self._description.values(node) if isinstance(one, Literal)]
        people = self._description.values(NamedNode(f"{PROV}wasAssociatedWith"))
        agents = [{"@type": "Person", **self._named(one.value)} for one in people if _is_iri(one)]
        return {**self._told("endTime", times), **self._told("agent", agents)}

    def _definedterm(self) -> Json:
        iri = self._description.iri
        sets = [
            one.value
            for one in (
                *self._description.values(NamedNode(f"{RDFS}isDefinedBy")),
                *self._description.values(NamedNode(f"{RDF}type")),
            )
            if isinstance(one, NamedNode) and one.value.startswith(self._vocabulary.base)
        ]
        return {
            "termCode": re.split(r"[/#]", iri)[-1],
            **self._told("inDefinedTermSet", list(dict.fromkeys(sets))[:1]),
        }

    def _definedtermset(self) -> Json:
        version = self._description.values(NamedNode(f"{OWL}versionInfo"))
        texts = [one.value for one in version if isinstance(one, Literal)]
        return {**self._told("version", texts), "license": self._facts.licences[0]}

    def _places(self) -> list[Json]:
        found: dict[str, Json] = {}
        for each in self._description.evidence:
            work: Json = {
                "@type": "CreativeWork",
                "@id": each.source or each.excerpt,
                "name": each.source_label,
            }
            if each.address is not None and each.address.startswith(("http://", "https://")):
                work["url"] = each.address
            found.setdefault(work["@id"], work)
        return list(found.values())

    def _references(self, name: str, *properties: str) -> Json:
        iris = [iri for each in properties for iri in self._iris(each)]
        return self._told(name, [self._reference(iri) for iri in iris[:_MOST]])

    def _reference(self, iri: str) -> Json:
        found = self._named(iri)
        if self._typed >= _TYPED:
            return found
        self._typed += 1
        node, kind = NamedNode(iri), NamedNode(f"{RDF}type")
        types = sorted(
            quad.object.value
            for quad in self._store.quads(node, kind)
            if isinstance(quad.object, NamedNode)
        )
        known = [
            one for each in types if (one := type_of_class(each, self._vocabulary)) is not None
        ]
        return {"@type": known[0] if known else "Thing", **found}

    def _pointing(self, name: str) -> list[Json]:
        predicate = self._vocabulary.ns(name).value
        return [
            self._named(quad.subject.value)
            for group in self._description.incoming
            if group.predicate == predicate
            for quad in group.quads
            if isinstance(quad.subject, NamedNode)
        ]

    def _named(self, iri: str) -> Json:
        return {"@id": iri, "name": self._name(iri)}

    def _name(self, iri: str) -> str:
        known = self._description.labels.get(iri)
        return known or label_of(iri, self._store, self._vocabulary, self._language)

    def _same(self) -> list[str]:
        exact = self._description.values(NamedNode(f"{SKOS}exactMatch"))
        entries = self._description.values(self._vocabulary.ns("authorityEntry"))
        return [one.value for one in (*exact, *entries) if isinstance(one, NamedNode)]

    def _other_names(self, name: str) -> list[str]:
        labels = [
            one.value
            for predicate in ("prefLabel", "altLabel")
            for one in self._description.values(NamedNode(SKOS + predicate))
            if isinstance(one, Literal)
        ]
        return [one for one in dict.fromkeys(labels) if one != name]

    def _iris(self, name: str) -> list[str]:
        values = self._description.values(self._vocabulary.ns(name))
        return [one.value for one in values if isinstance(one, NamedNode)]

    def _texts(self, name: str) -> list[str]:
        return self._in_language(self._vocabulary.ns(name))

    def _foreign_texts(self) -> list[str]:
        for iri in (f"{SKOS}definition", f"{DCTERMS}description", f"{RDFS}comment"):
            found = self._in_language(NamedNode(iri))
            if found:
                return found
        return []

    def _in_language(self, predicate: NamedNode) -> list[str]:
        values = [one for one in self._description.values(predicate) if isinstance(one, Literal)]
        for language in (self._language, "en", None):
            found = [one.value for one in values if one.language == language]
            if found:
                return found
        return [one.value for one in values]

    def _date(self, name: str, own: str) -> Json:
        return self._told(name, self._texts(own)[:1])

    def _told(self, name: str, values: list[Any]) -> Json:
        if not values:
            return {}
        return {name: values[0] if len(values) == 1 else values}


def _is_iri(term: object) -> bool:
    return isinstance(term, NamedNode)
