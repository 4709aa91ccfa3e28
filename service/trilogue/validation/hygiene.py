"""What SHACL cannot see in a file: unknown words and prefixes, what facts may not say, odd values.

Each check gives results with file and line, for curated files and a researcher's file alike.
What takes more than one file to see is in `trilogue.validation.layout`.
"""

import re
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from trilogue.parse import ParsedFile
from trilogue.querytext import tokens
from trilogue.terms import RDF, XSD, Vocabulary
from trilogue.validation.known import Known
from trilogue.validation.places import Places
from trilogue.validation.report import Result, Severity
from trilogue.wording import Wording

LONGEST_LITERAL = 2_000

_TYPE = NamedNode(RDF + "type")
_ANY_URI = NamedNode(XSD + "anyURI")
# C0 and C1 controls but tab and line ends; marks that turn the direction of text around.
_ODD_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_WEB = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


def unknown_terms(file: ParsedFile, known: Known, places: Places) -> Iterator[Result]:
    """Find properties and classes that no ontology file declares.

    In facts every property counts, and every class; elsewhere only IRIs in our own namespace.
    """
    facts = not file.name.startswith(("ontology/", "shapes/"))
    for quad in file.quads:
        if _is_unknown_property(quad.predicate.value, known, facts=facts):
            yield _unknown(file, quad, known, places, is_class=False)
        if isinstance(quad.object, NamedNode):
            is_type = quad.predicate == _TYPE
            if _is_unknown_object(quad.object.value, known, is_type=facts and is_type):
                yield _unknown(file, quad, known, places, is_class=True)


def forbidden(file: ParsedFile, known: Known, places: Places) -> Iterator[Result]:
    """Find what facts may not state: vocabulary, computed terms, and things without an IRI."""
    for quad in file.quads:
        term = quad.predicate
        if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
            term = quad.object
        if known.is_schema(quad.predicate.value) or known.is_schema(term.value):
            name = known.vocabulary.shrink(term.value)
            yield about(
                "forbidden-statement",
                Wording("A fact may not state {term}.", term=name),
                file,
                quad,
                places,
                known,
                Wording("Remove the line; propose a change of the ontology if a term is missing."),
            )
        elif term.value in known.computed:
            name = known.vocabulary.shrink(term.value)
            yield about(
                "computed-term",
                Wording("{term} is computed by a rule and cannot be contributed.", term=name),
                file,
                quad,
                places,
                known,
                Wording("Remove the line."),
            )
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode | Triple):
            yield about(
                "blank-node",
                Wording("A thing without an IRI can be neither pointed to nor reviewed."),
                file,
                quad,
                places,
                known,
                Wording("Give it an IRI under {base}id/.", base=known.vocabulary.base),
            )


def misnamed(file: ParsedFile, known: Known, places: Places) -> Iterator[Result]:
    """Find subjects that are no IRI of a thing: a known type and a slug."""
    for subject in dict.fromkeys(quad.subject for quad in file.quads):
        if not isinstance(subject, NamedNode) or known.has_a_things_name(subject.value):
            continue
        yield Result(
            severity=Severity.VIOLATION,
            message=Wording(
                "{iri} is not the IRI of a thing of ours.",
                iri=known.vocabulary.shrink(subject.value),
            ),
            focus_node=subject,
            component=component("misnamed", known.vocabulary),
            file=file.name,
            line=places.line(file, subject),
            remedy=Wording(
                "Describe things as {base}id/<type>/<slug>, with a type that has "
                "a prefix and a slug of lower-case letters, digits and hyphens.",
                base=known.vocabulary.base,
            ),
        )


def odd_values(file: ParsedFile, known: Known, places: Places) -> Iterator[Result]:
    """Find literals and IRIs that a reader could be misled by, or that no browser should follow."""
    for quad in file.quads:
        complaint = _odd(quad)
        if complaint is not None:
            name, message, remedy = complaint
            yield about(name, message, file, quad, places, known, remedy)


def prefixes(file: ParsedFile, vocabulary: Vocabulary, *, others: bool = False) -> Iterator[Result]:
    """Find prefixes that mean something else in the canonical table, or are not in it.

    Args:
        file: read for its prefixes only.
        vocabulary: has the table.
        others: whether prefixes outside the table are welcome for namespaces outside it.
    """
    declared = file.prefixes
    if others:
        table = vocabulary.prefixes()
        namespaces = frozenset(table.values())
        declared = {
            prefix: namespace
            for prefix, namespace in declared.items()
            if prefix in table or namespace in namespaces
        }
    yield from _prefixes(file.name, file.text, declared, vocabulary)


def query_words(name: str, text: str, known: Known) -> Iterator[Result]:
    """Find unknown terms and prefixes in a rule or question; *text* may be no valid query."""
    declared: dict[str, str] = {}
    prefix = None
    for token in tokens(text):
        if prefix is not None and token.kind == "iri":
            declared[prefix] = token.text[1:-1]
            prefix = None
        elif token.kind == "name" and _is_declaration(text, token.start):
            prefix = token.text.partition(":")[0]
        elif token.kind in ("name", "iri"):
            iri = _expanded(token.kind, token.text, declared)
            if known.is_ours(iri) and iri.rpartition("/")[2] and not known.is_declared(iri):
                yield Result(
                    severity=Severity.VIOLATION,
                    message=Wording("Unknown term {term}.", term=known.vocabulary.shrink(iri)),
                    component=component("unknown-term", known.vocabulary),
                    file=name,
                    line=text.count("\n", 0, token.start) + 1,
                    remedy=_did_you_mean(iri, known, is_class=iri.rpartition("/")[2][0].isupper()),
                )
    yield from _prefixes(name, text, declared, known.vocabulary)


