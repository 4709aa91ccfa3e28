"""What tools that rate ontologies look for in a header, and what they count as told twice.

Source: the checks of FOOPS! (findable, accessible, interoperable, reusable) and of ROBOT's report.
"""

from collections import Counter

import pytest
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, Namespace, URIRef

from trilogue import __version__
from trilogue.content import find_content

VANN = Namespace("http://purl.org/vocab/vann/")
TRI = Namespace("https://w3id.org/trilogue/ns/")
ONTOLOGY = "https://w3id.org/trilogue/ontology/"
MODULES = {
    file.path.stem: file.path
    for file in find_content().files("ontology")
    if file.path.parent.name == "ontology"
}


def read(name: str) -> tuple[Graph, URIRef]:
    graph = Graph().parse(MODULES[name], format="turtle")
    (module,) = graph.subjects(RDF.type, OWL.Ontology)
    assert isinstance(module, URIRef)
    return graph, module


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_it_is_and_under_which_terms_it_may_be_used(name: str) -> None:
    graph, module = read(name)

    assert str(module) == ONTOLOGY + name
    for told in (DCTERMS.title, DCTERMS.description):
        (text,) = graph.objects(module, told)
        assert isinstance(text, Literal)
        assert text.language == "en"
    for told in (DCTERMS.creator, DCTERMS.created, DCTERMS.modified, DCTERMS.bibliographicCitation):
        assert len(list(graph.objects(module, told))) == 1, told
    assert list(graph.objects(module, DCTERMS.license)) == [
        URIRef("https://creativecommons.org/licenses/by/4.0/")
    ]
    assert str(graph.value(module, VANN.preferredNamespacePrefix)) == "tri"
    assert str(graph.value(module, VANN.preferredNamespaceUri)) == str(TRI)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_the_version_of_the_release_and_an_address_for_it(name: str) -> None:
    graph, module = read(name)

    assert str(graph.value(module, OWL.versionInfo)) == __version__
    assert str(graph.value(module, OWL.versionIRI)) == f"{ONTOLOGY}{__version__}/{name}"


def test_no_two_terms_have_the_same_definition() -> None:
    told = Counter(
        str(text) for name in MODULES for text in read(name)[0].objects(None, SKOS.definition)
    )

    assert told
    assert [text for text, times in told.items() if times > 1] == []
