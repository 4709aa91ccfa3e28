"""Which triples a rule can see at all, read from its text: the others make no difference to it.

Why that is sound. The solutions of a query are computed from the triples that match its triple
patterns, and from nothing else of the graph but for one case, below. A pattern, and each step of a
path, has a predicate that is written out, or a variable. One that is written out is among the
names in the text. A variable that the VALUES at the very beginning of the WHERE clause bind takes
their values only: what the clause's own patterns, or those right within one of its groups, match
with another value joins none of these rows. Further inside, an OPTIONAL or MINUS could be decided
before the join, and a subquery can hide the variable, so there that is not relied upon. Where a
predicate is any other variable, or a graph is named, the rule sees everything.

The one case: a path that may have no step (``*``, ``?``) begins at every node of the graph, also
at those that no other pattern matches. It is followed only where a plain pattern beside it begins
with the same variable, so that only nodes which that pattern matches count.

What is read here is tokens, not a syntax tree; where it is not sure, a rule sees everything, which
is slower and just as right.

Source: SPARQL 1.1 Query, sections 18.2 (translation), 18.4 (property paths), 19.8 (grammar).
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from trilogue.errors import TrilogueError
from trilogue.query import study
from trilogue.querytext import Token, has_relative_iri, tokens
from trilogue.terms import RDF

_TYPE = NamedNode(RDF + "type")
_TERMS = frozenset({"variable", "name", "iri", "string"})
_LIST = frozenset({NamedNode(RDF + "first"), NamedNode(RDF + "rest")})
_ELSEWHERE = frozenset({"GRAPH", "FROM", "SERVICE"})
# What may stand for more patterns than are written: escapes, and what RDF 1.2 adds.
_MARKS_OF_MORE = ("\\", "<<", "{|", "~")
_RELIED_ON = 2  # how deep in groups a value of the first VALUES is still that value


@dataclass(frozen=True)
class Dependence:
    """What a query can see.

    Attributes:
        names: it sees triples that have one of them as their predicate.
        classes: it sees the types of things that are one of these; None for all types.
        sees_all: whether it may see any triple.
        is_stable: whether the same triples give the same answer.
    """

    names: frozenset[NamedNode]
    classes: frozenset[NamedNode] | None
    sees_all: bool = False
    is_stable: bool = True

    def sees(self, quad: Quad) -> bool:
        """Tell whether *quad* could make a difference."""
        if self.sees_all:
            return True
        if quad.predicate == _TYPE:
            return self.classes is None or quad.object in self.classes
        return quad.predicate in self.names


def dependence_of(query: str) -> Dependence:
    """Read what a SELECT or CONSTRUCT *query* depends on; it need not be sound."""
    body = list(_groups(list(tokens(query))))
    found = list(_without_lists(body))
    prefixes = _prefixes(query)
    bound = [_bound_first(body) if depth <= _RELIED_ON else frozenset() for depth in _depths(found)]
    names = set(_names(body, prefixes))
    if any(_may_be_list(found, at) for at in range(len(found))):
        names |= _LIST
    sees_all = (
        any(mark in query for mark in _MARKS_OF_MORE)
        or has_relative_iri(query)
        or any(token.kind == "word" and token.text.upper() in _ELSEWHERE for token in tokens(query))
        or any(_is_open_verb(found, at, here) for at, here in enumerate(bound))
        or any(_is_negated(found, at) for at in range(len(found)))
        or not _begin_at_known_nodes(found)
    )
    has_values = any(token.text.upper() == "VALUES" for token in body)
    classes: frozenset[NamedNode] | None = frozenset()
    for at, token in enumerate(found):
        is_type = _iri(token, prefixes) == _TYPE.value
        if is_type or token.text == "a":
            of = _classes_at(found, at, prefixes, bound[at], frozenset(names))
            if of is None or classes is None or (is_type and has_values):
                classes = None
            else:
                classes |= of
    return Dependence(frozenset(names - {_TYPE}), classes, sees_all, _is_stable(query))


def _is_stable(query: str) -> bool:
    try:
        return study(query).is_stable
    except TrilogueError:
        # It would not be asked for a stranger; its own author may know why.
        return False


def _names(body: Sequence[Token], prefixes: dict[str, str]) -> Iterator[NamedNode]:
    for token in body:
        iri = _iri(token, prefixes)
        if iri is not None:
            # Where it is not absolute as it stands, the query is one that sees everything.
            with suppress(ValueError):
                yield NamedNode(iri)


def _depths(found: Sequence[Token]) -> Iterator[int]:
    depth = 0
    for token in found:
        depth += (token.text == "{") - (token.text == "}")
        yield depth


def _may_be_list(found: Sequence[Token], at: int) -> bool:
    """Tell whether a list may begin here, which stands for patterns with names of their own."""
    before = found[at - 1] if at else None
    if found[at].text != "(" or before is None:
        return False
    return before.kind in _TERMS or before.text in ("a", ",", ".", ";", "{", "}", "(", ")", "[")


def _groups(found: Sequence[Token]) -> Iterator[Token]:
    """Give the WHERE clause and what follows it, without the head and the template."""
    texts = [token.text.upper() for token in found]
    at = texts.index("{") if "{" in texts else len(found)
    if at and texts[at - 1] == "CONSTRUCT":
        rest = range(at + 1, len(found))
        end = next((each for each in rest if texts[each] == "}"), len(found))
        at = next((each for each in range(end, len(found)) if texts[each] == "{"), len(found))
    yield from found[at:]


def _without_lists(body: Sequence[Token]) -> Iterator[Token]:
    """Leave out lists of variables, where one may follow another without being a pattern."""
    in_list = False
    for token in body:
        in_list = in_list and token.text not in ("{", "}")
        if token.kind == "word" and token.text.upper() in ("SELECT", "BY", "VALUES"):
            in_list = True
        elif not in_list:
            yield token


def _bound_first(body: Sequence[Token]) -> frozenset[str]:
    """Give the variables that VALUES at the beginning bind, for all that follows."""
    words = {token.text.upper() for token in body if token.kind == "word"}
    if words & {"SELECT", "UNDEF"}:
        return frozenset()
    found: set[str] = set()
    at = 1
    while at < len(body) and body[at].text.upper() == "VALUES":
        while at < len(body) and body[at].text != "}":
            if body[at].kind == "variable":
                found.add(_variable(body[at]))
            at += 1
        at += 1
    return frozenset(found)


def _is_open_verb(found: Sequence[Token], at: int, bound: frozenset[str]) -> bool:
    """Tell whether a variable may stand where a predicate does.

    There it follows a subject, or what ends one, or a semicolon, and an object follows it.
    """
    token = found[at]
    if token.kind != "variable" or _variable(token) in bound or not 0 < at < len(found) - 1:
        return False
    before, after = found[at - 1], found[at + 1]
    if before.kind not in _TERMS and before.text not in (";", "[", "]", ")"):
        return False
    number = after
    if after.text == "." and at + 2 < len(found) and found[at + 2].start == after.start + 1:
        number = found[at + 2]  # .5 is a number
    is_value = number.text.lower() in ("true", "false") or number.text[:1].isdigit()
    return after.kind in _TERMS or is_value or after.text in ("[", "(", "-", "+")


def _is_negated(found: Sequence[Token], at: int) -> bool:
    """Tell whether a path that excludes predicates, and so sees all others, may begin here."""
    if found[at].text != "!" or at + 1 == len(found):
        return False
    after = found[at + 1]
    return after.kind in ("name", "iri") or after.text in ("a", "(", "^")


def _begin_at_known_nodes(found: Sequence[Token]) -> bool:
    """Tell whether each path that may have no step begins where a plain pattern matches."""
    plain: set[tuple[int, str]] = set()
    empty: list[tuple[int, str] | None] = []
    groups, opened = [0], 0
    for at, token in enumerate(found):
        if token.text == "{":
            opened += 1
            groups.append(opened)
        elif token.text == "}" and len(groups) > 1:
            groups.pop()
        elif token.kind == "mark" and token.text in ("*", "?"):
            near = [found[each].text if 0 <= each < len(found) else "" for each in (at - 1, at + 1)]
            if near != ["(", ")"]:  # COUNT(*)
                start = _start_of_pattern(found, at - 2)
                known = start is not None and found[at - 1].kind in ("name", "iri")
                empty.append((groups[-1], start) if known and start is not None else None)
        else:
            start = _start_of_pattern(found, at)
            if start is not None and _is_plain(found[at + 1 : at + 3]):
                plain.add((groups[-1], start))
    return all(each in plain for each in empty)


def _start_of_pattern(found: Sequence[Token], at: int) -> str | None:
    """Give the variable at a place, where a pattern begins with it."""
    if at < 1 or found[at].kind != "variable" or found[at - 1].text not in ("{", "}", "."):
        return None
    return _variable(found[at])


def _is_plain(rest: Sequence[Token]) -> bool:
    """Tell whether a predicate and an object follow, and no path."""
    if len(rest) != 2:  # noqa: PLR2004 - a predicate and an object
        return False
    verb, value = rest
    return (verb.kind in ("name", "iri") or verb.text == "a") and value.kind in _TERMS


def _classes_at(
    found: Sequence[Token],
    at: int,
    prefixes: dict[str, str],
    bound: frozenset[str],
    names: frozenset[NamedNode],
) -> frozenset[NamedNode] | None:
    """Give the classes that are asked for where rdf:type stands; None where it may be any."""
    if not 0 < at < len(found) - 1:
        return None
    before, after = found[at - 1], found[at + 1]
    if before.kind not in _TERMS and before.text != ";":
        return None
    if found[at + 2 : at + 3] and found[at + 2].text == ",":
        return None
    if after.kind == "variable" and _variable(after) in bound:
        return names
    return frozenset(_names([after], prefixes)) or None


def _prefixes(query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    before = ["", ""]
    for token in tokens(query):
        if token.kind == "iri" and before[0].upper() == "PREFIX":
            found[before[1].rstrip(":")] = token.text[1:-1]
        before = [before[1], token.text]
    return found


def _iri(token: Token, prefixes: dict[str, str]) -> str | None:
    if token.kind == "iri":
        return token.text[1:-1]
    if token.kind == "name" and not token.text.startswith("_:"):
        prefix, _, local = token.text.partition(":")
        return prefixes.get(prefix, "") + local or None
    return None


def _variable(token: Token) -> str:
    return token.text[1:]
