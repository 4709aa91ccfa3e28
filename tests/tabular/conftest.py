"""A few facts with the real ontology and shapes, and what the rules conclude from them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from trilogue.build import fill, read_rules
from trilogue.content import Content
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.validation.curated import read

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def tiny_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Nobody may change it."""
    root = tmp_path_factory.mktemp("tiny")
    for folder in ("ontology", "shapes"):
        (root / folder).symlink_to(ROOT / folder)
    (root / "graph").symlink_to(ROOT / "tests" / "tiny" / "graph")
    curated, _ = read(Content(root), Vocabulary())
    rules, _ = read_rules(Content(root), curated.vocabulary)
    with Store.in_memory() as store:
        fill(store, curated, rules, lambda _: None)
        yield store
