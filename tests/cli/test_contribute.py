"""From a file on a researcher's machine to a published fact: over HTTP, and by hand."""

import csv
import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from desks import CLAIM
from served import Server, bearer, running

from trilogue.build import build
from trilogue.cli import main
from trilogue.content import Content
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.versions import current_store

V = Vocabulary()
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in V.prefixes().items())
ROOT = Path(__file__).parents[2]


def run(*arguments: object, code: int = 0, text: str | None = None) -> str:
    result = CliRunner().invoke(main, [str(each) for each in arguments], input=text)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def claim(tmp_path: Path) -> Path:
    path = tmp_path / "claim.ttl"
    path.write_text(PREFIXES + CLAIM)
    return path


@pytest.fixture
def service(tiny: Path, tmp_path: Path) -> Iterator[tuple[Server, dict[str, Path]]]:
    """A real service over content of its own, with a contributor and a reviewer."""
    store = tmp_path / "store"
    place = ["--content", str(tiny), "--store", str(store)]
    build(Content(tiny), store)
    tokens = {}
    for name, role in (("Ada", "contributor"), ("Bea", "reviewer")):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "trilogue", "token", "create"),
                *("--role", role, "--name", name, *place),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        tokens[name] = tmp_path / f"{name}.token"
        tokens[name].write_text(done.stdout)
    with running(place) as server:
        yield server, tokens


def named(store: Store) -> set[str]:
    return {str(quad) for quad in store.quads() if "BlankNode" not in repr(quad)}


def test_a_sheet_becomes_a_published_fact(
    service: tuple[Server, dict[str, Path]], tiny: Path, tmp_path: Path
) -> None:
    server, tokens = service
    # 1. The template, filled in as docs/contribute.md says.
    sheet = tmp_path / "claim.csv"
    run("sheet", sheet, "--type", "Claim", "--content", tiny)
    header = next(csv.reader(io.StringIO(sheet.read_text("utf-8-sig"))))
    row = dict.fromkeys(header, "")
    row |= {
        "IRI": "my-claim",
        "Preferred label@en *": "A pause, please",
        "Gloss@en *": "The network asks for a pause.",
        "Voice *": "European Digital Rights",
        "Day *": "2023-12-09",
        "About an actor": "France",
        "Verification mark *": "mark:verified-page",
        "Evidence *": "excerpt:page",
    }
    with sheet.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerow(row)
    # 2. Judged offline, then by the service, then handed in.
    assert "conforms" in run("validate", sheet, "--content", tiny)
    assert "It conforms." in run("contribute", sheet, "--to", server.address, "--dry-run")
    told = run(
        *("contribute", sheet, "--to", server.address, "--licence", "cc0", "--note", "Mine."),
        *("--token-file", tokens["Ada"]),
    )
    address = told.split()[-1].removeprefix(server.address)
    assert "It is pending" in told
    assert address.startswith("/contributions/")
    # 3. Reviewed by somebody else, and there.
    headers = bearer(tokens["Bea"].read_text().strip()) | {"Content-Type": "application/json"}
    reply = server.ask("POST", f"{address}/accept", b'{"reason": "It is there."}', headers)
    assert reply.status == 200, reply.body
    (walk,) = server.query(
        f"PREFIX tri: <{V.base}ns/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
        f"SELECT ?who ?reviewer ?source WHERE {{ <{V.base}id/claim/my-claim> tri:recordedIn ?c ;"
        " tri:evidencedBy/tri:excerptOf ?source . ?c tri:contributedBy/skos:prefLabel ?who ;"
        " tri:reviewedBy/skos:prefLabel ?reviewer }"
    ).solutions()
    assert walk == {"who": "Ada", "reviewer": "Bea", "source": f"{V.base}id/source/page"}
    status, _, body = server.get("/page/id/claim/my-claim", Accept="text/html")
    assert status == 200
    assert b"graph/contributions/" in body


def test_what_does_not_conform_is_told_and_ends_with_1(
    service: tuple[Server, dict[str, Path]], claim: Path
) -> None:
    server, tokens = service
    claim.write_text(claim.read_text().replace("tri:claimedBy actor:edri ;", ""))

    told = run(
        *("contribute", claim, "--to", server.address, "--token-file", tokens["Ada"]), code=1
    )

    assert "needs a voice" in told
    assert "claim.ttl:" in told
    assert "nothing was kept" in told


def test_a_token_that_is_none_and_a_service_that_is_not_there(
    service: tuple[Server, dict[str, Path]], claim: Path, tmp_path: Path
) -> None:
    server, _ = service
    wrong = tmp_path / "wrong"
    wrong.write_text("nothing")
    assert "needs a token" in run(
        *("contribute", claim, "--to", server.address, "--token-file", wrong), code=2
    )
    assert "no answer" in run(
        *("contribute", claim, "--to", "http://127.0.0.1:9", "--dry-run"), code=2
    )
    assert "no address" in run("contribute", claim, "--to", "localhost", "--dry-run", code=2)


def test_by_hand_and_over_http_the_bytes_are_the_same(
    service: tuple[Server, dict[str, Path]], claim: Path, tiny: Path, tmp_path: Path
) -> None:
    server, tokens = service
    other = tmp_path / "other"
    shutil.copytree(tiny, other)
    told = run("contribute", claim, "--to", server.address, "--token-file", tokens["Ada"])
    address = told.split()[-1].removeprefix(server.address)
    reply = server.ask("POST", f"{address}/accept", b"", bearer(tokens["Bea"].read_text().strip()))
    assert reply.status == 200
    (published,) = (tiny / "graph" / "contributions").rglob("*.ttl")
    moment = next(
        line.split('"')[1] for line in published.read_text().splitlines() if "recordedAt" in line
    )

    run(
        *("record", claim, "--contributor", "Ada", "--reviewer", "Bea", "--at", moment),
        *("--content", other),
    )

    relative = published.relative_to(tiny)
    assert (other / relative).read_bytes() == published.read_bytes()
    for name in ("ada", "bea"):
        contributor = Path("graph", "contributors", f"{name}.ttl")
        assert (other / contributor).read_bytes() == (tiny / contributor).read_bytes()
    # A file that is published is in the form of `trilogue fmt`, and sound.
    run("fmt", "--check", other / relative)
    run("check", "--skip-reasoner", "--content", other)


def test_nothing_is_recorded_that_does_not_conform(claim: Path, tiny: Path) -> None:
    claim.write_text(claim.read_text().replace("tri:claimedBy actor:edri ;", ""))
    people = ("--contributor", "Ada", "--reviewer", "Bea", "--content", tiny)

    assert "needs a voice" in run("record", claim, *people, code=1)
    assert not (tiny / "graph" / "contributions").exists()
    assert "Name two people" in run(
        *("record", claim, "--contributor", "Ada", "--reviewer", "ada", "--content", tiny), code=2
    )


def test_the_same_dataset_is_built_from_the_files(
    service: tuple[Server, dict[str, Path]], claim: Path, tiny: Path, tmp_path: Path
) -> None:
    server, tokens = service
    told = run("contribute", claim, "--to", server.address, "--token-file", tokens["Ada"])
    address = told.split()[-1].removeprefix(server.address)
    token = bearer(tokens["Bea"].read_text().strip())
    assert server.ask("POST", f"{address}/accept", b"", token).status == 200
    build(Content(tiny), tmp_path / "again")
    found: list[set[str]] = []
    for folder in ("store", "again"):
        path = current_store(tmp_path / folder)
        assert path is not None
        with Store.open_read_only(path) as store:
            found.append(named(store))
    assert found[0] == found[1]
