"""A token shows a role, and only a digest of it is ever kept."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from trilogue.access import ROLES, Access, Role
from trilogue.cli import main
from trilogue.errors import AccessDenied, SettingsError, TokenMissing


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return Access(tmp_path / "tokens.json")


def test_a_token_shows_its_role_and_all_below(access: Access) -> None:
    _, secret = access.create("reviewer", "somebody", 1)

    for role in ("reader", "contributor", "reviewer"):
        assert access.require(f"Bearer {secret}", role).label == "somebody"
    with pytest.raises(AccessDenied, match="needs maintainer"):
        access.require(f"bearer  {secret}", "maintainer")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer wrong", "Bearer " + "x" * 9_999]
)
def test_what_is_no_token_shows_nothing(access: Access, header: str | None) -> None:
    access.create("maintainer", "somebody", 1)

    with pytest.raises(TokenMissing):
        access.require(header, "reader")


def test_the_secret_is_nowhere_in_the_file(access: Access) -> None:
    token, secret = access.create("maintainer", "somebody", 1)

    text = access.path.read_text(encoding="utf-8")
    assert secret not in text
    assert token.digest in text
    assert access.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in access.path.parent.iterdir()] == ["tokens.json"]


def test_a_running_service_notices_new_revoked_and_removed_tokens(access: Access) -> None:
    other = Access(access.path)
    token, secret = access.create("maintainer", "somebody", 1)

    assert other.find(f"Bearer {secret}") == token
    access.revoke(token.id)
    assert other.find(f"Bearer {secret}") is None
    access.path.unlink()
    assert other.tokens() == ()


def test_an_expired_token_shows_nothing(access: Access) -> None:
    _, secret = access.create("maintainer", "somebody", 1)
    rows = json.loads(access.path.read_text(encoding="utf-8"))
    rows["tokens"][0]["expires"] = "2020-01-01T00:00:00+00:00"
    access.path.write_text(json.dumps(rows), encoding="utf-8")

    assert access.find(f"Bearer {secret}") is None


ROW = {"id": "x", "role": "reader", "label": "x", "created": ""}
SOUND = {"digest": "0" * 64, "expires": "2999-01-01T00:00:00+00:00"}
BROKEN = {
    "empty": "",
    "another-shape": "[]",
    "no-tokens": "{}",
    "empty-row": {},
    "unknown-role": {**ROW, **SOUND, "role": "king"},
    "digest-that-is-none": {**ROW, **SOUND, "digest": "é"},
    "date-without-a-zone": {**ROW, **SOUND, "expires": "2999-01-01T00:00:00"},
    "not-utf-8": "\udcff",
}


@pytest.mark.parametrize(
    "text",
    [row if isinstance(row, str) else json.dumps({"tokens": [row]}) for row in BROKEN.values()],
    ids=BROKEN,
)
def test_a_file_that_cannot_be_read_shows_nothing_and_is_told(access: Access, text: str) -> None:
    access.path.write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(SettingsError, match=r"^tokens\.json: "):
        access.find("Bearer x")


@pytest.mark.parametrize("role", ROLES)
def test_the_command_makes_lists_and_revokes(runner: CliRunner, tmp_path: Path, role: Role) -> None:
    path = tmp_path / "folder" / "tokens.json"
    options = ["--tokens", str(path)]

    made = runner.invoke(
        main, ["token", "create", "--role", role, "--label", "me", "--days", "3", *options]
    )
    secret = made.stdout.strip()
    listed = runner.invoke(main, ["token", "list", *options]).stdout

    token = Access(path).require(f"Bearer {secret}", role)
    assert re.fullmatch(r"[\w-]{43}", secret)
    assert token.id in listed
    assert secret not in listed
    assert runner.invoke(main, ["token", "revoke", token.id, *options]).exit_code == 0
    assert Access(path).find(f"Bearer {secret}") is None
    assert runner.invoke(main, ["token", "revoke", "none", *options]).exit_code == 2


def test_by_default_the_tokens_lie_with_the_store(runner: CliRunner, tmp_path: Path) -> None:
    runner.invoke(
        main,
        ["token", "create", "--role", "reader", "--label", "x", "--store", str(tmp_path / "s")],
    )

    assert Access(tmp_path / "s" / "tokens.json").tokens()
