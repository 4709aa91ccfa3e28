"""The site over the small content."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trilogue.content import Content
from trilogue.engine.model import Engine
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app


@pytest.fixture
def app(small_store: Store, small_content: Content, engine_over: Callable[..., Engine]) -> Flask:
    return create_app(Settings(), engine_over(small_store), small_content)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
