"""Search at ``/search``, as a page and for programs, and what browsers add it by.

Source: OpenSearch 1.1, draft 6.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext

from trilogue.errors import RequestError
from trilogue.formats import HTML, JSON, Format
from trilogue.search.asking import (
    HITS_ON_A_PAGE,
    LONGEST_TEXT,
    Asked,
    Choice,
    Facet,
    Found,
    Hit,
    find,
)
from trilogue.search.reading import FACETS, Name, iri_of
from trilogue.search.words import Marked, marked, wanted
from trilogue.web.answering import kept_page
from trilogue.web.discovery import root_address
from trilogue.web.links import Links
from trilogue.web.parameters import Parameters, choose_format
from trilogue.web.sentences import called, name
from trilogue.web.site import answered, site, unchanged
from trilogue.web.speech import spoken
from trilogue.web.words import in_words, said

blueprint = Blueprint("search", __name__)

PARAMETERS = ("q", *FACETS, "from", "until", "page", "format")
OFFERED: tuple[Format, ...] = (JSON, HTML)
OPENSEARCH = Format("OpenSearch", "application/opensearchdescription+xml", "xml")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_DESCRIPTION = "Who shaped what EU law says about biometric surveillance, and how."


@blueprint.get("/search")
@kept_page
def search() -> Response:
    """Find things by their names, identifiers and glosses."""
    parameters = Parameters(request.query_string)
    # A form sends what is not filled in as empty.
    given = {name: parameters.take_at_most_one(name) or None for name in PARAMETERS}
    parameters.finish(PARAMETERS)
    format_ = choose_format(given["format"], request.headers.get("Accept"), OFFERED)
    asked = _asked(given)
    not_modified = unchanged()
    if not_modified is not None:
        return not_modified
    found = find(asked, site().search)
    if format_ == HTML:
        return answered(_page(asked, found), HTML.content_type)
    document = json.dumps(_document(asked, found), ensure_ascii=False, indent=1)
    return answered(document, JSON.content_type)


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Tell browsers how to search here from their own search box."""
    Parameters(request.query_string).finish(())
    root = root_address()
    not_modified = unchanged(root)
    if not_modified is not None:
        return not_modified
    addresses = (
        (HTML.media_type, f"{root}/search?q={{searchTerms}}", "results"),
        (JSON.media_type, f"{root}/search?q={{searchTerms}}&format=json", "results"),
        (OPENSEARCH.media_type, f"{root}/opensearch.xml", "self"),
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        "<ShortName>Trilogue</ShortName>",
        f"<Description>{escape(_DESCRIPTION)}</Description>",
        *(
            f"<Url type={quoteattr(type_)} rel={quoteattr(rel)} template={quoteattr(template)}/>"
            for type_, template, rel in addresses
        ),
        "<InputEncoding>UTF-8</InputEncoding>",
        "<OutputEncoding>UTF-8</OutputEncoding>",
        "</OpenSearchDescription>",
    ]
    return answered("\n".join(lines) + "\n", OPENSEARCH.content_type, root)


def _asked(given: Mapping[str, str | None]) -> Asked:
    number = given["page"] or "1"
    if not _NUMBER.fullmatch(number):
        raise RequestError(
            f'page: "{number[:40]}" is no page. Give a number from 1 upwards.', "page"
        )
    facets = {name: slug for name in FACETS if (slug := given[name]) is not None}
    return Asked(given["q"] or "", facets, given["from"], given["until"], int(number))


def _parameters(asked: Asked) -> dict[str, str]:
    """Give what is asked as parameters, without the page."""
    found = {"q": asked.text, **asked.facets, "from": asked.since, "until": asked.until}
    return {name: value for name, value in found.items() if value}


def _address(parameters: Mapping[str, str]) -> str:
    return url_for("search.search", **parameters)  # type: ignore[arg-type]


def _turned(asked: Asked, page: int) -> str:
    number = {"page": str(page)} if page > 1 else {}
    return _address({**_parameters(asked), **number})


def _narrowed(asked: Asked, facet: Facet, choice: Choice) -> str:
    """Give the address with a choice made; with it taken back where it is made already."""
    parameters = _parameters(asked)
    names = ("from", "until") if facet.name == "year" else (facet.name,)
    kept = {name: value for name, value in parameters.items() if name not in names}
    if choice.is_chosen:
        return _address(kept)
    if facet.name == "year":
        year = choice.slug
        return _address({**kept, "from": f"{year}-01-01", "until": f"{year}-12-31"})
    return _address({**kept, facet.name: choice.slug})


