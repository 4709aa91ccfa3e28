"""The tools in this process, over the real dataset."""

from collections.abc import Callable

import pytest
from desks import CLAIM, PREFIXES
from pyoxigraph import Quad
from resident import ResidentEngine

from trilogue.agents.answers import Answer
from trilogue.agents.citations import MOST_CITED
from trilogue.agents.tools import Tools
from trilogue.content import Content, find_content
from trilogue.derive import read_rule
from trilogue.engine.model import Update
from trilogue.errors import (
    AnswerTooLarge,
    QuerySyntaxError,
    RequestError,
    ResourceNotFound,
    ServiceRefused,
    SlugUnknown,
    TrilogueError,
    UpdateNotOffered,
)
from trilogue.questions import read_questions
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import SKOS, Vocabulary

BASE = "https://w3id.org/trilogue/"


def tools_over(store: Store, content: Content, settings: Settings | None = None) -> Tools:
    settings = settings or Settings()
    vocabulary = Vocabulary(settings.base)
    return Tools(
        ResidentEngine(store, settings),
        content,
        settings,
        [read_rule(file, vocabulary) for file in content.rules()],
        read_questions(content, settings.base),
    )


@pytest.fixture(scope="module")
def tools(curated_store: Store) -> Tools:
    return tools_over(curated_store, find_content(), Settings(max_solutions=1_000))


def require_dataset(answer: Answer) -> None:
    assert answer.dataset.version == "0123456789abcdef"
    assert "0123456789abcdef" in answer.dataset.how_to_cite
    assert answer.dataset.licence.startswith("https://creativecommons.org/")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("European Digital Rights", "id/actor/edri"),
        ("rights DIGITAL european", "id/actor/edri"),
        ("EDRi", "id/actor/edri"),
        ("32024R1689", "id/text/reg-2024-1689"),
        ("Clearview AI", "id/actor/clearview-ai"),
    ],
)
def test_things_are_found_by_name_alias_and_identifier(tools: Tools, text: str, found: str) -> None:
    answer = tools.search(text)

    assert answer.hits[0].iri == BASE + found
    assert answer.citations[0].iri == BASE + found
    assert answer.citations[0].places
    require_dataset(answer)


def test_a_search_can_be_for_one_class(tools: Tools) -> None:
    everything, claims = tools.search("France"), tools.search("France", type="Claim")

    assert {hit.kind for hit in claims.hits} == {"claim"}
    assert {hit.kind for hit in everything.hits} != {"claim"}
    assert tools.search("France", type="tri:Claim") == claims


@pytest.mark.parametrize(
    ("text", "type_", "limit"),
    [("", None, 10), ("a\nb\x00", None, 10), ("x" * 600, None, 10), ("a", "Nothing", 10)]
    + [("a", None, limit) for limit in (0, -1, 51)]
    + [("a", "<>", 10), ("a", "no class", 10)],
)
def test_a_search_that_cannot_be_made_is_refused(
    tools: Tools, text: str, type_: str | None, limit: int
) -> None:
    with pytest.raises(RequestError):
        tools.search(text, type=type_, limit=limit)


@pytest.mark.parametrize("text", ['") } #', "?x", "a \\ b", "'''", "{{", "€ 😀 ﷽"])
def test_what_is_looked_for_is_never_part_of_the_query(tools: Tools, text: str) -> None:
    assert tools.search(text).hits == []


def test_a_thing_is_described_with_its_evidence(tools: Tools) -> None:
    answer = tools.describe("claim:seed-c01")

    assert answer.iri == f"{BASE}id/claim/seed-c01"
    assert answer.kind == "claim"
    claimants = {
        value.label
        for each in answer.statements
        if each.property == f"{BASE}ns/claimedBy"
        for value in each.values
    }
    assert claimants == {"author of the seed article"}
    first = answer.citations[0]
    assert first.iri == answer.iri
    assert [place.locator for place in first.places] == ["paragraph P1"]
    assert "SHA-256" in first.how_to_cite
    assert f"{BASE}ns/appraises" in {each.property for each in answer.linked_from}
    require_dataset(answer)


