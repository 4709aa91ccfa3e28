"""Puts what the other modules find into the words of the answers, and reads what a caller gives."""

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from trilogue.agents.answers import (
    Finding,
    LawPlace,
    LinkedFrom,
    LookedAt,
    QuestionParameter,
    SavedQuestion,
    Statement,
    StatusAtStage,
    Value,
)
from trilogue.describe import Description
from trilogue.errors import RequestError
from trilogue.legal_answer import Provision, StageStatus
from trilogue.offers import Offers
from trilogue.question_parameters import Parameter, value_of
from trilogue.questions import Question
from trilogue.scenarios import Kind
from trilogue.store import Dataset
from trilogue.terms import PROV, XSD, Vocabulary
from trilogue.validation.report import Report

MOST_VALUES = 100
_MOST_OFFERED = 20
_INVALIDATED_BY = NamedNode(f"{PROV}wasInvalidatedBy")


def described(
    found: Description, vocabulary: Vocabulary
) -> tuple[list[Statement], list[LinkedFrom]]:
    """Give what is said about a thing and what points to it, by property."""
    by_property: dict[str, dict[str, Value]] = {}
    for quad in found.outgoing:
        if quad.subject == NamedNode(found.iri):
            value = _value(quad.object, found.labels)
            by_property.setdefault(quad.predicate.value, {})[str(quad.object)] = value

    def named(iri: str) -> str:
        return found.labels.get(iri) or vocabulary.shrink(iri).strip("<>")

    statements = [
        Statement(iri, named(iri), list(values.values())[:MOST_VALUES])
        for iri, values in by_property.items()
    ]
    linked_from = [
        LinkedFrom(
            group.predicate,
            named(group.predicate),
            [_value(quad.subject, found.labels) for quad in group.quads],
            group.total,
        )
        for group in found.incoming
    ]
    return statements, linked_from


def retraction(iri: str, dataset: Dataset, vocabulary: Vocabulary) -> str | None:
    """Give the reason for which a record was retracted; None where it stands."""
    for quad in dataset.quads(NamedNode(iri), _INVALIDATED_BY):
        if isinstance(quad.object, NamedNode):
            reasons = dataset.quads(quad.object, vocabulary.ns("reason"))
            return next((q.object.value for q in reasons if isinstance(q.object, Literal)), "")
    return None


def saved_question(question: Question, offers: Offers) -> SavedQuestion:
    """Tell what a question leaves open."""
    parameters = [
        QuestionParameter(
            each.name,
            each.sentence,
            each.type,
            [_short(each, term, offers) for term in each.default],
            each.takes_several,
            list(_offered(each, offers))[:_MOST_OFFERED],
        )
        for each in question.parameters
    ]
    return SavedQuestion(question.name, question.title, question.remark, parameters)


def read_values(
    question: Question,
    given: Mapping[str, str | Sequence[str]],
    offers: Offers,
    vocabulary: Vocabulary,
) -> dict[str, tuple[NamedNode | Literal, ...]]:
    """Read the values that are given for a question's parameters.

    Raises:
        RequestError: a value does not fit, there are too many, or there is no such parameter.
    """
    known = {each.name: each for each in question.parameters}
    values: dict[str, tuple[NamedNode | Literal, ...]] = {}
    for name, value in given.items():
        parameter = known.get(name)
        if parameter is None:
            listed = ", ".join(known) or "none"
            raise RequestError(
                f"{question.name} has no parameter {name[:80]}. There are: {listed}.", name
            )
        texts = [value] if isinstance(value, str) else list(value)
        if not texts or (len(texts) > 1 and not parameter.takes_several):
            raise RequestError(f"{name}: give one value. {parameter.sentence}", name)
        offered = _offered(parameter, offers)
        terms = (value_of(parameter, text, offered, vocabulary) for text in texts)
        values[name] = tuple(dict.fromkeys(terms))
    return values


def status_at(found: StageStatus) -> StatusAtStage:
    """Give the status at one stage with what it rests on."""
    return StatusAtStage(
        found.stage.slug,
        found.stage.label,
        found.date,
        found.value.slug,
        found.value.label,
        [kind.slug for kind in found.also],
        found.basis.slug,
        found.explanation,
        found.rule.name,
        _places(found.provisions),
        [
            LookedAt(each.iri, each.label, each.outcome, each.because, _places(each.provisions))
            for each in found.exceptions
        ],
        [each.label for each in found.safeguards],
        list(found.only_where),
    )


def findings_of(report: Report) -> list[Finding]:
    """Give the results of a report."""
    return [
        Finding(
            each.severity.value,
            str(each.message),
            None if each.remedy is None else str(each.remedy),
            _text(each.focus_node),
            _text(each.path),
            _text(each.value),
            each.line,
        )
        for each in report.results
    ]


def nodes_in(quads: Iterable[Quad]) -> Iterable[str]:
    """Give the IRIs of what *quads* are about and point to."""
    for quad in quads:
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode):
                yield term.value


def _places(provisions: Iterable[Provision]) -> list[LawPlace]:
    return [LawPlace(each.iri, each.locator, each.gloss, each.is_binding) for each in provisions]


def _offered(parameter: Parameter, offers: Offers) -> Mapping[str, Kind]:
    return {} if parameter.class_iri is None else offers.of(parameter.class_iri)


def _short(parameter: Parameter, term: NamedNode | Literal, offers: Offers) -> str:
    if parameter.class_iri is None or isinstance(term, Literal):
        return term.value
    kinds = offers.of(parameter.class_iri).values()
    return next((kind.slug for kind in kinds if kind.iri == term.value), term.value)


def _value(term: NamedNode | BlankNode | Literal | Triple, labels: Mapping[str, str]) -> Value:
    if isinstance(term, NamedNode):
        return Value(term.value, "uri", labels.get(term.value))
    if isinstance(term, Literal):
        datatype = term.datatype.value
        plain = bool(term.language) or datatype == f"{XSD}string"
        return Value(term.value, "literal", None, term.language, None if plain else datatype)
    if isinstance(term, BlankNode):
        return Value(term.value, "bnode")
    return Value(str(term), "triple")


def _text(term: NamedNode | BlankNode | Literal | None) -> str | None:
    if term is None:
        return None
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value
