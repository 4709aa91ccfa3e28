"""The curated path into a store: all of it, or nothing."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from trilogue import build as build_module
from trilogue.build import build, ensure_built
from trilogue.content import Content
from trilogue.errors import ContentError, ContentNotSound, StoreDamaged, StoreError, StoreLocked
from trilogue.store import Store
from trilogue.terms import DEFAULT_BASE, Vocabulary
from trilogue.validation.report import Report
from trilogue.versions import read_record

ROOT = Path(__file__).parents[1]
V = Vocabulary()
CLAIMS = "graph/claims/press.ttl"


@pytest.fixture
def content(tiny: Path) -> Content:
    """A content tree that a test may change, with the real ontology and shapes."""
    return Content(tiny)


@pytest.fixture
def store_dir(tmp_path: Path) -> Path:
    return tmp_path / "store"


def edit(content: Content, relative: str, old: str, new: str) -> None:
    path = content.root / relative
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def labels(path: Path) -> set[str]:
    """Give the labels of the claims in the store at *path*."""
    with Store.open_read_only(path) as store:
        solutions = store.query(
            f"SELECT ?label {{ ?claim a <{V.ns('Claim').value}> ;"
            " <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }"
        )
        return {solution[0].value for solution in solutions}  # type: ignore[union-attr]


def test_a_build_holds_every_file_as_a_graph_and_what_follows(
    content: Content, store_dir: Path
) -> None:
    built = build(content, store_dir)

    with Store.open_read_only(built.path) as store:
        graphs = store.graph_counts()
        assert store.count() == built.quads
    assert {file.graph_iri() for file in content.all_files()} <= set(graphs)
    assert graphs[V.derived_graph.value] > 0
    assert graphs[f"{DEFAULT_BASE}ontology/rules"] > 0
    assert built.report.conforms
    assert built.seconds > 0


def test_the_record_tells_what_was_built(content: Content, store_dir: Path) -> None:
    built = build(content, store_dir, validate=False)
    record = read_record(built.path)

    assert record.content_digest == content.digest()
    assert record.dataset_version == built.dataset_version == content.digest()[:16]
    assert (record.base, record.quads) == (DEFAULT_BASE, built.quads)
    assert record.built_at.endswith("Z")
    assert (store_dir / "current").resolve() / "store" == built.path


def test_a_store_without_a_record_is_told_as_damaged(tmp_path: Path) -> None:
    (tmp_path / "build.json").write_text('{"quads": 1}')

    with pytest.raises(StoreDamaged, match="trilogue build"):
        read_record(tmp_path / "store")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("tri:claimedBy actor:edri ;", "tri:claimedBy actor:edri", f"{CLAIMS}, line"),
        ("tri:claimedBy actor:edri", "tri:claimedBye actor:edri", f"{CLAIMS}:"),
        ("    tri:evidencedBy excerpt:page ;\n", "", f"{CLAIMS}:"),
    ],
    ids=["syntax", "unknown property", "no evidence"],
)
def test_a_failed_build_leaves_the_old_store(
    content: Content, store_dir: Path, old: str, new: str, place: str
) -> None:
    before = build(content, store_dir, validate=False)
    edit(content, CLAIMS, old, new)

    with pytest.raises(ContentNotSound) as caught:
        build(content, store_dir)

    assert isinstance(caught.value.report, Report)
    assert not caught.value.report.conforms
    assert place.partition(",")[0].rstrip(":") in str(caught.value)
    assert (store_dir / "current").resolve() / "store" == before.path
    assert labels(before.path) == {"A deal was struck"}
    assert [path.name for path in (store_dir / "versions").iterdir()] == [before.path.parent.name]


def test_all_files_that_cannot_be_parsed_are_told_at_once(
    content: Content, store_dir: Path
) -> None:
    edit(content, CLAIMS, "a tri:Claim ;", "a tri:Claim")
    edit(content, "graph/sources.ttl", "a tri:Source ;", "a tri:Source")
    edit(content, "ontology/rules/010-within.rq", "# rule: ", "# rule ")

    with pytest.raises(ContentNotSound) as caught:
        build(content, store_dir)

    report = caught.value.report
    assert isinstance(report, Report)
    assert [result.file for result in report.results] == [
        CLAIMS,
        "graph/sources.ttl",
        "ontology/rules/010-within.rq",
    ]


def test_content_that_changes_while_it_is_built_is_not_published(
    content: Content, store_dir: Path
) -> None:
    def change(step: str) -> None:
        if step == "filling the store":
            edit(content, CLAIMS, "A deal was struck", "Another label")

    with pytest.raises(ContentError, match="changed"):
        build(content, store_dir, progress=change, validate=False)

    assert not (store_dir / "current").exists()


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from trilogue.build import build
    from trilogue.content import Content

    def stop(step):
        if step.startswith(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)

    build(Content(Path(sys.argv[1])), Path(sys.argv[2]), progress=stop, validate=False)
"""