def test_a_thing_with_many_links_is_cut_and_says_so(tools: Tools) -> None:
    answer = tools.describe("contribution:founding")

    (recorded,) = [x for x in answer.linked_from if x.property == f"{BASE}ns/recordedIn"]
    assert len(recorded.things) == 100 < recorded.total
    assert len(answer.citations) <= MOST_CITED + 1


def test_a_retracted_thing_is_told_to_be_one(
    store: Store, parse_turtle: Callable[[str, str], list[Quad]]
) -> None:
    text = (
        "@prefix prov: <http://www.w3.org/ns/prov#> . event:x a tri:Tombstone ;"
        ' prov:wasInvalidatedBy event:step . event:step tri:reason "It was wrong." .'
    )
    store.load(parse_turtle(text, f"{BASE}graph/x"))

    assert tools_over(store, find_content()).describe("event:x").retracted == "It was wrong."


def test_a_change_of_the_dataset_is_seen(
    store: Store, parse_turtle: Callable[[str, str], list[Quad]]
) -> None:
    store.load(parse_turtle('event:x skos:prefLabel "One"@en .', f"{BASE}graph/x"))
    tools = tools_over(store, find_content())
    before = tools.search("one")

    insert = f'INSERT DATA {{ <{BASE}id/event/y> <{SKOS}prefLabel> "One more"@en }}'
    tools._engine.write(Update(insert))

    after = tools.search("one")
    assert len(after.hits) == len(before.hits) + 1 == 2
    assert after.dataset.version != before.dataset.version


def test_what_nobody_knows_is_not_described(tools: Tools) -> None:
    with pytest.raises(ResourceNotFound):
        tools.describe("claim:none")
    with pytest.raises(RequestError):
        tools.describe("not a thing")


def test_every_saved_question_can_be_asked_as_it_is_listed(tools: Tools) -> None:
    listed = tools.list_questions()

    assert len(listed.questions) > 60
    require_dataset(listed)
    cited = 0
    for question in listed.questions:
        given = {each.name: each.default for each in question.parameters}
        answer = tools.ask_question(question.name, given)
        as_written = tools.ask_question(question.name)
        # An engine may give the same rows in another order.
        assert sorted(map(str, answer.rows)) == sorted(map(str, as_written.rows)), question.name
        assert answer.title == question.title
        require_dataset(answer)
        cited += bool(answer.citations)
    assert cited > 50


def test_the_answer_to_a_question_names_its_places(tools: Tools) -> None:
    answer = tools.ask_question("missing-child")

    values = [row["value"].value.rpartition("/")[2] for row in answer.rows]
    assert values[0] == "conditionally-permitted"
    assert answer.rows[0]["value"].label == "conditionally permitted"
    places = {p.locator for cited in answer.citations for p in cited.places}
    assert "Art. 5(1)(h)" in places | {row["place"].value for row in answer.rows if "place" in row}


@pytest.mark.parametrize(
    ("question", "parameters", "error"),
    [
        ("no-such", {}, ResourceNotFound),
        ("vote-counts", {"sinc": "2024-01-01"}, RequestError),
        ("vote-counts", {"since": "yesterday"}, RequestError),
        ("vote-counts", {"since": ["2024-01-01", "2024-01-02"]}, RequestError),
        ("vote-counts", {"since": []}, RequestError),
        ("missing-child", {"scenario": 'x"} DROP ALL #'}, RequestError),
    ],
)
def test_a_question_that_does_not_fit_is_refused(
    tools: Tools,
    question: str,
    parameters: dict[str, str | list[str]],
    error: type[TrilogueError],
) -> None:
    with pytest.raises(error):
        tools.ask_question(question, parameters)


