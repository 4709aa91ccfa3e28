"""Typed links: in the Link header of an answer, and apart from it as a set of links.

A page is signposted as FAIR Signposting's level 2 asks: its persistent address (cite-as), who made
it, its licence, its types, its data, and one linkset that says it all, that of the data too.

Source: RFC 8288 (Web Linking), section 3; RFC 9264 (Linkset), section 4; FAIR Signposting Profile,
levels 1 and 2; RFC 5829 (version links).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from trilogue.describe import Description
from trilogue.formats import HTML, Format
from trilogue.store import Dataset
from trilogue.terms import CC_BY, DCTERMS, Vocabulary

LINKSET = Format("Linkset", "application/linkset", "linkset")
LINKSET_JSON = Format("Linkset (JSON)", "application/linkset+json", "json")
LINKSET_FORMATS = (LINKSET_JSON, LINKSET)
_SAFE_IN_A_URI = ":/?#[]@!$&'()*+,;=-._~%"
_MOST_AUTHORS = 20
_PAGE_TYPE = "https://schema.org/AboutPage"


@dataclass(frozen=True)
class Link:
    """One typed link.

    Attributes:
        target: an IRI, or a path on this site.
        rel: one relation type, or several side by side.
        type: media type of the target; None where it is not told.
    """

    target: str
    rel: str
    type: str | None = None


@dataclass(frozen=True)
class Facts:
    """What the links of a thing say besides addresses.

    Attributes:
        authors: IRIs of whoever brought it in.
        licences: IRIs; that of the dataset where the contribution names none.
        types: IRIs.
        predecessors: IRIs of the records that it replaces.
        successors: IRIs of the records or terms that replace it.
        recorded: when it was brought in, as xsd:dateTime; None where that is not told.
    """

    authors: tuple[str, ...] = ()
    licences: tuple[str, ...] = (CC_BY,)
    types: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    recorded: str | None = None


@dataclass(frozen=True)
class Addresses:
    """Where a thing is told of on this site.

    Attributes:
        iri: of the thing.
        page: for people.
        data: for programs, by media type.
        linkset: the set of its links.
    """

    iri: str
    page: str
    data: Mapping[str, str] = field(default_factory=dict)
    linkset: str = ""


def facts_of(
    description: Description, types: Sequence[str], store: Dataset, vocabulary: Vocabulary
) -> Facts:
    """Gather what links tell of a thing; looks up nothing but its contribution.

    Args:
        description: of the thing.
        types: IRIs of what it is.
        store: where its contribution is.
        vocabulary: the names under the base.
    """
    ns = vocabulary.ns
    authors: list[str] = []
    licences: list[str] = []
    recorded = None
    contributions = _iris(description, ns("recordedIn"))
    for contribution in contributions[:1]:
        for quad in store.quads(NamedNode(contribution)):
            if quad.predicate == ns("contributedBy") and isinstance(quad.object, NamedNode):
                authors.append(quad.object.value)
            elif quad.predicate.value == f"{DCTERMS}license" and isinstance(quad.object, NamedNode):
                licences.append(quad.object.value)
            elif quad.predicate == ns("recordedAt") and isinstance(quad.object, Literal):
                recorded = quad.object.value
    authors += _iris(description, ns("contributedBy"))
    licences += _iris(description, NamedNode(f"{DCTERMS}license"))
    superseding = next(
        (g for g in description.incoming if g.predicate == ns("supersedesRecord").value), None
    )
    newer = [] if superseding is None else [quad.subject for quad in superseding.quads]
    return Facts(
        authors=tuple(dict.fromkeys(authors))[:_MOST_AUTHORS],
        licences=tuple(dict.fromkeys(licences)) or (CC_BY,),
        types=tuple(types),
        predecessors=tuple(_iris(description, ns("supersedesRecord"))),
        successors=(
            *(one.value for one in newer if isinstance(one, NamedNode)),
            *_iris(description, NamedNode(f"{DCTERMS}isReplacedBy")),
        ),
        recorded=recorded,
    )


def thing_links(at: Addresses) -> list[Link]:
    """Give the links of the thing's own address, which leads on to the others."""
    return [
        Link(at.page, "alternate", HTML.media_type),
        *_data(at, "alternate"),
        *_data(at, "describedby"),
        *_linksets(at),
    ]


