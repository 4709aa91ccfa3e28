"""What people come for, done by hand in the browser: once with JavaScript and once without."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from browsing import Visitor
from places import Place
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])

Visit = Callable[..., Visitor]
QUERY = """\
PREFIX actor: <https://w3id.org/trilogue/id/actor/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name WHERE { actor:france skos:prefLabel ?name FILTER (lang(?name) = "en") }"""


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def go_to(page: Page, name: str) -> None:
    """Follow a link of the navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()


def test_find_the_role_of_france(visit: Visit, scripts: bool) -> None:  # noqa: FBT001
    visitor = visit(scripts=scripts)
    page = visitor.go("/")

    page.get_by_role("search").get_by_label("Search names and numbers").fill("France")
    page.keyboard.press("Enter")
    hits = main_of(page).get_by_role("listitem")
    hits.get_by_role("link", name="France", exact=True).first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("France")
    for what in ("Positions", "Claims about", "This actor upon others"):
        table = main_of(page).get_by_role("table", name=re.compile(what))
        expect(table.get_by_role("row").nth(1)).to_be_visible()


def test_see_why_a_cell_has_its_status(visit: Visit, scripts: bool) -> None:  # noqa: FBT001
    page = visit(scripts=scripts).go("/")

    cell = main_of(page).get_by_role("table").get_by_role("cell", name=re.compile("prohibited"))
    status = cell.first.get_by_role("link", name=re.compile("prohibited")).first
    status.click()

    expect(main_of(page)).to_contain_text("prohibited")
    expect(main_of(page)).to_contain_text(re.compile("rule", re.IGNORECASE))
    # What decided is a norm of a provision, each by an address of its own.
    main_of(page).locator("a[href*='/id/norm/'], a[href*='/id/provision/']").first.click()
    expect(page).to_have_url(re.compile("/id/(norm|provision)/"))
    expect(main_of(page)).to_contain_text(re.compile(r"Art(icle|\.) ?5"))


def test_run_a_query(visit: Visit, scripts: bool) -> None:  # noqa: FBT001
    page = visit(scripts=scripts).go("/")
    go_to(page, "Query")

    main_of(page).get_by_role("textbox", name=re.compile("query", re.IGNORECASE)).fill(QUERY)
    main_of(page).get_by_role("button", name=re.compile("^(Ask|Run)")).click()

    expect(main_of(page).get_by_role("table").get_by_role("row")).to_have_count(2)
    expect(main_of(page).get_by_role("cell", name="France")).to_be_visible()


def test_check_a_status(visit: Visit, scripts: bool) -> None:  # noqa: FBT001
    page = visit(scripts=scripts).go("/")
    go_to(page, "Status")

    form = main_of(page).locator("form").filter(has=page.get_by_label("What is done?"))
    form.get_by_label("What is done?").select_option(label="emotion recognition")
    form.get_by_label("Who does it?").select_option(label="employer")
    form.get_by_label("Where?").select_option(label="workplace")
    form.get_by_role("button", name=re.compile("^(Ask|Check)")).first.click()

    expect(page).to_have_url(re.compile("practice=emotion-recognition&deployer=employer"))
    final = main_of(page).get_by_role("region", name=re.compile("Final act"))
    expect(final).to_contain_text("prohibited")
    expect(final.get_by_role("link", name=re.compile(r"Art\. ?5\(1\)\(f\)")).first).to_be_visible()


def test_submit_a_fact_and_review_it(
    visit: Visit,
    place: Place,
    scripts: bool,  # noqa: FBT001
) -> None:
    name = f"The network asks for a day, {'with' if scripts else 'without'} scripts"
    ada, bea = visit(scripts=scripts), visit(scripts=scripts)
    ada.log_in(place.secrets["ada"])
    ada.go("/contribute")
    main_of(ada.page).get_by_role("link", name="Claim", exact=True).click()
    for field, value in {
        "Preferred label": name,
        "Gloss": "It wants the talks to stop for a day.",
        "Voice": "European Digital Rights",
        "Day": "2023-12-09",
        "Evidence": "excerpt:seed-p01",
        "About an actor": "France",
    }.items():
        box = main_of(ada.page).get_by_label(re.compile(rf"^{field}( \(required\))?$"))
        open_around(box.first)
        box.first.fill(value)
    mark = main_of(ada.page).get_by_label(re.compile("^Verification mark"))
    mark.first.select_option("mark:verified-page")

    main_of(ada.page).get_by_role("button", name="Check", exact=True).last.click()
    expect(main_of(ada.page)).to_contain_text("It conforms")
    main_of(ada.page).get_by_role("button", name="Hand in", exact=True).last.click()

    expect(main_of(ada.page)).to_contain_text(name)
    expect(main_of(ada.page)).to_contain_text("waits for a reviewer")
    receipt = urlsplit(ada.page.url).path
    bea.log_in(place.secrets["bea"])
    bea.go("/review")
    main_of(bea.page).locator(f"a[href$='{receipt}']").first.click()
    main_of(bea.page).get_by_label(re.compile("^Reason")).fill("Seen on the page.")
    main_of(bea.page).get_by_role("button", name=re.compile("^Accept")).click()
    expect(main_of(bea.page)).to_contain_text(re.compile("published", re.IGNORECASE))

    anybody = visit(scripts=scripts)
    anybody.go("/search?q=network+asks+for+a+day")
    main_of(anybody.page).get_by_role("link", name=name).first.click()
    expect(anybody.page.get_by_role("heading", level=1)).to_have_text(name)


def open_around(box: Locator) -> None:
    """Open what the form keeps folded around an input."""
    folded = box.locator("xpath=ancestor::details[not(@open)]")
    for _ in range(folded.count()):
        folded.first.locator("summary").first.click()
