"""The dataset as a data portal lists it: a catalogue of one dataset, its files and its endpoint.

Source: Data Catalog Vocabulary (DCAT), version 3; DCAT-AP 3.0; SPDX 2.3, checksum; the authority
tables of the Publications Office of the European Union.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.formats import GRAPH_FORMATS, GraphFormat
from trilogue.schema_org.site import ABOUT, KEYWORDS, TITLE
from trilogue.store import Dataset
from trilogue.terms import CC_BY, DCTERMS, RDF, RDFS, SKOS, VOID, XSD, Vocabulary

DCAT = "http://www.w3.org/ns/dcat#"
FOAF = "http://xmlns.com/foaf/0.1/"
SPDX = "http://spdx.org/rdf/terms#"
PREFIXES = {"dcat": DCAT, "foaf": FOAF, "spdx": SPDX, "void": VOID}

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_THEMES = {
    "JUST": "Justice, legal system and public safety",
    "GOVE": "Government and public sector",
}
_LANGUAGES = ("ENG",)
_FILE_TYPES = {
    "ttl": "RDF_TURTLE",
    "nt": "RDF_N_TRIPLES",
    "jsonld": "JSON_LD",
    "rdf": "RDF_XML",
    "trig": "RDF_TRIG",
    "nq": "RDF_N_QUADS",
}
# Ending of a packed file: media type of the packing.
_PACKINGS = {"": None, ".gz": "application/gzip", ".zst": "application/zstd"}
_PROVENANCE = (
    "Records are contributed by researchers, each with its source and the place there, and "
    "reviewed by a second person; statuses and changes are concluded from them by published rules."
)

# What the value of a property is, said of each, since a validator asks for it and has no authority
# table at hand.
_CLASSES = {
    f"{DCTERMS}accessRights": f"{DCTERMS}RightsStatement",
    f"{DCTERMS}accrualPeriodicity": f"{DCTERMS}Frequency",
    f"{DCTERMS}conformsTo": f"{DCTERMS}Standard",
    f"{DCTERMS}format": f"{DCTERMS}MediaTypeOrExtent",
    f"{DCTERMS}language": f"{DCTERMS}LinguisticSystem",
    f"{DCTERMS}license": f"{DCTERMS}LicenseDocument",
    f"{DCTERMS}spatial": f"{DCTERMS}Location",
    f"{DCAT}accessURL": f"{RDFS}Resource",
    f"{DCAT}compressFormat": f"{DCTERMS}MediaType",
    f"{DCAT}downloadURL": f"{RDFS}Resource",
    f"{DCAT}endpointDescription": f"{RDFS}Resource",
    f"{DCAT}endpointURL": f"{RDFS}Resource",
    f"{DCAT}landingPage": f"{FOAF}Document",
    f"{DCAT}mediaType": f"{DCTERMS}MediaType",
    f"{DCAT}theme": f"{SKOS}Concept",
    f"{FOAF}homepage": f"{FOAF}Document",
    f"{SPDX}algorithm": f"{SPDX}ChecksumAlgorithm",
}

_Value = NamedNode | Literal


@dataclass(frozen=True)
class File:
    """One file of the dataset.

    Attributes:
        name: such as "trilogue.nt.gz".
        format: of what it holds.
        packing: media type of the packing; None where it is plain.
    """

    name: str
    format: GraphFormat
    packing: str | None = None


@dataclass(frozen=True)
class Written:
    """What is known of a file that was written.

    Attributes:
        sha256: hexadecimal.
        size: in bytes.
    """

    sha256: str
    size: int


@dataclass(frozen=True)
class Edition:
    """What is told of the dataset as it stands.

    Attributes:
        version: of it.
        issued: when its first records came in, as xsd:dateTime; None where that is not told.
        modified: when its last ones did.
        period: the first and the last day of which it tells, as xsd:date; None where of none.
        written: what is known of its files, by name.
    """

    version: str
    issued: str | None = None
    modified: str | None = None
    period: tuple[str, str] | None = None
    written: Mapping[str, Written] = field(default_factory=dict)


def files() -> list[File]:
    """List the files that the whole dataset is given in."""
    return [
        File(f"trilogue.{format_.suffix}{ending}", format_, packing)
        for format_ in GRAPH_FORMATS
        for ending, packing in _PACKINGS.items()
    ]


def period_of(dataset: Dataset, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Give the first and the last day on which an event of the dataset began.

    Raises:
        StoreError: the dataset cannot be read.
    """
    days = [
        quad.object.value
        for quad in dataset.quads(predicate=vocabulary.ns("eventDate"))
        if isinstance(quad.object, Literal) and quad.object.datatype.value == f"{XSD}date"
    ]
    return (min(days), max(days)) if days else None


