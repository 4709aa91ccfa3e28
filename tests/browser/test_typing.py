"""What is found while somebody types into a box of search.

Source: WAI-ARIA Authoring Practices Guide, editable combobox with list autocomplete.
"""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import Visitor
from playwright.sync_api import Locator, Page, Route, expect

Visit = Callable[..., Visitor]
BOXES = ("/", "/search")


def box_of(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("combobox")


def options(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("option")


def typed(page: Page, text: str) -> Locator:
    """Type into the box, and give it once something was found."""
    box = box_of(page)
    box.press_sequentially(text, delay=20)
    expect(options(page).first).to_be_visible()
    return box


@pytest.mark.parametrize("path", BOXES)
@pytest.mark.parametrize("look", [("light", "desktop"), ("dark", "phone")])
def test_what_is_found_is_listed_below_the_box(
    visit: Visit, path: str, look: tuple[str, str]
) -> None:
    visitor = visit(scheme=look[0], size=look[1])
    page = visitor.go(path)
    expect(box_of(page)).to_have_attribute("aria-expanded", "false")

    box = typed(page, "france")

    expect(box).to_have_attribute("aria-expanded", "true")
    assert 1 < options(page).count() <= 8
    expect(options(page).first).to_have_text(re.compile("^France member state"))
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(
        re.compile(r"^Found: \d+$")
    )
    box.press("ArrowDown")
    visitor.examine()
    assert visitor.flaws() == []


def test_letters_in_haste_make_one_request(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    typed(page, "parliament")

    (one,) = [url for url in asked if "/search" in url]
    assert parse_qs(urlsplit(one).query) == {"q": ["parliament"], "format": ["json"]}


def test_an_answer_that_comes_too_late_is_not_shown(visit: Visit) -> None:
    page = visit().go("/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "q=fran&" in route.request.url:
            held.append(route)
        else:
            route.fallback()

    page.route("**/search?*", hold)
    with page.expect_request(re.compile("q=fran&")):
        box_of(page).press_sequentially("fran")

    with page.expect_event("requestfailed", lambda request: "q=fran&" in request.url):
        box_of(page).fill("parliament")

    expect(options(page).filter(has_text="Parliament").first).to_be_visible()
    expect(options(page).filter(has_text="member state")).to_have_count(0)
    assert len(held) == 1


def test_arrows_lead_through_the_list_and_enter_goes_there(visit: Visit) -> None:
    page = visit().go("/")
    box = typed(page, "france")
    count = options(page).count()
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_have_count(0)

    for key, index in (
        ("ArrowDown", 0),
        ("ArrowDown", 1),
        ("ArrowUp", 0),
        ("ArrowUp", None),
        ("ArrowUp", count - 1),
        ("ArrowDown", None),
        ("ArrowDown", 0),
    ):
        box.press(key)
        expect(box).to_be_focused()
        if index is None:
            expect(chosen).to_have_count(0)
            assert box.get_attribute("aria-activedescendant") is None
        else:
            name = options(page).nth(index).get_attribute("id") or ""
            expect(box).to_have_attribute("aria-activedescendant", name)
            expect(chosen).to_have_attribute("id", name)
    expect(box).to_have_value("france")

    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("France")


def test_enter_with_nothing_chosen_searches(visit: Visit) -> None:
    page = visit().go("/")
    typed(page, "france").press("Enter")

    expect(page).to_have_url(re.compile(r"/search\?q=france$"))
    expect(page.get_by_role("heading", level=2).first).to_contain_text("things found")


def test_escape_closes_the_list_and_then_clears_the_box(visit: Visit) -> None:
    page = visit().go("/")
    box = typed(page, "france")

    box.press("Escape")
    expect(options(page).first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("france")

    box.press("Escape")
    expect(box).to_have_value("")
    expect(box).to_be_focused()


def test_a_click_goes_there_and_leaving_closes(visit: Visit) -> None:
    page = visit().go("/search")
    box = typed(page, "france")
    box.press("Tab")
    expect(options(page).first).to_be_hidden()

    box.fill("council of state")
    options(page).first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Council of State of France")


def test_nothing_found_is_told_and_nothing_opens(visit: Visit) -> None:
    page = visit().go("/")
    box_of(page).fill("qqqqzzzz")

    expect(page.get_by_role("search").get_by_role("status")).to_have_text("Found: 0")
    expect(box_of(page)).to_have_attribute("aria-expanded", "false")


def test_names_are_in_the_language_of_the_page_and_say_theirs(visit: Visit) -> None:
    page = visit().go("/de/")
    typed(page, "frankreich")

    first = options(page).first
    expect(first.locator("bdi")).to_have_attribute("lang", "de")
    expect(first.locator("bdi")).to_have_text("Frankreich")
    assert first.locator("span").get_attribute("lang") in ("de", "en")
    first.click()
    expect(page).to_have_url(re.compile("/de/page/id/actor/france$"))


def test_what_narrows_the_search_narrows_the_list(visit: Visit) -> None:
    page = visit().go("/search?type=Practice")
    typed(page, "biometric")

    kinds = {each.rpartition("\n")[2] for each in options(page).all_inner_texts()}
    assert all(each.endswith("practice") for each in kinds)


def test_a_service_that_fails_leaves_the_form(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go("/")
    page.route("**/search?*json", lambda route: route.abort("connectionrefused"))

    with page.expect_event("requestfailed"):
        box_of(page).fill("france")
    expect(options(page)).to_have_count(0)
    assert any("/search" in fault for fault in visitor.faults())
    box_of(page).press("Enter")

    expect(page.get_by_role("heading", level=2).first).to_contain_text("things found")


@pytest.mark.parametrize("path", BOXES)
def test_without_scripts_it_is_a_form(visit: Visit, path: str) -> None:
    page = visit(scripts=False).go(path)
    box = page.get_by_role("search").get_by_role("searchbox")
    box.fill("france")
    box.press("Enter")

    expect(page).to_have_url(re.compile(r"/search\?q=france"))
    expect(page.get_by_role("heading", level=2).first).to_contain_text("things found")
