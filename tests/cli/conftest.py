"""A store on disk that is built and up to date, so that no command has to build one."""

from pathlib import Path

import pytest

from trilogue.build import build
from trilogue.content import Content


@pytest.fixture
def options(small_content: Content, tmp_path: Path) -> list[str]:
    """The options that name the small content and its store."""
    store = tmp_path / "store"
    build(small_content, store, validate=False)
    return ["--content", str(small_content.root), "--store", str(store)]
