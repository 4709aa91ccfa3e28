"""The page that a person gets where something went wrong: what it means, and what to do next.

Where the service itself failed, the page asks neither the dataset nor the search, which may be what
failed; and where the page fails too, a plainer one takes its place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from flask import current_app, render_template, request
from pyoxigraph import NamedNode

from trilogue import errors
from trilogue.search.asking import Asked, Hit, find
from trilogue.terms import PROV
from trilogue.web.links import Links
from trilogue.web.refusals import RateExceeded
from trilogue.web.site import last_site, site

_INVALIDATED_BY = NamedNode(f"{PROV}wasInvalidatedBy")
_MOST_HITS = 5
_LONGEST_WORDS = 80
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}$")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Problem:
    """One occurrence.

    Attributes:
        type: a reference to the page that explains it; "about:blank" where the status says it all.
        title: of its kind.
        status: HTTP status.
        detail: what went wrong, where, and the mend.
        fields: further members of the body.
    """

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, Any] = field(default_factory=dict)


def problem_page(problem: Problem, error: Exception) -> str:
    """Write the page of a *problem* that an *error* is."""
    try:
        return _page(problem, error)
    except Exception:
        current_app.logger.exception("The page of a problem cannot be shown")
        return _plain(problem)


def _page(problem: Problem, error: Exception) -> str:
    slug = error if isinstance(error, errors.SlugUnknown) else None
    # A value that nothing has, else the last part of the address.
    words = _words(request.args.get(slug.parameter, "") if slug else request.path)
    hits: Sequence[Hit] = ()
    if problem.status == HTTPStatus.NOT_FOUND:
        words, hits = _nearest(words)
    links = Links(last_site().vocabulary, request.script_root)
    gone = error if isinstance(error, errors.ResourceGone) else None
    step = None if gone is None else _step(gone.iri)
    return render_template(
        "problem.html",
        problem=problem,
        query=request.args.get("query") if request.path == "/sparql" else None,
        words=words,
        is_slug=slug is not None,
        hits=[(hit.thing, links.page(hit.thing.iri)) for hit in hits],
        gone=gone,
        step=None if step is None else links.page(step),
        seconds=error.seconds if isinstance(error, RateExceeded) else None,
        allowed=sorted(set(getattr(error, "valid_methods", None) or ()) - {"OPTIONS", "HEAD"}),
    )


def _nearest(words: str) -> tuple[str, Sequence[Hit]]:
    """Search for the *words*; where nothing has them, for the likest that something has."""
    try:
        found = find(Asked(words), site().search)
        likest = {each.word: each.words[0] for each in found.nearest if each.words}
        if not found.hits and likest:
            corrected = " ".join(likest.get(word.lower(), word) for word in words.split())
            found = find(Asked(corrected), site().search)
            words = corrected if found.hits else words
    except errors.TrilogueError:
        # What was asked for is not there; that it cannot be searched for either is no news.
        return words, ()
    return words, found.hits[:_MOST_HITS] if words else ()


def _step(iri: str) -> str | None:
    """Give the record of the decision that took *iri* away."""
    found = site().store.quads(NamedNode(iri), _INVALIDATED_BY)
    return next((quad.object.value for quad in found if isinstance(quad.object, NamedNode)), None)


def _words(path: str) -> str:
    """Give the words in the last part of an address or a name."""
    last = unquote(path.rstrip("/").rpartition("/")[2])
    return _BETWEEN_WORDS.sub(" ", _SUFFIX.sub("", last)).strip()[:_LONGEST_WORDS]


def _plain(problem: Problem) -> str:
    """Write a page that needs nothing."""
    title, detail = escape(problem.title), escape(problem.detail)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} · Trilogue</title>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f"<p>{detail}</p>\n"
        f'<p>Status {problem.status}. <a href="{escape(request.script_root)}/">Back to the '
        "overview</a>.</p>\n</main>\n</body>\n</html>\n"
    )
