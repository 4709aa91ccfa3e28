"""What a query or an update must not do to the server, decided before it is evaluated.

SERVICE
    The engine evaluates it by opening a connection. Refused, by two checks that fail closed:
    the tokens are searched for anything that a lenient parser could take for a SERVICE clause, and
    rdflib's SPARQL parser is asked whether there is one in the syntax tree. One alone would not do:
    parsers differ, for instance in where a comment ends, and what one skips the other runs.

Nesting
    The engine descends into a query by recursion, and running out of stack ends the whole process.

LOAD
    Reads a file or opens a connection. Refused together with SERVICE in updates, by the tokens of
    every spelling: an update may be too long for a second parser.

FROM and FROM NAMED open nothing: they only name graphs that the store has or has not.
"""

import re
from collections.abc import Iterator

from trilogue.errors import QueryError, ServiceRefused
from trilogue.querytext import Token, tokens, unescaped

# Measured with a stack of 2 MiB, the smallest that a server thread gets: nested function calls end
# the process somewhere between 128 and 256, side by side groups or sums between 512 and 2,000.
MAX_DEPTH = 64
MAX_STEPS = 400
# rdflib's parser takes a second for some 40,000 characters.
LONGEST_TO_PARSE = 10_000

_OPENING = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}
_DOUBLED = {"<": 1, ">": -1}  # << and >> are brackets too, around triple terms
_STEPS = frozenset(["{", "+", "-", "*", "/", "|", "&", "!", "BIND", "AS"])
_MENTION = re.compile("service", re.IGNORECASE)
_FETCHING = re.compile("service|load", re.IGNORECASE)
# SERVICE, perhaps SILENT, then a variable, an IRI or a prefixed name, then a group.
_CLAUSE = re.compile(r"service\s*(?:silent)?\s*(?:\?|<>|[^\s{}]*:[^\s{}]*)\s*\{", re.IGNORECASE)
_STAND_INS = {"iri": "<>", "variable": "?", "string": '""'}


def refuse_service(text: str) -> None:
    """Refuse a query that holds a SERVICE clause, or one that cannot be shown to hold none.

    Raises:
        ServiceRefused: always with the mend; nothing was evaluated.

    Source: SPARQL 1.1 Federated Query, section 2; SPARQL 1.1 Query, section 19.2 (escapes).
    """
    # Escapes may hide the word, and may as well make a string begin where there is none.
    spellings = {text, unescaped(text)}
    if not any(_MENTION.search(spelling) for spelling in spellings):
        return
    for spelling in spellings:
        if any(_is_keyword(token) for token in tokens(spelling)):
            raise _service_refused()
        if _CLAUSE.search(_outline(spelling)):
            raise _service_refused()
    if len(text) > LONGEST_TO_PARSE:
        raise _cannot_tell()
    if _rdflib_finds_service(text):
        raise _service_refused()


def refuse_fetching_update(text: str) -> None:
    """Refuse an update that holds LOAD or SERVICE, or one that cannot be shown to hold neither.

    The words may stand in strings, IRIs, variables and prefixed names; not in comments, since
    parsers differ in where those end.

    Raises:
        ServiceRefused: always with the mend; nothing was evaluated.

    Source: SPARQL 1.1 Update, section 3.1.4 (LOAD); SPARQL 1.1 Federated Query, section 2.
    """
    spellings = {text, unescaped(text)}
    if not any(_FETCHING.search(spelling) for spelling in spellings):
        return
    # A lone carriage return ends a comment for some parsers and not for others.
    spellings |= {spelling.replace("\r", " ") for spelling in spellings}
    for spelling in spellings:
        mentions = len(_FETCHING.findall(spelling))
        for token in tokens(spelling):
            if token.text in ('"', "'") or (
                token.kind in ("word", "mark") and _FETCHING.search(token.text)
            ):
                raise _fetching_refused()
            mentions -= len(_FETCHING.findall(token.text))
        if mentions:
            raise _fetching_refused()


def refuse_deep_nesting(text: str) -> None:
    """Refuse a query or update that could make the engine run out of stack.

    Raises:
        QueryError: more than `MAX_DEPTH` brackets inside each other, or more than `MAX_STEPS`
            groups, operators and assignments in all, or in one operation of an update.
    """
    depth = deepest = steps = most_steps = 0
    before, before_start = "", -1
    for kind, piece, start in tokens(text):
        if kind in ("mark", "word"):
            depth += _OPENING.get(piece, 0)
            if piece in _DOUBLED and before == piece and before_start == start - 1:
                depth += _DOUBLED[piece]
            deepest = max(deepest, depth)
            if piece == ";" and depth <= 0:
                steps = 0
            elif piece.upper() in _STEPS:
                steps += 1
                most_steps = max(most_steps, steps)
        before, before_start = piece, start
    if deepest > MAX_DEPTH:
        raise QueryError(
            f"The query has {deepest} brackets inside each other; {MAX_DEPTH} are allowed. "
            "Write it flatter."
        )
    if most_steps > MAX_STEPS:
        raise QueryError(
            f"The query has {most_steps} groups and operators; {MAX_STEPS} are allowed. "
            "Use VALUES for long lists, or ask in several queries."
        )


def _is_keyword(token: Token) -> bool:
    # Not only the whole word: a lenient parser reads 1SERVICE as 1 and SERVICE.
    return token.kind == "word" and _MENTION.search(token.text) is not None


def _outline(text: str) -> str:
    """Write the query with one space between tokens and without what strings and IRIs say."""
    return " ".join(_STAND_INS.get(token.kind, token.text) for token in tokens(text))


def _rdflib_finds_service(text: str) -> bool:
    # Imported here: it takes half a second, and most queries never mention the word.
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return any(_is_service(node) for node in _nodes(parseQuery(text)))
    except RecursionError as error:
        raise _cannot_tell() from error
    except Exception as error:
        # Whatever the parser fails with, the answer is the same: not shown to be harmless.
        raise _cannot_tell() from error


def _nodes(tree: object) -> Iterator[object]:
    """Walk rdflib's syntax tree without recursion."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif not isinstance(node, str) and hasattr(node, "__iter__"):
            waiting.extend(node)


def _is_service(node: object) -> bool:
    return getattr(node, "name", None) == "ServiceGraphPattern"


def _service_refused() -> ServiceRefused:
    return ServiceRefused(
        "The query uses SERVICE, which would make this server open a connection to another one. "
        "Ask the other endpoint yourself and join the answers, or ask here without SERVICE."
    )


def _fetching_refused() -> ServiceRefused:
    return ServiceRefused(
        "The update uses LOAD or SERVICE, or mentions one where it cannot be told from its use; "
        "they would make this server open a connection or a file. Send the data itself, with "
        "INSERT DATA or to /graphs, and keep the two words out of comments."
    )


def _cannot_tell() -> ServiceRefused:
    return ServiceRefused(
        'The query mentions the word "service" and is too unusual to show that it is not a SERVICE '
        "clause. Leave the word out, for instance by another name or prefix, or simplify the query."
    )
