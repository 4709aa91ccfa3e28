"""What a SPARQL query reads: its triple patterns, as a tree of groups.

The engine offers no syntax tree, so rdflib's algebra is read here, and only here. What is kept is
what matters for the question which triples a query looks at; filters and solutions are left to the
engine that evaluates it.

Source: SPARQL 1.1 Query, section 18.2 (translation to the algebra).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import rdflib
from pyoxigraph import Literal, NamedNode
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from trilogue.errors import QueryError

_WRAPPERS = frozenset({"Distinct", "Reduced", "OrderBy", "Slice", "Project", "AggregateJoin"})
_SUBSELECTS = frozenset({"Distinct", "Reduced", "OrderBy", "Slice", "Project"})


@dataclass(frozen=True)
class Variable:
    """A variable of a query, or a blank node in it, which is one too."""

    name: str


@dataclass(frozen=True)
class Link:
    """One step along *predicate*; None stands for any."""

    predicate: NamedNode | None


@dataclass(frozen=True)
class Inverse:
    """The *path* the other way round."""

    path: "Path"


@dataclass(frozen=True)
class Sequence:
    """One path after the other."""

    paths: tuple["Path", ...]


@dataclass(frozen=True)
class Alternative:
    """One of the paths."""

    paths: tuple["Path", ...]


@dataclass(frozen=True)
class Repeat:
    """The *path* no time (where *zero*), once, or more often (where *more*)."""

    path: "Path"
    zero: bool
    more: bool


Path = Link | Inverse | Sequence | Alternative | Repeat
Place = Variable | NamedNode | Literal


@dataclass(frozen=True)
class Pattern:
    """A triple pattern or a property path pattern."""

    subject: Place
    path: Path
    object: Place


@dataclass
class Group:
    """Patterns that hold together.

    Attributes:
        patterns: all of them hold in a solution.
        choices: of each, one of the groups holds in a solution (UNION, a subquery).
        asides: looked at for a solution, whether they hold or not (OPTIONAL, MINUS, EXISTS).
        visible: of a subquery or an aside, the variables that it shares with what is around it;
            None for all.
    """

    patterns: list[Pattern] = field(default_factory=list)
    choices: list[list["Group"]] = field(default_factory=list)
    asides: list["Group"] = field(default_factory=list)
    visible: frozenset[Variable] | None = None


def group_of(query: str) -> Group:
    """Read what the SELECT *query* looks at.

    Raises:
        QueryError: rdflib cannot parse it, or it reads by GRAPH or SERVICE, which is not followed.
    """
    try:
        algebra = translateQuery(parseQuery(query)).algebra
    except Exception as error:
        # The parser raises whatever its grammar rules raise.
        raise QueryError(f"It cannot be parsed: {' '.join(str(error).split())[:300]}") from error
    group = Group()
    _read(algebra.p, group)
    return group


def _read(node: CompValue, group: Group) -> None:
    """Add what the algebra's *node* looks at to *group*."""
    name = node.name
    if name == "BGP":
        group.patterns.extend(
            Pattern(_place(subject), _path(path), _place(value))
            for subject, path, value in node.triples
        )
    elif name == "Join":
        _read_operand(node.p1, group)
        _read_operand(node.p2, group)
    elif name in ("LeftJoin", "Minus"):
        _read_operand(node.p1, group)
        group.asides.append(_aside(node.p2, node.p1))
        _read_asides(node.get("expr"), node, group)
    elif name == "Union":
        group.choices.append([_inner(node.p1), _inner(node.p2)])
    elif name in ("Filter", "Extend", "Group"):
        _read_operand(node.p, group)
        _read_asides(node.get("expr"), node.p, group)
    elif name in _WRAPPERS:
        _read_operand(node.p, group)
        _read_asides(node.get("A"), node.p, group)
    elif name not in ("ToMultiSet", "values"):
        raise QueryError(f"What it reads by {name} is not followed.")


def _read_operand(node: CompValue, group: Group) -> None:
    """Read a part of a join; a subquery keeps its own variables to itself."""
    if node.name == "ToMultiSet" and node.p.name in _SUBSELECTS:
        inner = _inner(node.p)
        inner.visible = frozenset(Variable(str(name)) for name in node.p.PV)
        group.choices.append([inner])
    else:
        _read(node, group)


def _read_asides(expression: object, around: CompValue, group: Group) -> None:
    for pattern in _exists(expression):
        # The translation reaches only some of them.
        raw = pattern.name == "GroupGraphPatternSub"
        inner = translateGroupGraphPattern(pattern) if raw else pattern
        group.asides.append(_aside(inner, around))


def _aside(node: CompValue, around: CompValue) -> Group:
    """Read *node*, which sees the variables of what it stands beside, and none bound later."""
    group = Group(visible=frozenset(Variable(str(name)) for name in around.get("_vars") or ()))
    _read_operand(node, group)
    return group


def _exists(expression: object) -> Iterator[CompValue]:
    """Find the patterns of EXISTS and NOT EXISTS in an expression."""
    if isinstance(expression, CompValue):
        if expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
            yield expression.graph
        else:
            for value in expression.values():
                yield from _exists(value)
    elif isinstance(expression, list | tuple):
        for value in expression:
            yield from _exists(value)


def _inner(node: CompValue) -> Group:
    group = Group()
    _read_operand(node, group)
    return group


def _place(term: object) -> Place:
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        if term.datatype is None:
            return Literal(str(term))
        return Literal(str(term), datatype=NamedNode(str(term.datatype)))
    if isinstance(term, rdflib.BNode):
        return Variable(f"_:{term}")
    return Variable(str(term))


def _path(path: object) -> Path:
    match path:
        case rdflib.URIRef():
            found: Path = Link(NamedNode(str(path)))
        case InvPath():
            found = Inverse(_path(path.arg))
        case SequencePath():
            found = Sequence(tuple(map(_path, path.args)))
        case AlternativePath():
            found = Alternative(tuple(map(_path, path.args)))
        case MulPath():
            found = Repeat(_path(path.path), path.zero, path.more)
        case NegatedPath():
            found = Alternative((Link(None), Inverse(Link(None))))
        case _:  # a variable
            found = Link(None)
    return found
