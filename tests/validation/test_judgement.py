"""A researcher's file: what it may say, and whether it is sound with what is there."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from trilogue.build import fill, read_rules
from trilogue.formats import graph_format
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.validation import submission
from trilogue.validation.curated import Curated
from trilogue.validation.judgement import Judge
from trilogue.validation.report import Report, Severity

V = Vocabulary()
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in V.prefixes().items())
FIRST_LINE = PREFIXES.count("\n") + 1
GOOD = """contribution:mine a tri:Contribution ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    tri:contributedBy actor:trilogue-editors ;
    tri:recordedAt "2026-12-01T00:00:00Z"^^xsd:dateTime ;
    tri:reviewedBy actor:trilogue-reviewers .

claim:mine a tri:Claim ;
    skos:prefLabel "France was content"@en ;
    tri:gloss "The coalition says that France got what it wanted."@en ;
    tri:aboutActor actor:france ;
    tri:claimedBy actor:edri ;
    tri:claimedOn "2023-12-09"^^xsd:date ;
    tri:evidencedBy excerpt:page ;
    tri:mark mark:verified-page ;
    tri:recordedIn contribution:mine .
"""

Validate = Callable[..., Report]


@pytest.fixture(scope="module")
def filled(unchanged: Curated) -> Iterator[Store]:
    rules, _ = read_rules(unchanged.content, V)
    with Store.in_memory() as store:
        fill(store, unchanged, rules, lambda _: None)
        yield store


@pytest.fixture(scope="module")
def judge(unchanged: Curated) -> Judge:
    return Judge(unchanged.content, V)


def judged(judge: Judge, paths: Sequence[Path], store: Store) -> Report:
    """Judge files that belong together."""
    read = [
        submission.read_submission(path.read_bytes(), graph_format(path.suffix), path.name, V)
        for path in paths
    ]
    report = judge.judge([file for file, _ in read if file is not None], store)
    return Report.of([*report.results, *(result for _, found in read for result in found)])


@pytest.fixture
def handed_in(judge: Judge, filled: Store, tmp_path: Path) -> Validate:
    """Validate a text as the file *name*, and see that nothing of it stays in the store."""

    def run(text: str, name: str = "mine.ttl") -> Report:
        path = tmp_path / name
        path.write_text(PREFIXES + text if name.endswith(".ttl") else text)
        before = filled.graph_counts()
        report = judged(judge, [path], filled)
        assert filled.graph_counts() == before
        return report

    return run


def violations(report: Report) -> list[tuple[int | None, str]]:
    """Give line, counted after the prefixes, and message of each violation."""
    return [
        (None if r.line is None else r.line - FIRST_LINE + 1, r.message)
        for r in report.results
        if r.severity is Severity.VIOLATION
    ]


def test_a_sound_contribution_conforms(handed_in: Validate) -> None:
    assert violations(handed_in(GOOD)) == []


def test_files_that_belong_together_are_looked_at_together(
    judge: Judge, filled: Store, tmp_path: Path
) -> None:
    contribution, _, claim = GOOD.partition("\n\n")
    paths = [tmp_path / "a.ttl", tmp_path / "b.ttl"]
    paths[0].write_text(PREFIXES + contribution)
    paths[1].write_text(PREFIXES + claim)

    assert judged(judge, paths, filled).conforms
    assert not judged(judge, paths[1:], filled).conforms


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("tri:gloss", "tri:glos", 9, "Unknown property tri:glos."),
        ("a tri:Claim", "a tri:Clam", 7, "Unknown class tri:Clam."),
        ("tri:aboutActor actor:france", "owl:sameAs actor:france", 10, "owl:sameAs"),
        ("tri:aboutActor actor:france", "sh:path actor:france", 10, "A fact may not state sh:path"),
        ("tri:aboutActor actor:france", "tri:supportsClaim claim:deal", 10, "computed by a rule"),
        ("tri:aboutActor actor:france", "tri:aboutActor [ a tri:Person ]", 10, "an IRI"),
        ("claim:mine", "claim:deal", 7, "described already"),
        ("claim:mine", "practice:mine", 7, "may not describe this"),
        ("claim:mine", "<http://example.org/c>", 7, "may not describe this"),
        ("claim:mine", "<https://w3id.org/trilogue/id/clam/x>", 7, "is not the IRI of a thing"),
        ("actor:france", "actor:nobody", 10, "actor:nobody is described nowhere."),
        ("actor:edri", "practice:post-rbi", 11, "A claim needs a voice."),
        ("    tri:evidencedBy excerpt:page ;\n", "", 7, "Nothing backs this statement."),
        ("2023-12-09", "2024-05-01", 7, "appeared earlier, on 2023-12-09"),
        ("in your", "in\u202e your", 9, "invisible character"),
    ],
    ids=[
        *("unknown property", "unknown class", "sameAs", "shacl", "computed", "blank node"),
        *("described already", "a kind", "foreign subject", "unknown type", "dangling"),
        *("wrong voice", "no evidence", "after its source", "bidi"),
    ],
)
def test_what_keeps_a_file_out_is_told_with_its_line(
    handed_in: Validate, old: str, new: str, line: int, message: str
) -> None:
    text = GOOD.replace("what it wanted", "in your words") if old == "in your" else GOOD
    changed = text.replace(old, new)
    assert changed != text

    report = handed_in(changed)

    told = violations(report)
    assert any(message in text and at == line for at, text in told), told
    assert all(r.remedy or len(r.message) > len("short") for r in report.results)


def test_only_the_files_own_things_are_reported(handed_in: Validate) -> None:
    """Two presidencies at once: the one that is there already is not to blame."""
    report = handed_in(
        GOOD.partition("\n\n")[0]
        + """