def component(name: str, vocabulary: Vocabulary) -> NamedNode:
    """Name the constraint that a check of hygiene stands for."""
    return NamedNode(f"{vocabulary.base}shape/hygiene-{name}")


def about(
    name: str,
    message: str,
    file: ParsedFile,
    quad: Quad,
    places: Places,
    known: Known,
    remedy: str,
) -> Result:
    """Make a violation about one statement, with its line."""
    subject = quad.subject
    value = quad.object
    return Result(
        severity=Severity.VIOLATION,
        message=message,
        focus_node=subject if isinstance(subject, NamedNode | BlankNode) else None,
        path=quad.predicate,
        value=value if isinstance(value, NamedNode | BlankNode | Literal) else None,
        component=component(name, known.vocabulary),
        file=file.name,
        line=places.line(file, subject, quad.predicate, value),
        remedy=remedy,
    )


def _is_unknown_property(iri: str, known: Known, *, facts: bool) -> bool:
    if known.is_ours(iri):
        return iri not in known.properties
    return facts and iri != _TYPE.value and iri not in known.properties and not known.is_schema(iri)


def _is_unknown_object(iri: str, known: Known, *, is_type: bool) -> bool:
    if known.is_ours(iri):
        return not known.is_declared(iri) and iri != f"{known.vocabulary.base}ns/"
    return is_type and iri not in known.classes and not known.is_schema(iri)


def _unknown(
    file: ParsedFile, quad: Quad, known: Known, places: Places, *, is_class: bool
) -> Result:
    term = quad.object if is_class else quad.predicate
    iri = term.value if isinstance(term, NamedNode) else ""
    name = known.vocabulary.shrink(iri)
    word, message = "property", Wording("Unknown property {term}.", term=name)
    if is_class and quad.predicate == _TYPE:
        word, message = "class", Wording("Unknown class {term}.", term=name)
    elif is_class:
        word, message = "term", Wording("Unknown term {term}.", term=name)
    return about(
        f"unknown-{word}",
        message,
        file,
        quad,
        places,
        known,
        _did_you_mean(iri, known, is_class=is_class),
    )


def _did_you_mean(iri: str, known: Known, *, is_class: bool) -> str:
    near = known.nearest(iri, classes=is_class)
    if near is not None:
        return Wording("Did you mean {term}?", term=known.vocabulary.shrink(near))
    return Wording("Use a term that a file under ontology/ declares.")


def _odd(quad: Quad) -> tuple[str, str, str] | None:
    """Tell what is odd about the statement's terms: a name, what, and the mend."""
    for node in (quad.subject, quad.object):
        if isinstance(node, NamedNode):
            if not _WEB.match(node.value):
                return (
                    "odd-iri",
                    Wording("{iri} is no web address.", iri=node),
                    Wording("Use an IRI that begins with http:// or https://."),
                )
            if _ODD_CHARACTER.search(node.value):
                return (
                    "odd-iri",
                    Wording("This IRI holds invisible characters."),
                    Wording("Type it anew."),
                )
    return _odd_literal(quad.object) if isinstance(quad.object, Literal) else None


def _odd_literal(literal: Literal) -> tuple[str, str, str] | None:
    odd = _ODD_CHARACTER.search(literal.value)
    if odd:
        code = f"U+{ord(odd.group()):04X}"
        return (
            "odd-character",
            Wording("This text holds the invisible character {code}.", code=code),
            Wording("Remove it, by typing the words around it anew."),
        )
    if len(literal.value) > LONGEST_LITERAL:
        return (
            "long-literal",
            Wording(
                "This text has {size} characters; {limit} are allowed.",
                size=len(literal.value),
                limit=LONGEST_LITERAL,
            ),
            Wording("Say it in your own words, in short, and point to the source."),
        )
    if literal.datatype == _ANY_URI and not _WEB.match(literal.value):
        return (
            "odd-iri",
            Wording('"{text}" is no web address.', text=literal.value[:80]),
            Wording("Use one that begins with http:// or https://."),
        )
    return None


def _prefixes(
    name: str, text: str, declared: dict[str, str], vocabulary: Vocabulary
) -> Iterator[Result]:
    canonical = vocabulary.prefixes()
    by_namespace = {namespace: prefix for prefix, namespace in canonical.items()}
    for prefix, namespace in declared.items():
        if canonical.get(prefix) == namespace:
            continue
        if prefix in canonical:
            message = Wording(
                "The prefix {prefix}: stands for <{namespace}> everywhere else.",
                prefix=prefix,
                namespace=canonical[prefix],
            )
        else:
            message = Wording("Unknown prefix {prefix}:.", prefix=prefix)
        if namespace in by_namespace:
            remedy = Wording(
                "Use {prefix}: for <{namespace}>.",
                prefix=by_namespace[namespace],
                namespace=namespace,
            )
        else:
            remedy = Wording("Use only the prefixes of the canonical table.")
        found = re.search(rf"prefix\s+{re.escape(prefix)}:", text, re.IGNORECASE)
        yield Result(
            severity=Severity.VIOLATION,
            message=message,
            component=component("prefix", vocabulary),
            file=name,
            line=text.count("\n", 0, found.start()) + 1 if found else None,
            remedy=remedy,
        )


def _is_declaration(text: str, start: int) -> bool:
    return text[:start].rstrip().upper().endswith("PREFIX")


def _expanded(kind: str, text: str, declared: dict[str, str]) -> str:
    if kind == "iri":
        return text[1:-1]
    prefix, _, local = text.partition(":")
    return declared.get(prefix, "") + local
