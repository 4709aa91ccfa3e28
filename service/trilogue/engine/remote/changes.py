"""A change as SPARQL updates, with the statement of the dataset's new version at the end.

One request holds it all where the engine can take it, so that nobody sees a change under the old
version.

Source: SPARQL 1.1 Update, section 3.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Quad

from trilogue.querytext import tokens, update_word
from trilogue.terms import DCTERMS, Vocabulary

VERSION = NamedNode(f"{DCTERMS}hasVersion")
PART = NamedNode(f"{DCTERMS}hasPart")


def system_graph(vocabulary: Vocabulary) -> NamedNode:
    """Give the graph that says which version the dataset has and what was published into it."""
    return vocabulary.graph("dataset")


def set_version(vocabulary: Vocabulary, version: str) -> str:
    """Write the update that makes *version* the only one."""
    graph = system_graph(vocabulary)
    return (
        f"{unset_version(vocabulary)};\n"
        f'INSERT DATA {{ GRAPH {graph} {{ {graph} {VERSION} "{version}" }} }}'
    )


def unset_version(vocabulary: Vocabulary) -> str:
    """Write the update after which no version is stated, and so nothing is kept by anybody."""
    graph = system_graph(vocabulary)
    return f"DELETE WHERE {{ GRAPH {graph} {{ {graph} {VERSION} ?version }} }}"


def followed(text: str, after: str) -> str:
    """Join two updates into one request."""
    if update_word(text) is None:
        return f"{text}\n{after}"
    last = None
    for last in tokens(text):  # noqa: B007 - the last one is looked at below
        pass
    return f"{text}\n{after}" if last and last.text == ";" else f"{text}\n;\n{after}"


def insertion(graph: NamedNode | None, quads: Iterable[Quad]) -> str:
    """Write the update that adds the triples of the *quads* to a *graph*."""
    triples = "\n".join(f"{q.subject} {q.predicate} {q.object} ." for q in quads)
    inner = triples if graph is None else f"GRAPH {graph} {{\n{triples}\n}}"
    # Not INSERT DATA, in which Virtuoso takes no blank nodes; this means the same.
    return f"INSERT {{ {inner} }} WHERE {{ }}"


def batches(quads: Iterable[Quad], size: int) -> Iterator[list[Quad]]:
    """Cut *quads* of one graph into pieces of about *size*; a blank node is never cut apart.

    What hangs together by blank nodes comes in one piece, since a label means another node in the
    next request.
    """
    plain: list[Quad] = []
    groups: dict[str, list[Quad]] = {}
    leader: dict[str, str] = {}

    def find(label: str) -> str:
        while leader.setdefault(label, label) != label:
            label = leader[label]
        return label

    blank: list[tuple[str, Quad]] = []
    for quad in quads:
        labels = [t.value for t in (quad.subject, quad.object) if isinstance(t, BlankNode)]
        if not labels:
            plain.append(quad)
            continue
        leader[find(labels[-1])] = find(labels[0])
        blank.append((labels[0], quad))
    for label, quad in blank:
        groups.setdefault(find(label), []).append(quad)
    batch: list[Quad] = []
    for group in [*groups.values(), *([quad] for quad in plain)]:
        if batch and len(batch) + len(group) > size:
            yield batch
            batch = []
        batch.extend(group)
    if batch:
        yield batch
