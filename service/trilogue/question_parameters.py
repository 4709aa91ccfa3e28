"""What a question leaves open: declared in its comment, bound by a VALUES block, put in as tokens.

A line such as ``# @param ?scenario tri:Scenario In which situation?`` in the comment at the head
of a question declares that the block ``VALUES ?scenario { … }`` of its query may be filled
otherwise. What the block holds as written is the default; where that is several values, several
may be given. A type is a class, whose individuals are offered, or one of `LITERALS`.

Values become terms, terms become tokens, and the tokens take the place of those in the block:
no text of a caller is ever pasted into a query.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trilogue.errors import ParseError, QueryError, RequestError
from trilogue.querytext import Token, tokens
from trilogue.scenarios import Kind, nearest
from trilogue.store import Store
from trilogue.terms import XSD, Vocabulary

RESERVED = frozenset({"format"})
_MARK = "@param"
_DECLARATION = re.compile(r"@param\s+\?(?P<name>\w+)\s+(?P<type>\S+)\s+(?P<sentence>\S.*)")
_LONGEST_TEXT = 500
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Some engines resolve these before they read strings, so that a text could end its own string.
_UNSAFE = re.compile(r"\\[uU]|[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Parameter:
    """One thing that a question leaves open.

    Attributes:
        name: the variable, without its question mark; also the name in the address.
        type: "iri", or one of `LITERALS`.
        class_iri: whose individuals are offered; None for literals.
        default: what the query holds as written.
        sentence: what it decides, in plain words.
    """

    name: str
    type: str
    class_iri: str | None
    default: tuple[NamedNode | Literal, ...]
    sentence: str

    @property
    def takes_several(self) -> bool:
        """Whether several values may be given at once."""
        return len(self.default) > 1


def read_parameters(
    comment: Iterable[str], query: str, vocabulary: Vocabulary, place: str
) -> tuple[Parameter, ...]:
    """Read the declarations in the lines of a question's *comment*.

    Raises:
        ParseError: a line does not fit, or the query has not exactly one block for it.
    """
    found: list[Parameter] = []
    for line in comment:
        if not line.startswith(_MARK):
            continue
        match = _DECLARATION.fullmatch(line)
        if match is None:
            raise ParseError(
                f'"{line}" declares no parameter. '
                'Write it as "@param ?variable tri:Class In which …?".',
                place,
            )
        name, type_ = match["name"], match["type"]
        if name in RESERVED or name in {each.name for each in found}:
            raise ParseError(f"the parameter {name} cannot be declared here. Rename it.", place)
        class_iri = None if type_ in LITERALS else _expanded(type_, vocabulary)
        if class_iri is None and type_ not in LITERALS:
            raise ParseError(
                f'the parameter {name} has the type "{type_}". '
                f"Name a class such as tri:Scenario, or one of {', '.join(LITERALS)}.",
                place,
            )
        default = _default(name, query, place)
        kind = "iri" if class_iri else type_
        found.append(Parameter(name, kind, class_iri, default, match["sentence"]))
    return tuple(found)


def value_of(
    parameter: Parameter, text: str, offered: Mapping[str, Kind], vocabulary: Vocabulary
) -> NamedNode | Literal:
    """Read the value *text* of a parameter.

    Args:
        parameter: says what is wanted.
        text: as given in the address.
        offered: slug to thing, for a parameter of type "iri".
        vocabulary: whose prefixes are understood.

    Raises:
        RequestError: it is none, and the message tells what is wanted.
    """
    if parameter.type != "iri":
        wanted, read = LITERALS[parameter.type]
        literal = read(text)
        if literal is None:
            raise RequestError(
                f'{parameter.name}: "{text[:80]}" is not {wanted}. {parameter.sentence}',
                parameter.name,
            )
        return literal
    by_iri = {kind.iri: kind for kind in offered.values()}
    kind = offered.get(text) or by_iri.get(text) or by_iri.get(_expanded(text, vocabulary) or "")
    if kind is None:
        close = nearest(text, offered)
        advice = f"Did you mean {' or '.join(close)}?" if close else "Choose one of those offered."
        what = vocabulary.shrink(parameter.class_iri or "")
        raise RequestError(
            f'{parameter.name}: "{text[:80]}" is no {what} that this dataset has. {advice}',
            parameter.name,
        )
    return NamedNode(kind.iri)


def with_values(query: str, values: Mapping[str, Sequence[NamedNode | Literal]]) -> str:
    """Fill the blocks of the parameters that are given, and leave everything else as it is.

    Raises:
        QueryError: a block is not there any more as it was declared.
    """
    before = list(tokens(query))
    places = {name: _blocks(name, before) for name in values}
    for name, (start, end) in sorted(
        ((name, _only(name, blocks)) for name, blocks in places.items()),
        key=lambda item: item[1],
        reverse=True,
    ):
        terms = " ".join(str(term) for term in values[name])
        query = f"{query[:start]} {terms} {query[end:]}"
    inside = sum(len(list(tokens(str(term)))) for terms in values.values() for term in terms)
    replaced = sum(
        1
        for name, blocks in places.items()
        for token in before
        if _only(name, blocks)[0] <= token.start < _only(name, blocks)[1]
    )
    if len(list(tokens(query))) != len(before) - replaced + inside:
        raise QueryError("The values do not fit into the query. Give others.")
    return query


def _blocks(name: str, found: Sequence[Token]) -> list[tuple[int, int]]:
    """Find where the braces of each ``VALUES ?name { … }`` begin and end."""
    blocks = []
    for index, token in enumerate(found[:-2]):
        variable, brace = found[index + 1 : index + 3]
        if (
            token.kind == "word"
            and token.text.upper() == "VALUES"
            and variable.text in (f"?{name}", f"${name}")
            and brace.text == "{"
        ):
            end = next((each.start for each in found[index + 3 :] if each.text == "}"), None)
            if end is not None:
                blocks.append((brace.start + 1, end))
    return blocks


def _only(name: str, blocks: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if len(blocks) != 1:
        raise QueryError(f"The query has {len(blocks)} blocks VALUES ?{name} {{ … }}; one is due.")
    return blocks[0]


def _default(name: str, query: str, place: str) -> tuple[NamedNode | Literal, ...]:
    """Have the engine read the block, so that prefixes and short forms mean what they mean."""
    found = list(tokens(query))
    try:
        start, end = _only(name, _blocks(name, found))
    except QueryError as error:
        raise ParseError(f"{error} Put the parameter into one.", place) from error
    head = next((t.start for t in found if t.kind == "word" and t.text.upper() == "SELECT"), 0)
    with Store.in_memory() as store:
        try:
            text = f"{query[:head]} SELECT ?{name} {{ VALUES ?{name} {{ {query[start:end]} }} }}"
            rows = store.query(text)
        except QueryError as error:
            raise ParseError(str(error), place) from error
        assert isinstance(rows, QuerySolutions)  # noqa: S101 - it is a SELECT
        terms = tuple(row[0] for row in rows)
    default = tuple(term for term in terms if isinstance(term, NamedNode | Literal))
    if not default or len(default) != len(terms):
        raise ParseError(f"VALUES ?{name} holds no default, or UNDEF. Give it a value.", place)
    return default


def _expanded(text: str, vocabulary: Vocabulary) -> str | None:
    prefix, colon, local = text.partition(":")
    namespace = vocabulary.prefixes().get(prefix) if colon else None
    return None if namespace is None else namespace + local


def plain_text(text: str) -> Literal | None:
    """Give *text* as a literal that every engine reads as it is; None where it is none."""
    return None if len(text) > _LONGEST_TEXT or _UNSAFE.search(text) else Literal(text)


def _integer(text: str) -> Literal | None:
    whole = NamedNode(f"{XSD}integer")
    return Literal(str(int(text)), datatype=whole) if _INTEGER.fullmatch(text) else None


def _date(text: str) -> Literal | None:
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
    return None if day is None else Literal(day.isoformat(), datatype=NamedNode(f"{XSD}date"))


def _language(text: str) -> Literal | None:
    return Literal(text.lower()) if _LANGUAGE.fullmatch(text) else None


# Type: what is wanted in words, and how a text becomes a literal; None where it is none.
LITERALS: dict[str, tuple[str, Callable[[str], Literal | None]]] = {
    "string": (f"a text of at most {_LONGEST_TEXT} characters on one line", plain_text),
    "integer": ("a whole number such as 4", _integer),
    "date": ("a date such as 2023-12-08", _date),
    "language": ("a language tag such as fr", _language),
}