def page_links(at: Addresses, facts: Facts) -> list[Link]:
    """Give the links of the page about a thing."""
    return [
        Link(at.iri, "cite-as"),
        Link(at.page, "canonical"),
        *(Link(iri, "author") for iri in facts.authors),
        *(Link(iri, "license") for iri in facts.licences),
        *(Link(iri, "type") for iri in (_PAGE_TYPE, *facts.types)),
        *_data(at, "alternate"),
        *_data(at, "describedby"),
        *_data(at, "item"),
        *_versions(facts),
        *_linksets(at),
    ]


def data_links(at: Addresses, facts: Facts, own: str | None = None) -> list[Link]:
    """Give the links of the data about a thing.

    Args:
        at: of the thing.
        facts: of it.
        own: the media type of the data itself, which are no alternate of themselves.
    """
    return [
        Link(at.iri, "describes"),
        Link(at.iri, "cite-as"),
        Link(at.page, "collection", HTML.media_type),
        Link(at.page, "alternate", HTML.media_type),
        *(link for link in _data(at, "alternate") if link.type != own),
        *(Link(iri, "author") for iri in facts.authors),
        *(Link(iri, "license") for iri in facts.licences),
        *(Link(iri, "type") for iri in facts.types),
        *_versions(facts),
        *_linksets(at),
    ]


def linkset(at: Addresses, facts: Facts) -> dict[str, list[Link]]:
    """Give all links by the address that has them: the thing, its page, its data."""
    return {
        at.iri: thing_links(at),
        at.page: page_links(at, facts),
        **{address: data_links(at, facts, media) for media, address in at.data.items()},
    }


def together(links: Iterable[Link]) -> list[Link]:
    """Bring links to one target together as one, whose relation types stand side by side."""
    relations: dict[tuple[str, str | None], dict[str, None]] = {}
    for link in links:
        relations.setdefault((_uri(link.target), link.type), {})[link.rel] = None
    return [Link(target, " ".join(rels), kind) for (target, kind), rels in relations.items()]


def header(links: Iterable[Link]) -> str:
    """Write links as the value of one Link header."""
    return ", ".join(_written(link) for link in together(links))


def linkset_text(links: Mapping[str, Sequence[Link]]) -> bytes:
    """Write a set of links as ``application/linkset``, a line a link."""
    lines = (
        f'{_written(link)}; anchor="{_uri(anchor)}"'
        for anchor, some in links.items()
        for link in some
    )
    return (",\n".join(lines) + "\n").encode()


def linkset_json(links: Mapping[str, Sequence[Link]]) -> bytes:
    """Write a set of links as ``application/linkset+json``."""
    contexts: list[dict[str, object]] = []
    for anchor, some in links.items():
        relations: dict[str, list[dict[str, str]]] = {}
        for link in some:
            target = {"href": _uri(link.target)}
            if link.type is not None:
                target["type"] = link.type
            relations.setdefault(link.rel, []).append(target)
        contexts.append({"anchor": _uri(anchor), **relations})
    return json.dumps({"linkset": contexts}, indent=1).encode() + b"\n"


def _data(at: Addresses, rel: str) -> list[Link]:
    return [Link(address, rel, media) for media, address in at.data.items()]


def _linksets(at: Addresses) -> list[Link]:
    return [
        Link(f"{at.linkset}.{each.suffix}", "linkset", each.media_type) for each in LINKSET_FORMATS
    ]


def _versions(facts: Facts) -> list[Link]:
    return [
        *(Link(iri, "predecessor-version") for iri in facts.predecessors),
        *(Link(iri, "successor-version") for iri in facts.successors),
    ]


def _iris(description: Description, predicate: NamedNode) -> list[str]:
    return [one.value for one in description.values(predicate) if isinstance(one, NamedNode)]


def _written(link: Link) -> str:
    kind = "" if link.type is None else f'; type="{link.type}"'
    return f'<{_uri(link.target)}>; rel="{link.rel}"{kind}'


def _uri(iri: str) -> str:
    """Write an IRI with the characters that a header may hold (RFC 3987, section 3.1)."""
    return quote(iri, _SAFE_IN_A_URI)
