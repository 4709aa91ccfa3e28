"""What a query reads about some things: followed from them through its patterns, by look-ups.

A semi-join: beginning with the values of one variable, each pattern with a known subject (or, where
nothing else is left, a known object) is looked up, which gives values to its other variable and
takes away those that it does not fit. So all is read that can matter to a solution, and little
else; a pattern that only a constant binds is never looked up for that constant.

Source: Bernstein and Chiu, "Using semi-joins to solve relational queries", JACM 28 (1981).
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from pyoxigraph import Literal, NamedNode

from trilogue.errors import QueryError
from trilogue.terms import RDF, XSD
from trilogue.validation.neighbourhood import Neighbourhood, Term
from trilogue.validation.patterns import (
    Alternative,
    Group,
    Inverse,
    Link,
    Path,
    Pattern,
    Place,
    Repeat,
    Sequence,
    Variable,
)

_KEPT = (NamedNode(XSD + "string"), NamedNode(RDF + "langString"))

Values = dict[Variable, set[Term]]


def read(group: Group, known: Values, neighbourhood: Neighbourhood) -> Values | None:
    """Look up everything that decides which solutions *group* has for the *known* values.

    Args:
        group: of a query, from `patterns.group_of`.
        known: variables and the values that they may have.
        neighbourhood: where it is looked up, and which keeps what was found.

    Returns:
        The values that each variable may have in a solution; None where there is no solution.

    Raises:
        QueryError: a pattern cannot be reached by joins from the known variables.
    """
    values = {variable: set(nodes) for variable, nodes in known.items()}
    if group.visible is not None:
        values = {variable: values[variable] for variable in group.visible & values.keys()}
    waiting, choices = list(group.patterns), list(group.choices)
    while waiting or choices:
        pattern = next((p for p in waiting if _known(p.subject, values) is not None), None)
        if pattern is not None:
            waiting.remove(pattern)
            _forward(pattern, values, neighbourhood)
        elif not _choose(choices, values, neighbourhood):
            _backward(waiting, values, neighbourhood)
        if not all(values.values()):
            return None
    for aside in group.asides:
        read(aside, values, neighbourhood)
    if group.visible is not None:
        return {variable: values[variable] for variable in group.visible & values.keys()}
    return values


def is_reachable(group: Group, known: Iterable[Variable]) -> bool:
    """Tell whether all of *group* can be read from values of the *known* variables."""
    return _reached(group, frozenset(known)) is not None


def _reached(group: Group, known: frozenset[Variable]) -> frozenset[Variable] | None:
    """Give the variables that have values once *group* was read; None where that fails."""
    found = set(known if group.visible is None else known & group.visible)
    waiting, choices = list(group.patterns), list(group.choices)
    while waiting or choices:
        ready: Pattern | list[Group] | None = next(
            (p for p in waiting if not isinstance(p.subject, Variable) or p.subject in found),
            next((p for p in waiting if p.object in found), None),
        )
        if isinstance(ready, Pattern):
            waiting.remove(ready)
            ends = (ready.subject, ready.object)
            found.update(end for end in ends if isinstance(end, Variable))
            continue
        for choice in choices:
            branches = [_reached(branch, frozenset(found)) for branch in choice]
            whole = [branch for branch in branches if branch is not None]
            if len(whole) == len(branches):
                choices.remove(choice)
                found |= frozenset.intersection(*whole)
                break
        else:
            return None
    if any(_reached(aside, frozenset(found)) is None for aside in group.asides):
        return None
    return frozenset(found if group.visible is None else found & group.visible)


def _known(place: Place, values: Values) -> set[Term] | None:
    return values.get(place) if isinstance(place, Variable) else {place}


def _forward(pattern: Pattern, values: Values, neighbourhood: Neighbourhood) -> None:
    """Look *pattern* up from its known subjects."""
    wanted = _known(pattern.object, values)
    if isinstance(pattern.object, Literal) and not _is_as_written(pattern.object):
        wanted = None
    subjects: set[Term] = set()
    objects: set[Term] = set()
    for node in _known(pattern.subject, values) or ():
        reached = set(_ends(pattern.path, node, neighbourhood))
        if wanted is not None:
            reached &= wanted
        if reached:
            subjects.add(node)
            objects |= reached
    _bind(pattern.subject, subjects, values)
    _bind(pattern.object, objects, values)


def _is_as_written(literal: Literal) -> bool:
    """Tell whether the engine gives *literal* back as the query writes it; numbers it may not."""
    return literal.datatype in _KEPT or literal.value in ("true", "false")


def _bind(place: Place, found: set[Term], values: Values) -> None:
    if isinstance(place, Variable):
        values[place] = found
    elif not found:
        # A statement about constants alone does not hold: there is no solution.
        for variable in values:
            values[variable] = set()


def _choose(choices: list[list[Group]], values: Values, neighbourhood: Neighbourhood) -> bool:
    """Read the first choice that can be; tell whether there was one."""
    known = frozenset(values)
    for choice in choices:
        if any(_reached(branch, known) is None for branch in choice):
            continue
        choices.remove(choice)
        found = [read(branch, values, neighbourhood) for branch in choice]
        branches = [branch for branch in found if branch is not None]
        if not branches:
            for variable in values:
                values[variable] = set()
            return True
        shared = set.intersection(*(set(branch) for branch in branches))
        # A variable that a branch without solutions would bind is bound in the others.
        for variable in shared:
            values[variable] = set().union(*(branch[variable] for branch in branches))
        return True
    return False


def _backward(waiting: list[Pattern], values: Values, neighbourhood: Neighbourhood) -> None:
    """Give values to a variable from the pattern that leads to it from the fewest statements."""
    ready = [p for p in waiting if isinstance(p.object, Variable) and p.object in values]
    if not ready:
        raise QueryError("It holds a pattern that is joined to nothing known.")
    subject = ready[0].subject
    racing = [
        (pattern, chain.from_iterable(_arrivals(pattern, values, neighbourhood)), set[Term]())
        for pattern in ready
        if pattern.subject == subject
    ]
    while True:
        for _, arriving, found in racing:
            try:
                found.add(next(arriving))
            except StopIteration:
                # The pattern stays, and is looked up forward next, which fits its objects.
                _bind(subject, found, values)
                return


def _arrivals(
    pattern: Pattern, values: Values, neighbourhood: Neighbourhood
) -> Iterator[Iterator[Term]]:
    for node in _known(pattern.object, values) or ():
        yield _ends(Inverse(pattern.path), node, neighbourhood)


def _ends(
    path: Path, node: Term, neighbourhood: Neighbourhood, *, back: bool = False
) -> Iterator[Term]:
    """Give where *path* leads from *node* (or whence it comes), as it is found, with repetition."""
    if isinstance(path, Link):
        yield from _linked(path.predicate, node, neighbourhood, back=back)
    elif isinstance(path, Inverse):
        yield from _ends(path.path, node, neighbourhood, back=not back)
    elif isinstance(path, Alternative):
        for one in path.paths:
            yield from _ends(one, node, neighbourhood, back=back)
    elif isinstance(path, Sequence):
        first, rest = (path.paths[-1], path.paths[:-1]) if back else (path.paths[0], path.paths[1:])
        if not rest:
            yield from _ends(first, node, neighbourhood, back=back)
            return
        for middle in dict.fromkeys(_ends(first, node, neighbourhood, back=back)):
            yield from _ends(Sequence(rest), middle, neighbourhood, back=back)
    else:
        yield from _repeated(path, node, neighbourhood, back=back)


def _repeated(
    path: Repeat, node: Term, neighbourhood: Neighbourhood, *, back: bool
) -> Iterator[Term]:
    if path.zero:
        yield node
    seen: set[Term] = set()
    waiting = [node]
    while waiting:
        for end in _ends(path.path, waiting.pop(), neighbourhood, back=back):
            if end not in seen:
                seen.add(end)
                yield end
                if path.more:
                    waiting.append(end)


def _linked(
    predicate: NamedNode | None, node: Term, neighbourhood: Neighbourhood, *, back: bool
) -> Iterator[Term]:
    if back:
        for quad in neighbourhood.incoming(predicate, node):
            yield quad.subject
    else:
        for quad in neighbourhood.outgoing(node):
            if predicate is None or quad.predicate == predicate:
                yield quad.object
