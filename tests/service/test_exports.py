"""The exports as a running service sends them."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from served import Server

Start = Callable[..., Server]


@pytest.fixture(scope="module")
def server(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Server:
    return start(exports=tmp_path_factory.mktemp("exports"))


def test_what_is_sent_is_what_is_listed(server: Server) -> None:
    status, _, listing = server.get("/exports")
    assert status == 200
    whole, _ = json.loads(listing)["exports"]

    for file in whole["files"]:
        status, headers, data = server.get(file["href"])
        assert status == 200
        assert headers["content-length"] == str(file["bytes"])
        assert hashlib.sha256(data).hexdigest() == file["sha256"], file["path"]


def test_curl_goes_on_with_a_download_that_broke_off(server: Server, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    assert curl is not None
    _, _, whole = server.get("/exports/trilogue.nq")
    (tmp_path / "trilogue.nq").write_bytes(whole[:300_000])

    address = f"{server.address}/exports/trilogue.nq"
    command = [curl, "--silent", "--show-error", "--fail", "-C", "-", "-O", address]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert len(whole) > 600_000
    assert (tmp_path / "trilogue.nq").read_bytes() == whole


def test_head_has_the_size_and_no_body(server: Server) -> None:
    reply = server.ask("HEAD", "/exports/trilogue.nq.gz")
    _, headers, data = server.get("/exports/trilogue.nq.gz")

    assert reply.status == 200
    assert reply.body == b""
    assert headers["content-length"] == str(len(data))
