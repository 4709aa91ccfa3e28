"""Finds things by what they are called: names, other names, identifiers."""

from pyoxigraph import Literal, NamedNode

from trilogue.errors import RequestError
from trilogue.question_parameters import plain_text
from trilogue.serialise import Table
from trilogue.terms import DCTERMS, RDFS, SKOS, Vocabulary

_MOST_LOOKED_AT = 500


def query_for(text: str, class_iri: str | None, vocabulary: Vocabulary) -> str:
    """Write the query that finds names with all words of *text* in them, the shortest first.

    Args:
        text: words as somebody types them.
        class_iri: of the things wanted; None for all.
        vocabulary: the names under the base.

    Raises:
        RequestError: there is no word, or the text is too long or holds control characters.
    """
    wanted = plain_text(text)
    words = [] if wanted is None else wanted.value.lower().split()
    if not words:
        raise RequestError(
            "text: say what to look for, in a few words on one line, such as a name or a CELEX "
            "number.",
            "text",
        )
    named_by = (
        *(f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>", f"<{RDFS}label>", f"<{DCTERMS}title>"),
        str(vocabulary.ns("identifier")),
    )
    filters = " && ".join(f"CONTAINS(?low, {Literal(word)})" for word in words)
    of_class = f"?thing a/<{RDFS}subClassOf>* {NamedNode(class_iri)} . " if class_iri else ""
    return (
        f"SELECT DISTINCT ?thing ?text {{ VALUES ?by {{ {' '.join(named_by)} }} "
        f"?thing ?by ?text . {of_class}BIND(LCASE(STR(?text)) AS ?low) "
        f"FILTER({filters} && STRSTARTS(STR(?thing), {Literal(vocabulary.base)})) }} "
        f"ORDER BY STRLEN(?low) ?low ?thing LIMIT {_MOST_LOOKED_AT}"
    )


def best(found: Table, text: str, most: int) -> list[tuple[str, str]]:
    """Give IRIs and the names that fit, best first: the same, then beginning so, then shorter."""
    wanted = " ".join(text.casefold().split())
    rows = [(row[0].value, row[1].value) for row in found.rows if row[0] and row[1]]

    def order(row: tuple[str, str]) -> tuple[bool, bool, int]:
        name = row[1].casefold()
        return (name != wanted, not name.startswith(wanted), len(name))

    by_thing: dict[str, str] = {}
    for iri, name in sorted(rows, key=order):
        by_thing.setdefault(iri, name)
    return list(by_thing.items())[:most]
