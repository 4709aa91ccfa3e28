"""The curated dataset served by the real program, and a browser that looks at it."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from browsing import BrowserMissing, Visitor, browser
from desks import PREFIXES
from offices import TURTLE
from places import ROOT, Place, serving
from playwright.sync_api import Browser
from served import bearer

CLAIM = """\
claim:pause a tri:Claim ;
    skos:prefLabel "The network asks for a pause"@en ;
    tri:gloss "It wants the talks to stop for a while."@en ;
    tri:aboutActor actor:france ;
    tri:claimedBy actor:edri ;
    tri:claimedOn "2023-12-09"^^xsd:date ;
    tri:evidencedBy excerpt:seed-p01 ;
    tri:mark mark:verified-page .
"""


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The curated dataset, served once for all tests; what they contribute stays."""
    with serving(ROOT / "graph", tmp_path_factory.mktemp("place")) as opened:
        yield opened


@pytest.fixture(scope="session")
def digest(place: Place) -> str:
    """A contribution that waits for a reviewer."""
    headers = {"Content-Type": TURTLE, **bearer(place.secrets["ada"])}
    reply = place.server.ask("POST", "/contributions", (PREFIXES + CLAIM).encode(), headers)
    assert reply.status == 201, reply.body
    told: str = json.loads(reply.body)["digest"]
    return told


@pytest.fixture(scope="session")
def with_exports(place: Place) -> None:
    """The files to download are made."""
    place.wait_for_exports()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser, for each module anew: no other test may find its event loop running."""
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(browser())
        except BrowserMissing as missing:
            if os.environ.get("CI") == "true":
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        yield opened


@pytest.fixture
def visit(chromium: Browser, place: Place) -> Iterator[Callable[..., Visitor]]:
    """Opens tabs on the curated dataset; when the test is over, nothing may have gone wrong."""
    visitors: list[Visitor] = []

    def open_(**options: Any) -> Visitor:
        visitors.append(Visitor(chromium, place.address, **options))
        return visitors[-1]

    yield open_
    faults = [fault for visitor in visitors for fault in visitor.faults()]
    for visitor in visitors:
        visitor.close()
    assert faults == []
