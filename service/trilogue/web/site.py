"""What every request of one running service shares, and how clients learn that nothing changed."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock

from flask import Response, current_app, g, request
from pyoxigraph import NamedNode, Quad

from trilogue.access import Access
from trilogue.answers import Answers
from trilogue.catalogue import period_of
from trilogue.changes import Change, read_changes
from trilogue.citation.model import Citation, cite_dataset
from trilogue.content import Content
from trilogue.contribution.choices import Choices
from trilogue.contribution.examples import Examples
from trilogue.derive import Rule
from trilogue.engine.model import Engine, View
from trilogue.errors import RequestError
from trilogue.export.shelf import Shelf
from trilogue.export.void import void_quads
from trilogue.grades import Grades, read_grades
from trilogue.highlights import Highlights
from trilogue.jsonld import Context, read_context
from trilogue.legal_status import LegalStatuses
from trilogue.measures import Standing, measured, read_measures
from trilogue.names import Names
from trilogue.networks.model import Network
from trilogue.networks.reading import read_network
from trilogue.offers import Offers
from trilogue.query_help import Proposal, read_proposals
from trilogue.questions import Question
from trilogue.records import Records
from trilogue.reference import Module, read_reference
from trilogue.search.index import Index
from trilogue.settings import Settings
from trilogue.sitemap import Entry, entries
from trilogue.stage_law import Stages
from trilogue.stage_reading import read_stages
from trilogue.store import Dataset
from trilogue.tables.layout import Layout
from trilogue.terms import Vocabulary
from trilogue.web.codings import choose_coding
from trilogue.web.office import Office, Reception
from trilogue.web.rates import Rates
from trilogue.web.speech import spoken

VERSION_HEADER = "Trilogue-Dataset-Version"
_EXTENSION = "trilogue"
_TAGGED = ("GET", "HEAD")
# What search engines may list besides the pages of things.
_PAGES = (
    "",
    "about",
    "contribute",
    "status",
    "questions/",
    "graphs",
    "ontology",
    "shapes",
    "coverage",
    "catalogue",
    "diff",
)


@dataclass(frozen=True)
class Site:
    """The dataset of one moment, as it is served.

    Attributes:
        settings: limits and base.
        engine: keeps the dataset.
        view: the moment.
        program: changes with whatever makes the pages.
        vocabulary: the names under the base.
        questions: what the site asks by itself, by name.
        content: where questions, shapes and curated files are.
        answers: kept to be sent again.
        access: who may write.
        writing: held by whoever looks at the dataset and then changes it.
        rules: that derive statuses, in their order.
        reception: leads to where contributions are taken.
        rates: how often somebody may hand something in.
        shelf: keeps the files to download.
    """

    settings: Settings
    engine: Engine
    view: View
    program: str
    vocabulary: Vocabulary
    questions: tuple[Question, ...]
    content: Content
    answers: Answers
    access: Access
    writing: Lock
    rules: tuple[Rule, ...]
    reception: Reception
    rates: Rates
    shelf: Shelf

    @property
    def store(self) -> Dataset:
        """Where queries of our own go."""
        return self.view.dataset

    @property
    def office(self) -> Office:
        """Where contributions are taken; the first call takes a second."""
        return self.reception.office()

    @property
    def version(self) -> str:
        """Of the dataset."""
        return self.view.version

    @cached_property
    def files(self) -> dict[str, str]:
        """Each named graph's IRI and the curated file that it is, relative to the content root."""
        base = self.settings.base
        return {file.graph_iri(base): file.relative for file in self.content.all_files()}

    @cached_property
    def graphs(self) -> dict[str, int]:
        """Each named graph's IRI and number of quads."""
        return self.store.graph_counts()

    @cached_property
    def quads(self) -> int:
        """The number of quads over all graphs, the unnamed one too."""
        return self.store.count()

    @cached_property
    def limit_values(self) -> dict[str, int | float]:
        """What a query may use, by the names that clients are told."""
        settings = self.settings
        seconds = float(settings.query_seconds)
        return {
            "seconds": int(seconds) if seconds.is_integer() else seconds,
            "solutions": settings.max_solutions,
            "bytes": settings.max_answer_bytes,
            "memory": settings.query_memory_bytes,
            "query-bytes": settings.max_query_bytes,
        }

    @cached_property
    def limits(self) -> str:
        """The same as one header.

        Source: RFC 8941, section 3.2 (dictionaries).
        """
        return ", ".join(f"{name}={value}" for name, value in self.limit_values.items())

    @cached_property
    def release(self) -> Citation:
        """How the whole dataset is cited."""
        return cite_dataset(self.store, self.vocabulary, self.version)

    @cached_property
    def highlights(self) -> Highlights:
        """What is told first; some parts take some tenths of a second."""
        return Highlights(self.store, self.vocabulary, self.questions, lambda: self.stages)

    @cached_property
    def stages(self) -> Stages:
        """The law stage by stage; the first look takes some tenths of a second."""
        return read_stages(self.store, self.vocabulary)

    @cached_property
    def legal_statuses(self) -> LegalStatuses:
        """The status of any scenario at any stage."""
        return LegalStatuses(self.store, self.rules, self.vocabulary)

    @cached_property
    def offers(self) -> Offers:
        """What the dataset offers to choose from, class by class."""
        return Offers(self.store, self.vocabulary)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """What is measured of the dataset."""
        return measured(read_measures(self.content, self.settings.base), self.store)

    @cached_property
    def grades(self) -> Grades:
        """What records are graded by."""
        return read_grades(self.store, self.vocabulary)

    @cached_property
    def reference(self) -> tuple[Module, ...]:
        """The terms of the ontology, explained."""
        return read_reference(self.store, self.vocabulary)

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """The terms that whoever writes a query may want."""
        return read_proposals(self.store, self.reference)

    @cached_property
    def records(self) -> Records:
        """What is recorded, to be read as a whole."""
        return Records(self.store, self.vocabulary)

    @cached_property
    def tables(self) -> Layout:
        """The tables that there are of it."""
        return Layout(self.records)

    @cached_property
    def network(self) -> Network:
        """Who is tied to whom and to what; the first look takes some tenths of a second."""
        return read_network(self.records, self.version)

    @cached_property
    def context(self) -> Context:
        """The short names that JSON-LD is written with."""
        return read_context(self.store, self.vocabulary)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What changed and when, the first change first."""
        return read_changes(self.store, self.vocabulary)

    @cached_property
    def period(self) -> tuple[str, str] | None:
        """The first and the last day of which the dataset tells."""
        return period_of(self.store, self.vocabulary)

    @cached_property
    def pages(self) -> list[Entry]:
        """Every page for search engines."""
        return entries(self.store, self.vocabulary, self.changes, _PAGES)

    @cached_property
    def void(self) -> list[Quad]:
        """What the dataset holds, counted; the first call reads all of it."""
        graph = self.vocabulary.graph("void")
        return void_quads(self.store.quads(), self.vocabulary, self.version, graph)

    @cached_property
    def choices(self) -> Choices:
        """What the fields of a form may point to."""
        return Choices(self.store, self.vocabulary)

    @cached_property
    def examples(self) -> Examples:
        """What the fields of a form are filled in with elsewhere."""
        return Examples(self.store, self.vocabulary)

    @cached_property
    def search(self) -> Index:
        """What can be found by words; the first look takes a second."""
        return Index(self.store, self.vocabulary)

    @cached_property
    def names(self) -> Names:
        """What things are called in other languages than English."""
        return Names(self.store)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The canonical prefixes."""
        return self.vocabulary.prefixes()

    def question(self, name: str) -> Question | None:
        """Find a question by the name of its file, with or without the number."""
        return next((each for each in self.questions if name in (each.name, each.short_name)), None)

    def etag(self, *parts: str) -> str:
        """Give a tag that changes with the dataset, the program or any of the *parts*."""
        text = "\0".join((self.program, self.version, *parts))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


