"""The form in the browser: drawn from the shapes, told at the field, and nothing is lost."""

import io
import re
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offices import Service
from pages import PAGE, Page, log_in, opened
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from trilogue.contribution import choices
from trilogue.contribution.choices import Choices
from trilogue.contribution.form import NAME, Entry, Typed, read_form
from trilogue.contribution.sheets.names import Names
from trilogue.store import Store
from trilogue.terms import RDF, SKOS, Vocabulary

V = Vocabulary()
CLAIM = {
    "v__1__prefLabel__0": "The network asks for a pause",
    "v__1__gloss__0": "It wants the talks to stop for a while.",
    "v__1__claimedBy__0": "European Digital Rights",
    "v__1__claimedOn__0": "2023-12-09",
    "v__1__aboutActor__0": "France",
    "v__1__mark__0": "mark:verified-page",
}
EXCERPT = {
    "v__2__excerptOf__0": "A page of December 2023",
    "v__2__locator__0": "second paragraph",
    "v__2__mark__0": "mark:verified-page",
}


def claim(service: Service) -> Page:
    """Fill in a claim, with a new excerpt."""
    blank = opened(service, "/contribute/Claim")
    with_excerpt = blank.press("do", "new:1.evidencedBy", **CLAIM)
    assert with_excerpt.inputs["v.1.evidencedBy.0"] == "#2"
    return with_excerpt


def test_every_type_has_a_form_with_all_its_fields(service: Service) -> None:
    start = opened(service, "/contribute")
    types = re.findall(r'href="/contribute/([A-Z]\w+)"', start.text)
    assert {"Claim", "Excerpt", "Actor", "MemberState", "Norm"} <= set(types)

    known = {one.name: one for one in app_types(service)}
    assert set(types) == set(known)
    for name in types:
        page = opened(service, f"/contribute/{name}")
        assert page.response.status_code == 200
        fields = {key.split(".")[2] for key in page.inputs if key.startswith("v.1.")}
        assert fields == {one.name for one in known[name].fields}
        assert len(fields) == len(known[name].fields)
        ids = re.findall(r' id="([^"]*)"', page.text)
        assert len(ids) == len(set(ids))
        labelled = set(re.findall(r' for="([^"]*)"', page.text))
        assert labelled <= set(ids)


def app_types(service: Service) -> Any:
    from trilogue.web.site import site

    with service.client.application.test_request_context():
        return site().office.types


def test_a_claim_is_checked_handed_in_and_published(service: Service) -> None:
    log_in(service, "ada")
    checked = claim(service).press("do", "check", **EXCERPT)
    assert checked.response.status_code == 200
    assert "It conforms" in checked.text
    assert "excerpt:page-second-paragraph a tri:Excerpt" in checked.text
    assert service.waiting == 0

    receipt = checked.press("do", "submit")

    assert receipt.response.status_code == 303
    address = receipt.response.headers["Location"]
    shown = opened(service, address).text
    assert "<strong>waits for a reviewer</strong>" in shown
    assert "The network asks for a pause" in shown
    accepted = service.post(f"{address}/accept", None, "bea")
    assert accepted.get_json()["state"] == "published"
    node = NamedNode(f"{V.base}id/claim/the-network-asks-for-a-pause")
    said = {quad.object for quad in service.engine.store.quads(node, V.ns("evidencedBy"))}
    assert said == {
        NamedNode(f"{V.base}id/excerpt/page-second-paragraph"),
    }


def test_what_is_wrong_is_told_at_its_field_and_stays_typed(service: Service) -> None:
    wrong = {
        **CLAIM,
        "v__1__claimedBy__0": "European Digital Rihgts",
        "v__1__claimedOn__0": "9.12.2023",
        "v__1__gloss__0": '<script>alert("1")</script> ' + "word " * 90,
    }

    page = opened(service, "/contribute/Claim").press("do", "check", **wrong)

    assert page.response.status_code == 422
    assert page.text.count("<title>Error: ") == 1
    assert set(page.findings) == {
        "r1-claimedBy",
        "r1-claimedOn",
        "r1-gloss",
        "r1-evidencedBy",
    }
    assert "Did you mean “European Digital Rights”" in page.findings["r1-claimedBy"]
    assert "2023-12-09" in page.findings["r1-claimedOn"]
    assert "400 characters" in page.findings["r1-gloss"]
    for key, value in wrong.items():
        assert page.inputs[key.replace("__", ".")] == value
    assert "<script>" not in page.text
    summary = page.text[page.text.index('id="summary"') : page.text.index("<form method")]
    for target in ("v.1.claimedBy.0", "v.1.gloss.0"):
        assert f'href="#{target}"' in summary
        assert re.search(rf'id="{target}"[^>]*aria-invalid="true"', page.text)
    assert "autofocus" in summary


