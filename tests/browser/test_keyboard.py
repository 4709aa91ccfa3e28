"""Every page type by keyboard alone: Tab leads through all of it, visibly, and out again."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from browsing import Visitor
from page_types import PAGES
from places import Place
from playwright.sync_api import Browser, Page

Tab = Callable[[str | None], Visitor]

# Notes each element that gets the focus: its number, how it looks, whether it ends the page.
_FOLLOW = """
() => {
  const seen = new Map();
  const last = [...document.querySelectorAll('footer a')].at(-1);
  window.walk = [];
  document.addEventListener('focusin', ({target}) => {
    if (!seen.has(target)) seen.set(target, seen.size);
    const style = getComputedStyle(target);
    const box = target.getBoundingClientRect();
    window.walk.push({
      number: seen.get(target),
      name: target.outerHTML.slice(0, 120),
      isOutlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
      hasSize: box.width > 0 && box.height > 0,
      isLast: target === last,
    });
  });
}
"""
_TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
# More than any element has parts that take a Tab without a word, such as the fields of a day.
_AT_ONCE = 20


@pytest.fixture(scope="module")
def tab(chromium: Browser, place: Place) -> Iterator[Tab]:
    """Gives a tab, for each person its own; all tests share them."""
    with ExitStack() as stack:
        opened: dict[str | None, Visitor] = {}

        def tab_(who: str | None) -> Visitor:
            if who not in opened:
                opened[who] = Visitor(chromium, place.address)
                stack.callback(opened[who].close)
                if who is not None:
                    opened[who].log_in(place.secrets[who])
            return opened[who]

        yield tab_


def walked(page: Page) -> list[dict[str, Any]]:
    """Press Tab from the top until the last link of the footer, and give what was passed."""
    page.evaluate(_FOLLOW)
    # What Playwright's keyboard does, in one message in the place of two.
    keys = page.context.new_cdp_session(page)
    passed: list[dict[str, Any]] = []
    while not any(each["isLast"] for each in passed):
        for _ in range(_AT_ONCE):
            keys.send("Input.dispatchKeyEvent", _TAB)
        new = page.evaluate("() => window.walk.splice(0)")
        assert new, f"Tab leads nowhere after {passed[-1:]}"
        passed += new
        assert len(passed) <= 2 * len({each["number"] for each in passed}), (
            f"a circle that misses the footer's last link: {passed[-3:]}"
        )
    keys.detach()
    return passed[: [each["isLast"] for each in passed].index(True) + 1]


@pytest.mark.usefixtures("with_exports")
@pytest.mark.parametrize("name", PAGES)
def test_tab_leads_from_the_top_to_the_end(name: str, tab: Tab, digest: str) -> None:
    page_type = PAGES[name]
    visitor = tab(page_type.who)
    page = visitor.go(page_type.path.format(digest=digest), page_type.status)

    passed = walked(page)

    # What is embedded begins with its content.
    assert page_type.path.startswith("/embed/") or "#content" in passed[0]["name"]
    assert [each["number"] for each in passed] == list(range(len(passed))), "some come twice"
    assert [each["name"] for each in passed if not each["isOutlined"]] == []
    assert [each["name"] for each in passed if not each["hasSize"]] == []
    assert visitor.faults() == []


def test_the_skip_link_shows_and_leads_over_the_navigation(tab: Tab) -> None:
    page = tab(None).go("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    box = skip.bounding_box()
    assert box is not None
    assert min(box["x"], box["y"]) >= 0

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("() => document.activeElement.closest('main') !== null")
