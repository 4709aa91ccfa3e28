"""The engines, each started once; where one is missing its tests are skipped, but not in CI."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from engines import EngineMissing, fuseki, oxigraph, virtuoso
from trilogue.build import build
from trilogue.content import find_content
from trilogue.engine.embedded import EmbeddedEngine
from trilogue.engine.model import Engine
from trilogue.engine.remote import RemoteEngine
from trilogue.settings import Settings
from trilogue.store import Dataset
from trilogue.terms import Vocabulary

SETTINGS = Settings(query_seconds=4)
STARTERS = {"oxigraph": oxigraph, "fuseki": fuseki, "virtuoso": virtuoso}


@pytest.fixture(scope="session", params=["embedded", *STARTERS])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """One engine, shared by all tests: empty at the beginning, the embedded with the content."""
    name = request.param
    folder: Path = tmp_path_factory.mktemp(name)
    if name == "embedded":
        build(find_content(), folder / "store", validate=False)
        with closing(EmbeddedEngine(folder / "store", SETTINGS)) as embedded:
            yield embedded
        return
    settings = SETTINGS
    if name == "virtuoso":
        settings = Settings(query_seconds=4, engine_user="dba", engine_password="dba")  # noqa: S106 - of a new database
    with ExitStack() as stack:
        try:
            address = stack.enter_context(STARTERS[name](folder))
        except EngineMissing as missing:
            if os.environ.get("CI") == "true":
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        made = RemoteEngine(address, settings, Vocabulary())
        stack.callback(made.close)
        yield made


@pytest.fixture
def lasting(request: pytest.FixtureRequest) -> Callable[[], Sequence[Dataset]]:
    """Tell what may stay open after a test: what the engine that all of them share shows now."""
    if "engine" not in request.fixturenames:
        return tuple
    engine = request.getfixturevalue("engine")
    return lambda: (engine.view().dataset,) if isinstance(engine, EmbeddedEngine) else ()


@pytest.fixture
def kind(engine: Engine) -> str:
    """What the engine is."""
    return engine.client.addresses.kind if isinstance(engine, RemoteEngine) else "embedded"
