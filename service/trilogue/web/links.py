"""How terms are shown on a page: as a name, a link, a text with its language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask_babel import gettext, lazy_gettext
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from trilogue.serialise import Cell
from trilogue.terms import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Vocabulary, as_path

_PLAIN_DATATYPES = frozenset([f"{XSD}string", f"{XSD}anyURI"])
# Terms of others that our pages show often and that the dataset does not name.
_FOREIGN_NAMES = {
    f"{RDF}type": lazy_gettext("type"),
    f"{RDFS}label": lazy_gettext("name"),
    f"{RDFS}isDefinedBy": lazy_gettext("defined in"),
    f"{RDFS}subClassOf": lazy_gettext("kind of"),
    f"{RDFS}subPropertyOf": lazy_gettext("part of the meaning of"),
    f"{RDFS}domain": lazy_gettext("said about"),
    f"{RDFS}range": lazy_gettext("points to"),
    f"{RDFS}seeAlso": lazy_gettext("see also"),
    f"{OWL}Class": lazy_gettext("class"),
    f"{OWL}ObjectProperty": lazy_gettext("property between things"),
    f"{OWL}DatatypeProperty": lazy_gettext("property with a value"),
    f"{OWL}AnnotationProperty": lazy_gettext("annotation"),
    f"{OWL}FunctionalProperty": lazy_gettext("property with at most one value"),
    f"{OWL}NamedIndividual": lazy_gettext("individual"),
    f"{OWL}inverseOf": lazy_gettext("inverse of"),
    f"{OWL}disjointWith": lazy_gettext("never also"),
    f"{SKOS}prefLabel": lazy_gettext("name"),
    f"{SKOS}altLabel": lazy_gettext("also called"),
    f"{SKOS}exactMatch": lazy_gettext("the same as"),
    f"{SKOS}closeMatch": lazy_gettext("close to"),
    f"{SKOS}broadMatch": lazy_gettext("narrower than"),
    f"{SKOS}narrowMatch": lazy_gettext("broader than"),
    f"{SKOS}relatedMatch": lazy_gettext("related to"),
    f"{DCTERMS}source": lazy_gettext("source"),
    f"{DCTERMS}license": lazy_gettext("licence"),
}


@dataclass(frozen=True)
class Shown:
    """One term, ready for a template.

    Attributes:
        text: what to read.
        href: where it leads; None where it leads nowhere.
        is_outside: whether that is another site.
        title: the IRI in full, or the datatype; may be empty.
        language: of the text, where it is known.
        is_name: whether it is what the dataset calls the thing.
    """

    text: str
    href: str | None = None
    is_outside: bool = False
    title: str = ""
    language: str | None = None
    is_name: bool = False


@dataclass(frozen=True)
class Links:
    """Addresses of pages for IRIs.

    Attributes:
        vocabulary: the base whose IRIs have pages here.
        root: what addresses on this site begin with, without a slash at the end.
    """

    vocabulary: Vocabulary
    root: str = ""

    def page(self, iri: str) -> str | None:
        """Give the page of *iri*: ours when it is under the base, itself when it is http(s).

        Anything else (``javascript:``, ``urn:`` …) is no link.
        """
        if iri.startswith(self.vocabulary.base):
            inner = iri.removeprefix(self.vocabulary.base)
            return f"{self.root}/page/{as_path(inner)}"
        return outside(iri)

    def data(self, iri: str, suffix: str) -> str:
        """Give the file about *iri*, which must be under the base."""
        inner = iri.removeprefix(self.vocabulary.base)
        return f"{self.root}/data/{as_path(inner)}.{suffix}"

    def linkset(self, iri: str) -> str:
        """Give the address of the links of *iri*, which must be under the base, without suffix."""
        inner = iri.removeprefix(self.vocabulary.base)
        return f"{self.root}/linkset/{as_path(inner)}"

    def iri(self, iri: str, labels: Mapping[str, str]) -> Shown:
        """Show *iri* by its name where it has one."""
        short = self.vocabulary.shrink(iri).strip("<>")
        label = labels.get(iri)
        text = label or str(_FOREIGN_NAMES.get(iri, short))
        is_outside = not iri.startswith(self.vocabulary.base)
        return Shown(text, self.page(iri), is_outside, iri, None, bool(label) and label != short)

    def term(
        self, term: NamedNode | BlankNode | Literal | Triple, labels: Mapping[str, str]
    ) -> Shown:
        """Show any term."""
        if isinstance(term, NamedNode):
            return self.iri(term.value, labels)
        if isinstance(term, Literal):
            return self._literal(term.value, term.language, term.datatype.value)
        if isinstance(term, BlankNode):
            return Shown(gettext("a part without a name of its own (see the data)"))
        return Shown(str(term))

    def cell(self, cell: Cell | None) -> Shown:
        """Show one value of an answer; nothing where it is unbound."""
        if cell is None:
            return Shown("")
        if cell.kind == "uri":
            # In the short form that a query would use, not by name.
            return replace(
                self.iri(cell.value, {}), text=self.vocabulary.shrink(cell.value).strip("<>")
            )
        if cell.kind == "literal":
            return self._literal(cell.value, cell.language, cell.datatype or f"{XSD}string")
        return Shown(f"_:{cell.value}" if cell.kind == "bnode" else cell.value)

    def _literal(self, value: str, language: str | None, datatype: str) -> Shown:
        title = "" if language or datatype in _PLAIN_DATATYPES else self.vocabulary.shrink(datatype)
        href = outside(value) if datatype == f"{XSD}anyURI" else None
        return Shown(value, href, href is not None, title, language)


def outside(iri: str) -> str | None:
    """Give *iri* when it is an http or https address that may become a link, else None."""
    try:
        parts = urlsplit(iri)
    except ValueError:
        return None
    return iri if parts.scheme in ("http", "https") and parts.netloc else None
