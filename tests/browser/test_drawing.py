"""What an actor, a practice, a norm is tied to: a table that can be drawn."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import Visitor
from places import ROOT, Place, serving
from playwright.sync_api import Browser, Locator, Page, expect

Visit = Callable[..., Visitor]

FRANCE = "/page/id/actor/france"
# Two steps of a few hundred things are laid out in seconds, on a busy machine in many.
_LONG = 60_000
_NAME = '<script>alert(1)</script><img src=x onerror="alert(2)">\u202e' + "long " * 2_000
HOSTILE = f"""\
@prefix tri: <https://w3id.org/trilogue/ns/> .
@prefix actor: <https://w3id.org/trilogue/id/actor/> .
@prefix claim: <https://w3id.org/trilogue/id/claim/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

claim:hostile a tri:Claim ;
    skos:prefLabel '''{_NAME}'''@en ;
    tri:aboutActor actor:hostile ;
    tri:claimedBy actor:edri .
actor:hostile a tri:Organisation ;
    skos:prefLabel '''{_NAME}'''@en .
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A few facts with names that somebody chose to do harm."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "tests" / "tiny" / "graph", folder / "graph")
    (folder / "graph" / "claims" / "hostile.ttl").write_text(HOSTILE, encoding="utf-8")
    with serving(folder / "graph", folder) as place:
        yield place


def network(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile("^(Network|Réseau)$"))


def drawn(page: Page) -> Locator:
    """Open the drawing, and give it once it is there."""
    network(page).get_by_role("button", name="Show as a graph").click()
    picture = network(page).get_by_role(
        "img", name=re.compile(r"^Network: \d+ things?, \d+ lines?")
    )
    expect(picture).to_be_visible(timeout=_LONG)
    return picture


def row_of(page: Page, name: str) -> Locator:
    return network(page).get_by_role("row").filter(has=page.get_by_role("link", name=name)).first


def saved(page: Page) -> bytes:
    with page.expect_download() as download:
        network(page).get_by_role("button", name="Save as PNG").click()
    assert download.value.suggested_filename == "network-france.png"
    return Path(download.value.path()).read_bytes()


def test_without_scripts_there_is_the_table_alone(visit: Visit) -> None:
    page = visit(scripts=False).go(FRANCE)

    rows = network(page).get_by_role("table").get_by_role("row")
    assert rows.count() > 50
    expect(row_of(page, "Council of the European Union")).to_be_visible()
    expect(network(page).get_by_role("link", name="GEXF two steps")).to_be_visible()
    expect(network(page).get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "look"),
    [
        (FRANCE, {"scheme": "light", "size": "desktop"}),
        ("/practice/real-time-rbi", {"scheme": "dark", "size": "phone"}),
        ("/page/id/norm/proposal/art-5-1-d", {"scheme": "light", "size": "phone"}),
    ],
)
def test_it_is_drawn_when_it_is_asked_for(visit: Visit, path: str, look: dict[str, str]) -> None:
    visitor = visit(**look)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = visitor.go(path)
    assert not [url for url in asked if "neighbourhood" in url or "/network/drawing" in url]

    picture = drawn(page)

    name = picture.get_attribute("aria-label") or ""
    told = network(page).get_by_role("status").first
    expect(told).to_have_text(name.removeprefix("Network: "))
    assert picture.locator("canvas").count() > 0
    entries = network(page).locator("figcaption").get_by_role("listitem").all_inner_texts()
    assert all(each.strip() in name for each in entries)
    visitor.examine()
    assert visitor.flaws() == []

    network(page).get_by_role("button", name="Hide the graph").click()
    expect(picture).to_be_hidden()
    assert len([url for url in asked if "/network/drawing" in url]) == 1


def test_two_people_see_the_same_picture(visit: Visit) -> None:
    pictures = []
    for _ in range(2):
        page = visit().go(FRANCE)
        drawn(page)
        pictures.append(saved(page))

    assert pictures[0].startswith(b"\x89PNG")
    assert pictures[0] == pictures[1]


