"""Where an engine takes queries and updates, and what is known of the engine behind an address."""

from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import urlsplit, urlunsplit

Kind: TypeAlias = Literal["oxigraph", "fuseki", "virtuoso", "other"]


@dataclass(frozen=True)
class Addresses:
    """The addresses of one engine.

    Attributes:
        query: takes SPARQL 1.1 Query by POST.
        update: takes SPARQL 1.1 Update by POST.
        kind: what the engine is, as far as it tells.
    """

    query: str
    update: str
    kind: Kind


def kind_of(headers: dict[str, str]) -> Kind:
    """Tell the engine from the *headers* of any answer of it, by names in small letters."""
    server = headers.get("server", "").lower()
    if server.startswith("oxigraph"):
        return "oxigraph"
    if server.startswith("virtuoso"):
        return "virtuoso"
    return "fuseki" if "fuseki-request-id" in headers else "other"


def addresses(query: str, update: str | None, kind: Kind, *, has_user: bool) -> Addresses:
    """Find the addresses of the engine that answers queries at *query*.

    Args:
        query: as set.
        update: as set; None derives it from a known layout, and else takes *query* itself.
        kind: from `kind_of`.
        has_user: whether there is a user to log in as.
    """
    return Addresses(query, update or _update_address(query, kind, has_user=has_user), kind)


def _update_address(query: str, kind: Kind, *, has_user: bool) -> str:
    parts = urlsplit(query)
    folder, _, last = parts.path.rpartition("/")
    path = parts.path
    if kind == "virtuoso":
        # The address that asks for a user; the other one takes updates only where anybody may.
        path = f"{folder}/sparql-auth" if has_user else path
    elif last == "query" or (kind == "fuseki" and last == "sparql"):
        path = f"{folder}/update"  # Oxigraph, Fuseki, Stardog
    elif folder.endswith("/repositories"):
        path = f"{path}/statements"  # RDF4J and GraphDB
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
