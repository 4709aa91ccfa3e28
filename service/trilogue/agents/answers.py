"""What the tools answer: the words of the answers, field by field.

These fields are the output schemas of the tools too, so that a change of one is a change for those
who read them. Each answer has the citations of what it tells, and of the dataset.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where something is borne out.

    Attributes:
        source: what the source is called.
        source_iri: its IRI; None where the excerpt names none.
        locator: the place in it, such as "Art. 5(1)(h)"; None where it is not given.
        excerpt_iri: the record of the place; None where the place is said by the record itself.
        address: where the source is on the web; None where it is not given.
    """

    source: str
    source_iri: str | None
    locator: str | None
    excerpt_iri: str | None
    address: str | None


@dataclass(frozen=True)
class Cited:
    """A record, where it is borne out, and how to cite it.

    Attributes:
        iri: of the record; its lasting address.
        label: its name.
        places: sources with the places in them; empty where the record names none.
        how_to_cite: a sentence.
    """

    iri: str
    label: str
    places: list[Place]
    how_to_cite: str


@dataclass(frozen=True)
class CitedDataset:
    """The dataset that the answer is from.

    Attributes:
        version: of the dataset.
        how_to_cite: a sentence.
        licence: its IRI.
        note: how far the answers go.
    """

    version: str
    how_to_cite: str
    licence: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What every answer has.

    Attributes:
        citations: of the records that the answer tells of, the first ones where there are many.
        citations_left_out: how many further records are not cited here.
        dataset: that it is from.
    """

    citations: list[Cited]
    citations_left_out: int
    dataset: CitedDataset


@dataclass(frozen=True)
class Value:
    """One value.

    Attributes:
        value: an IRI, or the text of a literal.
        type: "uri", "literal", "bnode" or "triple".
        label: what the IRI is called, where that is known.
        language: of a text.
        datatype: the IRI of a literal's datatype; None for plain texts.
    """

    value: str
    type: str
    label: str | None = None
    language: str | None = None
    datatype: str | None = None


@dataclass(frozen=True)
class Hit:
    """One thing that was found.

    Attributes:
        iri: of the thing.
        label: its name.
        kind: its class in words.
        matched: the name or identifier that fits what was looked for.
        gloss: what it is or says, in the dataset's own words; may be empty.
    """

    iri: str
    label: str
    kind: str
    matched: str
    gloss: str


@dataclass(frozen=True, kw_only=True)
class SearchAnswer(Answer):
    """What was found.

    Attributes:
        hits: best first.
    """

    hits: list[Hit]


@dataclass(frozen=True)
class Statement:
    """What is said about a thing by one property.

    Attributes:
        property: its IRI.
        property_label: what it is called.
        values: all of them, or the first ones.
    """

    property: str
    property_label: str
    values: list[Value]


@dataclass(frozen=True)
class LinkedFrom:
    """What points to a thing by one property.

    Attributes:
        property: its IRI.
        property_label: what it is called.
        things: the first ones.
        total: how many there are.
    """

    property: str
    property_label: str
    things: list[Value]
    total: int


@dataclass(frozen=True, kw_only=True)
class Described(Answer):
    """What the dataset says about a thing.

    Attributes:
        iri: of the thing.
        label: its name.
        kind: its class in words.
        statements: by property.
        linked_from: by property.
        retracted: why it was retracted; None where it stands.
    """

    iri: str
    label: str
    kind: str
    statements: list[Statement]
    linked_from: list[LinkedFrom]
    retracted: str | None


@dataclass(frozen=True)
class QuestionParameter:
    """What a question leaves open.

    Attributes:
        name: of the parameter.
        asks: what it decides, in plain words.
        type: "string", "integer", "date" or "language"; or "iri", of a thing named by its slug.
        default: what holds where nothing is given.
        takes_several: whether several values may be given.
        some_values: values that may be given, the first ones; empty for literals.
    """

    name: str
    asks: str
    type: str
    default: list[str]
    takes_several: bool
    some_values: list[str]


@dataclass(frozen=True)
class SavedQuestion:
    """A question that can be asked.

    Attributes:
        name: by which it is asked.
        title: the question in plain words.
        remark: what else is said of it; may be empty.
        parameters: what it leaves open.
    """

    name: str
    title: str
    remark: str
    parameters: list[QuestionParameter]


@dataclass(frozen=True, kw_only=True)
class QuestionList(Answer):
    """The questions.

    Attributes:
        questions: by name.
    """

    questions: list[SavedQuestion]


@dataclass(frozen=True, kw_only=True)
class QueryAnswer(Answer):
    """The answer to a question or a query; which fields are filled depends on its form.

    Attributes:
        title: the question in plain words; the form of a query.
        variables: of a table, in order.
        rows: of a table; a variable that has no value in a row is not in it.
        boolean: of an ASK query.
        turtle: of a CONSTRUCT or DESCRIBE query.
    """

    title: str
    variables: list[str]
    rows: list[dict[str, Value]]
    boolean: bool | None
    turtle: str | None


@dataclass(frozen=True)
class LawPlace:
    """A provision.

    Attributes:
        iri: of the version of the provision.
        locator: its place, such as "Art. 5(1)(h)".
        gloss: what it says, in the dataset's own words.
        is_binding: False for a recital.
    """

    iri: str
    locator: str
    gloss: str
    is_binding: bool


@dataclass(frozen=True)
class LookedAt:
    """An exception or exclusion that was looked at.

    Attributes:
        iri: of the norm.
        label: its name.
        outcome: "applies", "open" or "does-not-apply".
        because: why, in plain words.
        provisions: where it is laid down.
    """

    iri: str
    label: str
    outcome: str
    because: str
    provisions: list[LawPlace]


@dataclass(frozen=True)
class StatusAtStage:
    """The status at one stage.

    Attributes:
        stage: its slug.
        stage_label: its name.
        date: of the stage; may be empty.
        status: its slug, such as "prohibited".
        status_label: in words.
        also: values that hold beside it.
        basis: what it rests on: text, announcement or none.
        reasons: in plain words.
        rule: the rule that decided, in words.
        provisions: of the norms that decide.
        exceptions: that were looked at.
        safeguards: that are asked for.
        only_where: conditions that the question cannot state.
    """

    stage: str
    stage_label: str
    date: str
    status: str
    status_label: str
    also: list[str]
    basis: str
    reasons: str
    rule: str
    provisions: list[LawPlace]
    exceptions: list[LookedAt]
    safeguards: list[str]
    only_where: list[str]


@dataclass(frozen=True, kw_only=True)
class StatusAnswer(Answer):
    """The legal status of a use at each stage.

    Attributes:
        scenario: the use in words.
        scenario_iri: of the use.
        facets: what was asked, facet to slug, with what is implied.
        stages: in the order of the procedure.
    """

    scenario: str
    scenario_iri: str
    facets: dict[str, str]
    stages: list[StatusAtStage]


@dataclass(frozen=True)
class Finding:
    """One thing that was found wrong, or worth a look.

    Attributes:
        severity: "Violation", "Warning" or "Info"; a violation keeps a fact from being published.
        message: what is wrong.
        remedy: what to do; None where the message says it.
        thing: what it is about; None where it is about the whole.
        property: by its IRI.
        value: that is wrong.
        line: of the text, counted from 1.
    """

    severity: str
    message: str
    remedy: str | None
    thing: str | None
    property: str | None
    value: str | None
    line: int | None


@dataclass(frozen=True, kw_only=True)
class Judgement(Answer):
    """Whether a fact could be published as it is. Nothing was stored.

    Attributes:
        conforms: whether there is no violation.
        verdict: in words.
        findings: worst first for each place.
    """

    conforms: bool
    verdict: str
    findings: list[Finding]
