"""Every page type in light and dark, on a desk and on a phone."""

import re
import runpy
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from browsing import SCHEMES, SIZES, Visitor
from page_types import PAGES
from places import Place
from playwright.sync_api import Browser
from resident import ResidentEngine

from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.web.app import create_app

SAMPLES: dict[str, str] = runpy.run_path(
    str(Path(__file__).parents[1] / "web" / "test_openapi.py")
)["SAMPLES"]

Tabs = Callable[[str | None], dict[str, Visitor]]


@pytest.fixture(scope="module")
def tabs(chromium: Browser, place: Place) -> Iterator[Tabs]:
    """Gives a tab of each look, for each person their own; all tests share them."""
    with ExitStack() as stack:
        opened: dict[str | None, dict[str, Visitor]] = {}

        def one(scheme: str, size: str, who: str | None) -> Visitor:
            visitor = Visitor(chromium, place.address, size=size, scheme=scheme)
            stack.callback(visitor.close)
            if who is not None:
                visitor.log_in(place.secrets[who])
            return visitor

        def tabs_(who: str | None) -> dict[str, Visitor]:
            if who not in opened:
                looks = product(SCHEMES, SIZES)
                opened[who] = {f"{look[0]} {look[1]}": one(*look, who) for look in looks}
            return opened[who]

        yield tabs_


@pytest.mark.usefixtures("with_exports")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_in_both_schemes_and_sizes(name: str, tabs: Tabs, digest: str) -> None:
    page = PAGES[name]
    visitors = tabs(page.who)

    for visitor in visitors.values():
        visitor.go(page.path.format(digest=digest), page.status)
        visitor.examine()

    found = {look: [*each.flaws(), *each.faults()] for look, each in visitors.items()}
    assert found == {look: [] for look in visitors}


@pytest.mark.usefixtures("with_exports")
def test_every_page_type_is_looked_at(place: Place) -> None:
    """The routes are asked as a browser asks; a page that is not in the table is named here."""
    with Store.in_memory() as store:
        app = create_app(Settings(), ResidentEngine(store, Settings()))
    adapter = app.url_map.bind("localhost")

    def rule_of(address: str) -> str:
        path = re.sub(r"^/(fr|de|es)(?=/)", "", urlsplit(address).path)
        rule: str = adapter.match(path, return_rule=True)[0].rule
        return rule

    looked_at = {rule_of(page.path) for page in PAGES.values()}
    samples = {rule_of(sample): sample for sample in SAMPLES.values()}
    missing = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        address = samples.get(rule.rule, rule.rule)
        status, headers, _ = place.server.get(quote(address, "/:?=&,"), Accept="text/html")
        is_page = headers["content-type"].startswith("text/html") and status == 200
        if is_page and rule.rule not in looked_at:
            missing.add(rule.rule)
    assert missing == set()
