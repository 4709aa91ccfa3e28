"""What is recorded around a practice or a stage: texts, positions, claims, alignments."""

from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.store import Dataset
from trilogue.terms import SKOS, Vocabulary

_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
# Values as text by name; empty where there is none.
Row: TypeAlias = dict[str, str]


def texts_of(store: Dataset, vocabulary: Vocabulary, iri: str) -> list[Row]:
    """Give the texts of a stage, its own before those that led up to it, by day."""
    return _rows(
        """SELECT DISTINCT ?text ?label ?day ?form ?formLabel ?address ?isOfStage {
          { ?text tri:textOfStage ?iri BIND("yes" AS ?isOfStage) }
          UNION { ?text tri:preparesStage ?iri }
          ?text skos:prefLabel ?label FILTER(LANG(?label) = "en")
          OPTIONAL { ?text tri:publishedOn ?day }
          OPTIONAL { ?text tri:textForm ?form . ?form skos:prefLabel ?formLabel
                     FILTER(LANG(?formLabel) = "en") }
          OPTIONAL { ?text tri:webAddress ?address }
        } ORDER BY DESC(?isOfStage) ?day ?label ?address""",
        (store, vocabulary, iri),
    )


def positions_on(store: Dataset, vocabulary: Vocabulary, iri: str) -> list[Row]:
    """Give who took which stance on a practice or on a norm about it, and when."""
    return _rows(
        """SELECT DISTINCT ?position ?label ?who ?whoLabel ?stance ?stanceLabel ?subject
                           ?subjectLabel ?since ?until {
          { VALUES ?subject { ?iri } } UNION { ?subject tri:coversPractice ?iri }
          ?position tri:onSubject ?subject ; tri:heldBy ?who ; tri:stance ?stance ;
            skos:prefLabel ?label .
          ?who skos:prefLabel ?whoLabel . ?stance skos:prefLabel ?stanceLabel .
          ?subject skos:prefLabel ?subjectLabel .
          FILTER(LANG(?label) = "en" && LANG(?whoLabel) = "en" && LANG(?stanceLabel) = "en")
          FILTER(LANG(?subjectLabel) = "en")
          OPTIONAL { ?position tri:holdsFrom ?since }
          OPTIONAL { ?position tri:holdsUntil ?until }
        } ORDER BY ?since ?whoLabel ?position""",
        (store, vocabulary, iri),
    )


def claims_about(store: Dataset, vocabulary: Vocabulary, iri: str) -> list[Row]:
    """Give the claims about a practice in the order of the question about them.

    Voices stand one a line: IRI, a space, name.
    """
    return _rows(
        """SELECT ?claim (SAMPLE(?name) AS ?label) (SAMPLE(?date) AS ?day)
                  (GROUP_CONCAT(DISTINCT ?voice; separator="\\n") AS ?voices)
                  (SAMPLE(?reserve) AS ?hedge) (SAMPLE(?reserveLabel) AS ?hedgeLabel) {
          ?claim a tri:Claim ; tri:aboutPractice ?iri ; skos:prefLabel ?name .
          FILTER(LANG(?name) = "en")
          OPTIONAL { ?claim tri:claimedOn ?date }
          OPTIONAL { ?claim tri:claimedBy ?who . ?who skos:prefLabel ?whoLabel
                     FILTER(LANG(?whoLabel) = "en")
                     BIND(CONCAT(STR(?who), " ", ?whoLabel) AS ?voice) }
          OPTIONAL { ?claim tri:hedge ?reserve . ?reserve skos:prefLabel ?reserveLabel
                     FILTER(LANG(?reserveLabel) = "en") }
        } GROUP BY ?claim ORDER BY ?day ?claim""",
        (store, vocabulary, iri),
    )


def alignments_of(store: Dataset, vocabulary: Vocabulary, iri: str) -> list[Row]:
    """Give the concepts of other vocabularies that a practice is matched with."""
    wanted = " ".join(f"skos:{name}" for name in _MATCHES)
    return _rows(
        f"SELECT DISTINCT ?other {{ VALUES ?how {{ {wanted} }} ?iri ?how ?other }} ORDER BY ?other",
        (store, vocabulary, iri),
    )


def _rows(query: str, about: tuple[Dataset, Vocabulary, str]) -> list[Row]:
    """Ask about one thing, ``?iri`` in the query; values are given as text, empty where unbound."""
    store, vocabulary, iri = about
    prefixes = f"PREFIX tri: <{vocabulary.ns('').value}> PREFIX skos: <{SKOS}> "
    text = query.replace("?iri", str(NamedNode(iri)))
    found = store.query(prefixes + text)
    assert isinstance(found, QuerySolutions)  # noqa: S101 - it is a SELECT
    names = [variable.value for variable in found.variables]
    return [
        {
            name: value.value if isinstance(value, NamedNode | Literal) else ""
            for name, value in zip(names, row, strict=True)
        }
        for row in found
    ]