def test_queries_of_each_form_are_answered(tools: Tools) -> None:
    select = tools.query("SELECT ?p ?o { <id/claim/seed-c01> ?p ?o }")
    ask = tools.query("ASK { <id/claim/seed-c01> ?p ?o }")
    construct = tools.query("CONSTRUCT WHERE { <id/claim/seed-c01> ?p ?o }")

    assert select.variables == ["p", "o"]
    assert select.citations
    assert (ask.boolean, ask.rows, ask.turtle) == (True, [], None)
    assert construct.turtle is not None
    assert "a tri:Claim ." in construct.turtle
    assert construct.citations[0].iri
    for answer in (select, ask, construct):
        require_dataset(answer)


@pytest.mark.parametrize(
    ("sparql", "error"),
    [
        ("SELECT * { ?s ?p }", QuerySyntaxError),
        ("DELETE WHERE { ?s ?p ?o }", UpdateNotOffered),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", ServiceRefused),
        ("SELECT * { ?s ?p ?o }", AnswerTooLarge),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", AnswerTooLarge),
        ("#" + "x" * 200_000, RequestError),
    ],
)
def test_a_query_that_cannot_be_answered_is_an_error(
    tools: Tools, sparql: str, error: type[TrilogueError]
) -> None:
    with pytest.raises(error):
        tools.query(sparql)


def test_a_status_is_told_with_its_reasons_and_provisions(tools: Tools) -> None:
    answer = tools.check_status({"practice": "post-rbi", "deployer": "law-enforcement"})

    stages = [each.stage for each in answer.stages]
    assert stages[0] == "proposal"
    assert "final-act" in stages
    final = answer.stages[stages.index("final-act")]
    assert final.reasons
    assert final.rule
    assert {place.locator for place in final.provisions}
    cited = {each.iri for each in answer.citations}
    assert {place.iri for place in answer.stages[0].provisions} <= cited
    assert all(p.source for each in answer.citations for p in each.places)
    assert answer.facets["timing"] == "post"
    one = tools.check_status({"practice": "post-rbi", "deployer": "law-enforcement"}, "final-act")
    assert one.stages == [final]
    require_dataset(answer)


@pytest.mark.parametrize(
    ("facets", "stage", "error"),
    [
        ({}, None, RequestError),
        ({"practice": "post-rbj"}, None, SlugUnknown),
        ({"practice": "post-rbi", "colour": "red"}, None, RequestError),
        ({"practice": "post-rbi"}, "first", SlugUnknown),
        ({"practice": "post-rbi", "timing": "real-time"}, None, RequestError),
    ],
)
def test_a_use_that_is_none_is_refused(
    tools: Tools, facets: dict[str, str | None], stage: str | None, error: type[TrilogueError]
) -> None:
    with pytest.raises(error):
        tools.check_status(facets, stage)


def test_a_sound_fact_conforms_and_nothing_is_stored(tools: Tools, curated_store: Store) -> None:
    before = curated_store.count()
    sound = (find_content().root / "docs" / "examples" / "claim.ttl").read_text("utf-8")

    answer = tools.validate_fact(sound)

    assert answer.conforms, answer.findings
    assert f"{BASE}id/actor/edri" in {cited.iri for cited in answer.citations}
    assert curated_store.count() == before
    require_dataset(answer)


@pytest.mark.parametrize(
    ("turtle", "about"),
    [
        (PREFIXES + CLAIM.replace("a tri:Claim ;", "a tri:Clain ;"), "Clain"),
        (PREFIXES + CLAIM.replace("    tri:claimedBy actor:edri ;\n", ""), "claimedBy"),
        (PREFIXES + CLAIM.replace("actor:edri", "actor:nobody-knows"), "nobody-knows"),
        ("this is not Turtle", ""),
        ("", "says nothing"),
    ],
    ids=["a class that is not there", "no voice", "an unknown actor", "no Turtle", "empty"],
)
def test_a_fact_that_is_not_sound_is_told_why(tools: Tools, turtle: str, about: str) -> None:
    answer = tools.validate_fact(turtle)

    assert not answer.conforms
    told = " ".join(str(each) for each in answer.findings)
    assert about in told