def test_findings_are_told_in_the_language_of_the_browser(service: Service) -> None:
    page = opened(service, "/contribute/Claim")
    sent = service.client.post(
        "/contribute/Claim",
        data={**page.inputs, "v.1.prefLabel.0": "A pause", "do": "check"},
        headers={**PAGE, "Accept-Language": "fr-BE,fr;q=0.9,en;q=0.2"},
    )

    told = Page(service, sent)
    assert 'lang="fr"' in told.findings["r1-evidencedBy"]
    assert "tri:evidencedBy" in told.findings["r1-evidencedBy"]
    assert "Nothing backs" not in told.text


def test_nothing_is_lost_without_a_login(service: Service) -> None:
    page = claim(service)

    refused = page.press("do", "submit", **EXCERPT)

    assert refused.response.status_code == 403
    assert "You are not logged in" in refused.text
    assert refused.inputs["v.1.gloss.0"] == CLAIM["v__1__gloss__0"]
    log_in(service, "ada")
    stale = refused.press("do", "submit")
    assert stale.response.status_code == 403
    assert "Send it again now" in stale.text
    assert service.waiting == 0
    assert stale.press("do", "submit").response.status_code == 303
    assert service.waiting == 1


def test_a_reader_is_told_that_the_token_does_not_do(service: Service) -> None:
    log_in(service, "dan")

    refused = claim(service).press("do", "submit", **EXCERPT)

    assert refused.response.status_code == 403
    assert "this needs contributor" in refused.text
    assert refused.inputs["v.2.locator.0"] == "second paragraph"


def test_a_form_is_handed_in_only_with_its_mark(service: Service) -> None:
    log_in(service, "ada")
    page = claim(service)

    forged = page.press("do", "submit", **{**EXCERPT, "csrf_token": "forged"})

    assert forged.response.status_code == 403
    assert service.waiting == 0


def test_the_same_again_after_a_decline_is_told_and_stays(service: Service) -> None:
    log_in(service, "ada")
    page = claim(service)
    address = page.press("do", "submit", **EXCERPT).response.headers["Location"]
    service.post(f"{address}/decline", {"reason": "Not clear."}, "bea")

    again = page.press("do", "submit", **EXCERPT)

    assert again.response.status_code == 409
    assert "declined" in again.text
    assert again.inputs["v.1.gloss.0"] == CLAIM["v__1__gloss__0"]


def test_more_values_more_languages_more_records(service: Service) -> None:
    page = opened(service, "/contribute/Claim").press("do", "more:1.aboutActor", **CLAIM)
    page = page.press("do", "more:1.prefLabel", v__1__aboutActor__1="European Digital Rights")
    assert page.inputs["l.1.prefLabel.1"] == "fr"
    page = page.press("do", "another", v__1__prefLabel__1="Une pause", another="Excerpt")
    page = page.press("do", "another", another="Source")
    assert page.inputs["type.3"] == "Source"
    page = page.press("do", "remove:3", v__1__evidencedBy__0="#2", **EXCERPT)
    assert "type.3" not in page.inputs

    checked = page.press("do", "check")

    assert "It conforms" in checked.text, checked.findings
    turtle = re.search(r"<pre>(.*)</pre>", checked.text, re.DOTALL)
    assert turtle is not None
    assert "Une pause&#34;@fr" in turtle[1]
    assert "actor:edri , actor:france" in turtle[1] or "actor:france , actor:edri" in turtle[1]


def test_two_texts_in_one_language_are_told(service: Service) -> None:
    page = opened(service, "/contribute/Claim").press("do", "more:1.gloss", **CLAIM)

    told = page.press("do", "check", v__1__gloss__1="Another.", l__1__gloss__1="en")

    assert "more than one text in the language en" in told.findings["r1-gloss"]
    assert told.inputs["v.1.gloss.1"] == "Another."


def test_a_name_that_is_taken_is_told_before_handing_in(service: Service) -> None:
    taken = {**CLAIM, "v__1__prefLabel__0": "A deal was struck"}

    page = opened(service, "/contribute/Claim").press("do", "check", **taken)

    assert "claim:deal" in page.findings["r1-prefLabel"]


