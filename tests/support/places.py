"""The service as an operator runs it, over the facts of a folder, with two people who write."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from processes import until
from served import Server, running

from trilogue.access import Access, Role
from trilogue.build import build
from trilogue.content import Content

ROOT = Path(__file__).resolve().parents[2]
_PEOPLE: tuple[tuple[str, Role], ...] = (("ada", "contributor"), ("bea", "reviewer"))
_OFTEN = "1000 per minute"
_SECONDS_FOR_EXPORTS = 300


@dataclass(frozen=True)
class Place:
    """A running service.

    Attributes:
        server: to ask it over HTTP.
        secrets: the tokens of Ada, who contributes, and Bea, who reviews.
    """

    server: Server
    secrets: dict[str, str]

    @property
    def address(self) -> str:
        """The base of its addresses, without a slash at the end."""
        return self.server.address

    def wait_for_exports(self) -> None:
        """Return once the files to download are made."""
        until(
            lambda: self.server.get("/exports")[0] == 200,
            "the exports are made",
            _SECONDS_FOR_EXPORTS,
        )


@contextmanager
def serving(graph: Path, folder: Path) -> Iterator[Place]:
    """Serve the facts in *graph* with the real ontology and shapes.

    Args:
        graph: is copied, since what is published becomes a file there.
        folder: empty; keeps the content, the store, and what is contributed.
    """
    content = folder / "content"
    for part in ("ontology", "shapes"):
        shutil.copytree(ROOT / part, content / part)
    shutil.copytree(graph, content / "graph")
    store = folder / "store"
    build(Content(content), store, validate=False)
    access = Access(store / "tokens.json")
    secrets = {name: access.create(role, name, 1, name.title())[1] for name, role in _PEOPLE}
    arguments = ["--content", str(content), "--store", str(store)]
    # However busy the machine is.
    limits = {"query_seconds": 60, "login_rate": _OFTEN, "handing_rate": _OFTEN}
    with running(arguments, **limits) as server:
        yield Place(server, secrets)
