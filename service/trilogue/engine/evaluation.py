"""One query over one store, within a budget's bounds on the answer, into a body.

Time and memory are for whoever runs this: the worker processes.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, QueryBoolean, QuerySolutions, Triple

from trilogue.engine.model import Asked, Body, Budget, Coding
from trilogue.engine.spool import Spool
from trilogue.errors import QueryError, ResourceNotFound
from trilogue.formats import TRIG, TURTLE, GraphFormat, ResultFormat
from trilogue.serialise import with_used_prefixes
from trilogue.store import Store


def answer(store: Store, asked: Asked, budget: Budget) -> Body:
    """Evaluate what was *asked* and write the answer.

    Raises:
        QuerySyntaxError, QueryError: as `Store.query`, also for what fails while it is written.
        AnswerTooLarge: it passes the budget.
    """
    result = store.query(asked.query, asked.default_graphs, asked.named_graphs)
    try:
        return written(result, asked.format, budget, asked.coding, asked.prefixes)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"The query failed while it was evaluated: {error}.") from error


def graph(
    store: Store,
    name: str | None,
    format: GraphFormat,  # noqa: A002 - the word of the specifications
    budget: Budget,
    coding: Coding = "identity",
) -> Body:
    """Write what the graph *name*, or the unnamed one for None, holds.

    Raises:
        ResourceNotFound: there is no such graph.
        AnswerTooLarge: it passes the budget.
    """
    graph_name = DefaultGraph() if name is None else NamedNode(name)
    if name is not None and not store.engine.contains_named_graph(graph_name):
        raise ResourceNotFound(
            f"There is no graph {name}. The service description lists the graphs.", name
        )
    quads = store.engine.quads_for_pattern(None, None, None, graph_name)
    return written((quad.triple for quad in quads), format, budget, coding)


def written(
    result: QuerySolutions | QueryBoolean | Iterable[Triple],
    format: GraphFormat | ResultFormat,  # noqa: A002 - the word of the specifications
    budget: Budget,
    coding: Coding = "identity",
    prefixes: dict[str, str] | None = None,
) -> Body:
    """Write a *result* in a *format* that fits its kind.

    Raises:
        AnswerTooLarge: it passes the budget.
        OSError, RuntimeError, ValueError: the engine fails at it.
    """
    spool = Spool(format, budget, coding)
    try:
        if isinstance(result, QuerySolutions | QueryBoolean):
            engine_format = getattr(format, "engine", None)
            assert isinstance(engine_format, pyoxigraph.QueryResultsFormat)  # noqa: S101 - by its kind
            result.serialize(spool.as_file(), engine_format)
        else:
            assert isinstance(format, GraphFormat)  # noqa: S101 - as above
            _write_triples(_counted(result, spool), format, prefixes, spool)
    except BaseException:
        spool.drop()
        raise
    return spool.finish()


def _write_triples(
    triples: Iterable[Triple],
    format_: GraphFormat,
    prefixes: dict[str, str] | None,
    spool: Spool,
) -> None:
    if format_ in (TURTLE, TRIG) and prefixes:
        # Only the prefixes that are used are told, so all triples are at hand first.
        data = pyoxigraph.serialize(list(triples), format=format_.engine, prefixes=prefixes)
        spool.write(with_used_prefixes(data or b""))
    else:
        pyoxigraph.serialize(triples, spool.as_file(), format_.engine)


def _counted(triples: Iterable[Triple], spool: Spool) -> Iterator[Triple]:
    for triple in triples:
        spool.count()
        yield triple
