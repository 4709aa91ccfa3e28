"""What the suites are run against, and the files that they are made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, Quad, Triple
from rdflib import Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
BASE = "http://suite.example/"


@dataclass
class Answer:
    """What came back: status, headers by lower-case name, body."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Service:
    """The service under test: the address of /sparql, and of /graphs beside it."""

    url: str
    token: str

    def send(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> Answer:
        """Send one request as it is."""
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.netloc, timeout=60)
        connection.putrequest(method, path, skip_accept_encoding=True)
        headers = {**headers, "Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Length"] = str(len(body))
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, found, response.read())
        connection.close()
        return answer

    @property
    def path(self) -> str:
        """The path of /sparql."""
        return urlsplit(self.url).path

    @property
    def graphs(self) -> str:
        """The path of /graphs."""
        return f"{self.path.rpartition('/')[0]}/graphs"

    def clear(self) -> None:
        """Remove everything."""
        sent = {"Content-Type": "application/sparql-update"}
        answer = self.send("POST", self.path, sent, b"DROP ALL")
        assert answer.status == 204, answer

    def put(self, graph: str, data: bytes, media_type: str) -> None:
        """Fill a graph."""
        path = f"{self.graphs}?graph={quote(graph, safe='')}"
        answer = self.send("PUT", path, {"Content-Type": media_type}, data)
        assert answer.status in (201, 204), answer

    def query(self, text: str, dataset: list[tuple[str, str]], accept: str) -> Answer:
        """Ask, with the dataset given by the protocol."""
        sent = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.send("POST", f"{self.path}?{urlencode(dataset)}", sent, text.encode())


@dataclass
class Suite:
    """Tests of one name, and how they went."""

    name: str
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    alone: int | None = None

    def count(self, name: str, complaint: str | None) -> None:
        """Count one test; no complaint is a pass."""
        if complaint is None:
            self.passed += 1
        else:
            self.failed.append(f"{name}: {complaint}")

    @property
    def is_reached(self) -> bool:
        """Whether the target is."""
        return not self.failed if self.alone is None else self.passed >= self.alone


@dataclass
class Files:
    """The files of the suites, which are named under `BASE`."""

    folder: Path

    def read(self, iri: str) -> bytes:
        """Give the bytes of one."""
        return (self.folder / iri.removeprefix(BASE)).read_bytes()

    def graph(self, path: str) -> Graph:
        """Parse a Turtle file."""
        iri = BASE + path
        return Graph().parse(data=self.read(iri), format="turtle", publicID=iri)


def entries(manifest: Graph) -> list[Node]:
    """Give the tests of a manifest in order."""
    (head,) = manifest.objects(None, MF.entries)
    return list(Collection(manifest, head))


def name_of(test: Node) -> str:
    """Give the last part of a test's IRI."""
    return str(test).rpartition("#")[2]


def canonical(statements: Iterable[Quad | Triple]) -> pyoxigraph.Dataset:
    """Give triples with blank nodes named after what is said of them."""
    dataset = pyoxigraph.Dataset(
        each if isinstance(each, Quad) else Quad(*each) for each in statements
    )
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return dataset
