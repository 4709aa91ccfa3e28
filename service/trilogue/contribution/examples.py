"""What published records say in each field, as examples for those who fill one in."""

from collections.abc import Mapping
from itertools import islice
from threading import Lock

from pyoxigraph import BlankNode, Literal, NamedNode

from trilogue.contribution.fields import RecordType
from trilogue.contribution.naming import Naming
from trilogue.store import Dataset
from trilogue.terms import RDF, Vocabulary

_TYPE = NamedNode(RDF + "type")
# Enough that a field which any of them may have is filled in once.
_RECORDS = 24
_LONGEST = 90


class Examples:
    """Gives examples for record types; each type is read once, for several threads.

    Args:
        dataset: does not change while this object lives.
        vocabulary: the names under the base.
    """

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary) -> None:
        self._dataset = dataset
        self._vocabulary = vocabulary
        self._read: dict[str, Mapping[str, str]] = {}
        self._lock = Lock()

    def of(self, record_type: RecordType) -> Mapping[str, str]:
        """Give one value for each field that has one, by the property's IRI.

        Raises:
            StoreError: the dataset cannot be read.
        """
        with self._lock:
            found = self._read.get(record_type.iri)
            if found is None:
                found = self._read[record_type.iri] = self._found(record_type)
        return found

    def _found(self, record_type: RecordType) -> Mapping[str, str]:
        naming = Naming((), self._dataset, self._vocabulary)
        derived = self._vocabulary.derived_graph
        examples: dict[str, str] = {}
        records = self._dataset.quads(None, _TYPE, NamedNode(record_type.iri))
        for record in islice(records, _RECORDS):
            if not isinstance(record.subject, NamedNode | BlankNode):
                continue
            for quad in self._dataset.quads(record.subject):
                path, value = quad.predicate.value, quad.object
                if path in examples or quad.graph_name == derived:
                    continue
                field = record_type.field(path)
                is_foreign = isinstance(value, Literal) and value.language not in (None, "en")
                if field is not None and not is_foreign:
                    text = naming.label(value)
                    if len(text) <= _LONGEST:
                        examples[path] = text
        return examples
