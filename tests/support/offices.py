"""The application over a small content, with people who contribute and review."""

from dataclasses import dataclass
from typing import Any

from desks import CLAIM, PREFIXES
from flask.testing import FlaskClient
from resident import ResidentEngine

from trilogue.access import Access
from trilogue.content import Content

TURTLE = "text/turtle"


@dataclass
class Service:
    """The application over a small content, with tokens of four people."""

    client: FlaskClient
    engine: ResidentEngine
    content: Content
    secrets: dict[str, str]
    access: Access

    def post(
        self, address: str, data: object = None, who: str | None = None, **options: Any
    ) -> Any:
        headers = dict(options.pop("headers", {}))
        if who is not None:
            headers["Authorization"] = f"Bearer {self.secrets[who]}"
        return self.client.post(address, data=data, headers=headers, **options)

    def get(self, address: str, who: str | None = None, accept: str = "application/json") -> Any:
        headers = {"Accept": accept}
        if who is not None:
            headers["Authorization"] = f"Bearer {self.secrets[who]}"
        return self.client.get(address, headers=headers)

    def submit(self, text: str = CLAIM, who: str = "ada") -> str:
        response = self.post("/contributions", PREFIXES + text, who, content_type=TURTLE)
        assert response.status_code == 201, response.get_data(as_text=True)
        digest: str = response.get_json()["digest"]
        return digest

    @property
    def waiting(self) -> int:
        found = self.get("/contributions", "bea").get_json()["contributions"]
        return len(found)