@pytest.mark.parametrize("step", ["filling", "running ontology/rules/062", "writing"])
def test_a_build_that_is_killed_leaves_the_old_store_and_the_next_one_works(
    content: Content, store_dir: Path, step: str
) -> None:
    before = build(content, store_dir, validate=False)
    edit(content, CLAIMS, "A deal was struck", "Another label")
    paths = os.pathsep.join([str(ROOT / "service"), *sys.path])

    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), content.root, store_dir, step],
        env={**os.environ, "PYTHONPATH": paths},
        check=False,
    )

    assert ended.returncode == -signal.SIGKILL
    assert len(list((store_dir / "versions").iterdir())) == 2
    assert (store_dir / "current").resolve() / "store" == before.path
    assert labels(before.path) == {"A deal was struck"}

    after = build(content, store_dir, validate=False)

    assert labels((store_dir / "current").resolve() / "store") == {"Another label"}
    assert {path.name for path in (store_dir / "versions").iterdir()} == {
        before.path.parent.name,
        after.path.parent.name,
    }


def test_the_last_two_versions_are_kept_and_an_open_one_can_be_read_on(
    content: Content, store_dir: Path
) -> None:
    built = [build(content, store_dir, validate=False)]
    with Store.open_read_only(built[0].path) as still_open:
        edit(content, CLAIMS, "A deal was struck", "Another label")
        built.append(build(content, store_dir, validate=False))

        assert still_open.count() == built[0].quads
    # The same content again: a new directory, the same version.
    built.append(build(content, store_dir, validate=False))

    kept = {path.name for path in (store_dir / "versions").iterdir()}
    assert kept == {built[1].path.parent.name, built[2].path.parent.name}
    assert built[1].dataset_version == built[2].dataset_version


def test_two_builds_at_once_are_refused(content: Content, store_dir: Path) -> None:
    def second(step: str) -> None:
        if step == "reading the files":
            with pytest.raises(StoreLocked, match="another build"):
                build(content, store_dir, validate=False)

    build(content, store_dir, progress=second, validate=False)


def test_a_directory_that_cannot_be_written_is_an_error_with_a_mend(
    content: Content, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    with pytest.raises(StoreError, match="--store"):
        build(content, blocked / "store", validate=False)


def test_ensure_built_builds_once(content: Content, store_dir: Path) -> None:
    first = ensure_built(content, store_dir, validate=False)
    began = time.monotonic()

    assert ensure_built(content, store_dir) == first
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("change", ["content", "base", "program", "record"])
def test_ensure_built_builds_anew_what_is_out_of_date(
    content: Content, store_dir: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ensure_built(content, store_dir, validate=False)
    base = DEFAULT_BASE
    if change == "content":
        edit(content, CLAIMS, "A deal was struck", "Another label")
    elif change == "base":
        base = "http://localhost:8000/"
    elif change == "program":
        monkeypatch.setattr(build_module, "__version__", "99")
    else:
        (first.parent / "build.json").write_text(json.dumps({}))

    second = ensure_built(content, store_dir, base, validate=False)

    assert second != first
    assert read_record(second).base == base


def test_another_base_moves_every_iri_of_ours(content: Content, store_dir: Path) -> None:
    base = "http://localhost:8000/"

    built = build(content, store_dir, base)

    with Store.open_read_only(built.path) as store:
        ours = [
            node
            for quad in store.quads()
            for node in (str(quad.subject), str(quad.predicate), str(quad.graph_name))
            if node.startswith(f"<{DEFAULT_BASE}")
        ]
    assert ours == []
