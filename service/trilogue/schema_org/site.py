"""The site and the dataset as a whole, in schema.org's words.

Source: schema.org 29, above all Dataset, DataDownload, DefinedTermSet and WebPage.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from trilogue.schema_org.types import TERM
from trilogue.terms import CC_BY

Json = dict[str, Any]

SCHEMA = "https://schema.org/"
NAME = "Trilogue"
TITLE = "Trilogue: a knowledge graph on how the EU AI Act came to regulate biometric surveillance"
ABOUT = (
    "Provisions and norms on biometric surveillance at each stage of the EU AI Act, the actors "
    "and their positions, the claims made about them, and the legal status of concrete uses that "
    "rules conclude from the texts, with sources and reasons."
)
KEYWORDS = (
    "AI Act",
    "biometric identification",
    "facial recognition",
    "mass surveillance",
    "legislative process",
    "European Union",
)


def web_page(title: str, address: str, entity: Json | None = None) -> Json:
    """Give a page that is not about one thing of ours, or about one that has no better word.

    Args:
        title: of the page.
        address: of the page.
        entity: what it is about; None where that is nothing in particular.
    """
    page: Json = {
        "@context": SCHEMA,
        "@type": "WebPage",
        "name": title,
        "url": address,
        "inLanguage": "en",
        "isPartOf": {"@type": "WebSite", "name": NAME, "description": ABOUT},
    }
    if entity is not None:
        page["mainEntity"] = {key: value for key, value in entity.items() if key != "@context"}
    return page


@dataclass(frozen=True)
class Distribution:
    """One file of the dataset.

    Attributes:
        address: where it is.
        name: of the format.
        media_type: of it.
        sha256: hexadecimal; None where it is not known.
    """

    address: str
    name: str
    media_type: str
    sha256: str | None = None


@dataclass(frozen=True)
class Release:
    """What is told of the dataset as a whole.

    Attributes:
        iri: of the dataset.
        address: of its page.
        version: of it.
        modified: when it was last changed, as xsd:date; None where that is not told.
        period: the first and the last day of which it tells, as xsd:date; None where of none.
        distributions: its files.
    """

    iri: str
    address: str
    version: str
    modified: str | None = None
    period: tuple[str, str] | None = None
    distributions: tuple[Distribution, ...] = field(default=())


def dataset(release: Release) -> Json:
    """Give the dataset as a whole."""
    found: Json = {
        "@context": SCHEMA,
        "@type": "Dataset",
        "@id": release.iri,
        "name": TITLE,
        "alternateName": NAME,
        "description": ABOUT,
        "url": release.address,
        "version": release.version,
        "license": CC_BY,
        "isAccessibleForFree": True,
        "keywords": list(KEYWORDS),
        "inLanguage": "en",
        "creator": {"@type": "Organization", "name": "Trilogue contributors"},
        "spatialCoverage": {"@type": "Place", "name": "European Union"},
    }
    if release.modified is not None:
        found["dateModified"] = release.modified
    if release.period is not None:
        found["temporalCoverage"] = "/".join(release.period)
    if release.distributions:
        found["distribution"] = [
            {
                "@type": "DataDownload",
                "name": each.name,
                "contentUrl": each.address,
                "encodingFormat": each.media_type,
                **({} if each.sha256 is None else {"sha256": each.sha256}),
            }
            for each in release.distributions
        ]
    return found


def graph(iri: str, name: str, address: str, whole: str, media: Iterable[Distribution]) -> Json:
    """Give one named graph as a dataset that is part of the *whole*."""
    return {
        "@context": SCHEMA,
        "@type": "Dataset",
        "@id": iri,
        "name": name,
        "description": f"The named graph {name}: one part of the knowledge graph Trilogue.",
        "url": address,
        "license": CC_BY,
        "isPartOf": {"@type": "Dataset", "@id": whole, "name": TITLE, "description": ABOUT},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": each.name,
                "contentUrl": each.address,
                "encodingFormat": each.media_type,
            }
            for each in media
        ],
    }


def term_set(iri: str, name: str, address: str, terms: Iterable[tuple[str, str, str]]) -> Json:
    """Give the ontology as a set of terms, each of them IRI, name and code."""
    return {
        "@context": SCHEMA,
        "@type": "DefinedTermSet",
        "@id": iri,
        "name": name,
        "url": address,
        "license": CC_BY,
        "hasDefinedTerm": [
            {"@type": TERM, "@id": term, "name": label, "termCode": code}
            for term, label, code in terms
        ],
    }
