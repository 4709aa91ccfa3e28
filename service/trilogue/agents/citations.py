"""The citations of an answer: records it tells of, where each is borne out, how to cite it."""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.agents.answers import Cited, CitedDataset, Place
from trilogue.citation.model import Citation, cite_dataset, cite_record, kind_of, own_quads
from trilogue.citation.sentence import sentence
from trilogue.describe import evidence_of, label_of, naming_quad
from trilogue.legal_answer import NOTE
from trilogue.store import Dataset
from trilogue.terms import RDF, SKOS, Vocabulary

_TYPE = NamedNode(f"{RDF}type")
_DEFINITION = NamedNode(f"{SKOS}definition")
MOST_CITED = 25


class Citations:
    """Makes the citations of answers from one version of the dataset.

    Args:
        dataset: does not change while this object lives.
        vocabulary: the names under the base.
        version: of the dataset.
    """

    def __init__(self, dataset: Dataset, vocabulary: Vocabulary, version: str) -> None:
        self._dataset = dataset
        self._vocabulary = vocabulary
        self._version = version
        self._whole: Citation | None = None

    def whole(self) -> CitedDataset:
        """Cite the dataset; the first call reads all of it."""
        if self._whole is None:
            self._whole = cite_dataset(self._dataset, self._vocabulary, self._version)
        found = self._whole
        return CitedDataset(found.version, sentence(found), found.licence, NOTE)

    def of(self, iris: Iterable[str]) -> tuple[list[Cited], int]:
        """Cite those of *iris* that are records, once each.

        Returns:
            The first `MOST_CITED` citations in the order of *iris*, and how many are left out.
        """
        records = [iri for iri in dict.fromkeys(iris) if self._is_record(iri)]
        return [self.record(iri) for iri in records[:MOST_CITED]], max(len(records) - MOST_CITED, 0)

    def record(self, iri: str) -> Cited:
        """Cite one thing that the dataset describes.

        Raises:
            ResourceNotFound: it does not.
        """
        found = cite_record(iri, self._dataset, self._vocabulary, self._version)
        return Cited(iri, found.title, self._places(iri), sentence(found))

    def kind(self, iri: str) -> str:
        """Give the name of the class of *iri*; empty where it has none."""
        quads = self._dataset.quads(NamedNode(iri), _TYPE)
        return kind_of(quads, self._dataset, self._vocabulary)

    def gloss(self, iri: str) -> str:
        """Give what *iri* is or says, in the dataset's own words; may be empty."""
        for predicate in (self._vocabulary.ns("gloss"), _DEFINITION):
            quad = naming_quad(self._dataset.quads(NamedNode(iri), predicate), labels=(predicate,))
            if quad is not None and isinstance(quad.object, Literal):
                return quad.object.value
        return ""

    def _is_record(self, iri: str) -> bool:
        if not iri.startswith(f"{self._vocabulary.base}id/"):
            return False
        find, node = self._dataset.quads, NamedNode(iri)
        told_by = map(self._vocabulary.ns, ("recordedIn", "evidencedBy"))
        return any(next(find(node, each), None) is not None for each in told_by)

    def _places(self, iri: str) -> list[Place]:
        """Give the places of a record's evidence, and where it is itself one or lies in one."""
        node = NamedNode(iri)
        quads = own_quads(node, self._dataset, self._vocabulary)
        places = [
            Place(each.source_label, each.source, each.locator, each.excerpt, each.address)
            for each in evidence_of(quads, self._dataset, self._vocabulary)
        ]
        places += self._place_itself(node)
        address = _text(self._dataset.quads(node, self._vocabulary.ns("webAddress")))
        if address is not None:
            name = label_of(iri, self._dataset, self._vocabulary)
            places.append(Place(name, iri, None, None, address))
        for quad in self._dataset.quads(node, self._vocabulary.ns("laidDownIn")):
            if isinstance(quad.object, NamedNode):
                places += self._place_itself(quad.object)
        return places

    def _place_itself(self, node: NamedNode) -> list[Place]:
        find, ns = self._dataset.quads, self._vocabulary.ns
        sources = [*find(node, ns("inText")), *find(node, ns("excerptOf"))]
        locator = _text(find(node, ns("locator")))
        return [
            Place(
                label_of(quad.object.value, self._dataset, self._vocabulary),
                quad.object.value,
                locator,
                None,
                _text(find(quad.object, ns("webAddress"))),
            )
            for quad in sources
            if isinstance(quad.object, NamedNode)
        ]


def _text(quads: Iterable[Quad]) -> str | None:
    values = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
    return min(values, default=None)