def test_what_is_chosen_in_the_table_is_marked_in_the_drawing_and_back(visit: Visit) -> None:
    page = visit().go(FRANCE)
    picture = drawn(page)
    row = row_of(page, "Council of the European Union")
    chosen = network(page).locator("figure").get_by_role("status")
    before = picture.screenshot()

    row.get_by_role("link").first.focus()

    expect(row).to_have_class("chosen")
    expect(chosen).to_have_text("Chosen: Council of the European Union (actor)")
    expect(chosen.get_by_role("link")).to_have_attribute("href", "/page/id/actor/council-of-the-eu")
    assert picture.screenshot() != before

    # It was brought to the middle; in the corner there is nothing.
    picture.click(position={"x": 3, "y": 3})
    expect(row).not_to_have_class("chosen")
    expect(chosen).to_be_empty()
    picture.click()
    expect(row).to_have_class("chosen")
    expect(chosen.get_by_role("link", name="Council of the European Union")).to_be_visible()


def test_two_steps_show_more_and_one_step_less_again(visit: Visit) -> None:
    page = visit().go("/page/id/actor/european-commission")
    picture = drawn(page)
    one = picture.get_attribute("aria-label")
    far = network(page).get_by_role("button", name="Two steps")
    more = network(page).get_by_role("button", name="Show more")
    expect(far).to_have_attribute("aria-pressed", "false")
    expect(more).to_be_hidden()

    far.click()

    expect(far).to_have_attribute("aria-pressed", "true", timeout=_LONG)
    expect(picture).to_have_attribute("aria-label", re.compile("^Network: 300 things, .* left out"))
    more.click()
    expect(more).to_be_hidden(timeout=_LONG)
    expect(picture).not_to_have_attribute("aria-label", re.compile("300 things"))

    network(page).get_by_role("button", name="One step").click()
    expect(far).to_have_attribute("aria-pressed", "false", timeout=_LONG)
    expect(picture).to_have_attribute("aria-label", one or "")


def test_it_is_opened_by_keyboard_and_does_not_hold_anybody(visit: Visit) -> None:
    page = visit().go(FRANCE)
    network(page).get_by_role("button", name="Show as a graph").focus()
    page.keyboard.press("Enter")
    expect(network(page).get_by_role("img", name="Network: ")).to_be_visible(timeout=_LONG)

    passed: list[str] = []
    while not passed or not passed[-1].startswith("JSON"):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => document.activeElement.getAttribute('role') ?? document.activeElement.innerText"
        )
        assert focused not in passed, passed
        passed.append(focused)

    tools = ["One step", "Two steps", "Larger", "Smaller", "Whole", "Save as PNG"]
    assert passed[:-1] == tools
    page.keyboard.press("Tab")
    expect(network(page).get_by_role("link", name="GEXF one step")).to_be_focused()


def test_names_are_in_the_language_of_the_page(visit: Visit) -> None:
    page = visit().go("/fr/page/id/actor/france")
    section = page.locator("section[aria-labelledby=network]")
    section.get_by_role("button").first.click()
    expect(section.get_by_role("status").first).to_have_text(re.compile(r"^\d+ "), timeout=_LONG)

    section.locator("tr[data-node$='/actor/council-of-the-eu'] a").first.focus()

    link = section.locator("figure").get_by_role("link", name="Conseil de l'Union européenne")
    expect(link).to_have_attribute("href", "/fr/page/id/actor/council-of-the-eu")


def test_a_service_that_does_not_answer_leaves_the_table(visit: Visit) -> None:
    visitor = visit()
    page = visitor.go(FRANCE)
    page.route("**/network/drawing?*", lambda route: route.abort("connectionrefused"))

    network(page).get_by_role("button", name="Show as a graph").click()

    expect(network(page).get_by_role("status").first).to_contain_text("could not be drawn")
    expect(network(page).get_by_role("button", name="Show as a graph")).to_be_visible()
    expect(network(page).get_by_role("table")).to_be_visible()
    assert any("/network/drawing" in fault for fault in visitor.faults())

    page.unroute("**/network/drawing?*")
    drawn(page)


def test_names_that_want_to_do_harm_are_texts(chromium: Browser, hostile: Place) -> None:
    visitor = Visitor(chromium, hostile.address)
    page = visitor.go("/page/id/actor/hostile")
    drawn(page)

    network(page).locator("tr[data-node$='/claim/hostile'] a").first.focus()

    shown = network(page).locator("figure").get_by_role("link")
    expect(shown).to_contain_text("<script>alert(1)</script><img src=x onerror=")
    assert len(shown.inner_text()) <= 300
    assert network(page).locator("img").count() == 0
    visitor.examine()
    assert [*visitor.flaws(), *visitor.faults()] == []
    visitor.close()
