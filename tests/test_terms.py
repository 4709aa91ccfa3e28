import doctest

import pytest

from trilogue import content, terms
from trilogue.terms import Vocabulary


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/trilogue/ns/Claim", "tri:Claim"),
        ("https://w3id.org/trilogue/id/provision/art-5-1-h", "act:art-5-1-h"),
        ("https://w3id.org/trilogue/id/provision/parliament-position/x", "position:x"),
        ("https://w3id.org/trilogue/id/position/x", "held-position:x"),
        ("https://w3id.org/trilogue/id/norm/final-act/art-5-1-h-i", "act-norm:art-5-1-h-i"),
        ("https://w3id.org/trilogue/id/status/a/b", "<https://w3id.org/trilogue/id/status/a/b>"),
        ("https://w3id.org/trilogue/ns/", "<https://w3id.org/trilogue/ns/>"),
        ("https://w3id.org/trilogue/ns/end.", "<https://w3id.org/trilogue/ns/end.>"),
        ("http://www.w3.org/2001/XMLSchema#date", "xsd:date"),
        ("http://e/x", "<http://e/x>"),
    ],
)
def test_an_iri_is_shortened_where_the_result_is_valid(iri: str, short: str) -> None:
    assert Vocabulary().shrink(iri) == short


def test_every_namespace_of_ours_is_under_the_base() -> None:
    vocabulary = Vocabulary("http://e/kg/")
    ours = {name for name in vocabulary.prefixes() if name not in terms.FOREIGN_PREFIXES}

    assert all(vocabulary.prefixes()[name].startswith("http://e/kg/") for name in ours)
    assert vocabulary.derived_graph.value == "http://e/kg/graph/derived"
    assert vocabulary.id("actor", "edri").value == "http://e/kg/id/actor/edri"


def test_no_two_prefixes_mean_the_same() -> None:
    namespaces = list(Vocabulary().prefixes().values())

    assert len(set(namespaces)) == len(namespaces)


def test_prefixes_are_the_callers_own() -> None:
    vocabulary = Vocabulary()
    vocabulary.prefixes().clear()

    assert vocabulary.prefixes()["tri"] == "https://w3id.org/trilogue/ns/"


@pytest.mark.parametrize("module", [terms, content])
def test_the_examples_in_the_docstrings_are_true(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]

    assert result.attempted > 0
    assert result.failed == 0