class Moments:
    """Gives the site of the present moment; makes a new one when the engine shows another view.

    Args:
        first: the site to begin with.
    """

    def __init__(self, first: Site) -> None:
        self._site = first
        first.answers.begin(first.version)

    @property
    def last(self) -> Site:
        """The site that was given last; the engine is not asked whether it still stands so."""
        return self._site

    def now(self) -> Site:
        """Give the site over the dataset as it stands now."""
        view = self._site.engine.view()
        if view is not self._site.view:
            # Two threads may both do this; either result is right.
            self._site = replace(self._site, view=view)
            self._site.answers.begin(view.version)
        return self._site


def attach(app_extensions: dict[str, object], first: Site) -> None:
    """Make *first*, and what follows it, what `site` gives in requests of this app."""
    app_extensions[_EXTENSION] = Moments(first)


def site() -> Site:
    """Give the site of the current request, the same one from its beginning to its end."""
    found: Site | None = g.get("site")
    if found is None:
        found = g.site = _moments().now()
    return found


def last_site() -> Site:
    """Give the site of the current request, else the last one: a failing engine is not asked."""
    found: Site | None = g.get("site")
    return _moments().last if found is None else found


def _moments() -> Moments:
    moments = current_app.extensions[_EXTENSION]
    assert isinstance(moments, Moments)  # noqa: S101 - put there by attach
    return moments


def address() -> str:
    """Give the address that was asked, without its parameters.

    Raises:
        RequestError: its host, which the client names, makes it no IRI.
    """
    try:
        return NamedNode(request.base_url).value
    except ValueError as error:
        raise RequestError(
            f'The Host header "{request.host[:80]}" is no host. Send the one you connect to.'
        ) from error


def unchanged(*parts: str) -> Response | None:
    """Answer 304 when the client already has what it asks for, else give None.

    Args:
        parts: what the answer depends on besides dataset, address, Accept header,
            coding and the language that is spoken.

    Raises:
        NotAcceptable: the client excludes every content coding, and none too.
    """
    tag = request_tag(*parts)
    if request.method not in _TAGGED or not request.if_none_match.contains_weak(tag):
        return None
    response = Response(status=304)
    response.set_etag(tag, weak=True)
    return response


def answered(body: bytes | str, content_type: str, *parts: str) -> Response:
    """Answer 200 with a tag, after which a client may ask whether anything changed.

    Args:
        body: whole.
        content_type: with charset where it is text.
        parts: as given to `unchanged`.
    """
    response = Response(body, content_type=content_type)
    response.headers.extend(tagged(*parts))
    return response


def tagged(*parts: str) -> list[tuple[str, str]]:
    """Give the headers with the tag that `unchanged` looks for; none where nothing is read."""
    if request.method not in _TAGGED:
        return []
    # Weak: the engine may give the same rows in another order.
    return [("ETag", f'W/"{request_tag(*parts)}"'), ("Cache-Control", "no-cache")]


def request_tag(*parts: str) -> str:
    """Give a tag of what is asked for, which changes with whatever `unchanged` names."""
    address = request.full_path if request.query_string else request.path
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    # With the host, which stands in the addresses of what a page gives to others.
    root = request.url_root
    return site().etag(root, address, request.headers.get("Accept", ""), coding, spoken(), *parts)
