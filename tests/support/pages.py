"""Pages as a browser without scripts has them: the form, what is in it, and what it sends."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from offices import Service

PAGE = {"Accept": "text/html"}
# Tags that do not part words.
_INLINE = {"a", "bdi", "em", "small", "span", "strong", "time"}


class Sections(HTMLParser):
    """The text of a page by the id of the section that it stands in, with spaces made one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._open: list[str | None] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self._open.append(dict(attrs)["aria-labelledby"])
        elif tag not in _INLINE:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and (name := self._open[-1]):
            self.texts[name] = re.sub(r"\s+", " ", self.texts.get(name, "") + data)


class _Inputs(HTMLParser):
    """Reads the inputs of the last form on a page that is sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.inputs: dict[str, str] = {}
        self.buttons: dict[tuple[str, str], str] = {}
        self.action = ""
        self._select: str | None = None
        self._option: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form" and given.get("method") == "post":
            self.inputs, self.buttons, self.action = {}, {}, given["action"]
        elif tag == "input" and name:
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.inputs[name] = given.get("value", "")
        elif tag == "button":
            self.buttons[name, given.get("value", "")] = given.get("formaction", self.action)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._option = given.get("value")
            if self._option is not None and (
                "selected" in given or self._select not in self.inputs
            ):
                self.inputs[self._select] = self._option
            elif self._option is None and "selected" in given:
                self._option = "?"
        elif tag == "textarea":
            self._area = name
            self.inputs[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "option":
            self._option = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.inputs[self._area] += data
        elif self._select and self._option == "?":
            self.inputs[self._select] = data


@dataclass
class Page:
    """A page with a form.

    Attributes:
        service: that gave it.
        response: as it came.
        inputs: of the form, by name.
    """

    service: Service
    response: Any
    inputs: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.response.get_data(as_text=True)
        reader = _Inputs()
        reader.feed(self.text)
        self.inputs, self.buttons = reader.inputs, reader.buttons

    def press(self, name: str, value: str = "", **filled: str) -> "Page":
        """Fill inputs in (``__`` stands for a dot) and press a button."""
        sent = {**self.inputs, **{key.replace("__", "."): text for key, text in filled.items()}}
        if name:
            sent[name] = value
        address = self.buttons[name, value].partition("#")[0]
        return Page(self.service, self.service.client.post(address, data=sent, headers=PAGE))

    @property
    def findings(self) -> dict[str, str]:
        """What is told beside each input, by the id of its field."""
        found = {}
        for part in self.text.split('<div class="field')[1:]:
            start = part.index('id="') + 4
            if "has-findings" in part[:start]:
                name = part[start : part.index('"', start)]
                found[name] = part[part.index("findings") : part.index("</ul>")]
        return found


def opened(service: Service, address: str, **headers: str) -> Page:
    """Open a page."""
    return Page(service, service.client.get(address, headers={**PAGE, **headers}))


def mark_of(response: Any) -> str:
    """Give the mark against forgery in a page's form."""
    reader = _Inputs()
    reader.feed(response.get_data(as_text=True))
    return reader.inputs["csrf_token"]


def log_in(service: Service, who: str, **options: Any) -> Any:
    """Show a token at the login."""
    mark = mark_of(service.client.get("/login", headers=PAGE, **options))
    form = {"csrf_token": mark, "token": service.secrets[who]}
    return service.client.post("/login", data=form, headers=PAGE, **options)


def scripts_within(page: str) -> int:
    """Count the script elements that stand in a page, such as its block of data.

    Those that only name a built file of ours are left out: there may be none.
    """
    return page.count("<script") - page.count('<script type="module" src="/static/built/')
