"""What a researcher's contribution may say, and whether it is sound together with what is there.

The passes, in order: the contribution alone (what may be said at all); with the records that it
points to and the classes above theirs (meaning); with what each rule across records reads. Only
what concerns the contribution's own things is reported, and nothing is looked up but by a node that
was reached from it: the time does not depend on how large the dataset is.

Two rules are left out, since no join leads from one thing to what they read: whether each scenario
has a status at every stage (the statuses of a new one are computed only when it is published), and
whether two stages stand first in the line (asked of all stages). `trilogue check` asks them.

Source: docs/decisions/0003-two-pass-shapes.md.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence

from pyoxigraph import NamedNode, Quad

from trilogue.content import Content
from trilogue.parse import ParsedFile, parse_file
from trilogue.store import Dataset, Store
from trilogue.terms import RDF, RDFS, SH, Vocabulary
from trilogue.validation import duplicates, hygiene, layout, profile
from trilogue.validation.across import FETCHED_GRAPH, Rules
from trilogue.validation.curated import Curated, placed, policy_of, quads
from trilogue.validation.neighbourhood import NearPlaces, Neighbourhood
from trilogue.validation.places import Places
from trilogue.validation.report import Report, Result, Severity
from trilogue.validation.submission import CONTRIBUTION_GRAPH
from trilogue.wording import Wording

_TYPE = NamedNode(RDF + "type")
_SUBCLASS = NamedNode(RDFS + "subClassOf")
_MISSING = NamedNode(SH + "MinCountConstraintComponent")


class Judge:
    """Judges contributions by the ontology and the shapes, which are read once.

    May be used by several threads; they judge one after the other.

    Args:
        content: whose ontology and shapes hold; its graph is not read.
        vocabulary: the base.

    Raises:
        ContentError: a file of the ontology or the shapes cannot be read.
    """

    def __init__(self, content: Content, vocabulary: Vocabulary) -> None:
        files = [*content.files("ontology"), *content.files("shapes")]
        self._curated = Curated(
            content, vocabulary, tuple(parse_file(file, vocabulary.base) for file in files)
        )
        self._axioms = profile.Axioms(self._curated.modules)
        audits, _ = self._curated.audits()
        self._rules = Rules(audits)
        base = [*quads(self._curated.modules), *quads(self._curated.kinds)]
        self._above: dict[object, list[Quad]] = {}
        for quad in base:
            if quad.predicate == _SUBCLASS:
                self._above.setdefault(quad.subject, []).append(quad)
        self._lock = threading.Lock()
        self._store = Store.in_memory()
        self._store.load(base)

    def judge(self, files: Sequence[ParsedFile], dataset: Dataset) -> Report:
        """Tell what keeps *files* from being published in *dataset* as they are.

        What only publishing adds to a record, tri:recordedIn, is not missed, unless the files hold
        a tri:Contribution themselves.

        Args:
            files: what belongs together, from `submission.read_submission`.
            dataset: what it is to be added to; only read.

        Raises:
            ContentError: the shapes are not well formed.
            StoreError: the dataset cannot be read.
        """
        own = quads(files)
        with self._lock:
            self._store.extend(own)
            try:
                near = Neighbourhood(self._store, dataset)
                places = NearPlaces(files, near)
                found = [
                    *self._alone(files, near, places),
                    *self._meaning(own, near),
                    *self._with_the_rest(files, own, near, places),
                ]
                return Report.of(placed(found, places, self._curated.vocabulary))
            finally:
                self._store.engine.remove_graph(CONTRIBUTION_GRAPH)
                self._store.engine.remove_graph(FETCHED_GRAPH)

    def _alone(
        self, files: Sequence[ParsedFile], near: Neighbourhood, places: Places
    ) -> Iterator[Result]:
        known = self._curated.known
        found = policy_of(files, self._curated)
        yield from found
        told = {result.focus_node for result in found if result.path is None}
        for file in files:
            yield from hygiene.unknown_terms(file, known, places)
            yield from hygiene.odd_values(file, known, places)
            for result in hygiene.misnamed(file, known, places):
                if result.focus_node not in told:
                    yield result
            for subject in dict.fromkeys(quad.subject for quad in file.quads):
                if isinstance(subject, NamedNode) and self._is_elsewhere(subject, near):
                    yield Result(
                        severity=Severity.VIOLATION,
                        message=Wording(
                            "This is described already, and what is there is not changed."
                        ),
                        focus_node=subject,
                        component=hygiene.component("described-already", known.vocabulary),
                        file=file.name,
                        line=places.line(file, subject),
                        remedy=Wording(
                            "Point to it, or make a new record that has it in tri:supersedesRecord."
                        ),
                    )

    def _is_elsewhere(self, node: NamedNode, near: Neighbourhood) -> bool:
        """Tell whether anything but the contribution describes *node*."""
        return bool(near.others(node)) or any(
            quad.graph_name != CONTRIBUTION_GRAPH for quad in near.outgoing(node)
        )

    def _meaning(self, own: list[Quad], near: Neighbourhood) -> Iterator[Result]:
        subjects = {quad.subject for quad in own if isinstance(quad.subject, NamedNode)}
        data = [*own, *near.surroundings(own)]
        # All that the shapes ask of the ontology is which class is below which; mixed in whole, it
        # takes three times as long.
        found = self._curated.meaning_shapes.validate(
            data, self._classes_above(data), focus_nodes=subjects, sparql=False
        )
        vocabulary = self._curated.vocabulary
        added = vocabulary.ns("recordedIn")
        whole = any(
            quad.predicate == _TYPE and quad.object == vocabulary.ns("Contribution") for quad in own
        )
        for result in found:
            if whole or result.path != added or result.component != _MISSING:
                yield result

    def _classes_above(self, data: Iterable[Quad]) -> list[Quad]:
        """Give the order of the classes that *data* speaks of, and of those above them."""
        waiting = [quad.object for quad in data if quad.predicate == _TYPE]
        seen: set[object] = set()
        found: list[Quad] = []
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                above = self._above.get(node, [])
                found.extend(above)
                waiting.extend(quad.object for quad in above)
        return found

    def _with_the_rest(
        self, files: Sequence[ParsedFile], own: list[Quad], near: Neighbourhood, places: Places
    ) -> Iterator[Result]:
        vocabulary = self._curated.vocabulary
        yield from layout.dangling(
            files, self._curated.known, places, lambda node: bool(near.outgoing(node))
        )
        yield from profile.values_of(self._axioms, files, places, vocabulary)
        names = {file.name for file in files}
        facts = [*files, *_files_about(own, near, vocabulary)]
        for result in profile.clashes_of(self._axioms, facts, places, vocabulary):
            if result.file in names:
                yield result
        subjects = {quad.subject for quad in own if isinstance(quad.subject, NamedNode)}
        found = self._rules.ask(subjects, near, self._store, places, vocabulary)
        yield from found
        told = {(result.focus_node, result.value) for result in found}
        for result in duplicates.same_names(files, near, places, vocabulary):
            if (result.focus_node, result.value) not in told:
                yield result


def _files_about(
    own: Collection[Quad], near: Neighbourhood, vocabulary: Vocabulary
) -> list[ParsedFile]:
    """Give what is said elsewhere about the things that *own* points to, one file a graph."""
    table: dict[str, list[Quad]] = {}
    for node in dict.fromkeys(quad.object for quad in own):
        if isinstance(node, NamedNode):
            for quad in near.outgoing(node):
                if quad.graph_name != CONTRIBUTION_GRAPH:
                    name = getattr(quad.graph_name, "value", "")
                    table.setdefault(name.removeprefix(vocabulary.base), []).append(quad)
    return [ParsedFile(name, None, "", found, {}) for name, found in sorted(table.items())]
