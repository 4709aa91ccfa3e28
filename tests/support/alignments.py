"""The alignments with other vocabularies: one SSSOM table, from which the bridge files are written.

``ontology/bridge/alignments.sssom.tsv`` has one row for each mapping, with its justification. Run
as a program it writes the mappings of ``align.ttl`` (annotations) and ``align-owl.ttl`` (axioms)
anew, and leaves what these say of themselves::

    python tests/support/alignments.py

Source: A Simple Standard for Sharing Ontology Mappings (SSSOM), version 1.0, TSV.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "ontology" / "bridge" / "alignments.sssom.tsv"
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "comment",
)
# Which file holds mappings by which predicates.
FILES = {
    "align.ttl": (
        "skos:broadMatch",
        "skos:closeMatch",
        "skos:exactMatch",
        "skos:narrowMatch",
        "skos:relatedMatch",
    ),
    "align-owl.ttl": ("rdfs:subClassOf", "rdfs:subPropertyOf"),
}
_HEADING = (
    "# Mappings, written from alignments.sssom.tsv\n# ---------------------------------------------"
)
_PREFIX = re.compile(r"#  ([\w-]+): (\S+)")
_DECLARED = re.compile(r"@prefix ([\w-]*): <([^>]*)> \.")

Row = dict[str, str]


def rows() -> list[Row]:
    """Read the mappings, in the order of the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if not line.startswith("#")]
    return list(csv.DictReader(body, delimiter="\t"))


def curie_map() -> dict[str, str]:
    """Give the prefixes that the table declares."""
    found = map(_PREFIX.fullmatch, TABLE.read_text(encoding="utf-8").splitlines())
    return {match[1]: match[2] for match in found if match}


def written(name: str, text: str, mappings: Iterable[Row]) -> str:
    """Give the bridge file *name*, whose *text* it is now, with the *mappings* of its kind."""
    kept = [
        block for block in re.split(r"\n\n+", text.rstrip("\n")) if not _is_mapping(block, name)
    ]
    while kept and kept[-1].startswith("#"):
        kept.pop()
    own = [row for row in mappings if row["predicate_id"] in FILES[name]]
    return "\n\n".join([*kept, _HEADING, *_blocks(own, _names(text))]) + "\n"


def _is_mapping(block: str, name: str) -> bool:
    if block.startswith(("#", "@")):
        return (
            all(line.startswith("#") for line in block.splitlines()) and "Annotation" not in block
        )
    return any(re.search(rf"(?:^\S+|;)\s+{predicate}\s", block) for predicate in FILES[name])


def _names(text: str) -> dict[str, str]:
    """Give the file's own prefixes by namespace."""
    return {match[2]: match[1] for match in _DECLARED.finditer(text)}


def _blocks(mappings: Iterable[Row], names: dict[str, str]) -> Iterator[str]:
    by_subject: dict[str, dict[str, list[str]]] = {}
    spaces = curie_map()
    for row in mappings:
        said = by_subject.setdefault(_term(row["subject_id"], spaces, names), {})
        said.setdefault(row["predicate_id"], []).append(_term(row["object_id"], spaces, names))
    for subject in sorted(by_subject, key=lambda term: (not term.startswith("tri:"), term)):
        statements = [
            f"{predicate} {', '.join(sorted(objects))}"
            for predicate, objects in sorted(by_subject[subject].items())
        ]
        yield f"{subject} " + " ;\n    ".join(statements) + " ."


def _term(curie: str, spaces: dict[str, str], names: dict[str, str]) -> str:
    """Write a CURIE of the table as the file writes it."""
    prefix, _, local = curie.partition(":")
    iri = spaces[prefix] + local
    for namespace in sorted(names, key=len, reverse=True):
        rest = iri.removeprefix(namespace)
        if rest != iri and re.fullmatch(r"\w[\w-]*", rest):
            return f"{names[namespace]}:{rest}"
    return f"<{iri}>"


def main() -> None:
    """Write the mappings of both files."""
    for name in FILES:
        path = TABLE.with_name(name)
        path.write_text(written(name, path.read_text(encoding="utf-8"), rows()), encoding="utf-8")


if __name__ == "__main__":
    main()
