"""Each format is read by a reader that is not ours, whatever the title and the names hold."""

import json
import re
import unicodedata
from typing import Any

import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation as CitedItem
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from trilogue.citation.bibtex import bibtex
from trilogue.citation.cff import cff
from trilogue.citation.csl import csl_json
from trilogue.citation.model import Citation
from trilogue.citation.ris import ris
from trilogue.citation.sentence import sentence
from trilogue.citation.texts import one_line
from trilogue.citation.writing import CITATION_FORMATS, citation_bytes

DIGEST = "0123456789abcdef" * 4
HOSTILE = [
    "Plain",
    '=HYPERLINK("http://x.example","1") & 50 % of $5 #1 a_b ~x^2 \\input{x}',
    "unpaired { brace",
    "closing } brace @misc{x, title = {y}}",
    "TI  - not a tag\r\nER  - \r\nTY  - BOOK",
    "يوم الجمعة \u202eesrever\u202c и кириллица",
    "- yaml: [list, {of: things}] # no comment",
    "null",
    "2024-01-01",
    "</script><script>alert(1)</script>",
    "Zwölf Boxkämpfer \u2028jagen\u0085 Viktor \x0bquer\x1e\x00",
    "café — “quoted” \u201a \ufb01n 😀",
]
# What the guide to CFF 1.2.0 says of the fields that are written here.
CFF_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["authors", "cff-version", "message", "title"],
    "additionalProperties": False,
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": {"type": "string", "minLength": 1},
        "type": {"enum": ["dataset", "software"]},
        "title": {"type": "string", "minLength": 1},
        "version": {"type": "string"},
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "url": {"type": "string", "pattern": "^https?://"},
        "license": {"enum": ["CC-BY-4.0", "CC0-1.0"]},
        "license-url": {"type": "string", "pattern": "^https?://"},
        "authors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string", "minLength": 1}},
            },
        },
        "identifiers": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["type", "value"],
                "additionalProperties": False,
                "properties": {
                    "type": {"enum": ["doi", "url", "swh", "other"]},
                    "value": {"type": "string"},
                    "description": {"type": "string"},
                },
            },
        },
    },
}


def citation(title: str = "Deal reached", names: tuple[str, ...] = ("Ada",)) -> Citation:
    return Citation(
        "https://w3id.org/trilogue/id/claim/deal_1",
        title,
        "claim",
        names,
        "2026-11-24",
        "0123456789abcdef",
        DIGEST,
    )


texts = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1)).filter(
    # What has no letter left is no name, and the curated shapes ask for names.
    lambda text: any(unicodedata.category(each)[0] in "LN" for each in one_line(text))
)


@given(texts, st.lists(texts, min_size=1, max_size=3))
def test_bibtex_reads_back(title: str, names: list[str]) -> None:
    written = bibtex(citation(title, tuple(names)))

    library = parse_string(written)
    assert library.failed_blocks == []
    assert len(library.blocks) == 1
    raw = library.entries[0]
    assert raw.key == "trilogue-claim-deal-1"
    assert raw.fields_dict["url"].value == "https://w3id.org/trilogue/id/claim/deal_1"
    decoded = parse_string(
        written, append_middleware=[LatexDecodingMiddleware(keep_braced_groups=False)]
    )
    fields = decoded.entries[0].fields_dict
    assert unspaced(fields["title"].value) == unspaced(title)
    assert unspaced(fields["author"].value) == unspaced(" and ".join(map(one_line, names)))
    assert raw.fields_dict["date"].value == "2026-11-24"
    assert DIGEST in raw.fields_dict["note"].value


def unspaced(text: str) -> str:
    """Leave blanks and braces out: the decoder may set or take one beside a command.

    It also has another circumflex than ASCII for the same command.
    """
    plain = unicodedata.normalize("NFC", one_line(text)).replace("\u02c6", "^")
    return re.sub(r"[\s{}]", "", plain)


@given(texts, st.lists(texts, min_size=1, max_size=3))
def test_ris_reads_back(title: str, names: list[str]) -> None:
    written = ris(citation(title, tuple(names)))

    records = rispy.loads(written)
    assert len(records) == 1
    found = records[0]
    assert found["type_of_reference"] == "DATA"
    assert found["title"] == one_line(title)
    # A comma parts family and given name there, so that none stands in a name.
    assert found["authors"] == [" ".join(one_line(n).replace(",", "").split()) for n in names]
    assert found["year"] == "2026"
    assert found["urls"] == ["https://w3id.org/trilogue/id/claim/deal_1"]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in written.split("\r\n")[:-1])


@given(texts, st.lists(texts, min_size=1, max_size=3))
def test_cff_reads_back(title: str, names: list[str]) -> None:
    found = yaml.safe_load(cff(citation(title, tuple(names))))

    assert [e.message for e in Draft202012Validator(CFF_SCHEMA).iter_errors(found)] == []
    assert found["title"] == one_line(title)
    assert [author["name"] for author in found["authors"]] == [one_line(name) for name in names]
    assert found["date-released"] == "2026-11-24"


@given(texts)
def test_csl_reads_back(title: str) -> None:
    (item,) = json.loads(csl_json(citation(title)))

    assert item["title"] == one_line(title)
    assert item["issued"] == {"date-parts": [[2026, 11, 24]]}


def test_a_citation_processor_sets_the_csl() -> None:
    source = CiteProcJSON(json.loads(csl_json(citation("Deal reached", ("Ada Example", "Bo")))))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(CitedItem([CitationItem("trilogue-claim-deal-1")]))

    (set_,) = ("".join(map(str, each)) for each in bibliography.bibliography())
    for part in ("Ada Example", "Bo", "2026", "Deal reached"):
        assert part in set_


@given(texts, texts)
def test_a_sentence_is_one_line_with_everything(title: str, name: str) -> None:
    said = sentence(citation(title, (name,)))

    assert len(said.splitlines()) == 1
    for part in ("(2026)", "0123456789abcdef", "recorded 2026-11-24", DIGEST, "[Claim]"):
        assert part in said
    assert one_line(title).rstrip(".") in said


def test_a_day_that_is_not_known_is_left_out() -> None:
    undated = Citation("https://x.example/id/a/b", "T", "class", ("N",), None, "v", DIGEST)

    for format_ in CITATION_FORMATS:
        assert b"None" not in citation_bytes(undated, format_)
    assert "(n.d.)" in sentence(undated)


def test_a_digest_that_is_not_known_is_left_out() -> None:
    tangled = Citation("https://x.example/id/a/b", "T", "class", ("N",), "2026-11-24", "v", None)

    for format_ in CITATION_FORMATS:
        assert b"None" not in citation_bytes(tangled, format_)
        assert b"SHA" not in citation_bytes(tangled, format_)


def test_a_licence_that_has_no_short_name_is_an_address() -> None:
    odd = Citation(
        *("https://x.example/id/a/b", "T", "claim", ("N",), "2026-11-24", "v", DIGEST),
        licence="https://licence.example/x",
    )

    found = yaml.safe_load(cff(odd))
    assert found["license-url"] == "https://licence.example/x"
    assert "license" not in found
