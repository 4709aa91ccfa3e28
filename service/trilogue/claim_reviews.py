"""The appraisals as a feed of schema.org's ClaimReview, which fact-checking services read.

What a claim says is told in the dataset's own words, as everywhere. Three findings lie on a line
and have a rating; that a claim lies outside the law, or that no law can decide it, is no place on
that line and has a name only.

Source: schema.org, ClaimReview, Claim, Rating, DataFeed.
"""

import json
from typing import Any

from pyoxigraph import NamedNode

from trilogue.citation.model import NAME
from trilogue.facts import Facts
from trilogue.store import Dataset
from trilogue.terms import CC_BY, Vocabulary

# Finding to its place between contradicted and confirmed.
_RATINGS = {"contradicted": 1, "partly": 2, "confirmed": 3}
_SHORTENED = {"month": len("2024-01"), "year": len("2024")}


def claim_review_feed(store: Dataset, vocabulary: Vocabulary, version: str) -> str:
    """Write the feed as JSON-LD; it may be put into a page as it is.

    Args:
        store: where the appraisals are.
        vocabulary: the names under the base.
        version: of the dataset.
    """
    facts = Facts(store, vocabulary)
    reviews = [_review(node, facts) for node in facts.of_class("Appraisal")]
    feed = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": "Claims about the EU AI Act and biometric surveillance, checked against the law",
        "publisher": {"@type": "Organization", "name": NAME, "url": vocabulary.base},
        "license": CC_BY,
        "version": version,
        "dataFeedElement": [
            {"@type": "DataFeedItem", "item": review} for review in reviews if review
        ],
    }
    # A page's parser would end a script at its end tag.
    return json.dumps(feed, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _review(appraisal: NamedNode, facts: Facts) -> dict[str, Any] | None:
    """Give one review; None where there is no claim or finding, which the shapes ask for."""
    claim, finding = facts.iri(appraisal, "appraises"), facts.iri(appraisal, "finding")
    if claim is None or finding is None:
        return None
    authors = [
        {"@type": "Organization", "name": facts.label(node), "url": node.value}
        for node in facts.iris(appraisal, "appraisedBy")
    ]
    review = {
        "@type": "ClaimReview",
        "@id": appraisal.value,
        "url": appraisal.value,
        "name": facts.label(appraisal),
        "claimReviewed": facts.text(claim, "gloss") or facts.label(claim),
        "itemReviewed": _claim(claim, facts),
        "reviewRating": _rating(finding, facts),
        "reviewBody": facts.text(appraisal, "gloss"),
        "author": authors,
        "datePublished": facts.text(appraisal, "appraisedOn"),
        "license": CC_BY,
    }
    return _without_nothing(review)


def _claim(claim: NamedNode, facts: Facts) -> dict[str, Any]:
    day = facts.text(claim, "claimedOn")
    length = _SHORTENED.get(facts.text(claim, "datePrecision") or "")
    return _without_nothing(
        {
            "@type": "Claim",
            "@id": claim.value,
            "name": facts.label(claim),
            "author": [
                {"@type": "Thing", "name": facts.label(node), "url": node.value}
                for node in facts.iris(claim, "claimedBy")
            ],
            "datePublished": day[:length] if day else None,
            "appearance": _appearances(claim, facts),
        }
    )


def _appearances(claim: NamedNode, facts: Facts) -> list[dict[str, Any]]:
    sources = {
        source: None
        for excerpt in facts.iris(claim, "evidencedBy")
        for source in facts.iris(excerpt, "excerptOf")
    }
    return [
        _without_nothing(
            {
                "@type": "CreativeWork",
                "@id": source.value,
                "name": facts.label(source),
                "url": facts.web_address(source),
                "datePublished": facts.text(source, "publishedOn"),
                "inLanguage": _language(facts.text(source, "language")),
            }
        )
        for source in sources
    ]


def _rating(finding: NamedNode, facts: Facts) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": facts.label(finding)}
    value = _RATINGS.get(facts.slug(finding))
    if value is not None:
        rating |= {
            "ratingValue": value,
            "worstRating": min(_RATINGS.values()),
            "bestRating": max(_RATINGS.values()),
        }
    return rating


def _language(tag: str | None) -> str | None:
    return None if tag == "und" else tag


def _without_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [], "")}
