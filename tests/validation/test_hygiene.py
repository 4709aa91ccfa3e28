"""What SHACL cannot see in one file."""

from collections.abc import Callable, Iterator

import pytest

from trilogue.parse import ParsedFile
from trilogue.terms import Vocabulary
from trilogue.validation import hygiene
from trilogue.validation.curated import Curated
from trilogue.validation.known import Known
from trilogue.validation.places import Places
from trilogue.validation.report import Result

Parse = Callable[..., ParsedFile]
Check = Callable[[ParsedFile, Known, Places], Iterator[Result]]
V = Vocabulary()


@pytest.fixture
def known(unchanged: Curated) -> Known:
    return unchanged.known


def found(check: Check, file: ParsedFile, known: Known) -> list[tuple[str, str]]:
    """Give place and message of each result."""
    return [(result.place, result.message) for result in check(file, known, Places([file]))]


@pytest.mark.parametrize(
    ("statement", "message", "remedy"),
    [
        ("tri:claimedBye actor:edri", "Unknown property tri:claimedBye.", "tri:claimedBy?"),
        ("a tri:Clam", "Unknown class tri:Clam.", "tri:Claim?"),
        ("prov:wasDerivedFrom actor:edri", "Unknown property prov:wasDerivedFrom.", "declares"),
        ("a prov:Entity", "Unknown class prov:Entity.", "declares"),
        ("tri:aboutActor tri:Nobody", "Unknown term tri:Nobody.", "declares"),
    ],
    ids=["property", "class", "foreign property", "foreign class", "term as value"],
)
def test_a_term_that_nobody_declared_is_told_with_its_line(
    turtle: Parse, known: Known, statement: str, message: str, remedy: str
) -> None:
    file = turtle(f"claim:one a tri:Claim ;\n  {statement} .")

    [result] = hygiene.unknown_terms(file, known, Places([file]))

    assert (result.place, result.message) == ("graph/claims/one.ttl:3", message)
    assert remedy in (result.remedy or "")


def test_declared_terms_and_the_label_properties_are_known(turtle: Parse, known: Known) -> None:
    file = turtle('claim:one a tri:Claim ; skos:prefLabel "x"@en ; tri:claimedBy actor:edri .')

    assert found(hygiene.unknown_terms, file, known) == []


def test_shapes_may_speak_shacl_but_no_unknown_term_of_ours(turtle: Parse, known: Known) -> None:
    file = turtle("shape:S a sh:NodeShape ;\n sh:path tri:claimedBye .", "shapes/x.ttl")

    assert found(hygiene.unknown_terms, file, known) == [
        ("shapes/x.ttl:3", "Unknown term tri:claimedBye.")
    ]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("owl:sameAs actor:edri", "A fact may not state owl:sameAs."),
        ("rdfs:subClassOf tri:Claim", "A fact may not state rdfs:subClassOf."),
        ("a owl:Class", "A fact may not state owl:Class."),
        ("owl:hasKey ()", "A fact may not state owl:hasKey."),
        ("tri:appliesTo scenario:x", "tri:appliesTo is computed by a rule"),
        ("a tri:EffectiveStatus", "tri:EffectiveStatus is computed by a rule"),
        ("tri:claimedBy [ a tri:Actor ]", "A thing without an IRI"),
    ],
    ids=["sameAs", "subClassOf", "a class", "any owl", "computed", "computed class", "blank node"],
)
def test_facts_may_not_say_everything(
    turtle: Parse, known: Known, statement: str, message: str
) -> None:
    file = turtle(f"claim:one\n  {statement} .")

    places = {place for place, text in found(hygiene.forbidden, file, known) if message in text}

    assert places == {"graph/claims/one.ttl:3"}


@pytest.mark.parametrize(
    "subject",
    ["<http://example.org/x>", "<https://w3id.org/trilogue/id/clam/x>", "tri:Claim", "claim:Big_X"],
    ids=["foreign", "no such type", "a term", "no slug"],
)
def test_a_subject_is_a_thing_with_a_known_type_and_a_slug(
    turtle: Parse, known: Known, subject: str
) -> None:
    file = turtle(f"{subject} a tri:Claim .")

    [(place, message)] = found(hygiene.misnamed, file, known)

    assert place == "graph/claims/one.ttl:2"
    assert "is not the IRI of a thing" in message