def catalogue_quads(edition: Edition, vocabulary: Vocabulary, root: str) -> list[Quad]:
    """Describe the catalogue, the dataset, its files and its endpoint, in the default graph.

    Args:
        edition: of the dataset.
        vocabulary: the base, under which all of them are named.
        root: of the service, where they are found, without a slash at the end.
    """
    writer = _Writer(edition, vocabulary.base, root)
    found = [*writer.catalogue(), *writer.dataset(), *writer.files(), *writer.service()]
    a = f"{RDF}type"
    found += [
        (value, a, NamedNode(_CLASSES[predicate]))
        for _, predicate, value in found
        if predicate in _CLASSES and isinstance(value, NamedNode)
    ]
    return [Quad(subject, NamedNode(predicate), value) for subject, predicate, value in found]


def access_quads(vocabulary: Vocabulary, root: str, graph_name: NamedNode) -> list[Quad]:
    """Say where the dataset that VoID counts is found: files, endpoint, an example, vocabularies.

    Source: Describing Linked Datasets with the VoID Vocabulary, sections 3 and 6.
    """
    base = vocabulary.base
    dataset, document = NamedNode(f"{base}graph/"), NamedNode(f"{base}void")
    statements: list[tuple[NamedNode, str, _Value]] = [
        (document, f"{RDF}type", NamedNode(f"{VOID}DatasetDescription")),
        (document, f"{DCTERMS}title", _text("What Trilogue holds, counted")),
        (document, f"{FOAF}primaryTopic", dataset),
        (dataset, f"{FOAF}homepage", NamedNode(f"{root}/")),
        (dataset, f"{DCTERMS}description", _text(ABOUT)),
        (dataset, f"{VOID}sparqlEndpoint", NamedNode(f"{root}/sparql")),
        (dataset, f"{VOID}exampleResource", NamedNode(f"{base}id/text/reg-2024-1689")),
        (dataset, f"{VOID}vocabulary", vocabulary.ns("")),
        *((dataset, f"{VOID}feature", NamedNode(each.iri)) for each in GRAPH_FORMATS),
        *(
            (dataset, f"{VOID}dataDump", NamedNode(f"{root}/exports/{each.name}"))
            for each in files()
        ),
    ]
    return [
        Quad(subject, NamedNode(predicate), value, graph_name)
        for subject, predicate, value in statements
    ]


_Statements = Iterator[tuple[NamedNode, str, _Value]]


