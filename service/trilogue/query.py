"""A query with its dataset in; solutions, a boolean or triples out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from trilogue.errors import RequestError, UpdateNotOffered
from trilogue.querytext import has_relative_iri, query_form, tokens, unescaped, update_word
from trilogue.safety import refuse_deep_nesting, refuse_fetching_update, refuse_service
from trilogue.store import Dataset, EngineResult

AnswerKind = Literal["solutions", "boolean", "triples"]

_CHANGING_FUNCTIONS = frozenset(["NOW", "RAND", "UUID", "STRUUID"])
_LONGEST_REMEMBERED = 4_000
_STUDIES_KEPT = 1_024


@dataclass(frozen=True)
class Answer:
    """What came out, after the query form; the engine still holds the rows.

    It belongs to the thread that asked. Hand it to `trilogue.serialise`, in the same thread;
    looping over it in Python is slow and stops every other thread.

    Attributes:
        kind: solutions (SELECT), a boolean (ASK) or triples (CONSTRUCT, DESCRIBE).
        result: the engine's object; it can be read once.
    """

    kind: AnswerKind
    result: EngineResult


def evaluate(
    text: str,
    store: Dataset,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Answer:
    """Answer the query *text* over the *store* as it stands now.

    Safe for queries of strangers: it opens no file and no connection, and changes nothing.
    It has no time limit of its own.

    Args:
        text: one SPARQL 1.1 query.
        store: where to look; without a dataset clause its default graph is the union of all graphs.
        default_graphs: absolute IRIs whose union is the default graph.
        named_graphs: absolute IRIs that GRAPH can reach. Where either is given, both win over the
            query's own FROM and FROM NAMED.

    Returns:
        Solutions in the engine's order, or a boolean, or triples without order.

    Raises:
        UpdateNotOffered: the text is an update.
        ServiceRefused: it holds a SERVICE clause, or could.
        QuerySyntaxError: with line and column.
        RequestError: a graph is not an absolute IRI.
        QueryError: it is nested too deeply, or the engine cannot evaluate it.

    Source: SPARQL 1.1 Query, section 16 (query forms); SPARQL 1.1 Protocol, section 2.1.4.
    """
    require_harmless(text, default_graphs, named_graphs)
    result = store.query(text, default_graphs, named_graphs)
    return Answer(_kind_of(result), result)


def require_harmless(
    text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
) -> None:
    """Make sure that evaluating a stranger's query opens nothing, changes nothing and ends nothing.

    It may still take long or need much memory: that is for whoever evaluates it.

    Args:
        text: SPARQL 1.1, not parsed yet.
        default_graphs: from the protocol.
        named_graphs: from the protocol.

    Raises:
        UpdateNotOffered, ServiceRefused, RequestError, QueryError: as `evaluate`.
    """
    study(text)
    _require_iris("default-graph-uri", default_graphs)
    _require_iris("named-graph-uri", named_graphs)


@dataclass(frozen=True)
class Studied:
    """What is known about a query before it is evaluated.

    Attributes:
        form: SELECT, ASK, CONSTRUCT or DESCRIBE; None where it is none of them, which the engine
            will complain about.
        is_stable: whether the same dataset gives the same answer again.
        needs_base: whether it has relative IRIs.
    """

    form: str | None
    is_stable: bool
    needs_base: bool

    @property
    def gives_triples(self) -> bool:
        """Whether the answer is triples, and not solutions or a boolean."""
        return self.form in ("CONSTRUCT", "DESCRIBE")


def study(text: str) -> Studied:
    """Look at a stranger's query without evaluating it, and refuse what is not harmless.

    Raises:
        UpdateNotOffered, ServiceRefused, QueryError: as `evaluate`.
    """
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _study(text)


def _study(text: str) -> Studied:
    # Some engines apply codepoint escapes to keywords, ours does not: both readings have to pass.
    spellings = (text, unescaped(text)) if "\\" in text else (text,)
    for spelling in spellings:
        word = update_word(spelling)
        if word is not None:
            raise UpdateNotOffered(
                f"{word} is an update, and only queries are read here. "
                "Send a query (SELECT, ASK, CONSTRUCT or DESCRIBE), or the update to /sparql, "
                "posted as application/sparql-update and with a token."
            )
        refuse_deep_nesting(spelling)
    refuse_service(text)
    is_stable = not any(
        token.kind == "word" and token.text.upper() in _CHANGING_FUNCTIONS
        for spelling in spellings
        for token in tokens(spelling)
    )
    return Studied(query_form(text), is_stable, has_relative_iri(text))


_remembered = lru_cache(_STUDIES_KEPT)(_study)


def require_harmless_update(
    text: str, using_graphs: Sequence[str] = (), using_named_graphs: Sequence[str] = ()
) -> None:
    """Make sure that an update opens no file and no connection, and ends nothing.

    What it changes is for whoever may change it: this does not look at that.

    Args:
        text: SPARQL 1.1 Update, not parsed yet.
        using_graphs: from the protocol.
        using_named_graphs: from the protocol.

    Raises:
        ServiceRefused: it holds LOAD or SERVICE, or could.
        RequestError: a graph is not an absolute IRI.
        QueryError: it is nested too deeply.

    Source: SPARQL 1.1 Update, section 3; SPARQL 1.1 Protocol, section 2.2.
    """
    for spelling in {text, unescaped(text)}:
        refuse_deep_nesting(spelling)
    refuse_fetching_update(text)
    _require_iris("using-graph-uri", using_graphs)
    _require_iris("using-named-graph-uri", using_named_graphs)


def _kind_of(result: EngineResult) -> AnswerKind:
    if isinstance(result, QuerySolutions):
        return "solutions"
    return "boolean" if isinstance(result, QueryBoolean) else "triples"


def _require_iris(parameter: str, iris: Sequence[str]) -> None:
    for iri in iris:
        require_iri(parameter, iri)


def require_iri(parameter: str, iri: str) -> str:
    """Give *iri* back, which a client gave as *parameter*.

    Raises:
        RequestError: it is not an absolute IRI.
    """
    try:
        return NamedNode(iri).value
    except ValueError as error:
        raise RequestError(
            f'{parameter}: "{iri[:200]}" is not an absolute IRI. '
            "Write it out, such as https://w3id.org/trilogue/graph/letters.",
            parameter,
        ) from error
