"""The curated content with its record types, read once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from trilogue.content import Content
from trilogue.contribution.fields import RecordType, record_types_of
from trilogue.contribution.sheets.names import Names
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.validation.curated import Curated, quads, read

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real() -> Curated:
    """The content of this repository."""
    curated, broken = read(Content(ROOT), Vocabulary())
    assert broken == []
    return curated


@pytest.fixture(scope="session")
def types(real: Curated) -> dict[str, RecordType]:
    """The record types of the real shapes, by name."""
    found = record_types_of(real.files, real.vocabulary)
    return {one.name: one for one in found}


@pytest.fixture(scope="session")
def names(real: Curated) -> Iterator[Names]:
    """The names of the things of the real graph."""
    with Store.in_memory() as store:
        store.load(quads([*real.graph, *real.kinds, *real.modules]))
        yield Names(store, real.vocabulary)
