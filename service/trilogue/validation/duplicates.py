"""Things that are called as another one of their class is: perhaps one thing, described twice.

Found by looking the name up, in the spellings that people use: as written, in small letters, in
capitals, with a capital first. A name that differs in more than that is not found.
Versions of one thing at several stages rightly share a name; they are told by their IRIs, which
differ in more than the last part.
"""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from trilogue.parse import ParsedFile
from trilogue.terms import RDF, SKOS, Vocabulary
from trilogue.validation import hygiene
from trilogue.validation.neighbourhood import Neighbourhood
from trilogue.validation.places import Places
from trilogue.validation.report import Result, Severity
from trilogue.wording import Wording

_TYPE = NamedNode(RDF + "type")
_NAMES = (NamedNode(SKOS + "prefLabel"), NamedNode(SKOS + "altLabel"))


def same_names(
    files: Sequence[ParsedFile],
    neighbourhood: Neighbourhood,
    places: Places,
    vocabulary: Vocabulary,
) -> Iterator[Result]:
    """Find things in *files* that bear the name of another thing with the same type.

    One warning for each pair; the value is the other thing.
    """
    # A record rightly has the name of the one that it replaces.
    told: set[tuple[object, object]] = {
        (quad.subject, quad.object)
        for file in files
        for quad in file.quads
        if quad.predicate == vocabulary.ns("supersedesRecord")
    }
    for file in files:
        for quad in file.quads:
            if quad.predicate not in _NAMES or not isinstance(quad.subject, NamedNode):
                continue
            types = _types(neighbourhood.outgoing(quad.subject))
            for other in _bearers(quad.object, neighbourhood):
                pair = (quad.subject, other)
                if other == quad.subject or pair in told or _folder(other) != _folder(quad.subject):
                    continue
                if types & _types(neighbourhood.outgoing(other)):
                    told.add(pair)
                    yield _result(file, quad, other, places, vocabulary)


def _bearers(name: object, neighbourhood: Neighbourhood) -> Iterator[NamedNode]:
    """Give the things that are called *name*, in any of the usual spellings."""
    if not isinstance(name, Literal):
        return
    text = name.value
    spellings = (text, text.lower(), text.upper(), text.title(), text.capitalize())
    for spelling in dict.fromkeys((*spellings, text[:1].upper() + text[1:])):
        literal = Literal(spelling, language=name.language) if name.language else Literal(spelling)
        for predicate in _NAMES:
            for quad in neighbourhood.incoming(predicate, literal):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject


def _folder(node: NamedNode) -> str:
    return node.value.rpartition("/")[0]


def _types(quads: Iterable[Quad]) -> set[object]:
    return {quad.object for quad in quads if quad.predicate == _TYPE}


def _result(
    file: ParsedFile, quad: Quad, other: NamedNode, places: Places, vocabulary: Vocabulary
) -> Result:
    text = quad.object.value if isinstance(quad.object, Literal) else ""
    return Result(
        severity=Severity.WARNING,
        message=Wording(
            "{iri} is called “{label}”, too.", iri=vocabulary.shrink(other.value), label=text
        ),
        focus_node=quad.subject if isinstance(quad.subject, NamedNode) else None,
        path=quad.predicate,
        value=other,
        component=hygiene.component("same-name", vocabulary),
        file=file.name,
        line=places.line(file, quad.subject, quad.predicate, quad.object),
        remedy=Wording(
            "If they are one thing, point to that one; if they are two, tell them apart."
        ),
    )
