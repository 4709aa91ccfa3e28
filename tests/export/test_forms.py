"""The forms of a release beside its dumps: tables, networks, nanopublications, a crate."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rocrate.rocrate import ROCrate

from trilogue import extras
from trilogue.export import forms
from trilogue.export.parts import PARTS
from trilogue.store import Store

Exporter = Callable[..., Path]
OTHER = ("tables", "networks", "nanopublications")


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def record(folder: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads((folder / "release.json").read_text())
    return told


def test_a_release_has_all_forms_and_lists_them(small_store: Store, export: Exporter) -> None:
    folder = export(small_store)
    told = json.loads((folder / "release.json").read_text())

    assert {file["part"] for file in told["files"]} == set(PARTS) - {"patch"}
    assert {
        "tables/trilogue.xlsx",
        "tables/parquet/quads.parquet",
        "tables/datapackage.json",
        "networks/trilogue.gexf",
        "networks/actors-practices.graphml",
        "trilogue-nanopublications.trig",
        "ro-crate-metadata.json",
    } <= names(folder)
    assert told["leftOut"] == {}


def test_two_releases_of_one_version_are_the_same_bytes(
    small_store: Store, export: Exporter
) -> None:
    one, two = (
        export(small_store, name, parts=(*OTHER, "crate"), formats=(), codings=())
        for name in ("one", "two")
    )

    assert names(one) == names(two)
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names(one))


def test_the_crate_describes_every_other_file(small_store: Store, export: Exporter) -> None:
    folder = export(small_store)
    listed = {str(file.id) for file in ROCrate(folder).data_entities}

    assert listed == names(folder) - {"ro-crate-metadata.json", "release.json", "SHA256SUMS"}


def test_without_the_derived_graph_no_table_tells_what_it_says(
    small_store: Store, export: Exporter
) -> None:
    folder = export(small_store, without_derived=True)

    assert not {name for name in names(folder) if name.startswith(("tables/", "networks/"))}
    assert record(folder)["leftOut"] == {
        "networks/": "it tells what the rules conclude",
        "tables/": "it tells what the rules conclude",
    }


@pytest.mark.parametrize("library", ["pyarrow", "networkx"])
def test_a_form_whose_library_is_missing_is_left_out_with_the_reason(
    small_store: Store, export: Exporter, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    def is_there(name: str) -> bool:
        return name != library and extras.is_there(name)

    monkeypatch.setattr(forms, "is_there", is_there)
    folder = export(small_store, parts=("tables", "networks"))

    (reason,) = dict(record(folder)["leftOut"]).values()  # type: ignore[call-overload]
    assert f"the library {library} is not installed" in reason
    assert "trilogue[exports]" in reason
    assert "tables/trilogue.xlsx" in names(folder)
