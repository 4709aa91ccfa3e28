"""A real browser that shows pages of one service, and keeps note of whatever goes wrong on them.

Nothing leaves the machine: the browser finds no host but the loopback address, and a request to any
other origin than the service's is refused and noted.

Source: Content Security Policy Level 3, section 5.4 (SecurityPolicyViolationEvent).
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    Route,
    WebError,
    expect,
    sync_playwright,
)

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
_ARGUMENTS = (
    "--no-sandbox",  # tests run as root, where its own sandbox does not start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# However busy the machine is.
_SECONDS = 60
expect.set_options(timeout=_SECONDS * 1000)
# Told over a binding, since a page that follows would take a list in the page away with it.
_TELL_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) => {
  window.tellViolation(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""
# A label and a link lead to the first only, and axe does not tell.
_SAME_IDS = """
() => [...document.querySelectorAll('[id]')].map((each) => each.id)
  .filter((id, place, all) => all.indexOf(id) !== place)
"""
# What is asked of a page by law here (EN 301 549), and what WCAG 2.2 adds.
_WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
_GRAVE = ("serious", "critical")


class BrowserMissing(Exception):
    """There is no browser on this machine."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium.

    Only one at a time, and not over other tests: while it is open, the thread that opened it has a
    running event loop.

    Raises:
        BrowserMissing: it is not installed.
    """
    path = shutil.which("chromium")
    if path is None:
        raise BrowserMissing("No chromium on the PATH. Debian has it: `.ci/engines` installs it.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield opened
        finally:
            opened.close()


class Visitor:
    """Somebody who looks at the service with a browser of a certain size and colour scheme.

    Attributes:
        page: the tab.
        address: of the service, without a slash at the end.
        has_scripts: whether JavaScript runs.
        faults: what went wrong since it was last asked, in words.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        size: str = "desktop",
        scheme: str = "light",
        scripts: bool = True,
        **options: Any,
    ) -> None:
        """Open a tab; *options* are those of a context of Playwright."""
        self.address = address
        self.has_scripts = scripts
        self._faults: list[str] = []
        width, height = SIZES[size]
        self._context: BrowserContext = browser.new_context(
            base_url=address,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale="en-GB",
            reduced_motion="reduce",
            service_workers="block",
            **options,
        )
        self._context.set_default_timeout(_SECONDS * 1000)
        self._watch()
        self.page: Page = self._context.new_page()

    def close(self) -> None:
        """Close the tab."""
        self._context.close()

    def go(self, path: str, status: int = 200) -> Page:
        """Open a page of the service, and give it once it is loaded."""
        response = self.page.goto(path, wait_until="load")
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"
        return self.page

    def faults(self) -> list[str]:
        """Give what went wrong since the last call, after all that the page still has to tell."""
        if self.has_scripts:
            self.page.evaluate("() => new Promise((done) => setTimeout(done))")
        else:
            self.page.title()
        found, self._faults = self._faults, []
        return found

    def log_in(self, secret: str) -> None:
        """Show a token at the login."""
        self.go("/login")
        self.page.get_by_label("Token").fill(secret)
        self.page.get_by_role("main").get_by_role("button", name="Log in").click()
        self.page.get_by_role("main").get_by_role("heading", level=1).wait_for()

    def examine(self) -> None:
        """Begin to look for what is wrong with how the page is made; other tabs may meanwhile."""
        options = {"runOnly": {"type": "tag", "values": _WCAG}, "resultTypes": ["violations"]}
        self.page.evaluate(AXE_SCRIPT)
        # Nothing is returned, so nothing is waited for.
        self.page.evaluate(f"() => {{ window.examined = axe.run({json.dumps(options)}); }}")

    def flaws(self) -> list[str]:
        """Give what is wrong, in words, once `examine` was called."""
        violations = self.page.evaluate("async () => (await window.examined).violations")
        found = [
            f"{each['impact']}: {each['help']}: {', '.join(_places(each))}"
            for each in violations
            if each["impact"] in _GRAVE
        ]
        headings = self.page.locator("h1").count()
        if headings != 1:
            found.append(f"{headings} headings of the first level")
        found += [f"several have the id {each}" for each in self.page.evaluate(_SAME_IDS)]
        seen, whole = self.page.evaluate(
            "() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]"
        )
        if whole > seen:
            found.append(f"scrolls sideways: {whole} px in {seen}")
        return found

    def _watch(self) -> None:
        context = self._context
        context.route("**/*", self._pass_on_or_refuse)
        context.on("console", self._hear)
        context.on("dialog", self._dismiss)
        context.on("requestfailed", self._miss)
        context.on("response", self._receive)
        context.on("weberror", self._note_error)
        if self.has_scripts:
            context.expose_binding("tellViolation", self._note_violation)
            context.add_init_script(_TELL_VIOLATIONS)

    def _pass_on_or_refuse(self, route: Route) -> None:
        if _origin(route.request.url) == self.address:
            route.continue_()
        else:
            self._faults.append(f"asked elsewhere: {route.request.url}")
            route.abort()

    def _hear(self, message: ConsoleMessage) -> None:
        # What was not loaded is told with its status by `_receive`; a page may be an error's.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._faults.append(f"console: {message.text}")

    def _dismiss(self, dialog: Dialog) -> None:
        self._faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _miss(self, request: Request) -> None:
        # One that the page itself gave up, as by going on to another page, is none.
        if request.failure != "net::ERR_ABORTED":
            self._faults.append(f"failed: {request.url} {request.failure}")

    def _receive(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self._faults.append(f"answered {response.status}: {response.url}")

    def _note_error(self, error: WebError) -> None:
        self._faults.append(f"script: {error.error}")

    def _note_violation(self, _source: object, text: str) -> None:
        self._faults.append(f"security policy: {text}")


def _places(violation: dict[str, Any]) -> Iterator[str]:
    """Give where a rule of axe is broken, the first few."""
    for node in violation["nodes"][:3]:
        yield f"{node['html'][:160]} ({node.get('failureSummary', '')[:200]})"


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
