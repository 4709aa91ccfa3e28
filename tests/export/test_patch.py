"""A patch leads from one state of the dataset to another: with an applier of our own and Jena's."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph
import pytest
import urllib3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from engines import FUSEKI, EngineMissing, fuseki
from trilogue.errors import StoreError
from trilogue.export.folder import export_dataset
from trilogue.export.patch import changes, exported_state
from trilogue.export.release import Release
from trilogue.store import Store
from trilogue.terms import Vocabulary

Exporter = Callable[..., Path]
GRAPH = NamedNode("https://w3id.org/trilogue/graph/actors")
NEW = Quad(
    NamedNode("https://w3id.org/trilogue/id/actor/new"),
    NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"),
    Literal('"new"\n= .', language="en"),
    GRAPH,
)


def applied(lines: set[bytes], patch: bytes) -> set[bytes]:
    """Apply a patch to lines of N-Quads; what is deleted must be there, what is added not."""
    rows = [row for row in patch.splitlines(keepends=True) if not row.startswith(b"H ")]
    assert rows[0] == b"TX .\n"
    assert rows[-1] == b"TC .\n"
    result = set(lines)
    for row in rows[1:-1]:
        word, _, line = row.partition(b" ")
        assert (line in result) == (word == b"D")
        assert word in (b"A", b"D")
        if word == b"D":
            result.remove(line)
        else:
            result.add(line)
    return result


def lines_of(folder: Path) -> set[bytes]:
    return set((folder / "trilogue.nq").read_bytes().splitlines(keepends=True))


def change(store: Store) -> None:
    gone = next(iter(sorted(store.quads(graph_name=GRAPH), key=str)))
    store.update(f"DELETE DATA {{ GRAPH {GRAPH} {{ {gone.triple} }} }}")
    store.extend([NEW])


def patched(store: Store, export: Exporter, before: Path, work: Path, **given: bool) -> Path:
    """Export *store* with the patch from *before*; give the patch."""
    is_less = given.get("without_derived", False)
    state = exported_state(before, work, without_derived=is_less)
    return export(store, "after", before=state, **given) / "trilogue.rdfp"


@pytest.mark.parametrize("coding", ["none", "gzip", "zstd"])
def test_a_patch_leads_from_an_export_to_the_dataset(
    small_store: Store, hostile: Store, export: Exporter, tmp_path: Path, coding: str
) -> None:
    """Canonical labels of blank nodes change with what is said about them, which a patch tells."""
    small_store.load(hostile.quads())
    before = export(small_store, "before", codings=(coding,))
    old = lines_of(export(small_store, "plain", codings=("none",)))
    change(small_store)
    small_store.update(
        "INSERT { GRAPH ?g { ?s <http://e.example/more> 1 } } "
        "WHERE { GRAPH ?g { ?s <http://e.example/link> ?o } FILTER(isBlank(?s)) }"
    )

    patch = patched(small_store, export, before, tmp_path / "work").read_bytes()

    assert applied(old, patch) == lines_of(tmp_path / "after")
    assert patch.count(b"\nA ") >= 2


def test_where_nothing_changed_a_patch_changes_nothing(
    hostile: Store, export: Exporter, tmp_path: Path
) -> None:
    before = export(hostile, "before")

    patch = patched(hostile, export, before, tmp_path / "work").read_text()

    head, *rest = patch.splitlines()
    assert rest == [head.replace("H from", "H to"), "TX .", "TC ."]


LINES = st.sets(st.text("abc<>é", min_size=1, max_size=4).map(lambda text: f"{text}\n".encode()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=LINES, new=LINES)
def test_changes_lead_from_any_lines_to_any_others(
    tmp_path: Path, old: set[bytes], new: set[bytes]
) -> None:
    for name, lines in (("old", old), ("new", new)):
        (tmp_path / name).write_bytes(b"".join(sorted(lines)))

    found = list(changes(tmp_path / "old", tmp_path / "new"))

    added = {each.line for each in found if each.is_added}
    deleted = {each.line for each in found if not each.is_added}
    assert len(found) == len(added) + len(deleted)
    assert (added, deleted) == (new - old, old - new)


PATCHED_FUSEKI = FUSEKI.replace(
    "  fuseki:dataset :dataset .",
    '  fuseki:endpoint [ fuseki:operation fuseki:patch ; fuseki:name "patch" ] ;\n'
    '  fuseki:endpoint [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ] ;\n'
    "  fuseki:dataset :dataset .",
)


def test_jena_applies_a_patch(small_store: Store, export: Exporter, tmp_path: Path) -> None:
    assert PATCHED_FUSEKI != FUSEKI
    before = export(small_store, "before")
    change(small_store)
    patch = patched(small_store, export, before, tmp_path / "work").read_bytes()
    (tmp_path / "fuseki").mkdir()

    with ExitStack() as stack:
        try:
            query = stack.enter_context(fuseki(tmp_path / "fuseki", PATCHED_FUSEKI))
        except EngineMissing as missing:
            if os.environ.get("CI") == "true":
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        base = query.removesuffix("query")
        send(f"{base}data", "PUT", "application/n-quads", (before / "trilogue.nq").read_bytes())
        send(f"{base}patch", "PATCH", "application/rdf-patch", patch)
        answer = send(f"{base}data", "GET", "application/n-quads")
    found = set(pyoxigraph.parse(answer, RdfFormat.N_QUADS))

    assert found == set(small_store.quads())


def send(address: str, method: str, media_type: str, data: bytes | None = None) -> bytes:
    headers = {"Content-Type": media_type, "Accept": media_type}
    answer = urllib3.request(method, address, body=data, headers=headers, timeout=30)
    assert answer.status in (200, 201, 204), answer.data
    return answer.data


@pytest.mark.parametrize(
    ("break_", "told"),
    [
        (lambda folder: (folder / "release.json").unlink(), "no export"),
        (lambda folder: (folder / "release.json").write_text("{}"), "no export"),
        (lambda folder: (folder / "trilogue.nq").write_bytes(b""), "not what the export wrote"),
        (lambda folder: (folder / "trilogue.nq").unlink(), "no trilogue.nq"),
    ],
    ids=["no record", "another record", "changed", "no N-Quads"],
)
def test_what_is_no_whole_export_is_refused(
    small_store: Store,
    export: Exporter,
    tmp_path: Path,
    break_: Callable[[Path], object],
    told: str,
) -> None:
    before = export(small_store, "before", codings=("none",))
    break_(before)

    with pytest.raises(StoreError, match=told):
        exported_state(before, tmp_path / "work", without_derived=False)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_packed_export_that_breaks_off_is_refused(
    small_store: Store, export: Exporter, tmp_path: Path, coding: str
) -> None:
    before = export(small_store, "before", codings=(coding,))
    (packed,) = before.glob("trilogue.nq.*")
    packed.write_bytes(packed.read_bytes()[:-20])

    with pytest.raises(StoreError, match="Export it again"):
        exported_state(before, tmp_path / "work", without_derived=False)


def test_with_and_without_the_derived_graph_are_not_compared(
    small_store: Store, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    release = Release(small_store, vocabulary, "1", without_derived=True)
    export_dataset(release, tmp_path / "less", ("dumps",))

    with pytest.raises(StoreError, match="like with like"):
        exported_state(tmp_path / "less", tmp_path / "work", without_derived=False)
