"""How a query is read: the algebra that SPARQL defines for it, step by step.

The engine gives no plan away. What can be told for certain is the algebra, since every engine has
to answer as if it evaluated that; rdflib translates into it. In which order an engine joins is its
own affair.

Source: SPARQL 1.1 Query, section 18.2 (translation to the SPARQL algebra).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trilogue.errors import QueryError
from trilogue.safety import LONGEST_TO_PARSE

_PARTS = ("p", "p1", "p2")
_JOINED = {"ConditionalAndExpression": "&&", "ConditionalOrExpression": "||"}


@dataclass(frozen=True)
class Step:
    """One operator of the algebra.

    Attributes:
        name: as the specification calls it.
        detail: what it works with: variables, triple patterns, conditions.
        parts: whose results it works on.
    """

    name: str
    detail: tuple[str, ...] = ()
    parts: tuple["Step", ...] = field(default=())


def plan(text: str, prefixes: Mapping[str, str]) -> Step:
    """Translate a query, which was found harmless, into its algebra.

    Args:
        text: SPARQL 1.1.
        prefixes: names to namespaces, to show IRIs shortly with.

    Raises:
        QueryError: rdflib cannot read it, or it is longer than is parsed in a moment.
    """
    if len(text) > LONGEST_TO_PARSE:
        raise QueryError(
            f"The query has {len(text):,} characters; up to {LONGEST_TO_PARSE:,} are explained. "
            "Ask for a part of it."
        )
    # Imported here: it takes half a second, and few people ask.
    from rdflib import Graph
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    names = Graph(bind_namespaces="none").namespace_manager
    for name, iri in prefixes.items():
        names.bind(name, iri)
    try:
        return _Reader(names).step(translateQuery(parseQuery(text)).algebra)
    except RecursionError as error:
        raise QueryError("The query is nested too deeply to be explained.") from error
    except Exception as error:
        # Its parser and its translation fail in many ways, and each means the same.
        raise QueryError(
            "The query cannot be explained: the second parser, which does that, cannot read it "
            f"({' '.join(str(error).split())[:200]}). Ask it, and the engine tells the place."
        ) from error


class _Reader:
    def __init__(self, names: Any) -> None:
        self._names = names

    def step(self, node: Any) -> Step:
        name = str(node.name)
        parts = tuple(self.step(node[part]) for part in _PARTS if _is_step(_get(node, part)))
        inner = _get(node, "p")
        if getattr(inner, "name", "") == "values":
            return Step("Values", tuple(self._row(row) for row in inner["res"]))
        return Step(name, tuple(self._detail(name, node)), parts)

    def _detail(self, name: str, node: Any) -> Iterable[str]:
        read = {
            "BGP": self._patterns,
            "ConstructQuery": self._patterns,
            "Project": self._variables,
            "DescribeQuery": self._variables,
            "OrderBy": self._orders,
            "Slice": self._slice,
            "AggregateJoin": self._aggregates,
            "Group": self._keys,
        }.get(name, self._condition)
        return read(node)

    def _patterns(self, node: Any) -> Iterable[str]:
        triples = _get(node, "triples") or _get(node, "template") or ()
        return sorted(" ".join(map(self._term, triple)) for triple in triples)

    def _variables(self, node: Any) -> Iterable[str]:
        names = [self._term(each) for each in _get(node, "PV") or ()]
        # In the order of the SELECT clause; of a query that has none, a set.
        return names if isinstance(node["PV"], list) else sorted(names)

    def _orders(self, node: Any) -> Iterator[str]:
        return (
            f"{_get(each, 'order') or 'ASC'}({self._expression(each['expr'])})"
            for each in node["expr"]
        )

    def _slice(self, node: Any) -> Iterator[str]:
        yield f"OFFSET {node['start']}"
        if _get(node, "length") is not None:
            yield f"LIMIT {node['length']}"

    def _aggregates(self, node: Any) -> Iterable[str]:
        return (f"{self._term(each['res'])} := {self._expression(each)}" for each in node["A"])

    def _keys(self, node: Any) -> Iterable[str]:
        return map(self._expression, _get(node, "expr") or ())

    def _condition(self, node: Any) -> Iterator[str]:
        if _get(node, "term") is not None:
            yield self._term(node["term"])
        condition = _get(node, "expr")
        # An OPTIONAL without a condition of its own has one that is always true.
        if condition is not None and getattr(condition, "name", "") != "TrueFilter":
            given = f"{self._term(node['var'])} := " if _get(node, "var") is not None else ""
            yield given + self._expression(node["expr"])

    def _row(self, row: Mapping[Any, Any]) -> str:
        return ", ".join(f"{self._term(key)} = {self._term(value)}" for key, value in row.items())

    def _term(self, term: Any) -> str:
        if hasattr(term, "datatype"):
            # As a query may write it: 3, not "3"^^xsd:integer.
            return str(term._literal_n3(use_plain=True, qname_callback=self._short))  # noqa: SLF001
        return str(term.n3(self._names)) if hasattr(term, "n3") else str(term)

    def _short(self, iri: Any) -> str | None:
        written = str(iri.n3(self._names))
        return None if written.startswith("<") else written

    def _expression(self, node: Any) -> str:
        name = getattr(node, "name", None)
        if name is None:
            return self._term(node)
        if name in _JOINED:
            sides = [node["expr"], *node["other"]]
            return f" {_JOINED[name]} ".join(self._expression(one) for one in sides)
        if name == "RelationalExpression":
            other = node["other"]
            many = ", ".join(map(self._expression, other)) if isinstance(other, list) else ""
            right = f"({many})" if isinstance(other, list) else self._expression(other)
            return f"{self._expression(node['expr'])} {node['op']} {right}"
        if name == "GroupGraphPatternSub":
            # The pattern of EXISTS, which is not translated before it is evaluated.
            triples = [" ".join(self._term(one) for one in triple) for triple in _triples(node)]
            return f"{{ {' . '.join(triples) or '…'} }}"
        short = name.removeprefix("Builtin_").removeprefix("Aggregate_").removesuffix("_")
        return f"{short}({', '.join(self._arguments(node))})"

    def _arguments(self, node: Any) -> Iterable[str]:
        for key, value in node.items():
            if key in ("res", "_vars") or value is None:
                continue
            if _is_step(value):
                # The pattern of EXISTS where it is translated.
                yield "; ".join(_flat(self.step(value)))
            elif isinstance(value, list):
                yield from map(self._expression, value)
            else:
                yield self._expression(value)


def _get(node: Any, key: str) -> Any:
    # Its own get gives the key where there is no value.
    return dict(node).get(key)


def _is_step(value: Any) -> bool:
    return hasattr(value, "name") and (
        value.name in ("BGP", "ToMultiSet") or any(part in value for part in _PARTS)
    )


def _flat(step: Step) -> Iterator[str]:
    yield from step.detail
    for part in step.parts:
        yield from _flat(part)


def _triples(node: Any) -> Iterator[list[Any]]:
    """Give the triples of a group as it was parsed, three terms each."""
    for part in _get(node, "part") or ():
        if part.name == "TriplesBlock":
            for chain in part["triples"]:
                yield from (chain[at : at + 3] for at in range(0, len(chain), 3))
