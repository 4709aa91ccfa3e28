"""One query over one store, within a budget's bounds on the answer, into a body.

Time and memory are for whoever runs this: the worker processes.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, QueryTriples, Triple

from trilogue.engine.model import Asked, Body, Budget, Coding
from trilogue.engine.spool import Spool
from trilogue.errors import QueryError, ResourceNotFound
from trilogue.formats import TRIG, TURTLE, GraphFormat
from trilogue.serialise import with_used_prefixes
from trilogue.store import EngineResult, Store


def answer(store: Store, asked: Asked, budget: Budget) -> Body:
    """Evaluate what was *asked* and write the answer.

    Raises:
        QuerySyntaxError, QueryError: as `Store.query`, also for what fails while it is written.
        AnswerTooLarge: it passes the budget.
    """
    result = store.query(asked.query, asked.default_graphs, asked.named_graphs)
    spool = Spool(asked.format, budget, asked.coding)
    try:
        _write(result, asked, spool)
    except (OSError, RuntimeError, ValueError) as error:
        spool.drop()
        raise QueryError(f"The query failed while it was evaluated: {error}.") from error
    except BaseException:
        spool.drop()
        raise
    return spool.finish()


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
    spool = Spool(format, budget, coding)
    quads = store.engine.quads_for_pattern(None, None, None, graph_name)
    triples = (quad.triple for quad in quads)
    try:
        pyoxigraph.serialize(_counted(triples, spool), spool.as_file(), format.engine)
    except BaseException:
        spool.drop()
        raise
    return spool.finish()


def _write(result: EngineResult, asked: Asked, spool: Spool) -> None:
    if isinstance(result, QueryTriples):
        assert isinstance(asked.format, GraphFormat)  # noqa: S101 - chosen by the query's form
        if asked.format in (TURTLE, TRIG) and asked.prefixes:
            # Only the prefixes that are used are told, so all triples are at hand first.
            triples = list(_counted(result, spool))
            data = pyoxigraph.serialize(
                triples, format=asked.format.engine, prefixes=asked.prefixes
            )
            spool.write(with_used_prefixes(data or b""))
        else:
            pyoxigraph.serialize(_counted(result, spool), spool.as_file(), asked.format.engine)
    else:
        engine_format = getattr(asked.format, "engine", None)
        assert isinstance(engine_format, pyoxigraph.QueryResultsFormat)  # noqa: S101 - as above
        result.serialize(spool.as_file(), engine_format)


def _counted(triples: Iterable[Triple], spool: Spool) -> Iterator[Triple]:
    for triple in triples:
        spool.count()
        yield triple
