"""The site over the small content."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from offices import Service
from pyoxigraph import Quad
from resident import ResidentEngine

from trilogue.access import Access, Role
from trilogue.build import build
from trilogue.content import Content
from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.versions import current_store
from trilogue.web import exports
from trilogue.web.app import create_app

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(
    small_store: Store,
    small_content: Content,
    engine_over: Callable[..., Engine],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Flask:
    # However busy the machine is.
    monkeypatch.setattr(exports, "SECONDS_TO_WAIT", 120)
    settings = Settings(exports=tmp_path / "exports")
    return create_app(settings, engine_over(small_store), small_content)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    root = tmp_path_factory.mktemp("built")
    for folder in ("ontology", "shapes"):
        (root / folder).symlink_to(ROOT / folder)
    (root / "graph").symlink_to(ROOT / "tests" / "tiny" / "graph")
    build(Content(root), root / "store")
    path = current_store(root / "store")
    assert path is not None
    with Store.open_read_only(path) as store:
        return list(store.quads())


@pytest.fixture
def open_office(built: list[Quad], tiny: Path, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Opens the application with settings of one's own; once in a test."""
    access = Access(tmp_path / "tokens.json")
    people: list[tuple[str, Role]] = [
        ("ada", "contributor"),
        ("bea", "reviewer"),
        ("cyd", "maintainer"),
        ("dan", "reader"),
    ]
    secrets = {name: access.create(role, name, 1, name.title())[1] for name, role in people}
    secrets["ada again"] = access.create("maintainer", "second", 1, "Ada")[1]
    with Store.in_memory() as store:
        store.load(built)

        def open_(**values: Any) -> Service:
            settings = Settings(tokens=access.path, **values)
            engine = ResidentEngine(store, settings)
            app = create_app(settings, engine, Content(tiny), access)
            return Service(app.test_client(), engine, Content(tiny), secrets, access)

        yield open_


@pytest.fixture
def service(open_office: Callable[..., Service]) -> Service:
    return open_office()
