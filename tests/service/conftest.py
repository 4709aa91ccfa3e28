"""Real services on loopback, over a small generated graph."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from generated import built_options, generated_content
from served import Server, make_token, running

TRIPLES = 6_000

# What these tests measure, they read in /proc.
collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with generated content and its store; nobody may change it."""
    root = tmp_path_factory.mktemp("generated")
    built_options(generated_content(root / "content", TRIPLES), root / "store")
    return root


@pytest.fixture(scope="session")
def options(built: Path) -> list[str]:
    """What names the generated content and its store for a service that only reads."""
    return ["--content", str(built / "content"), "--store", str(built / "store")]


Start = Callable[..., Server]


@pytest.fixture(scope="module")
def start(options: list[str]) -> Iterator[Start]:
    """Start a service with settings; it ends with the module."""
    with ExitStack() as stack:

        def begin(**settings: object) -> Server:
            return stack.enter_context(running(options, **settings))

        yield begin


@pytest.fixture(scope="module")
def writable(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A service over a store of its own, and a token of somebody who may write anything."""
    store = tmp_path_factory.mktemp("written") / "store"
    shutil.copytree(built / "store", store, symlinks=True)
    options = ["--content", str(built / "content"), "--store", str(store)]
    token = make_token(options, "maintainer")
    with running(options) as server:
        yield server, token
