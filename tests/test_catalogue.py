"""The catalogue has what DCAT-AP 3 asks for.

Held here to the mandatory properties and to the classes that its values must have, as facts. What
the published shapes say of it is told in docs/linked-data.md.
"""

import pytest
import rdflib
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, URIRef

from trilogue.catalogue import Edition, Written, catalogue_quads, files
from trilogue.formats import TURTLE
from trilogue.serialise import graph_bytes
from trilogue.store import Store
from trilogue.terms import Vocabulary

ROOT = "https://kg.example/service"
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
NOTHING_KNOWN = Edition("0123456789abcdef")
ALL_KNOWN = Edition(
    "0123456789abcdef",
    "2026-11-24T00:00:00Z",
    "2026-11-28T10:00:00Z",
    ("2002-06-13", "2026-12-31"),
    {each.name: Written("ab" * 32, 1_000) for each in files()},
)
# Class: what each of its individuals must have.
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    DCAT.Distribution: (DCAT.accessURL,),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
    FOAF.Agent: (FOAF.name,),
    SPDX.Checksum: (SPDX.algorithm, SPDX.checksumValue),
    SKOS.Concept: (SKOS.prefLabel,),
}
# Property: the class of its values.
RANGES = {
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
    DCTERMS.conformsTo: DCTERMS.Standard,
    DCTERMS.format: DCTERMS.MediaTypeOrExtent,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.provenance: DCTERMS.ProvenanceStatement,
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    DCAT.accessService: DCAT.DataService,
    DCAT.accessURL: RDFS.Resource,
    DCAT.dataset: DCAT.Dataset,
    DCAT.distribution: DCAT.Distribution,
    DCAT.landingPage: FOAF.Document,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.servesDataset: DCAT.Dataset,
    DCAT.theme: SKOS.Concept,
    DCAT.themeTaxonomy: SKOS.ConceptScheme,
    SPDX.checksum: SPDX.Checksum,
}
AT_MOST_ONE = {
    DCAT.Dataset: (DCTERMS.accessRights, DCTERMS.accrualPeriodicity, DCTERMS.publisher),
    DCAT.Distribution: (DCTERMS.format, DCTERMS.license, DCAT.mediaType, DCAT.compressFormat),
}


def catalogue(edition: Edition) -> rdflib.Graph:
    quads = catalogue_quads(edition, Vocabulary(), ROOT)
    return rdflib.Graph().parse(data=graph_bytes(quads, TURTLE), format="turtle")


@pytest.mark.parametrize("edition", [NOTHING_KNOWN, ALL_KNOWN], ids=["nothing", "all"])
def test_the_mandatory_properties_are_there(edition: Edition) -> None:
    graph = catalogue(edition)

    for class_, properties in MANDATORY.items():
        for one in graph.subjects(RDF.type, class_):
            for property_ in properties:
                assert (one, property_, None) in graph, (one, property_)
    for property_, class_ in RANGES.items():
        for value in graph.objects(None, property_):
            assert (value, RDF.type, class_) in graph, (property_, value)
    for class_, properties in AT_MOST_ONE.items():
        for one in graph.subjects(RDF.type, class_):
            for property_ in properties:
                assert len(list(graph.objects(one, property_))) <= 1, (one, property_)


def test_each_file_says_what_it_is() -> None:
    graph = catalogue(ALL_KNOWN)
    found = {str(one).rpartition("/")[2]: one for one in graph.objects(None, DCAT.distribution)}

    assert len(found) == 18
    packed = found["trilogue.nt.gz"]
    assert graph.value(packed, DCAT.downloadURL) == URIRef(f"{ROOT}/exports/trilogue.nt.gz")
    assert str(graph.value(packed, DCAT.mediaType)).endswith("/application/n-triples")
    assert str(graph.value(packed, DCAT.compressFormat)).endswith("/application/gzip")
    assert graph.value(packed, DCTERMS.format) == URIRef(f"{AUTHORITY}file-type/RDF_N_TRIPLES")
    assert str(graph.value(packed, DCAT.byteSize)) == "1000"
    checksum = graph.value(packed, SPDX.checksum)
    assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
    assert graph.value(found["trilogue.nt"], DCAT.compressFormat) is None


def test_the_dataset_says_when_where_and_on_what_terms() -> None:
    graph = catalogue(ALL_KNOWN)
    one = URIRef("https://w3id.org/trilogue/graph/")
    period = graph.value(one, DCTERMS.temporal)

    assert (one, DCAT.theme, URIRef(f"{AUTHORITY}data-theme/JUST")) in graph
    assert str(graph.value(period, DCAT.startDate)) == "2002-06-13"
    assert str(graph.value(one, URIRef(f"{DCAT}version"))) == "0123456789abcdef"
    assert str(graph.value(one, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    assert list(graph.subjects(DCAT.servesDataset, one)) == [
        URIRef("https://w3id.org/trilogue/sparql")
    ]
    assert (None, DCAT.contactPoint, None) not in graph


def test_a_catalogue_can_be_loaded_as_it_is() -> None:
    quads = catalogue_quads(ALL_KNOWN, Vocabulary(), ROOT)

    with Store.in_memory() as store:
        store.load(quads)
        assert store.count() == len(set(quads))
