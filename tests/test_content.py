from pathlib import Path

import pytest

from trilogue.content import Content, find_content
from trilogue.errors import ContentNotFound


def test_files_come_by_folder_and_path(small_content: Content) -> None:
    assert [file.relative for file in small_content.files("graph")] == [
        "graph/actors.ttl",
        "graph/events/letters.ttl",
        "graph/sources.ttl",
        "graph/stages.ttl",
    ]


def test_the_bridge_is_apart_from_the_ontology(small_content: Content) -> None:
    assert [file.relative for file in small_content.files("ontology")] == ["ontology/core.ttl"]
    assert [file.relative for file in small_content.bridge_files] == ["ontology/bridge/align.ttl"]
    assert "ontology/bridge/align.ttl" in {file.relative for file in small_content.all_files()}


@pytest.mark.parametrize(
    ("relative", "graph"),
    [
        ("graph/actors.ttl", "graph/actors"),
        ("graph/events/letters.ttl", "graph/events/letters"),
        ("ontology/core.ttl", "ontology/core"),
        ("ontology/bridge/align.ttl", "ontology/bridge/align"),
        ("shapes/core.ttl", "shape-graph/core"),
    ],
)
def test_a_file_is_a_named_graph(small_content: Content, relative: str, graph: str) -> None:
    (file,) = [file for file in small_content.all_files() if file.relative == relative]

    assert file.graph_iri() == f"https://w3id.org/trilogue/{graph}"
    assert file.graph_iri("http://e/") == f"http://e/{graph}"


def test_rules_and_questions_come_by_name(small_content: Content) -> None:
    rules = small_content.root / "ontology" / "rules"
    rules.mkdir()
    for name in ("020-b.rq", "010-a.rq", "readme.md"):
        (rules / name).write_text("")

    assert [file.path.name for file in small_content.rules()] == ["010-a.rq", "020-b.rq"]
    assert [file.path.name for file in small_content.questions()] == ["q01-who-wrote.rq"]
    assert small_content.question("q01-who-wrote") is not None
    assert small_content.question("q02") is None


@pytest.mark.parametrize(
    "name", [".#actors.ttl", "#actors.ttl#", "actors.ttl~", ".actors.ttl.swp", ".hidden/a.ttl"]
)
def test_what_editors_leave_is_no_content(small_content: Content, name: str) -> None:
    before = small_content.digest()
    path = small_content.root / "graph" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("rubbish")

    assert all(file.path != path for file in small_content.files("graph"))
    assert small_content.digest() == before


def test_the_digest_changes_with_every_content_file(small_content: Content) -> None:
    seen = {small_content.digest()}
    for file in [*small_content.all_files(), *small_content.questions()]:
        file.path.write_bytes(file.read_bytes() + b"# more\n")
        seen.add(small_content.digest())
    actors = small_content.root / "graph" / "actors.ttl"
    actors.rename(actors.with_name("people.ttl"))
    seen.add(small_content.digest())

    count = len(small_content.all_files()) + len(small_content.questions())
    assert len(seen) == count + 2
    assert all(len(digest) == 64 for digest in seen)


def test_the_digest_does_not_depend_on_the_place(small_content: Content, tmp_path: Path) -> None:
    before = small_content.digest()

    moved = small_content.root.rename(tmp_path / "elsewhere")

    assert Content(moved).digest() == before


def test_the_folder_given_wins(small_content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRILOGUE_CONTENT", "/nowhere")

    assert find_content(small_content.root).root == small_content.root


def test_the_variable_comes_next(small_content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRILOGUE_CONTENT", str(small_content.root))

    assert find_content().root == small_content.root


def test_the_checkout_comes_last() -> None:
    assert (find_content().root / "ontology" / "core.ttl").is_file()


def test_a_folder_without_content_is_told_with_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()

    with pytest.raises(ContentNotFound, match="does not hold shapes/ and graph/"):
        find_content(tmp_path)
