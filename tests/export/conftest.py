"""Releases of the small content, and stores with whatever is hard to write."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile import hostile_quads

from trilogue.export.folder import export_dataset
from trilogue.export.release import Release
from trilogue.store import Store
from trilogue.terms import Vocabulary

VERSION = "0123456789abcdef"
Exporter = Callable[..., Path]


@pytest.fixture
def export(vocabulary: Vocabulary, tmp_path: Path) -> Exporter:
    """Export a store into a folder of this test."""

    def make(store: Store, name: str = "export", **given: Any) -> Path:
        parts = {"parts": given.pop("parts")} if "parts" in given else {}
        release = Release(store, vocabulary, VERSION, **given)
        export_dataset(release, tmp_path / name, **parts)
        return tmp_path / name

    return make


@pytest.fixture
def hostile() -> Iterator[Store]:
    """A store of `hostile_quads`."""
    with Store.in_memory() as store:
        store.load(hostile_quads())
        yield store
