"""Every page for search engines, with the day on which what it tells last changed.

Source: Sitemaps XML format, protocol 0.9 (sitemaps.org).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from pyoxigraph import NamedNode

from trilogue.changes import Change, recorded
from trilogue.store import Dataset
from trilogue.terms import RDF, Vocabulary, as_path

# More would be refused.
MOST_URLS = 50_000
MEDIA_TYPE = "application/xml"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LISTED = ("id/", "ns/", "shape/")
_LONGEST_PATH = 1_900


@dataclass(frozen=True)
class Entry:
    """One page.

    Attributes:
        path: of the page, without a slash at its beginning.
        changed: the day, as xsd:date; None where it is not known.
    """

    path: str
    changed: str | None = None


def entries(
    dataset: Dataset, vocabulary: Vocabulary, changes: Iterable[Change], pages: Iterable[str]
) -> list[Entry]:
    """List the *pages* of the site, then the page of each thing that has a type.

    What was retracted or merged has no page.

    Raises:
        StoreError: the dataset cannot be read.
    """
    moments = recorded(changes)
    base = vocabulary.base
    there: set[str] = set()
    gone: set[str] = set()
    stone = vocabulary.ns("Tombstone")
    for quad in dataset.quads(predicate=NamedNode(f"{RDF}type")):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(base):
            (gone if quad.object == stone else there).add(quad.subject.value)
    newest = max(moments.values(), default="")[:10] or None
    found = [Entry(path, newest) for path in pages]
    for iri in sorted(there - gone):
        inner = iri.removeprefix(base)
        path = f"page/{as_path(inner)}"
        if inner.startswith(_LISTED) and len(path) < _LONGEST_PATH:
            found.append(Entry(path, moments.get(iri, "")[:10] or None))
    return found


def sitemap(some: Sequence[Entry], root: str) -> bytes:
    """Write one list of pages.

    Args:
        some: at most `MOST_URLS`.
        root: what their addresses begin with, without a slash at the end.
    """
    return _document("urlset", "url", ((f"{root}/{each.path}", each.changed) for each in some))


def sitemap_index(parts: int, root: str, changed: str | None) -> bytes:
    """Write the list of lists.

    Args:
        parts: how many there are, at ``/sitemap/1.xml`` and so on.
        root: as of `sitemap`.
        changed: the day on which any of them last changed; None where it is not known.
    """
    addresses = (f"{root}/sitemap/{number}.xml" for number in range(1, parts + 1))
    return _document("sitemapindex", "sitemap", ((one, changed) for one in addresses))


def _document(name: str, item: str, listed: Iterable[tuple[str, str | None]]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{name} xmlns="{_NAMESPACE}">']
    for address, changed in listed:
        when = "" if changed is None else f"<lastmod>{escape(changed)}</lastmod>"
        lines.append(f"<{item}><loc>{escape(address)}</loc>{when}</{item}>")
    return "\n".join([*lines, f"</{name}>", ""]).encode()
