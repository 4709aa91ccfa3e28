"""The texts of the law and their provisions in the words of the European Legislation Identifier.

A text is a legal resource, realised by an expression in the language in which it was read; the
wording of a provision is a subdivision of its text, and a member of the provision that is followed
through all of them. Our names for texts are no official titles and are given as alternatives. The
day of a text is that of its publication, which is what is recorded; not that of its signature.

Source: ELI ontology 1.5; EU Vocabularies, resource types and languages.
"""

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from trilogue.facts import Facts
from trilogue.store import Dataset
from trilogue.terms import DCTERMS, RDF, SKOS, Vocabulary

ELI = "http://data.europa.eu/eli/ontology#"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_ELI_ADDRESS = "http://data.europa.eu/eli/"
# A CELEX number's sector, year and kind of document, and the type that is for certain.
_CELEX = re.compile(r"([0-9])[0-9]{4}([A-Z]{1,2})[0-9]{4}")
_TYPES = {("3", "R"): "REG"}
# Our tags to the codes of the authority table.
_LANGUAGES = {
    "bg": "BUL",
    "cs": "CES",
    "da": "DAN",
    "de": "DEU",
    "el": "ELL",
    "en": "ENG",
    "es": "SPA",
    "et": "EST",
    "fi": "FIN",
    "fr": "FRA",
    "ga": "GLE",
    "hr": "HRV",
    "hu": "HUN",
    "it": "ITA",
    "lt": "LIT",
    "lv": "LAV",
    "mt": "MLT",
    "nl": "NLD",
    "pl": "POL",
    "pt": "POR",
    "ro": "RON",
    "sk": "SLK",
    "sl": "SLV",
    "sv": "SWE",
}
PREFIXES = {"eli": ELI}


def eli_quads(store: Dataset, vocabulary: Vocabulary) -> list[Quad]:
    """Describe all legislative texts, wordings of provisions and provisions.

    Args:
        store: where they are.
        vocabulary: the names under the base.

    Returns:
        Quads of the default graph, each once.
    """
    facts = Facts(store, vocabulary)
    quads: list[Quad] = []
    for text in facts.of_class("LegislativeText"):
        quads += _text(text, facts)
    for provision in facts.of_class("Provision"):
        quads += _subdivision(provision, facts)
    for version in facts.of_class("ProvisionVersion"):
        quads += _subdivision(version, facts)
        quads += _version(version, facts)
    return list(dict.fromkeys(quads))


def _text(text: NamedNode, facts: Facts) -> Iterator[Quad]:
    yield Quad(text, NamedNode(f"{RDF}type"), _eli("LegalResource"))
    for identifier in facts.literals(text, "identifier"):
        celex = _CELEX.fullmatch(identifier.value)
        yield Quad(text, _eli("id_local" if celex else "number"), identifier)
        kind = None if celex is None else _TYPES.get((celex[1], celex[2]))
        if kind is not None:
            yield Quad(text, _eli("type_document"), NamedNode(f"{_AUTHORITY}resource-type/{kind}"))
    for day in facts.literals(text, "publishedOn"):
        yield Quad(text, _eli("date_publication"), day)
    for publisher in facts.iris(text, "publishedBy"):
        yield Quad(text, _eli("publisher_agent"), publisher)
    for earlier in facts.iris(text, "carriesOver"):
        yield Quad(text, _eli("amends"), earlier)
    yield from _description(text, facts)
    address = facts.web_address(text)
    if address is not None and address.startswith(_ELI_ADDRESS):
        yield Quad(text, NamedNode(f"{SKOS}exactMatch"), NamedNode(address))
        address = None
    yield from _expressions(text, address, facts)


def _expressions(text: NamedNode, address: str | None, facts: Facts) -> Iterator[Quad]:
    for tag in facts.literals(text, "language"):
        code = _LANGUAGES.get(tag.value)
        if code is None:
            continue
        expression = NamedNode(f"{text.value}#{tag.value}")
        yield Quad(text, _eli("is_realized_by"), expression)
        yield Quad(expression, NamedNode(f"{RDF}type"), _eli("LegalExpression"))
        yield Quad(expression, _eli("realizes"), text)
        yield Quad(expression, _eli("language"), NamedNode(f"{_AUTHORITY}language/{code}"))
        for name in facts.literals(text, NamedNode(f"{SKOS}prefLabel")):
            yield Quad(expression, _eli("title_alternative"), name)
        if address is not None:
            document = NamedNode(address)
            yield Quad(expression, _eli("is_embodied_by"), document)
            yield Quad(document, NamedNode(f"{RDF}type"), _eli("Format"))


def _subdivision(node: NamedNode, facts: Facts) -> Iterator[Quad]:
    yield Quad(node, NamedNode(f"{RDF}type"), _eli("LegalResourceSubdivision"))
    for name in facts.literals(node, NamedNode(f"{SKOS}prefLabel")):
        yield Quad(node, NamedNode(f"{DCTERMS}title"), name)
    yield from _description(node, facts)


def _version(version: NamedNode, facts: Facts) -> Iterator[Quad]:
    for name, term in (
        ("inText", "is_part_of"),
        ("versionOf", "is_member_of"),
        ("derivedFromVersion", "is_derivative_of"),
    ):
        for other in facts.iris(version, name):
            yield Quad(version, _eli(term), other)
    for name, term in (("locator", "number"), ("applicableFrom", "date_applicability")):
        for value in facts.literals(version, name):
            yield Quad(version, _eli(term), value)


def _description(node: NamedNode, facts: Facts) -> Iterator[Quad]:
    for gloss in facts.literals(node, "gloss"):
        yield Quad(node, _eli("description"), gloss)


def _eli(name: str) -> NamedNode:
    return NamedNode(f"{ELI}{name}")