def _page(asked: Asked, found: Found) -> str:
    here = site()
    links = Links(here.vocabulary, request.script_root)
    looked_for = wanted(asked.text)
    words = () if looked_for is None else looked_for.words
    likest = {each.word: each.words[0] for each in found.nearest}
    corrected = [likest.get(word, word) for word in words]
    return render_template(
        "search.html",
        asked=asked,
        found=found,
        longest=LONGEST_TEXT,
        first=(asked.page - 1) * HITS_ON_A_PAGE + 1,
        hits=[_shown(hit, asked) for hit in found.hits],
        options=here.search.options,
        named=_named,
        of_facet={
            "type": gettext("of type"),
            "stage": gettext("of stage"),
            "practice": gettext("of practice"),
            "actor": gettext("of kind of actor"),
            "year": gettext("of year"),
        },
        page=links.page,
        chosen=_chosen(asked),
        facets=[
            (facet, [(choice, _narrowed(asked, facet, choice)) for choice in facet.choices])
            for facet in found.facets
            if facet.choices
        ],
        corrected=" ".join(corrected) if likest else None,
        nearest=[
            (each.word, [(word, _with(corrected, likest[each.word], word)) for word in each.words])
            for each in found.nearest
        ],
        # Each word by itself, where only all of them together are nowhere.
        single=corrected if len(corrected) > 1 else (),
        unnarrowed=_address({"q": asked.text}),
        before=_turned(asked, asked.page - 1) if asked.page > 1 else None,
        after=_turned(asked, asked.page + 1) if asked.page < found.pages else None,
        json_address=_address({**_parameters(asked), "format": "json"}),
    )


def _shown(hit: Hit, asked: Asked) -> tuple[Hit, Marked, str | None, Marked | None]:
    """Give a hit with its name in the language of the page, that name's language, and another.

    The other one, which fits better, is left out where it is the name already.
    """
    own = _own_label(hit)
    if own is None:
        return hit, hit.label, hit.thing.label.language, hit.also
    also = hit.also
    if also is not None and "".join(part for part, _ in also) == own.text:
        also = None
    return hit, marked(own.text, wanted(asked.text)), own.language, also


def _own_label(hit: Hit) -> Name | None:
    """Give the name in the language of the page; None where it has none."""
    return next((each for each in hit.thing.labels if each.language == spoken()), None)


def _type_name(slug: str) -> dict[str, str]:
    """Name a type in the language of the page, as far as it is known, and say in which it is."""
    label, iri = site().search.options["type"][slug], iri_of("type", slug, site().vocabulary)
    text, language = called(iri, label) if iri else (in_words(label), spoken())
    return {"text": text, "language": language}


def _named(facet: str, slug: str) -> str:
    """Name what a slug of a facet stands for."""
    if facet == "year":
        return slug
    label, iri = site().search.options[facet][slug], iri_of(facet, slug, site().vocabulary)
    return name(iri, label) if iri else said(label)


def _chosen(asked: Asked) -> list[tuple[str, str]]:
    """Give what narrows the hits now, each with the address of the search without it."""
    parameters = _parameters(asked)
    named = {facet: _named(facet, slug) for facet, slug in asked.facets.items()}
    if asked.since:
        named["from"] = gettext("from %(day)s", day=asked.since)
    if asked.until:
        named["until"] = gettext("until %(day)s", day=asked.until)
    return [
        (words, _address({each: value for each, value in parameters.items() if each != one}))
        for one, words in named.items()
    ]


def _with(words: Iterable[str], word: str, other: str) -> str:
    """Give the address of a search for the *words* with another for one of them."""
    return _address({"q": " ".join(other if each == word else each for each in words)})


def _document(asked: Asked, found: Found) -> dict[str, Any]:
    parameters = _parameters(asked)
    return {
        "query": asked.text,
        "narrowed": {name: value for name, value in parameters.items() if name != "q"},
        "total": found.total,
        "page": asked.page,
        "pages": found.pages,
        "hits": [_hit(hit) for hit in found.hits],
        "facets": {
            facet.name: [
                {"slug": choice.slug, "label": choice.label, "count": choice.count}
                for choice in facet.choices
            ]
            for facet in found.facets
        },
        "nearest": [{"word": each.word, "words": list(each.words)} for each in found.nearest],
        "dataset": site().version,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    thing = hit.thing
    shown = _own_label(hit) or thing.label
    return {
        "iri": thing.iri,
        "page": Links(site().vocabulary, request.script_root).page(thing.iri),
        "label": thing.label.text,
        "language": thing.label.language,
        "name": shown.text,
        "name_language": shown.language,
        "also": None if hit.also is None else "".join(part for part, _ in hit.also),
        "types": list(thing.facets["type"]),
        "type_names": [_type_name(slug) for slug in thing.facets["type"]],
        "gloss": None if thing.gloss is None else thing.gloss.text,
        "date": thing.date,
    }
