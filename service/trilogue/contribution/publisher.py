"""Puts documents into the workspace and the dataset, with what follows from them: one change.

First the files, then the dataset: whatever stops this, a build or another call with the same
documents completes it. A call that finds everything in place changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence

from pyoxigraph import Quad
from pyoxigraph import Store as Engine_

from trilogue.contribution.effect import Effects
from trilogue.contribution.publication import RETRACTED, Document, in_graph
from trilogue.contribution.workspace import Workspace
from trilogue.engine.model import Engine, Update
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

Checkpoint = Callable[[str], None]


def _silent(_: str) -> None:
    pass


class Publisher:
    """Writes to one workspace and one engine.

    Args:
        engine: keeps the dataset.
        workspace: keeps the files.
        effects: tell what follows.
        vocabulary: the names under the base; kept as an attribute.
        checkpoint: told after each step what it was, in a word; whatever it does, such as ending
            the process, leaves the old state or the new one.
    """

    def __init__(
        self,
        engine: Engine,
        workspace: Workspace,
        effects: Effects,
        vocabulary: Vocabulary,
        checkpoint: Checkpoint = _silent,
    ) -> None:
        self.vocabulary = vocabulary
        self._engine = engine
        self._workspace = workspace
        self._effects = effects
        self._checkpoint = checkpoint

    @property
    def dataset(self) -> Dataset:
        """The dataset as it stands now."""
        return self._engine.view().dataset

    def require_writable(self) -> None:
        """Check that files can be written.

        Raises:
            WorkspaceReadOnly: they cannot.
        """
        self._workspace.require_writable()

    def passed(self, step: str) -> None:
        """Tell the checkpoint of a *step* outside this class."""
        self._checkpoint(step)

    def put(self, documents: Sequence[Document]) -> None:
        """Make files and dataset say what *documents* say, each file and its graph as a whole.

        Raises:
            WorkspaceReadOnly: a file cannot be written.
            ParseError: a rule cannot be evaluated.
            WriteRefused, StoreError, EngineError: the dataset cannot be written.
        """
        for document in documents:
            self._workspace.write(document.relative, document.bytes(self.vocabulary))
            kind = document.path.partition("/")[0]
            self._checkpoint(RETRACTED if document.folder == RETRACTED else kind)
        dataset = self.dataset
        added, removed = changes(documents, dataset, self.vocabulary)
        if added or removed:
            effect = self._effects.of(dataset, added, removed)
            text = update_text([*added, *effect.derived_added], [*removed, *effect.derived_removed])
            self._engine.write(Update(text))
        self._checkpoint("dataset")


def changes(
    documents: Iterable[Document], dataset: Dataset, vocabulary: Vocabulary
) -> tuple[list[Quad], list[Quad]]:
    """Tell what makes the documents' graphs in *dataset* what they are to be.

    Returns:
        What is to be added, and what is to be removed, in the order of their texts.

    Raises:
        StoreError, EngineError: the dataset cannot be read.
    """
    added: set[Quad] = set()
    removed: set[Quad] = set()
    for document in documents:
        if document.folder == RETRACTED:
            continue
        graph = document.graph(vocabulary)
        wanted = set(_as_kept(in_graph(document.quads, graph)))
        there = set(dataset.quads(graph_name=graph))
        added |= wanted - there
        removed |= there - wanted
    return sorted(added, key=str), sorted(removed, key=str)


def update_text(added: Iterable[Quad], removed: Iterable[Quad]) -> str:
    """Write a change of quads without blank nodes as one update; what goes, goes first.

    Source: SPARQL 1.1 Update, sections 3.1.1 and 3.1.2.
    """
    parts = []
    for verb, quads in (("DELETE DATA", removed), ("INSERT DATA", added)):
        graphs: dict[str, list[str]] = {}
        for quad in quads:
            line = f"{quad.subject} {quad.predicate} {quad.object} ."
            graphs.setdefault(str(quad.graph_name), []).append(line)
        if graphs:
            blocks = "\n".join(f"GRAPH {name} {{\n{_lines(graphs[name])}\n}}" for name in graphs)
            parts.append(f"{verb} {{\n{blocks}\n}}")
    return " ;\n".join(parts)


def _lines(lines: list[str]) -> str:
    return "\n".join(lines)


def _as_kept(quads: Iterable[Quad]) -> Iterable[Quad]:
    """Give *quads* as a store gives them back: numbers and dates in one spelling."""
    store = Engine_()
    store.extend(quads)
    return store