role:france-2023 a tri:RoleHolding ;
    tri:evidencedBy excerpt:page ;
    tri:holdsFrom "2023-10-01"^^xsd:date ;
    tri:mark mark:verified-page ;
    tri:recordedIn contribution:mine ;
    tri:roleIn actor:council-of-the-eu ;
    tri:roleKind role-kind:council-presidency ;
    tri:roleOf actor:france .
"""
    )

    assert {r.focus_node for r in report.results} == {V.id("role", "france-2023")}
    assert not report.conforms


def test_a_record_is_seen_with_the_classes_of_what_it_points_to(handed_in: Validate) -> None:
    report = handed_in(GOOD.replace("tri:aboutActor actor:france", "tri:aboutNorm actor:france"))

    assert any("norm" in message for _, message in violations(report))


def test_a_file_that_cannot_be_parsed_is_told_with_its_line(handed_in: Validate) -> None:
    report = handed_in("claim:mine a tri:Claim\n    tri:gloss 'x' .\n")

    [(line, _)] = violations(report)
    assert line == 2


@pytest.mark.parametrize("name", ["mine.nt", "mine.jsonld", "mine.rdf", "mine.trig"])
def test_every_rdf_format_is_read(handed_in: Validate, name: str) -> None:
    claim, type_ = V.id("claim", "x").value, V.ns("Claim").value
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    triple = f"<{claim}> <{rdf_type}> <{type_}> ."
    texts = {
        "mine.nt": triple,
        "mine.trig": triple,
        "mine.jsonld": f'{{"@id": "{claim}", "@type": "{type_}"}}',
        "mine.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:tri="{V.base}ns/"><tri:Claim rdf:about="{claim}"/></rdf:RDF>',
    }

    report = handed_in(texts[name], name)

    assert any("A claim needs a voice" in result.message for result in report.results)
    assert {result.line for result in report.results} == {1}


def test_named_graphs_and_triple_terms_are_refused(handed_in: Validate) -> None:
    named = handed_in("<urn:g> { <urn:a> <urn:b> <urn:c> }", "mine.trig")
    nested = handed_in("claim:a tri:gloss <<( claim:a tri:gloss claim:b )>> .")

    assert any("names the graph <urn:g>" in message for _, message in violations(named))
    assert any("triple terms" in message for _, message in violations(nested))


def test_a_file_has_a_limit(handed_in: Validate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submission, "MAX_QUADS", 5)
    assert any("5 are allowed" in message for _, message in violations(handed_in(GOOD)))

    monkeypatch.setattr(submission, "MAX_BYTES", 100)
    assert any("100 are allowed" in message for _, message in violations(handed_in(GOOD)))


def test_what_only_publishing_adds_is_not_missed(handed_in: Validate) -> None:
    claim = GOOD.partition("\n\n")[2].replace(" ;\n    tri:recordedIn contribution:mine", "")
    assert "recordedIn" not in claim

    assert violations(handed_in(claim)) == []
    [(_, message)] = violations(handed_in(GOOD.partition("\n\n")[0] + "\n\n" + claim))
    assert "tri:recordedIn" in message


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ('skos:prefLabel "France"@en', True),
        ('skos:prefLabel "FRANCE"@en', True),
        ('skos:prefLabel "Gallia"@en ; skos:altLabel "france"@en', True),
        ('skos:prefLabel "France"@de', False),
        ('skos:prefLabel "Frankreich"@en', False),
    ],
)
def test_the_name_of_another_thing_of_the_class_is_a_warning(
    handed_in: Validate,
    name: str,
    found: bool,  # noqa: FBT001
) -> None:
    other = V.id("actor", "france")

    report = handed_in(
        f"actor:gallia a tri:MemberState ; {name} ; tri:mark mark:verified-page ;\n"
        "  tri:evidencedBy excerpt:page ."
    )

    told = [r for r in report.results if r.severity is Severity.WARNING and r.value == other]
    assert len(told) == found, report.results


def test_a_name_within_another_class_is_no_duplicate(handed_in: Validate) -> None:
    report = handed_in(GOOD.replace("France was content", "France"))

    assert not [r for r in report.results if r.value == V.id("actor", "france")]