@pytest.mark.parametrize("subject", ["claim:seed-c01", "act:art-5-1-h", "text:st-15698.22"])
def test_slugs_are_small_letters_digits_and_hyphens(
    turtle: Parse, known: Known, subject: str
) -> None:
    assert found(hygiene.misnamed, turtle(f"{subject} a tri:Claim ."), known) == []


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ('tri:gloss "a\\u202Eb"@en', "invisible character U+202E"),
        ('tri:gloss "a\\u0007b"@en', "invisible character U+0007"),
        ('tri:gloss "' + "x" * 2_001 + '"@en', "2001 characters; 2000 are allowed"),
        ("tri:aboutActor <urn:x:y>", "is no web address"),
        ("tri:aboutActor <file:///etc/passwd>", "is no web address"),
        ("tri:aboutActor <https://example.org/a\\u202Eb>", "invisible characters"),
        ('tri:webAddress "javascript:x"^^xsd:anyURI', "is no web address"),
    ],
    ids=["bidi", "control", "long", "urn", "file", "bidi in an IRI", "script address"],
)
def test_values_that_mislead_are_told(
    turtle: Parse, known: Known, statement: str, message: str
) -> None:
    [(place, text)] = found(hygiene.odd_values, turtle(f"claim:one\n  {statement} ."), known)

    assert place == "graph/claims/one.ttl:3"
    assert message in text


def test_line_ends_tabs_and_other_scripts_are_welcome(turtle: Parse, known: Known) -> None:
    file = turtle('claim:one tri:gloss "Zeile\\n\\tŁódź – 北京, Київ"@en .')

    assert found(hygiene.odd_values, file, known) == []


@pytest.mark.parametrize(
    ("line", "message", "remedy"),
    [
        ("@prefix foo: <http://example.org/> .", "Unknown prefix foo:.", "canonical table"),
        (
            "@prefix tri: <http://example.org/> .",
            "The prefix tri: stands for <https://w3id.org/trilogue/ns/> everywhere else.",
            "canonical table",
        ),
        (
            "PREFIX trilogue: <https://w3id.org/trilogue/ns/>",
            "Unknown prefix trilogue:.",
            "Use tri:",
        ),
    ],
    ids=["unknown", "redefined", "another name"],
)
def test_prefixes_are_those_of_the_table(
    line: str, message: str, remedy: str, turtle: Parse
) -> None:
    parsed = turtle("")
    text = f"# a comment\n{line}\n"
    namespace = line.partition("<")[2].partition(">")[0]
    file = ParsedFile("graph/x.ttl", None, text, [], {line.split()[1][:-1]: namespace})
    assert parsed.quads == []

    [result] = hygiene.prefixes(file, V)

    assert (result.place, result.message) == ("graph/x.ttl:2", message)
    assert remedy in (result.remedy or "")


def test_a_bridge_may_declare_prefixes_of_other_vocabularies_only() -> None:
    declared = {"foaf": "http://xmlns.com/foaf/0.1/", "tri": "http://example.org/"}
    file = ParsedFile("ontology/bridge/x.ttl", None, "", [], declared)

    [result] = hygiene.prefixes(file, V, others=True)

    assert "tri:" in result.message


def test_queries_are_read_for_unknown_terms_and_prefixes(known: Known) -> None:
    text = (
        "# tri:commented <https://w3id.org/trilogue/ns/commented>\n"
        "PREFIX tri: <https://w3id.org/trilogue/ns/>\n"
        "PREFIX foo: <http://example.org/>\n"
        'SELECT * { ?s tri:claimedBye ?o ; tri:claimedBy "tri:inAString" ; a tri:Clam .\n'
        "  ?s <https://w3id.org/trilogue/ns/alsoUnknown> foo:x }\n"
    )

    results = [(r.line, r.message) for r in hygiene.query_words("q.rq", text, known)]

    assert results == [
        (4, "Unknown term tri:claimedBye."),
        (4, "Unknown term tri:Clam."),
        (5, "Unknown term tri:alsoUnknown."),
        (3, "Unknown prefix foo:."),
    ]
