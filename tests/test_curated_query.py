"""Query files of the content open no connection, whatever they are for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from trilogue.content import Content, ContentFile
from trilogue.curated_query import read_query
from trilogue.derive import read_rule
from trilogue.errors import ParseError
from trilogue.measures import read_measure
from trilogue.questions import read_question
from trilogue.terms import Vocabulary
from trilogue.validation.audit import read_audits

V = Vocabulary()
SELECT = "SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }"
CONSTRUCT = SELECT.replace("SELECT *", "CONSTRUCT { ?s ?p ?o } WHERE")


@pytest.mark.parametrize(
    ("head", "query", "read"),
    [
        ("# rule: mine 1.0", CONSTRUCT, lambda file: read_rule(file, V)),
        ("# Who?", SELECT, read_question),
        ("# What\n# better: higher", SELECT, read_measure),
    ],
)
def test_service_is_refused_where_a_file_is_read(
    tmp_path: Path, head: str, query: str, read: Callable[[ContentFile], object]
) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(f"{head}\n{query}\n")

    with pytest.raises(ParseError, match=r"^ontology/mine\.rq: The query uses SERVICE"):
        read(ContentFile("ontology/mine.rq", path, "ontology"))


def test_an_audit_is_refused_as_well(tmp_path: Path) -> None:
    folder = tmp_path / "shapes" / "audit"
    folder.mkdir(parents=True)
    (folder / "mine.rq").write_text(f"# severity: Violation\n# message: No.\n{SELECT}\n")

    with pytest.raises(ParseError, match="SERVICE"):
        read_audits(Content(tmp_path), V)


def test_the_base_is_put_in(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(f"ASK {{ <{V.base}ns/x> ?p ?o }}")

    text = read_query(ContentFile("ontology/mine.rq", path, "ontology"), "http://e.example/")

    assert text == "ASK { <http://e.example/ns/x> ?p ?o }"
