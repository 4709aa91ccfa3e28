"""The exports over HTTP: the list, the files, stretches of them, and when they are made."""

import base64
import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient

from trilogue.content import Content
from trilogue.engine.model import Engine, Update
from trilogue.errors import StoreError
from trilogue.export.folder import export_dataset
from trilogue.export.release import Release
from trilogue.export.shelf import Shelf
from trilogue.settings import Settings
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.web import exports
from trilogue.web.app import create_app

VERSION = "0123456789abcdef"


@pytest.fixture
def folder(small_store: Store, vocabulary: Vocabulary, tmp_path: Path) -> Path:
    """What the command line exports."""
    export_dataset(Release(small_store, vocabulary, VERSION), tmp_path / "exported")
    return tmp_path / "exported"


def test_every_file_of_an_export_is_listed_and_served(client: FlaskClient, folder: Path) -> None:
    listing = client.get("/exports").get_json()["exports"]
    whole, less = listing
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert {file["path"] for file in whole["files"]} == names - {"release.json", "SHA256SUMS"}
    for name in names:
        assert client.get(f"/exports/{name}").data == (folder / name).read_bytes(), name
    assert (whole["version"], whole["withoutDerived"], less["withoutDerived"]) == (
        VERSION,
        False,
        True,
    )
    assert {file["part"] for file in less["files"]} == {"dumps"}
    for file in [*whole["files"], *less["files"]]:
        data = client.get(file["href"]).data
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_a_large_dataset_is_offered_as_dumps_only(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_QUADS_FOR_OTHER_FORMS", 10)

    whole = client.get("/exports").get_json()["exports"][0]

    assert {file["part"] for file in whole["files"]} == {"dumps", "graphs", "void", "crate"}


def test_the_page_lists_each_file(client: FlaskClient) -> None:
    page = client.get("/exports", headers={"Accept": "text/html"}).text
    listing = client.get("/exports", headers={"Accept": "application/json"}).get_json()

    for record in listing["exports"]:
        for file in record["files"]:
            assert f'href="{file["href"]}"' in page
            assert file["sha256"] in page
    assert listing["exports"][0]["canonical"]["quads"] in page


def test_a_file_has_the_headers_of_a_download(client: FlaskClient) -> None:
    response = client.get("/exports/trilogue.nq.zst", headers={"Accept-Encoding": "gzip, zstd"})

    digest = hashlib.sha256(response.data).digest()
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/zstd"
    assert response.headers["Content-Disposition"] == "attachment; filename=trilogue.nq.zst"
    assert response.headers["ETag"] == f'"{digest.hex()}"'
    assert response.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
    assert response.headers["Content-Length"] == str(len(response.data))
    assert response.headers["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in response.headers
    assert 'rel="license"' in response.headers["Link"]
    assert zstandard.decompress(response.data) == client.get("/exports/trilogue.nq").data
    assert client.get("/exports/trilogue.ttl").content_type == "text/turtle; charset=utf-8"


def test_a_client_that_has_the_file_is_told_so(client: FlaskClient) -> None:
    tag = client.get("/exports/trilogue.nq").headers["ETag"]

    response = client.get("/exports/trilogue.nq", headers={"If-None-Match": tag})

    assert response.status_code == 304
    assert response.headers["ETag"] == tag
    assert response.data == b""


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=5-", 5, None),
        ("bytes=-7", -7, None),
        ("bytes=3-999999999", 3, None),
    ],
)
def test_a_stretch_of_a_file(client: FlaskClient, asked: str, start: int, end: int | None) -> None:
    whole = client.get("/exports/trilogue.nt")

    response = client.get("/exports/trilogue.nt", headers={"Range": asked})

    first, _, size = response.headers["Content-Range"].removeprefix("bytes ").partition("/")
    assert response.status_code == 206
    assert response.data == whole.data[start:end]
    assert response.headers["Content-Length"] == str(len(response.data))
    assert int(size) == len(whole.data)
    assert int(first.split("-")[0]) == range(len(whole.data))[start]
    assert response.headers["Repr-Digest"] == whole.headers["Repr-Digest"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1,4-5"},
        {"Range": "lines=0-1"},
        {"Range": "nonsense"},
        {"Range": "bytes=0-9", "If-Range": '"another"'},
        {"Range": "bytes=0-9", "If-Range": "Sat, 28 Nov 2026 10:00:00 GMT"},
    ],
)
def test_what_is_no_single_stretch_of_this_file_gives_the_whole(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    response = client.get("/exports/trilogue.nt", headers=headers)

    assert response.status_code == 200
    assert response.data == client.get("/exports/trilogue.nt").data


def test_a_stretch_that_continues_the_same_file(client: FlaskClient) -> None:
    whole = client.get("/exports/trilogue.nt")
    headers = {"Range": "bytes=10-", "If-Range": whole.headers["ETag"]}

    response = client.get("/exports/trilogue.nt", headers=headers)

    assert response.status_code == 206
    assert response.data == whole.data[10:]


def test_a_stretch_behind_the_end_is_refused(client: FlaskClient) -> None:
    size = len(client.get("/exports/trilogue.nt").data)

    response = client.get("/exports/trilogue.nt", headers={"Range": f"bytes={size}-"})

    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{size}"
    assert response.content_type == "application/problem+json"


def test_head_tells_the_size_and_sends_nothing(client: FlaskClient) -> None:
    size = len(client.get("/exports/trilogue.nt").data)

    response = client.head("/exports/trilogue.nt", headers={"Range": "bytes=0-1"})

    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(size)
    assert response.data == b""


@pytest.mark.parametrize(
    "name",
    ["nothing.ttl", "../tokens.json", "..%2f..%2fetc%2fpasswd", "graphs", "%00", "export.lock"],
)
def test_no_other_file_is_given(client: FlaskClient, name: str) -> None:
    response = client.get(f"/exports/{name}")

    assert response.status_code == 404
    assert response.content_type == "application/problem+json"


def test_a_new_version_takes_the_place_of_the_old_one(
    app: Flask, client: FlaskClient, small_store: Store, tmp_path: Path
) -> None:
    before = client.get("/exports/trilogue.nq")
    (old,) = [path for path in (tmp_path / "exports").iterdir() if path.is_dir()]
    small_store.update('INSERT DATA { GRAPH <urn:x> { <urn:s> <urn:p/q> "new" } }')
    moments = app.extensions["trilogue"]
    engine = moments.now().engine
    engine.first = "fedcba9876543210"
    engine.write(Update("INSERT DATA { GRAPH <urn:x> { <urn:s> <urn:p/q> 2 } }"))

    after = client.get("/exports/trilogue.nq")

    assert b'"new"' in after.data
    assert after.headers["ETag"] != before.headers["ETag"]
    assert not old.exists()
    assert client.get("/exports").get_json()["exports"][0]["version"].startswith("fedc")


def test_who_asks_before_they_are_ready_is_told_when_to_come_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    may_go_on, made = threading.Event(), []
    shelf = app.extensions["trilogue"].now().shelf
    make = shelf._made

    def slowly(name: str, release: Callable[[], Release], parts: Sequence[str]) -> Path:
        may_go_on.wait(60)
        made.append(1)
        folder: Path = make(name, release, parts)
        return folder

    monkeypatch.setattr(shelf, "_made", slowly)
    monkeypatch.setattr(exports, "SECONDS_TO_WAIT", 0.05)

    answers = [client.get("/exports") for _ in range(3)]
    health = client.get("/healthz")
    may_go_on.set()
    monkeypatch.setattr(exports, "SECONDS_TO_WAIT", 60)
    listing = client.get("/exports")

    assert [each.status_code for each in answers] == [503, 503, 503]
    assert answers[0].headers["Retry-After"] == "5"
    assert answers[0].get_json()["type"] == "/problems#exports-in-the-making"
    assert health.status_code == 200
    assert listing.status_code == 200
    assert made == [1]


def test_a_folder_that_cannot_be_written_is_a_problem_each_time(
    small_store: Store, small_content: Content, engine_over: Callable[..., Engine], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(exports=tmp_path / "file" / "exports")
    client = create_app(settings, engine_over(small_store), small_content).test_client()

    for _ in range(2):
        assert client.get("/exports").status_code == 503
    (tmp_path / "file").unlink()
    assert client.get("/exports").status_code == 200


def test_two_services_that_share_a_folder_make_the_exports_once(
    small_store: Store, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    reads: list[str] = []

    def release() -> Release:
        reads.append("read")
        return Release(small_store, vocabulary, VERSION)

    def broken() -> Release:
        raise StoreError("gone")

    first, second = Shelf(tmp_path / "shelf"), Shelf(tmp_path / "shelf")
    with pytest.raises(StoreError, match="gone"):
        first.offer("key", broken, 60)
    offers = [each.offer("key", release, 60) for each in (first, second, first)]

    assert reads == ["read"]
    assert len({offer.folder for offer in offers if offer is not None}) == 1
    assert None not in offers
