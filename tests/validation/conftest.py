"""A small content tree for each test: the real ontology and shapes, and a handful of facts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from trilogue.content import Content
from trilogue.formats import TURTLE
from trilogue.parse import ParsedFile, parse_bytes
from trilogue.terms import Vocabulary
from trilogue.validation.curated import Curated, read

ROOT = Path(__file__).parents[2]
PREFIXES = "".join(
    f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in Vocabulary().prefixes().items()
)

Parse = Callable[..., ParsedFile]


@pytest.fixture(scope="session")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Curated:
    """The same tree, read once; for tests that change nothing."""
    root = tmp_path_factory.mktemp("content")
    for folder in ("ontology", "shapes"):
        (root / folder).symlink_to(ROOT / folder)
    (root / "graph").symlink_to(ROOT / "tests" / "tiny" / "graph")
    curated, broken = read(Content(root), Vocabulary())
    assert broken == []
    return curated


@pytest.fixture
def turtle() -> Parse:
    """Parse Turtle as the file *name*; all canonical prefixes are declared in one line on top."""

    def parse(text: str, name: str = "graph/claims/one.ttl") -> ParsedFile:
        declared = PREFIXES.replace("\n", " ") + "\n"
        return parse_bytes((declared + text).encode(), TURTLE, f"urn:test:{name}", name)

    return parse
