"""What a check found: results, and the report that holds them, as text, JSON, Turtle.

Source: SHACL, section 3.6 (validation report); the names are its names.
"""

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    serialize,
)

from trilogue.languages import Language, translated
from trilogue.terms import DCTERMS, RDF, SH, XSD
from trilogue.wording import Wording

Node: TypeAlias = NamedNode | BlankNode
Shrink: TypeAlias = Callable[[str], str]

_LAST = "\U0010ffff"


class Severity(StrEnum):
    """How bad it is, worst first.

    Source: SHACL, section 2.1.4.
    """

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)

    @property
    def iri(self) -> NamedNode:
        """The SHACL term."""
        return NamedNode(SH + self.value)


@dataclass(frozen=True, kw_only=True)
class Result:
    """One thing that was found.

    Attributes:
        severity: a violation keeps the data from being published; the others do not.
        message: what is wrong, in a sentence for a data person, without the place.
        focus_node: the thing it is about; a named graph where it is about a file.
        focus_label: what the thing is called, where that is known.
        path: the property.
        value: the value of the property that is wrong.
        component: the kind of constraint, SHACL's own or one of `terms.Vocabulary`'s shapes.
        source_shape: the shape that the focus node does not conform to.
        file: as the reader knows it, mostly relative to the content root.
        line: counted from 1; the row of a sheet.
        column: of a text, in characters, counted from 1; where a parser stumbled.
        cell: of a sheet, as its program names it: "Claim!C7" in a workbook, "C7" elsewhere.
        remedy: what to do, in a sentence, where the message does not say.
    """

    severity: Severity
    message: str
    focus_node: Node | None = None
    focus_label: str | None = None
    path: NamedNode | None = None
    value: Node | Literal | None = None
    component: NamedNode | None = None
    source_shape: Node | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    cell: str | None = None
    remedy: str | None = None

    @property
    def place(self) -> str:
        """The place, ``file:line:column`` or ``file:cell``, as far as known, else empty."""
        if self.file is None:
            return ""
        if self.cell is not None:
            return f"{self.file}:{self.cell}"
        if self.line is None:
            return self.file
        place = f"{self.file}:{self.line}"
        return place if self.column is None else f"{place}:{self.column}"

    @property
    def advice(self) -> str:
        """The message and the remedy."""
        return " ".join(filter(None, (self.message, self.remedy)))

    def as_line(self, shrink: Shrink) -> str:
        """Write it as ``place: severity: message (thing; path)``.

        Args:
            shrink: how to write an IRI for people, such as `terms.Vocabulary.shrink`.
        """
        about = []
        if self.focus_node is not None:
            about.append(self.focus_label or _short(self.focus_node, shrink))
        if self.path is not None:
            about.append(shrink(self.path.value))
        line = f"{self.severity.value.lower()}: {self.message}"
        if about:
            line += f" ({'; '.join(about)})"
        return f"{self.place}: {line}" if self.file else line


