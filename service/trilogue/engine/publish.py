"""The built dataset to an engine somewhere else, graph by graph, its version last.

While it runs no version is stated, so nobody keeps what may be half of one and half of another.
A publication that is broken off states none either, and the next one begins anew.
"""

from pyoxigraph import NamedNode

from trilogue.engine.changes import removal
from trilogue.engine.remote.changes import (
    PART,
    batches,
    insertion,
    set_version,
    system_graph,
    unset_version,
)
from trilogue.engine.remote.engine import RemoteEngine
from trilogue.store import Store


def publish(engine: RemoteEngine, store: Store, version: str) -> bool:
    """Make the engine's dataset hold what the *store* does, unless it states that *version*.

    Graphs that an earlier publication made and this one does not have are removed; graphs that
    came there in another way are left alone.

    Returns:
        Whether anything was written.

    Raises:
        EngineError, QueryError, QueryTimeout: it was not finished.
    """
    if engine.stated_version() == version:
        return False
    system = system_graph(engine.vocabulary)
    before = {
        quad.object
        for quad in engine.view().dataset.quads(system, PART, None, system)
        if isinstance(quad.object, NamedNode)
    }
    engine.update(unset_version(engine.vocabulary))
    graphs = [NamedNode(name) for name in store.graph_counts()]
    for graph in sorted(before - set(graphs), key=str):
        engine.update(removal(graph.value))
    for graph in graphs:
        engine.update(removal(graph.value))
        for batch in batches(store.quads(graph_name=graph), engine.batch):
            engine.update(insertion(graph, batch))
    parts = " ".join(f"{system} {PART} {graph} ." for graph in graphs)
    engine.update(
        f"{removal(system.value)};\nINSERT DATA {{ GRAPH {system} {{ {parts} }} }};\n"
        + set_version(engine.vocabulary, version)
    )
    engine.require_union()
    return True
