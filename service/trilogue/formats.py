"""The formats spoken here, as one table, and the choice among them.

Source: RFC 9110, section 12.5.1 (Accept); SPARQL 1.1 Protocol, section 2.1; the registrations of
the media types.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import QueryResultsFormat, RdfFormat

from trilogue.errors import NotAcceptable, UnsupportedMediaType


@dataclass(frozen=True)
class Format:
    """One row of the table.

    Attributes:
        name: how a person calls it, such as "Turtle".
        media_type: what is sent as Content-Type.
        suffix: of a file's name, without the dot; also the word for ``--format``.
        aliases: other media types that mean it in an Accept or Content-Type header.
        spellings: other suffixes and words that mean it.
    """

    name: str
    media_type: str
    suffix: str
    aliases: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type header: the media type, with the charset where text needs it named."""
        if self.media_type.startswith("text/"):
            return f"{self.media_type}; charset=utf-8"
        return self.media_type


@dataclass(frozen=True)
class GraphFormat(Format):
    """A format for triples or quads.

    Attributes:
        engine: the engine's name for it.
    """

    engine: RdfFormat = RdfFormat.TURTLE

    @property
    def iri(self) -> str:
        """Its IRI among W3C's unique IRIs for file formats; the engine has another for JSON-LD."""
        return f"http://www.w3.org/ns/formats/{self.engine.iri.rpartition('/')[2]}"

    @property
    def holds_datasets(self) -> bool:
        """Whether it can name graphs."""
        return self.engine.supports_datasets


@dataclass(frozen=True)
class ResultFormat(Format):
    """A format for solutions or a boolean.

    Attributes:
        engine: the engine's name for it; None for HTML, which our pages write.
    """

    engine: QueryResultsFormat | None = None


TURTLE = GraphFormat(
    "Turtle", "text/turtle", "ttl", ("application/x-turtle",), ("turtle", "n3"), RdfFormat.TURTLE
)
N_TRIPLES = GraphFormat(
    "N-Triples", "application/n-triples", "nt", (), ("ntriples", "n-triples"), RdfFormat.N_TRIPLES
)
N_QUADS = GraphFormat(
    "N-Quads", "application/n-quads", "nq", (), ("nquads", "n-quads"), RdfFormat.N_QUADS
)
TRIG = GraphFormat("TriG", "application/trig", "trig", (), (), RdfFormat.TRIG)
RDF_XML = GraphFormat(
    "RDF/XML",
    "application/rdf+xml",
    "rdf",
    (),
    ("rdfxml", "rdf-xml", "rdf+xml", "xml", "owl"),
    RdfFormat.RDF_XML,
)
JSON_LD = GraphFormat(
    "JSON-LD", "application/ld+json", "jsonld", (), ("json-ld", "json"), RdfFormat.JSON_LD
)

RESULT_JSON = ResultFormat(
    "JSON",
    "application/sparql-results+json",
    "json",
    ("application/json",),
    ("srj",),
    QueryResultsFormat.JSON,
)
RESULT_XML = ResultFormat(
    "XML",
    "application/sparql-results+xml",
    "xml",
    ("application/xml", "text/xml"),
    ("srx",),
    QueryResultsFormat.XML,
)
RESULT_CSV = ResultFormat("CSV", "text/csv", "csv", (), (), QueryResultsFormat.CSV)
RESULT_TSV = ResultFormat("TSV", "text/tab-separated-values", "tsv", (), (), QueryResultsFormat.TSV)
# For answers of our own shape, which are neither graphs nor results.
JSON = Format("JSON", "application/json", "json")
HTML = ResultFormat("HTML", "text/html", "html", ("application/xhtml+xml",), ("htm",))

# Best first: the first of a tuple is what is sent when the client does not mind.
GRAPH_FORMATS: tuple[GraphFormat, ...] = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, TRIG, N_QUADS)
RESULT_FORMATS: tuple[ResultFormat, ...] = (RESULT_JSON, RESULT_XML, RESULT_CSV, RESULT_TSV)

AnyFormat = TypeVar("AnyFormat", bound=Format)


@dataclass(frozen=True)
class _Range:
    """One entry of an Accept header."""

    type: str
    subtype: str
    quality: float

    @property
    def specificity(self) -> int:
        return (self.type != "*") + (self.subtype != "*")

    @property
    def names_one_type(self) -> bool:
        return "*" not in (self.type, self.subtype)

    def matches(self, media_type: str) -> bool:
        kind, _, subtype = media_type.partition("/")
        return self.type in ("*", kind) and self.subtype in ("*", subtype)