def test_a_record_is_put_in_the_place_of_another(service: Service) -> None:
    log_in(service, "ada")
    record = f"{V.base}id/claim/deal"
    assert "contribute/correct?record=" in opened(service, "/page/id/claim/deal").text
    page = opened(service, f"/contribute/correct?record={record}")
    assert page.inputs["iri.1"] == "claim:deal-2"
    assert page.inputs["v.1.supersedesRecord.0"] == "claim:deal"
    assert page.inputs["v.1.claimedBy.0"]

    sent = page.press("do", "submit", v__1__gloss__0="It says that there was a deal, in short.")

    assert sent.response.status_code == 303, sent.findings
    shown = opened(service, sent.response.headers["Location"]).text
    assert "in the place of another" in shown
    assert re.search(r"Gloss <span[^>]*>changed</span>", shown)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/contribute/Nothing", 404),
        ("/contribute/Practice", 404),
        ("/contribute/correct", 400),
        ("/contribute/correct?record=%20", 400),
        ("/contribute/correct?record=https://example.org/x", 404),
        ("/contribute/Claim?x=1", 400),
        ("/contribute/templates/Nothing.csv", 404),
        ("/contribute/templates/Claim.ods", 404),
        ("/contribute/templates/all.csv", 404),
    ],
)
def test_what_is_not_there_is_told(service: Service, address: str, status: int) -> None:
    assert service.get(address).status_code == status


@pytest.mark.parametrize(
    "form",
    [
        {"do": "burn"},
        {"do": "more:x"},
        {"do": "new:1.evidencedBy", "type.1": "Claim", "new.1.evidencedBy": "Nothing"},
        {"type.1": "Nothing"},
        {f"type.{n}": "Claim" for n in range(31)},
        {f"x{n}": "" for n in range(3_001)},
    ],
)
def test_a_form_of_nobody_is_refused(service: Service, form: dict[str, str]) -> None:
    assert service.post("/contribute/Claim", form).status_code in (400, 404)


def test_sheets_to_fill_in_are_given(service: Service) -> None:
    csv = service.client.get("/contribute/templates/Claim.csv")
    book = service.client.get("/contribute/templates/all.xlsx")

    assert csv.mimetype == "text/csv"
    assert csv.data.startswith("\ufeffIRI,Preferred label@en *".encode())
    assert 'filename="Claim.csv"' in csv.headers["Content-Disposition"]
    sheets = openpyxl.load_workbook(io.BytesIO(book.data)).sheetnames
    assert {"Claim", "Excerpt", "Member state"} <= set(sheets)
    unchanged = service.client.get(
        "/contribute/templates/Claim.csv", headers={"If-None-Match": csv.headers["ETag"]}
    )
    assert unchanged.status_code == 304


def test_files_are_handed_in_by_a_page(service: Service) -> None:
    assert service.client.get("/contribute/file", headers=PAGE).status_code == 303
    log_in(service, "ada")
    page = opened(service, "/contribute/file")
    csv = service.client.get("/contribute/templates/Excerpt.csv").data.decode("utf-8-sig")
    columns = csv.splitlines()[0].split(",")
    row = dict.fromkeys(columns, "")
    row.update(
        {
            "Source *": "A page of December 2023",
            "Locator *": "second paragraph",
            "Verification mark *": "mark:verified-page",
        }
    )
    assert list(row) == columns
    data = f"{','.join(columns)}\r\n{','.join(row.values())}\r\n".encode()

    sent = service.client.post(
        "/contributions",
        data={**page.inputs, "file": (io.BytesIO(data), "excerpt.csv")},
        headers=PAGE,
        content_type="multipart/form-data",
    )

    assert sent.status_code == 303, sent.get_data(as_text=True)
    assert service.waiting == 1


def test_a_sheet_comes_back_with_its_findings(service: Service) -> None:
    data = b"IRI,Source,Locator,Verification mark\r\n,A page of December 2024,p. 1,\r\n"

    def validated(name: str, **query: str) -> Any:
        return service.client.post(
            "/validate",
            query_string=query,
            data={"file": (io.BytesIO(data), name)},
            content_type="multipart/form-data",
            headers={"Accept": "*/*", "Accept-Language": "de"},
        )

    book = openpyxl.load_workbook(io.BytesIO(validated("excerpt.csv", format="xlsx").data))

    assert book.sheetnames[0] == "Findings"
    comment = book["Sheet"]["B2"].comment
    assert comment is not None
    assert "December 2024" in comment.text
    assert "Nothing" not in comment.text
    assert validated("excerpt.ttl", format="xlsx").status_code == 400


