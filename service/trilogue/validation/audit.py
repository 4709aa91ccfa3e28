"""The SPARQL constraints of the shapes, asked of the whole graph at once.

A constraint's SELECT speaks of one node, ``$this``. Lifted, ``?this`` is a free variable bound by
the shape's target, so that the engine answers for all nodes in one go: over a thousand claims about
two thousand times cheaper than asking node by node.
The files ``shapes/audit/*.rq`` are such queries that never were about one node alone.

A SELECT can be lifted when its meaning does not hang on ``$this`` being replaced before
evaluation: it uses ``$this`` in the same group as the pattern that binds it (or in EXISTS, MINUS
and OPTIONAL of that group), and groups by it where it counts.

Source: SHACL, section 5 (SPARQL-based constraints); section 2.1.3 (targets).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions

from trilogue.content import Content, ContentFile
from trilogue.curated_query import read_query
from trilogue.errors import ParseError, QueryError
from trilogue.querytext import tokens
from trilogue.store import Store
from trilogue.terms import OWL, RDF, RDFS, SH, Vocabulary
from trilogue.validation.places import Places
from trilogue.validation.report import Node, Result, Severity
from trilogue.validation.statements import Statements
from trilogue.wording import Wording, names_in

_COMPONENT = NamedNode(SH + "SPARQLConstraintComponent")
_SETTING = re.compile(r"#\s*(severity|message):\s*(.*?)\s*")
_SEVERITIES = {severity.iri.value: severity for severity in Severity}
_DEEPEST = 10  # property shapes inside property shapes that are climbed out of


@dataclass(frozen=True)
class Audit:
    """One set query.

    Attributes:
        query: a SELECT query; ``?this`` is what a solution is about.
        severity: of what it finds.
        message: with ``{?variable}`` for values; a solution's own ``?message`` goes before it.
        shape: the shape it was lifted from; None for a file under ``shapes/audit``.
        path: the property of the shape it was lifted from; a solution's ``?path`` goes before it.
        file: the file under ``shapes/audit``.
    """

    query: str
    severity: Severity
    message: str
    shape: Node | None = None
    path: NamedNode | None = None
    file: str | None = None


def lift(shapes: Iterable[Quad]) -> tuple[list[Audit], list[Result]]:
    """Turn each SPARQL constraint of *shapes* into one query for each of its targets.

    Returns:
        The audits, and a violation for each constraint that would never be asked of the whole
        graph, because it has no SELECT or its shape no target of its own.
    """
    says = Statements(shapes)
    audits: list[Audit] = []
    problems: list[Result] = []
    for shape, constraint in says.pairs(SH + "sparql"):
        if says.truth(shape, SH + "deactivated") or says.truth(constraint, SH + "deactivated"):
            continue
        select = says.text(constraint, SH + "select")
        targets = list(_targets(says, shape))
        if select is None or not targets:
            missing = "no sh:select" if select is None else "no target"
            problems.append(
                Result(
                    severity=Severity.VIOLATION,
                    message=f"A SPARQL constraint with {missing} is never asked of the graph.",
                    focus_node=_named(says, shape),
                    path=NamedNode(SH + "sparql"),
                    component=_COMPONENT,
                    remedy="Put it on a node shape that has an sh:targetClass, with an sh:select.",
                )
            )
            continue
        severity = _severity(says, shape)
        message = says.text(constraint, SH + "message") or says.text(shape, SH + "message")
        path = says.value(shape, SH + "path")
        prefixes = _prefixes(says, constraint)
        audits.extend(
            Audit(
                query=prefixes + _with_free_this(select, target, path),
                severity=severity,
                message=message or Wording("It does not conform to its shape."),
                shape=_named(says, shape),
                path=path if isinstance(path, NamedNode) else None,
            )
            for target in targets
        )
    return audits, problems


def read_audits(content: Content, vocabulary: Vocabulary) -> list[Audit]:
    """Read ``shapes/audit/*.rq``, by name.

    Each begins with the comment lines ``# severity: Violation`` (or Warning, Info) and
    ``# message: …``, and selects ``?this``.

    Raises:
        ParseError: one of them lacks these lines or is not UTF-8.
    """
    files = sorted((content.root / "shapes" / "audit").glob("*.rq"))
    return [
        _read_audit(
            ContentFile(path.relative_to(content.root).as_posix(), path, "shapes"), vocabulary
        )
        for path in files
        if not path.name.startswith((".", "#"))
    ]


def run(
    audits: Iterable[Audit],
    store: Store,
    places: Places,
    vocabulary: Vocabulary,
    focus_nodes: frozenset[NamedNode] | None = None,
) -> Iterator[Result]:
    """Ask each audit of the whole *store*.

    Args:
        audits: from `lift` and `read_audits`.
        store: holds the facts and the ontology.
        places: for the labels in messages.
        vocabulary: for the IRIs in messages.
        focus_nodes: only results about these are given; None stands for all nodes.

    Yields:
        A result without file and line for each different solution; a violation about the shape
        itself where its query cannot be evaluated.
    """
    for audit in audits:
        try:
            found = _results(audit, store, places, vocabulary)
        except QueryError as error:
            yield _broken(audit, error)
            continue
        for result in dict.fromkeys(found):
            if focus_nodes is None or result.focus_node in focus_nodes:
                yield result


def about(audit: Audit, nodes: Iterable[NamedNode]) -> Audit:
    """Narrow *audit* to *nodes*, by a join at the head of its first group."""
    values = " ".join(sorted(map(str, nodes)))
    start = next(token.start for token in tokens(audit.query) if token.text == "{") + 1
    head, rest = audit.query[:start], audit.query[start:]
    return replace(audit, query=f"{head} VALUES ?this {{ {values} }} {rest}")


def _named(says: Statements, shape: object) -> Node | None:
    """Give the shape with a name that *shape* is part of, or *shape*."""
    climbed = shape
    for _ in range(_DEEPEST):
        if not isinstance(climbed, BlankNode):
            break
        climbed = next(iter(says.subjects_with(SH + "property", climbed)), None)
    found = climbed or shape
    return found if isinstance(found, NamedNode | BlankNode) else None


def _targets(says: Statements, shape: object, depth: int = 0) -> Iterator[str]:
    """Give, for each target of *shape*, the graph pattern that binds ``?this`` to its nodes."""
    for value in says.values(shape, SH + "targetClass"):
        yield f"?this a/<{RDFS}subClassOf>* {value} ."
    class_types = (NamedNode(RDFS + "Class"), NamedNode(OWL + "Class"))
    if any(value in class_types for value in says.values(shape, RDF + "type")):
        yield f"?this a/<{RDFS}subClassOf>* {shape} ."
    for value in says.values(shape, SH + "targetNode"):
        yield f"VALUES ?this {{ {value} }}"
    for value in says.values(shape, SH + "targetSubjectsOf"):
        yield f"?this {value} ?targetObject ."
    for value in says.values(shape, SH + "targetObjectsOf"):
        yield f"?targetSubject {value} ?this ."
    if depth < _DEEPEST:
        for parent in says.subjects_with(SH + "property", shape):
            yield from _targets(says, parent, depth + 1)


def _severity(says: Statements, shape: object) -> Severity:
    value = says.value(shape, SH + "severity")
    if isinstance(value, NamedNode):
        return _SEVERITIES.get(value.value, Severity.VIOLATION)
    return Severity.VIOLATION


def _prefixes(says: Statements, constraint: object) -> str:
    """Write the declared prefixes; like SHACL, only those that sh:prefixes leads to."""
    lines = {}
    waiting = list(says.values(constraint, SH + "prefixes"))
    seen = set()
    while waiting:
        ontology = waiting.pop()
        if ontology in seen:
            continue
        seen.add(ontology)
        waiting.extend(says.values(ontology, OWL + "imports"))
        for declaration in says.values(ontology, SH + "declare"):
            prefix = says.text(declaration, SH + "prefix")
            namespace = says.text(declaration, SH + "namespace")
            if prefix is not None and namespace is not None:
                lines[prefix] = f"PREFIX {prefix}: <{namespace}>\n"
    return "".join(lines[prefix] for prefix in sorted(lines))


def _with_free_this(select: str, target: str, path: object) -> str:
    """Put *target* at the head of the query's group, and a plain variable for ``$this``."""
    pieces: list[str] = []
    end = 0
    opened = False
    for token in tokens(select):
        pieces.append(select[end : token.start])
        text = token.text
        if token.kind == "variable" and text == "$this":
            text = "?this"
        elif token.kind == "variable" and text == "$PATH" and isinstance(path, NamedNode):
            text = str(path)
        elif token.text == "{" and not opened:
            opened = True
            text = f"{{ {target} "
        pieces.append(text)
        end = token.start + len(token.text)
    pieces.append(select[end:])
    return "".join(pieces)


def _read_audit(file: ContentFile, vocabulary: Vocabulary) -> Audit:
    text = read_query(file, vocabulary.base)
    matches = filter(None, map(_SETTING.fullmatch, text.splitlines()))
    settings = {str(match[1]): str(match[2]) for match in matches}
    severity = settings.get("severity", "").capitalize()
    if severity not in list(Severity) or not settings.get("message"):
        raise ParseError(
            'an audit begins with the lines "# severity: Violation" (or Warning, Info) and '
            '"# message: …". Put them there.',
            file.relative,
            1,
        )
    return Audit(text, Severity(severity), settings["message"], file=file.relative)


def _results(audit: Audit, store: Store, places: Places, vocabulary: Vocabulary) -> list[Result]:
    solutions = store.query(audit.query)
    if not isinstance(solutions, QuerySolutions):
        raise QueryError("It is not a SELECT query. Select ?this.")
    names = [variable.value for variable in solutions.variables]
    return [
        _result(audit, dict(zip(names, solution, strict=True)), places, vocabulary)
        for solution in solutions
    ]


def _result(
    audit: Audit, bound: dict[str, object], places: Places, vocabulary: Vocabulary
) -> Result:
    own = bound.get("message")
    pattern = " ".join((own.value if isinstance(own, Literal) else audit.message).split())

    def shown(name: str) -> str:
        value = bound.get(name)
        if isinstance(value, NamedNode):
            return places.label(value) or vocabulary.shrink(value.value)
        if isinstance(value, Literal | BlankNode):
            return " ".join(value.value.split())
        return "nothing"

    focus, path, value = bound.get("this"), bound.get("path"), bound.get("value")
    return Result(
        severity=audit.severity,
        message=Wording.of(pattern, {name: shown(name) for name in names_in(pattern)}),
        focus_node=focus if isinstance(focus, NamedNode | BlankNode) else None,
        path=path if isinstance(path, NamedNode) else audit.path,
        value=value if isinstance(value, NamedNode | BlankNode | Literal) else None,
        component=_COMPONENT,
        source_shape=audit.shape,
    )


def _broken(audit: Audit, error: QueryError) -> Result:
    result = Result(
        severity=Severity.VIOLATION,
        message=f"This query cannot be asked of the whole graph. {error}",
        component=_COMPONENT,
    )
    if audit.file is not None:
        return replace(result, file=audit.file, line=getattr(error, "line", None))
    return replace(result, focus_node=audit.shape, path=NamedNode(SH + "sparql"))
