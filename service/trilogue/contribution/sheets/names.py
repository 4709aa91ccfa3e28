"""What people call the things of the graph, and which things they mean by it."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.contribution.sheets.grid import is_formula
from trilogue.store import Dataset
from trilogue.terms import RDF, RDFS, SKOS, Vocabulary
from trilogue.wording import Wording

_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):([^\s|<>\"{}\\^`]+)")
_LABEL = NamedNode(SKOS + "prefLabel")
_TYPE = NamedNode(RDF + "type")
_MOST_NEAR = 3
# The languages that labels come in; empty for none.
_TAGS = ("en", "fr", "de", "es", "")


class NotFound(Exception):
    """No thing, or more than one, goes by a name.

    Args:
        message: what is wrong, a sentence.
        remedy: what to do, a sentence.
    """

    def __init__(self, message: Wording, remedy: Wording) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class Names:
    """The names of things, class by class; each class is read once.

    Args:
        dataset: does not change while this object lives.
        vocabulary: its base and prefixes.
    """

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self.vocabulary = vocabulary
        self._prefixes = vocabulary.prefixes()
        self._read: dict[str, dict[str, set[str]]] = {}
        self._others: dict[str, dict[str, set[str]]] = {}
        self._spelt: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._above: dict[str, set[str]] = {}
        self._own: dict[str, dict[str, set[str]]] = {}

    def fresh(self) -> "Names":
        """Give the same names without those of `add`, for another file."""
        other = Names(self._dataset, self.vocabulary)
        other._read, other._others, other._spelt = self._read, self._others, self._spelt
        other._labels, other._above = self._labels, self._above
        return other

    def add(self, iri: str, class_iri: str, label: str) -> None:
        """Let a thing be found that is not in the graph yet."""
        for above in self._classes_above(class_iri):
            self._own.setdefault(above, {}).setdefault(_plain(label), set()).add(iri)

    def expand(self, text: str) -> NamedNode | None:
        """Read ``<IRI>``, an IRI or a prefixed name; None for anything else."""
        iri = text[1:-1] if text.startswith("<") and text.endswith(">") else text
        if not re.match(r"https?://\S+$", iri):
            found = _CURIE.fullmatch(text)
            if found is None or found[1] not in self._prefixes:
                return None
            iri = self._prefixes[found[1]] + found[2]
        try:
            return NamedNode(iri)
        except ValueError:
            return None

    def find(self, text: str, classes: Iterable[str]) -> NamedNode:
        """Find the thing of one of *classes* that goes by an IRI, a prefixed name or a label.

        An alternative label counts where nothing has it as its preferred one. What is spelled as in
        the dataset is looked up; only for another spelling all names of the class are read.

        Raises:
            NotFound: there is none, or there are several by that label.
        """
        expanded = self.expand(text)
        if expanded is not None:
            return expanded
        classes = list(classes)
        wanted = _plain(text)
        spelled = self._spelled(text, classes)
        if spelled is not None:
            return spelled
        found: set[str] = set()
        known: set[str] = set()
        for class_iri in classes:
            for table in (self._table(class_iri), self._own.get(class_iri, {})):
                found |= table.get(wanted, set())
                known |= table.keys()
        if not found:
            found = {iri for one in classes for iri in self._others[one].get(wanted, ())}
        if len(found) == 1:
            return NamedNode(next(iter(found)))
        if found:
            choice = ", ".join(self.vocabulary.shrink(iri) for iri in sorted(found))
            raise NotFound(
                Wording("More than one thing is called “{text}”.", text=text),
                Wording("Write one of {choice}.", choice=choice),
            )
        near = difflib.get_close_matches(wanted, sorted(known), n=_MOST_NEAR)
        remedy = Wording("Describe it as a record of its own, or write its IRI.")
        if near:
            spelt = ", ".join(f"“{self._spelt.get(one, one)}”" for one in near)
            remedy = Wording(
                "Did you mean {near}? Else describe it as a record of its own, or write its IRI.",
                near=spelt,
            )
        raise NotFound(Wording("Nothing that fits here is called “{text}”.", text=text), remedy)

    def _spelled(self, text: str, classes: Sequence[str]) -> NamedNode | None:
        """Give the one thing of *classes* whose preferred label is *text* to the letter."""
        wanted = _plain(text)
        if any(wanted in self._own.get(class_iri, {}) for class_iri in classes):
            return None
        found: set[NamedNode] = set()
        for tag in _TAGS:
            label = Literal(text, language=tag) if tag else Literal(text)
            for quad in self._dataset.quads(predicate=_LABEL, object=label):
                if isinstance(quad.subject, NamedNode) and self._is_of(quad.subject, classes):
                    found.add(quad.subject)
        return found.pop() if len(found) == 1 else None

    def _is_of(self, thing: NamedNode, classes: Iterable[str]) -> bool:
        types = self._dataset.quads(thing, _TYPE)
        return any(
            self._classes_above(quad.object.value) & set(classes)
            for quad in types
            if isinstance(quad.object, NamedNode)
        )

    def word(self, iri: str, classes: Iterable[str]) -> str:
        """Write a thing so that `find` finds it: by its label where that is clear, else its IRI."""
        classes = list(classes)
        label = next(
            (self._labels[iri] for one in classes if self._table(one) and iri in self._labels), ""
        )
        if not label or "|" in label or "\n" in label or "\\" in label or is_formula(label):
            return self.vocabulary.shrink(iri)
        try:
            return label if self.find(label, classes).value == iri else self.vocabulary.shrink(iri)
        except NotFound:
            return self.vocabulary.shrink(iri)

    def offered(self, classes: Iterable[str]) -> list[str]:
        """Give the words for all things of *classes*, in order, for a list to pick from."""
        classes = list(classes)
        iris = {iri for one in classes for found in self._table(one).values() for iri in found}
        return sorted({self.word(iri, classes) for iri in iris}, key=str.casefold)

    def _table(self, class_iri: str) -> dict[str, set[str]]:
        if class_iri not in self._read:
            table: dict[str, set[str]] = defaultdict(set)
            # Things without a label are known by their IRIs.
            rows = self._dataset.query(
                f"SELECT ?thing ?label {{ ?thing a/<{RDFS}subClassOf>* {NamedNode(class_iri)} . "
                f"OPTIONAL {{ ?thing <{SKOS}prefLabel> ?label }} }}"
            )
            assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
            for thing, label in rows:
                if not isinstance(thing, NamedNode):
                    continue
                known = isinstance(label, Literal)
                text = label.value if isinstance(label, Literal) else f"<{thing.value}>"
                table[_plain(text)].add(thing.value)
                if known and (label.language == "en" or thing.value not in self._labels):
                    self._labels[thing.value] = text
                self._spelt.setdefault(_plain(text), text)
            self._others[class_iri] = self._alternative(class_iri)
            self._read[class_iri] = dict(table)
        return self._read[class_iri]

    def _alternative(self, class_iri: str) -> dict[str, set[str]]:
        table: dict[str, set[str]] = {}
        rows = self._dataset.query(
            f"SELECT ?thing ?label {{ ?thing a/<{RDFS}subClassOf>* {NamedNode(class_iri)} ; "
            f"<{SKOS}altLabel> ?label }}"
        )
        assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
        for thing, label in rows:
            if isinstance(thing, NamedNode) and isinstance(label, Literal):
                table.setdefault(_plain(label.value), set()).add(thing.value)
        return table

    def _classes_above(self, class_iri: str) -> set[str]:
        if class_iri not in self._above:
            rows = self._dataset.query(
                f"SELECT ?above {{ {NamedNode(class_iri)} <{RDFS}subClassOf>* ?above }}"
            )
            assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
            found = {above.value for (above,) in rows if isinstance(above, NamedNode)}
            self._above[class_iri] = found | {class_iri}
        return self._above[class_iri]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