def test_what_is_offered_is_bounded_and_can_be_searched(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "MOST", 0)
    page = opened(service, "/contribute/Claim")
    assert "<datalist" not in page.text

    found = page.press("do", "find:v.1.claimedBy.0", v__1__claimedBy__0="digital")

    assert "European Digital Rights <code>actor:edri</code>" in found.text
    assert found.inputs["v.1.claimedBy.0"] == "digital"
    nothing = page.press("do", "find:v.1.claimedBy.0", v__1__claimedBy__0='"} INSERT {')
    assert "Nothing found" in nothing.text


def test_choices_of_one_name_are_told_apart_by_their_iris() -> None:
    class_iri = V.ns("Actor").value
    quads = [
        quad
        for slug, label in (("one", "Twin"), ("two", "twin"), ("three", "Other"))
        for quad in (
            Quad(V.id("actor", slug), NamedNode(RDF + "type"), NamedNode(class_iri)),
            Quad(V.id("actor", slug), NamedNode(SKOS + "prefLabel"), Literal(label, language="en")),
        )
    ]
    with Store.in_memory() as store:
        store.load(quads)
        offered = Choices(store, V).all((class_iri,))

        assert offered is not None
        assert [(one.value, one.label) for one in offered] == [
            ("Other", "Other"),
            ("actor:one", "Twin"),
            ("actor:two", "twin"),
        ]


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), min_size=1, max_size=30
).filter(lambda text: text.strip() == text)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gloss=TEXTS, german=TEXTS, notes=st.lists(TEXTS, max_size=3, unique=True))
def test_any_text_that_is_typed_is_said(
    service: Service, gloss: str, german: str, notes: list[str]
) -> None:
    types = app_types(service)
    claim_type = next(one for one in types if one.name == "Claim")
    entry = Entry(
        1,
        claim_type,
        "claim:mine",
        {
            "gloss": [Typed(gloss, "en"), Typed(german, "de")],
            "timeConcerned": [Typed(note) for note in notes],
        },
    )

    form = read_form([entry], types, Names(service.engine.store, V))

    mine = NamedNode(f"{V.base}id/claim/mine")
    assert form.sheet.results == ()
    assert set(form.sheet.file.quads) == {
        Quad(mine, NamedNode(RDF + "type"), V.ns("Claim")),
        Quad(mine, V.ns("gloss"), Literal(gloss, language="en")),
        Quad(mine, V.ns("gloss"), Literal(german, language="de")),
        *(Quad(mine, V.ns("timeConcerned"), Literal(note)) for note in notes),
    }
    assert form.sheet.file.name == NAME


def test_what_the_page_shows_as_rdf_is_what_is_kept(service: Service) -> None:
    log_in(service, "ada")
    checked = claim(service).press("do", "check", **EXCERPT)
    found = re.search(r"<pre>(.*)</pre>", checked.text, re.DOTALL)
    assert found is not None
    turtle = found[1].replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")

    address = checked.press("do", "submit").response.headers["Location"]

    kept = service.get(address, "ada", "application/n-triples").data

    def triples(data: bytes, format_: RdfFormat) -> set[str]:
        return {str(quad.triple) for quad in parse(data, format_)}

    assert triples(turtle.encode(), RdfFormat.TURTLE) == triples(kept, RdfFormat.N_TRIPLES)


def test_each_field_has_help_with_an_example_and_the_rules(service: Service) -> None:
    page = opened(service, "/contribute/Claim").text

    field = page[page.index('id="r1-claimedBy"') : page.index('id="r1-claimedOn"')]
    assert "a thing of the dataset, by its name; one or more." in field
    assert '<bdi class="example">European Digital Rights</bdi>' in field
    assert 'href="/page/ns/claimedBy"' in field
    assert 'href="/page/shape/Claim"' in page
    for path in ("/page/ns/claimedBy", "/page/shape/Claim"):
        assert service.get(path, accept="text/html").status_code == 200


def test_the_rdf_is_shown_while_it_does_not_conform(service: Service) -> None:
    page = opened(service, "/contribute/Claim").press("do", "check", v__1__prefLabel__0="A <pause>")

    assert page.response.status_code == 422
    turtle = page.text[page.text.index('id="rdf"') :]
    assert "skos:prefLabel &#34;A &lt;pause&gt;&#34;@en" in turtle
    assert "still to be mended" in turtle


def test_the_form_speaks(service: Service) -> None:
    page = opened(service, "/fr/contribute/Claim")

    assert '<html lang="fr">' in page.text
    assert page.response.headers["Content-Language"] == "fr"
    assert 'action="/fr/contribute/Claim"' in page.text
    assert "Cookie" in page.response.headers["Vary"]
    assert "Accept-Language" in page.response.headers["Vary"]
    assert '<p class="help" id="r1-gloss-help"><span lang="en">' in page.text