class _Writer:
    def __init__(self, edition: Edition, base: str, root: str) -> None:
        self._edition = edition
        self._root = root
        self._base = base
        self._catalogue = NamedNode(f"{base}catalogue")
        self._dataset = NamedNode(f"{base}graph/")
        self._service = NamedNode(f"{base}sparql")
        self._publisher = NamedNode(f"{base}catalogue#publisher")

    def catalogue(self) -> _Statements:
        one = self._catalogue
        yield one, f"{RDF}type", NamedNode(f"{DCAT}Catalog")
        yield one, f"{DCTERMS}title", _text("Data of Trilogue")
        yield one, f"{DCTERMS}description", _text("What Trilogue publishes, for data portals.")
        yield one, f"{DCAT}dataset", self._dataset
        yield one, f"{DCAT}service", self._service
        yield one, f"{DCAT}themeTaxonomy", NamedNode(f"{_AUTHORITY}data-theme")
        yield one, f"{FOAF}homepage", NamedNode(f"{self._root}/catalogue")
        yield from self._shared(one)
        yield from self._dates(one)
        taxonomy = NamedNode(f"{_AUTHORITY}data-theme")
        yield taxonomy, f"{RDF}type", NamedNode(f"{SKOS}ConceptScheme")
        yield taxonomy, f"{DCTERMS}title", _text("Data theme")
        yield self._publisher, f"{RDF}type", NamedNode(f"{FOAF}Agent")
        yield self._publisher, f"{FOAF}name", _text("Trilogue contributors")

    def dataset(self) -> _Statements:
        one, edition = self._dataset, self._edition
        provenance = NamedNode(f"{self._catalogue.value}#provenance")
        yield one, f"{RDF}type", NamedNode(f"{DCAT}Dataset")
        yield one, f"{DCTERMS}title", _text(TITLE)
        yield one, f"{DCTERMS}description", _text(ABOUT)
        yield one, f"{DCTERMS}identifier", Literal(one.value)
        yield one, f"{DCTERMS}creator", self._publisher
        yield one, f"{DCTERMS}accrualPeriodicity", NamedNode(f"{_AUTHORITY}frequency/IRREG")
        yield one, f"{DCTERMS}spatial", NamedNode(f"{_AUTHORITY}continent/EUROPE")
        yield one, f"{DCTERMS}conformsTo", NamedNode(f"{self._base}ontology")
        yield one, f"{DCAT}landingPage", NamedNode(f"{self._root}/")
        yield one, f"{DCAT}version", Literal(edition.version)
        for code, label in _THEMES.items():
            theme = NamedNode(f"{_AUTHORITY}data-theme/{code}")
            yield one, f"{DCAT}theme", theme
            yield theme, f"{SKOS}prefLabel", _text(label)
        for keyword in KEYWORDS:
            yield one, f"{DCAT}keyword", _text(keyword)
        yield one, f"{DCTERMS}provenance", provenance
        yield provenance, f"{RDF}type", NamedNode(f"{DCTERMS}ProvenanceStatement")
        yield provenance, f"{RDFS}label", _text(_PROVENANCE)
        if edition.period is not None:
            period = NamedNode(f"{self._catalogue.value}#period")
            yield one, f"{DCTERMS}temporal", period
            yield period, f"{RDF}type", NamedNode(f"{DCTERMS}PeriodOfTime")
            for name, day in zip(("startDate", "endDate"), edition.period, strict=True):
                yield period, DCAT + name, Literal(day, datatype=NamedNode(f"{XSD}date"))
        yield from self._shared(one)
        yield from self._dates(one)

    def files(self) -> _Statements:
        for each in files():
            one = NamedNode(f"{self._base}exports/{each.name}")
            address = NamedNode(f"{self._root}/exports/{each.name}")
            file_type = _FILE_TYPES[each.format.suffix]
            yield self._dataset, f"{DCAT}distribution", one
            yield one, f"{RDF}type", NamedNode(f"{DCAT}Distribution")
            yield one, f"{DCTERMS}title", _text(f"The whole dataset as {each.name}")
            yield one, f"{DCTERMS}license", NamedNode(CC_BY)
            yield one, f"{DCTERMS}format", NamedNode(f"{_AUTHORITY}file-type/{file_type}")
            yield one, f"{DCAT}accessURL", address
            yield one, f"{DCAT}downloadURL", address
            yield one, f"{DCAT}mediaType", NamedNode(_IANA + each.format.media_type)
            yield one, f"{DCAT}accessService", self._service
            if each.packing is not None:
                yield one, f"{DCAT}compressFormat", NamedNode(_IANA + each.packing)
            written = self._edition.written.get(each.name)
            if written is not None:
                checksum = NamedNode(f"{one.value}#checksum")
                size = Literal(str(written.size), datatype=NamedNode(f"{XSD}nonNegativeInteger"))
                digest = Literal(written.sha256, datatype=NamedNode(f"{XSD}hexBinary"))
                yield one, f"{DCAT}byteSize", size
                yield one, f"{SPDX}checksum", checksum
                yield checksum, f"{RDF}type", NamedNode(f"{SPDX}Checksum")
                yield checksum, f"{SPDX}algorithm", NamedNode(f"{SPDX}checksumAlgorithm_sha256")
                yield checksum, f"{SPDX}checksumValue", digest

    def service(self) -> _Statements:
        one = self._service
        yield one, f"{RDF}type", NamedNode(f"{DCAT}DataService")
        yield one, f"{DCTERMS}title", _text("SPARQL endpoint of Trilogue")
        yield one, f"{DCTERMS}description", _text("Answers SPARQL 1.1 queries over all graphs.")
        yield one, f"{DCTERMS}conformsTo", NamedNode("http://www.w3.org/TR/sparql11-protocol/")
        yield one, f"{DCAT}endpointURL", NamedNode(f"{self._root}/sparql")
        yield one, f"{DCAT}endpointDescription", NamedNode(f"{self._root}/sparql")
        yield one, f"{DCAT}endpointDescription", NamedNode(f"{self._root}/openapi.json")
        yield one, f"{DCAT}servesDataset", self._dataset
        yield from self._shared(one)

    def _shared(self, one: NamedNode) -> _Statements:
        rights = NamedNode(f"{_AUTHORITY}access-right/PUBLIC")
        yield one, f"{DCTERMS}publisher", self._publisher
        yield one, f"{DCTERMS}license", NamedNode(CC_BY)
        if one != self._catalogue:
            yield one, f"{DCTERMS}accessRights", rights
        for language in _LANGUAGES:
            yield one, f"{DCTERMS}language", NamedNode(f"{_AUTHORITY}language/{language}")

    def _dates(self, one: NamedNode) -> _Statements:
        told = {"issued": self._edition.issued, "modified": self._edition.modified}
        for name, moment in told.items():
            if moment is not None:
                yield one, DCTERMS + name, Literal(moment, datatype=NamedNode(f"{XSD}dateTime"))


def _text(text: str) -> Literal:
    return Literal(text, language="en")
