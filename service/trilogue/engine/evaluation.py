"""One query over one store, within a budget's bounds on the answer, into a body.

Time and memory are for whoever runs this: the worker processes.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, NamedNode, QueryBoolean, QuerySolutions, Triple

from trilogue.engine.model import Asked, Body, Budget, Coding
from trilogue.engine.spool import Spool
from trilogue.errors import QueryError, ResourceNotFound
from trilogue.formats import GraphFormat, ResultFormat
from trilogue.serialise import write
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
        TypeError: the format does not fit.
    """
    spool = Spool(format, budget, coding)
    try:
        if not isinstance(result, QuerySolutions | QueryBoolean):
            result = _counted(result, spool)
        write(result, format, spool.as_file(), prefixes)
    except BaseException:
        spool.drop()
        raise
    return spool.finish()


def _counted(triples: Iterable[Triple], spool: Spool) -> Iterator[Triple]:
    for triple in triples:
        spool.count()
        yield triple