def choose(accept: str | None, offered: Sequence[AnyFormat]) -> AnyFormat:
    """Choose the format that the client likes best.

    For each format the most specific range that matches it sets its quality; the highest quality
    wins, and among equals the earlier in *offered*. A quality of 0 excludes the format.

    Lenient in one point, since real clients need it: where the client named only formats of the
    RDF and SPARQL family, but none that fits the kind of answer (such as a result-set type for a
    CONSTRUCT), it gets the first of *offered* that it did not exclude.

    Args:
        accept: the header's value; None or empty means that anything is welcome.
        offered: what can be given, best first.

    Raises:
        NotAcceptable: the client wants nothing of what is offered.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = _ranges(accept)
    qualities = {format_: _quality(format_, ranges) for format_ in offered}
    welcome = [format_ for format_, quality in qualities.items() if quality]
    if welcome:
        # max() keeps the first of equals
        return max(welcome, key=lambda format_: qualities[format_] or 0)
    not_excluded = [format_ for format_, quality in qualities.items() if quality is None]
    if not_excluded and _asks_for_the_family(ranges):
        return not_excluded[0]
    names = [format_.media_type for format_ in offered]
    raise NotAcceptable(
        f"Nothing in the Accept header ({accept[:200]}) can be given here. "
        f"Ask for one of: {', '.join(names)}.",
        names,
    )


def wants_html(accept: str | None) -> bool:
    """Tell whether an Accept header is a browser's: it names HTML and likes no RDF more.

    A wildcard alone is not enough: programs that do not mind get data.
    """
    html = (HTML.media_type, *HTML.aliases)
    named = any(
        range_.type != "*" and range_.quality > 0 and range_.matches(media_type)
        for range_ in _ranges(accept or "")
        for media_type in html
    )
    if not named:
        return False
    return choose(accept, (HTML, *GRAPH_FORMATS, *RESULT_FORMATS)) is HTML


def graph_format(word: str) -> GraphFormat:
    """Find the RDF format by suffix (with or without its dot), word or media type.

    Raises:
        UnsupportedMediaType: none is called so.
    """
    return _named(word, GRAPH_FORMATS)


def result_format(word: str) -> ResultFormat:
    """Find the result format by suffix (with or without its dot), word or media type.

    Raises:
        UnsupportedMediaType: none is called so.
    """
    return _named(word, RESULT_FORMATS)


def format_named(word: str, offered: Sequence[AnyFormat]) -> AnyFormat:
    """Find one of the *offered* formats by suffix, word or media type.

    Raises:
        UnsupportedMediaType: none is called so.
    """
    return _named(word, offered)


def words(offered: Sequence[Format]) -> list[str]:
    """Give the word for each of *offered*: its suffix, or another where an earlier one has that."""
    found: list[str] = []
    for format_ in offered:
        names = (format_.suffix, *format_.spellings)
        found.append(next(name for name in names if name not in found))
    return found


def _named(word: str, formats: Sequence[AnyFormat]) -> AnyFormat:
    wanted = word.partition(";")[0].strip().lower().removeprefix(".")
    for format_ in formats:
        names = (format_.media_type, format_.suffix, *format_.aliases, *format_.spellings)
        if wanted in names:
            return format_
    raise UnsupportedMediaType(
        f'"{word[:80]}" is no format that is spoken here. Use one of: {", ".join(words(formats))}.',
        [format_.media_type for format_ in formats],
    )


def _ranges(accept: str) -> list[_Range]:
    """Read an Accept header; what cannot be read is passed over, as RFC 9110 lets a server do."""
    return [range_ for part in accept.split(",") if (range_ := _range(part)) is not None]


def _range(part: str) -> _Range | None:
    media_type, *parameters = (piece.strip() for piece in part.split(";"))
    kind, slash, subtype = media_type.lower().partition("/")
    if not (kind and slash and subtype) or (kind == "*" and subtype != "*"):
        return None
    quality = _quality_of(parameters)
    return None if quality is None else _Range(kind, subtype, quality)


def _quality_of(parameters: Iterable[str]) -> float | None:
    """Read q from 0 to 1, which is 1 where it is not given; None where it cannot be read."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
            return quality if 0 <= quality <= 1 else None
    return 1.0


def _quality(format_: Format, ranges: Iterable[_Range]) -> float | None:
    """Give the format's quality after its most specific range; None where no range matches."""
    matching = [
        (range_.specificity, range_.quality)
        for range_ in ranges
        for media_type in (format_.media_type, *format_.aliases)
        if range_.matches(media_type)
    ]
    if not matching:
        return None
    most_specific = max(specificity for specificity, _ in matching)
    return max(quality for specificity, quality in matching if specificity == most_specific)


def _asks_for_the_family(ranges: Iterable[_Range]) -> bool:
    """Tell whether any welcome range names one of our data formats outright."""
    return any(
        range_.quality > 0 and range_.names_one_type and range_.matches(media_type)
        for range_ in ranges
        for format_ in (*GRAPH_FORMATS, *RESULT_FORMATS)
        for media_type in (format_.media_type, *format_.aliases)
    )
