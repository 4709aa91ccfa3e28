"""Built scripts over HTTP; and a site that was never given any."""

import gzip
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trilogue.web.bundle import BuiltFile, Bundle, read_bundle

MANIFEST = {
    "sources": "0",
    "scripts": {"query": "query-AAAA.js"},
    "styles": {},
    "licences": "licences-BBBB.txt",
    "files": {
        "query-AAAA.js": {"bytes": 1, "integrity": "sha384-x"},
        "licences-BBBB.txt": {"bytes": 1, "integrity": "sha384-y"},
    },
}


def test_every_built_file_is_served_as_it_is_for_ever(app: Flask, client: FlaskClient) -> None:
    built = read_bundle(Path(app.root_path))
    assert built.scripts

    for name in built.files:
        path = Path(app.root_path, "static", "built", name)
        plain = client.get(f"/static/built/{name}")
        packed = client.get(f"/static/built/{name}", headers={"Accept-Encoding": "gzip"})

        assert plain.data == gzip.decompress(packed.data) == path.read_bytes()
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert packed.headers["X-Content-Type-Options"] == "nosniff"
    scripts = [client.get(f"/static/built/{each.name}") for each in built.scripts.values()]
    assert {script.mimetype for script in scripts} == {"text/javascript"}


@pytest.mark.parametrize("name", ["nothing.js", "manifest.json", "..%2F..%2Fapp.py", "..\\app.py"])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/built/{name}").status_code == 404


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": {}, "scripts": {"a": "b"}}', "null"])
def test_a_manifest_that_is_none_is_no_bundle(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "static" / "built"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(text, encoding="utf-8")

    assert read_bundle(tmp_path).scripts == {}
    assert read_bundle(tmp_path / "nowhere") == Bundle()


def test_a_manifest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "static" / "built"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")

    found = read_bundle(tmp_path)

    assert found.scripts == {"query": BuiltFile("query-AAAA.js", "sha384-x")}
    assert found.licences == "licences-BBBB.txt"