@dataclass(frozen=True)
class Report:
    """What one or more checks found.

    Attributes:
        results: ordered by file, line and column; those without a file come last.
        language: of the messages and remedies.
    """

    results: tuple[Result, ...] = ()
    language: Language = "en"

    @classmethod
    def of(cls, results: Iterable[Result]) -> "Report":
        """Order *results*; what is found twice is kept once."""
        return cls(tuple(sorted(dict.fromkeys(results), key=_sort_key)))

    @property
    def conforms(self) -> bool:
        """Whether nothing is a violation; warnings do not count.

        SHACL itself lets no result at all pass; see section 3.4 there.
        """
        return not any(result.severity is Severity.VIOLATION for result in self.results)

    def count(self, severity: Severity) -> int:
        """Count the results of one severity."""
        return sum(result.severity is severity for result in self.results)

    def in_words(self) -> str:
        """Count the results, such as "no violation, 2 warnings, 1 note"."""
        counts = {severity: self.count(severity) for severity in Severity}
        parts = [_counted(severity, count) for severity, count in counts.items() if count]
        if not counts[Severity.VIOLATION]:
            parts.insert(0, Wording("no violation"))
        return ", ".join(translated(part, self.language) for part in parts)

    @property
    def verdict(self) -> str:
        """Whether it conforms, in words that follow what the report is about."""
        words = Wording("conforms") if self.conforms else Wording("does not conform")
        return translated(words, self.language)

    def in_language(self, language: Language) -> "Report":
        """Say it in another language than English, as far as the catalogue has the words."""
        results = tuple(
            replace(
                result,
                message=translated(result.message, language),
                remedy=result.remedy and translated(result.remedy, language),
            )
            for result in self.results
        )
        return Report(results, language)

    def without(self, severity: Severity) -> "Report":
        """Leave the results of one severity out."""
        results = tuple(r for r in self.results if r.severity is not severity)
        return replace(self, results=results)

    def as_text(self, shrink: Shrink) -> str:
        """Write one line a result, and its remedy on a line of its own; empty for no result."""
        lines = []
        for result in self.results:
            lines.append(result.as_line(shrink))
            if result.remedy:
                lines.append(f"    {result.remedy}")
        return "".join(f"{line}\n" for line in lines)

    def as_json(self) -> str:
        """Write an object with conforms, counts and results; unknown parts are null."""
        counts = {severity.value.lower(): self.count(severity) for severity in Severity}
        document = {
            "conforms": self.conforms,
            "counts": counts,
            "results": [_json_object(result) for result in self.results],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def as_turtle(self, prefixes: dict[str, str]) -> str:
        """Write a SHACL validation report.

        The remedy follows the message; the place is the result's dcterms:source.

        Source: SHACL, section 3.6.
        """
        triples = list(_report_triples(self))
        mentioned = {
            term.value for triple in triples for term in triple if isinstance(term, NamedNode)
        }
        used = {
            prefix: namespace
            for prefix, namespace in prefixes.items()
            if any(iri.startswith(namespace) for iri in mentioned)
        }
        out = io.BytesIO()
        serialize(triples, out, RdfFormat.TURTLE, prefixes=used)
        return out.getvalue().decode()

    def as_github(self, shrink: Shrink) -> str:
        """Write workflow commands, one a result, that annotate the changed files of a pull."""
        return "".join(f"{_github_command(result, shrink)}\n" for result in self.results)


def _counted(severity: Severity, count: int) -> Wording:
    if severity is Severity.VIOLATION:
        one, many = Wording("1 violation"), Wording("{count} violations", count=count)
    elif severity is Severity.WARNING:
        one, many = Wording("1 warning"), Wording("{count} warnings", count=count)
    else:
        one, many = Wording("1 note"), Wording("{count} notes", count=count)
    return one if count == 1 else many


def _sort_key(result: Result) -> tuple[str, int, int, int, str, str]:
    focus = "" if result.focus_node is None else str(result.focus_node)
    rank = result.severity.rank
    line, column = result.line or 0, result.column or 0
    return (result.file or _LAST, line, column, rank, result.message, focus)


def _short(node: Node, shrink: Shrink) -> str:
    return shrink(node.value) if isinstance(node, NamedNode) else f"_:{node.value}"


def _json_object(result: Result) -> dict[str, object]:
    def text(node: Node | Literal | None) -> str | None:
        if node is None:
            return None
        return f"_:{node.value}" if isinstance(node, BlankNode) else node.value

    return {
        "severity": result.severity.value,
        "message": result.message,
        "focusNode": text(result.focus_node),
        "focusLabel": result.focus_label,
        "path": text(result.path),
        "value": text(result.value),
        "component": text(result.component),
        "sourceShape": text(result.source_shape),
        "file": result.file,
        "line": result.line,
        "column": result.column,
        "cell": result.cell,
        "remedy": result.remedy,
    }


def _report_triples(report: Report) -> Iterable[Triple]:
    subject = BlankNode()
    nodes = [BlankNode() for _ in report.results]
    yield Triple(subject, NamedNode(RDF + "type"), NamedNode(SH + "ValidationReport"))
    yield Triple(subject, NamedNode(SH + "conforms"), Literal(report.conforms))
    for node in nodes:
        yield Triple(subject, NamedNode(SH + "result"), node)
    for node, result in zip(nodes, report.results, strict=True):
        yield from _result_triples(node, result, report.language)


def _result_triples(node: BlankNode, result: Result, language: str) -> Iterable[Triple]:
    yield Triple(node, NamedNode(RDF + "type"), NamedNode(SH + "ValidationResult"))
    place = Literal(result.place, datatype=NamedNode(XSD + "string")) if result.file else None
    table: tuple[tuple[str, Node | Literal | None], ...] = (
        (SH + "resultSeverity", result.severity.iri),
        (SH + "focusNode", result.focus_node),
        (SH + "resultPath", result.path),
        (SH + "value", result.value),
        (SH + "sourceConstraintComponent", result.component),
        (SH + "sourceShape", result.source_shape),
        (SH + "resultMessage", Literal(result.advice, language=language)),
        (DCTERMS + "source", place),
    )
    for predicate, value in table:
        if value is not None:
            yield Triple(node, NamedNode(predicate), value)


def _github_command(result: Result, shrink: Shrink) -> str:
    level = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    properties = []
    if result.file:
        properties.append(f"file={_escaped(result.file, ',:')}")
        if result.line:
            properties.append(f"line={result.line}")
            if result.column:
                properties.append(f"col={result.column}")
    about = result.focus_label or (
        "" if result.focus_node is None else _short(result.focus_node, shrink)
    )
    title = "; ".join(filter(None, (result.cell, about)))
    if title:
        properties.append(f"title={_escaped(title, ',:')}")
    separator = " " if properties else ""
    text = _escaped(result.advice, "")
    return f"::{level[result.severity]}{separator}{','.join(properties)}::{text}"


def _escaped(text: str, also: str) -> str:
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
