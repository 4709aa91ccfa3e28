"""One change to one store, as one transaction.

Documents are parsed here too, since a stranger's document may be made to take long: in the process
that may be killed.

Source: SPARQL 1.1 Update; SPARQL 1.1 Graph Store HTTP Protocol, section 5.
"""

from pyoxigraph import DefaultGraph, NamedNode, Quad

from trilogue.engine.model import Change, DeleteGraph, PostGraph, PutGraph, Update
from trilogue.errors import ResourceNotFound
from trilogue.parse import parse_bytes
from trilogue.store import Store


def apply(store: Store, change: Change) -> bool:
    """Make *change* in the *store*, whole or not at all.

    Returns:
        Whether a graph came into being that was not there, or was empty.

    Raises:
        QuerySyntaxError, QueryError: the update is not SPARQL, or cannot be evaluated.
        ParseError: a document is not what its format says; it is named ``document``, with its
            number where there are several.
        ResourceNotFound: the graph to delete is not there.
    """
    if isinstance(change, Update):
        store.update(change.text, change.using_graphs, change.using_named_graphs)
        return False
    name = DefaultGraph() if change.graph is None else NamedNode(change.graph)
    first = next(store.engine.quads_for_pattern(None, None, None, name), None)
    was_there = first is not None
    if isinstance(change, DeleteGraph):
        if isinstance(name, NamedNode) and not store.engine.contains_named_graph(name):
            raise ResourceNotFound(f"There is no graph {name.value} to delete.", name.value)
        store.update(removal(change.graph))
        return False
    quads = [Quad(quad.subject, quad.predicate, quad.object, name) for quad in read(change)]
    if isinstance(change, PutGraph):
        store.replace_graph(name, quads)
    else:
        store.extend(quads)
    return not was_there


def read(change: PutGraph | PostGraph) -> list[Quad]:
    """Parse the documents of a *change*.

    Raises:
        ParseError: one of them is not what its format says.
    """
    several = len(change.documents) > 1
    found: list[Quad] = []
    for number, document in enumerate(change.documents, 1):
        place = f"document {number}" if several else "document"
        found.extend(
            parse_bytes(document.data, document.format, None, place, base_iri=document.base).quads
        )
    return found


def removal(graph: str | None) -> str:
    """Write the update that removes a graph, or empties the unnamed one for None."""
    return f"DROP SILENT {'DEFAULT' if graph is None else f'GRAPH {NamedNode(graph)}'}"
