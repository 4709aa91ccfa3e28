"""The curated content with its record types, read once."""

from pathlib import Path

import pytest

from trilogue.content import Content
from trilogue.contribution.fields import RecordType, record_types
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
    shapes = [file for file in real.files if file.name.startswith("shapes/")]
    found = record_types(quads(shapes), quads(real.modules), real.vocabulary)
    return {one.name: one for one in found}
