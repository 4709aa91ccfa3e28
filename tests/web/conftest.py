"""The site over the small content."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trilogue.content import Content
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app


@pytest.fixture
def app(small_store: Store, small_content: Content) -> Flask:
    return create_app(Settings(), small_store, "0123456789abcdef", small_content)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
