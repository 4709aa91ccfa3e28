"""Where in a Turtle text a thing is said: the parsers give triples, a person needs a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# The tokens of Turtle by their kind, and everything else as "other": any text is matched whole.
TOKEN = re.compile(
    r"""
      (?P<skip>\s+|\#[^\r\n]*)
    | (?P<string>\"{3}(?:[^\"\\]|\\.|\"(?!\"\"))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
                |\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')
    | (?P<suffix>\^\^|@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | <(?P<iri>[^<>\"{}|^`\s]*)>
    | (?P<mark>[;,\[\](){}]|\.(?![0-9]))
    | (?P<word>\.?(?:\\.|[^\s<>\"'.;,\[\](){}\#^\\])+(?:\.+(?:\\.|[^\s<>\"'.;,\[\](){}\#^\\])+)*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_DEPTHS = {"[": 1, "(": 1, "]": -1, ")": -1}
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class _Token:
    kind: str  # "iri", "literal", "mark" or "other"
    value: str
    line: int


@dataclass
class _Statement:
    """One property of one subject, with its objects, as written."""

    subject: str
    subject_line: int
    predicate: str
    line: int
    objects: list[_Token] = field(default_factory=list)


class Positions:
    """Lines in one Turtle text.

    Nothing is read before the first question, since most files need none.

    Args:
        text: as parsed.
        prefixes: as the text declares them, name to namespace.
    """

    def __init__(self, text: str, prefixes: dict[str, str]) -> None:
        self._text = text
        self._prefixes = prefixes

    def line_of(
        self,
        subject_iri: str,
        predicate_iri: str | None = None,
        object: NamedNode | Literal | str | None = None,  # noqa: A002 - RDF's word
    ) -> int | None:
        """Give the line, counted from 1, that says it.

        With all three, the line of the object; where the object is not found, the line of the
        property; where the property is not found, the first line of the subject's block; where the
        subject has no block, the first line that mentions it at all.

        Args:
            subject_iri: the focus node.
            predicate_iri: the property.
            object: the value; a string is an IRI or a literal's text, whichever is there.

        Returns:
            None where the text does not mention the subject.
        """
        statements = self._by_subject.get(subject_iri, [])
        if not statements:
            return self._first_mention(subject_iri)
        of_property = [each for each in statements if each.predicate == predicate_iri]
        if not of_property:
            return statements[0].subject_line
        if object is not None:
            value = object if isinstance(object, str) else object.value
            for statement in of_property:
                for token in statement.objects:
                    if token.value == value:
                        return token.line
        return of_property[0].line

    @cached_property
    def _by_subject(self) -> dict[str, list[_Statement]]:
        table: dict[str, list[_Statement]] = {}
        for statement in _statements(self._tokens):
            table.setdefault(statement.subject, []).append(statement)
        return table

    @cached_property
    def _tokens(self) -> list[_Token]:
        return list(_read(self._text, self._prefixes))

    def _first_mention(self, iri: str) -> int | None:
        for token in self._tokens:
            if token.kind == "iri" and token.value == iri:
                return token.line
        # RDF/XML, JSON-LD and broken Turtle have other marks around an IRI, but spell it the same.
        found = re.search(re.escape(iri) + r"(?![\w/#-])", self._text)
        return self._text.count("\n", 0, found.start()) + 1 if found else None


def _statements(tokens: list[_Token]) -> Iterator[_Statement]:
    """Cut *tokens* into statements; what is inside brackets belongs to the one around it."""
    subject: _Token | None = None
    statement: _Statement | None = None
    depth = 0
    for token in tokens:
        if token.kind == "mark" and token.value in _DEPTHS:
            depth += _DEPTHS[token.value]
        elif depth > 0:
            if statement is not None and token.kind != "mark":
                statement.objects.append(token)
        elif token.kind == "mark":
            if token.value in ".{}":
                subject = statement = None
            elif token.value == ";":
                statement = None
        elif subject is None:
            subject = token
        elif statement is None:
            statement = _Statement(subject.value, subject.line, token.value, token.line)
            yield statement
        else:
            statement.objects.append(token)


def _read(text: str, prefixes: dict[str, str]) -> Iterator[_Token]:
    line = 1
    directive = False
    for match in TOKEN.finditer(text):
        kind, value = match.lastgroup or "other", match.group()
        if kind in ("word", "suffix") and value.lower() in ("@prefix", "@base", "prefix", "base"):
            directive = True
        elif directive:
            # A directive ends with its IRI; the full stop after it closes an empty statement.
            directive = kind != "iri"
        elif kind not in ("skip", "suffix"):
            yield _token(match, kind, line, prefixes)
        line += value.count("\n")


def _token(match: re.Match[str], kind: str, line: int, prefixes: dict[str, str]) -> _Token:
    if kind == "iri":
        return _Token("iri", _unescaped(match["iri"]), line)
    if kind == "string":
        quotes = 3 if match["string"][:3] in ('"""', "'''") else 1
        return _Token("literal", _unescaped(match["string"][quotes:-quotes]), line)
    if kind == "word":
        return _word(match["word"], line, prefixes)
    return _Token(kind, match.group(), line)


def _word(word: str, line: int, prefixes: dict[str, str]) -> _Token:
    if word == "a":
        return _Token("iri", _RDF_TYPE, line)
    prefix, colon, local = word.partition(":")
    if colon and prefix in prefixes:
        return _Token("iri", prefixes[prefix] + local.replace("\\", ""), line)
    return _Token("literal", word, line)  # a number, true or false


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return _LETTERS.get(match[3], match[3])
