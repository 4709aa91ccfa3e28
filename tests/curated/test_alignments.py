"""The alignments: one table, two bridge files, and no harm to the ontology."""

import alignments
import pytest
from pyoxigraph import NamedNode

from trilogue.content import find_content
from trilogue.parse import parse_file
from trilogue.terms import Vocabulary
from trilogue.validation import owl
from trilogue.validation.curated import Curated, quads, read

V = Vocabulary()


@pytest.fixture(scope="module")
def curated() -> Curated:
    found, broken = read(find_content(), V)
    assert broken == []
    return found


@pytest.mark.parametrize("name", alignments.FILES)
def test_a_bridge_file_is_what_the_table_says(name: str) -> None:
    text = alignments.TABLE.with_name(name).read_text(encoding="utf-8")

    assert alignments.written(name, text, alignments.rows()) == text, "run `make bridge`"


def test_the_table_is_whole_and_in_order() -> None:
    rows = alignments.rows()
    known = {prefix for files in alignments.FILES.values() for prefix in files}
    prefixes = alignments.curie_map()

    assert rows
    keys = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert keys == sorted(keys)
    for row in rows:
        assert tuple(row) == alignments.COLUMNS
        assert all(row[column] for column in alignments.COLUMNS), row
        assert row["predicate_id"] in known
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        for column in ("subject_id", "object_id", "mapping_justification"):
            assert row[column].partition(":")[0] in prefixes, row


def test_subjects_are_ours_with_their_labels_and_objects_are_not(curated: Curated) -> None:
    spaces = alignments.curie_map()
    for row in alignments.rows():
        prefix, _, local = row["subject_id"].partition(":")
        subject = spaces[prefix] + local
        assert subject.startswith(V.base)
        assert curated.places.label(NamedNode(subject)) == row["subject_label"]
        assert not spaces[row["object_id"].partition(":")[0]].startswith(V.base)


def test_the_axioms_of_the_bridge_leave_the_ontology_consistent(curated: Curated) -> None:
    (bridge,) = (file for file in find_content().bridge_files if file.path.name == "align-owl.ttl")
    theory = [*quads(curated.modules), *quads(curated.kinds), *parse_file(bridge).quads]

    assert list(owl.consistency_of(theory, [], V)) == []
