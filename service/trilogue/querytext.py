"""What the text of a query tells without evaluating it: its words, and where it is wrong.

The engine offers no syntax tree and its syntax errors are lists of grammar rules.
So the text is cut into tokens here, after the rules of SPARQL for strings, IRIs, names and
comments, which is enough to find a bare keyword for certain.

Source: SPARQL 1.1 Query, section 19 (grammar).
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from trilogue.errors import RequestError

# Longer texts are cut anew each time, piece by piece: many of them would fill the memory.
_LONGEST_KEPT = 4_000
_TEXTS_KEPT = 64

_TOKEN = re.compile(
    r"""
      (?P<skip>[\x20\t\r\n]+|\#[^\r\n]*)
    | (?P<iri><[^<>\"{}|^`\x00-\x20]*>)
    | (?P<string>\"{3}(?:[^\"\\]|\\.|\"(?!\"\"))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
                |\"(?:[^\"\\\r\n]|\\[^\r\n])*\"|'(?:[^'\\\r\n]|\\[^\r\n])*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*|_:[\w.-]+)
    | (?P<word>\w+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ENGINE_PLACE = re.compile(r"^error at (\d+):(\d+): (?:expected )?(.*)$", re.DOTALL)
_SENTENCE = re.compile(r"[A-Z][\w*]*(?: [\w*()?']+){3,}")
_UPDATE_WORDS = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_WHOLE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20\x7f]+")
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>\"{}|^`\\\x00-\x20]*>")


class Token(NamedTuple):
    """One piece of a query.

    Attributes:
        kind: iri, string, variable, language, name (prefixed), word or mark.
        text: as written.
        start: offset in the query, from 0.
    """

    kind: str
    text: str
    start: int


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a query, and where.

    Attributes:
        message: what and mend, without the place.
        line: counted from 1; None where it is not known.
        column: counted from 1; None where it is not known.
    """

    message: str
    line: int | None
    column: int | None


def unescaped(text: str) -> str:
    """Apply the codepoint escapes, which SPARQL allows anywhere in a query.

    An escape of no character is left as it is; the engine refuses it.

    Source: SPARQL 1.1 Query, section 19.2.
    """
    return _CODEPOINT.sub(_character, text)


def tokens(text: str) -> Iterator[Token]:
    """Cut *text* into tokens; spaces and comments are left out. Never fails."""
    return iter(_kept(text)) if len(text) <= _LONGEST_KEPT else _cut(text)


@lru_cache(_TEXTS_KEPT)
def _kept(text: str) -> tuple[Token, ...]:
    # One text is looked at for several reasons in a row, and the same texts come again.
    return tuple(_cut(text))


def _cut(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind != "skip":
            yield Token(kind or "mark", match.group(), match.start())


def has_relative_iri(text: str) -> bool:
    """Tell whether any IRI in *text* may need a base.

    What only looks like one, such as in a string, counts too: a base does no harm there.
    """
    return _RELATIVE.search(text) is not None


def with_base(text: str, base: str) -> str:
    """Put *base* in a line of its own before *text*, for relative IRIs that have no other base.

    Raises:
        RequestError: *base* is no IRI; it may come from a client, and must not become more than one
            token of the text.

    Source: SPARQL 1.1 Query, section 4.1.1.1.
    """
    if _WHOLE_IRI.fullmatch(base) is None:
        raise RequestError(f'The address "{base[:80]}" is no base for IRIs. Mend the Host header.')
    return f"BASE <{base}>\n{text}"


def has_word(text: str, word: str) -> bool:
    """Tell whether the keyword *word* stands in *text*, in any case.

    Not in a string, an IRI, a comment, or as part of a name.
    """
    return any(token.kind == "word" and token.text.upper() == word for token in tokens(text))


def update_word(text: str) -> str | None:
    """Give the keyword that makes *text* an update, or None where it is no update."""
    for token in tokens(text):
        if token.kind == "word":
            word = token.text.upper()
            if word not in ("PREFIX", "BASE", "VERSION"):
                return word if word in _UPDATE_WORDS else None
    return None


def query_form(text: str) -> str | None:
    """Give SELECT, ASK, CONSTRUCT or DESCRIBE; None where *text* is no query.

    Source: SPARQL 1.1 Query, section 16.
    """
    for token in tokens(text):
        if token.kind == "word":
            word = token.text.upper()
            if word not in ("PREFIX", "BASE", "VERSION"):
                return word if word in _FORMS else None
    return None


def with_using(text: str, graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """Put USING clauses for a dataset from the protocol before each WHERE of an update.

    Args:
        text: an update; where no graph is given it is returned as it is.
        graphs: absolute IRIs from using-graph-uri.
        named_graphs: absolute IRIs from using-named-graph-uri.

    Raises:
        RequestError: the update names a dataset of its own (WITH, USING), or has the short form
            DELETE WHERE, which can take none.

    Source: SPARQL 1.1 Protocol, section 2.2.3; SPARQL 1.1 Update, section 3.1.3.
    """
    if not graphs and not named_graphs:
        return text
    clauses = "".join(f"USING <{iri}> " for iri in graphs)
    clauses += "".join(f"USING NAMED <{iri}> " for iri in named_graphs)
    pieces: list[str] = []
    done = depth = 0
    before = ""
    for token in tokens(text):
        if token.kind == "mark":
            depth += {"{": 1, "}": -1}.get(token.text, 0)
        word = token.text.upper() if token.kind == "word" and depth == 0 else ""
        if word in ("WITH", "USING"):
            raise RequestError(
                f"The update names its dataset by {word}, and the request does so by a parameter. "
                "Use one of them.",
                "using-graph-uri" if graphs else "using-named-graph-uri",
            )
        if word == "WHERE":
            if before == "DELETE":
                raise RequestError(
                    "DELETE WHERE takes no dataset. Write DELETE { … } WHERE { … }.",
                    "using-graph-uri" if graphs else "using-named-graph-uri",
                )
            pieces += [text[done : token.start], clauses]
            done = token.start
        before = word
    return "".join([*pieces, text[done:]])


def complaint(text: str, engine_message: str) -> Complaint:
    """Say in plain words what the engine means by *engine_message* about *text*."""
    undeclared = _undeclared_prefix(text)
    if undeclared is not None:
        prefix = undeclared.text.partition(":")[0]
        return _complaint_at(
            text,
            undeclared.start,
            f'the prefix "{prefix}:" is not declared. Add "PREFIX {prefix}: <…>" at the top.',
        )
    placed = _ENGINE_PLACE.match(engine_message)
    if placed is None:
        return Complaint(f"{engine_message.strip().rstrip('.')}.", None, None)
    line, column, expected = int(placed[1]), int(placed[2]), placed[3]
    sentence = _SENTENCE.search(expected)
    if sentence:
        return Complaint(f"{sentence.group().rstrip('.')}.", line, column)
    offset = _offset(text, line, column)
    if not text[offset:].strip():
        return Complaint(
            "it ends too early, or something before this place does not fit. "
            "Look for a missing bracket, quotation mark or keyword.",
            line,
            column,
        )
    found = next(tokens(text[offset:]), None)
    shown = found.text[:40] if found else text[offset : offset + 10]
    return Complaint(
        f'"{shown}" does not fit here. Look at it and at what stands right before it.',
        line,
        column,
    )


def _undeclared_prefix(text: str) -> Token | None:
    declared: set[str] = set()
    before = ""
    for token in tokens(text):
        if token.kind == "name" and not token.text.startswith("_:"):
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return token
        before = token.text.upper()
    return None


def _complaint_at(text: str, offset: int, message: str) -> Complaint:
    before = text[:offset]
    return Complaint(message, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def _offset(text: str, line: int, column: int) -> int:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return min(starts[min(line, len(starts)) - 1] + column - 1, len(text))


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= sys.maxunicode else match.group()
