"""A token shows a role and a person, and only a digest of it is ever kept."""

import hashlib
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
    _, secret = access.create("reviewer", "somebody", 1, "Ada")

    for role in ("reader", "contributor", "reviewer"):
        assert access.require(f"Bearer {secret}", role).label == "somebody"
    with pytest.raises(AccessDenied, match="needs maintainer"):
        access.require(f"bearer  {secret}", "maintainer")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer wrong", "Bearer " + "x" * 9_999]
)
def test_what_is_no_token_shows_nothing(access: Access, header: str | None) -> None:
    access.create("maintainer", "somebody", 1, "Ada")

    with pytest.raises(TokenMissing):
        access.require(header, "reader")


def test_the_secret_is_nowhere_in_the_file(access: Access) -> None:
    token, secret = access.create("maintainer", "somebody", 1, "Ada")

    text = access.path.read_text(encoding="utf-8")
    assert secret not in text
    assert token.digest in text
    assert access.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in access.path.parent.iterdir()] == ["tokens.json"]


def test_a_running_service_notices_new_revoked_and_removed_tokens(access: Access) -> None:
    other = Access(access.path)
    token, secret = access.create("maintainer", "somebody", 1, "Ada")

    assert other.find(f"Bearer {secret}") == token
    access.revoke(token.id)
    assert other.find(f"Bearer {secret}") is None
    access.path.unlink()
    assert other.tokens() == ()


def test_an_expired_token_shows_nothing(access: Access) -> None:
    _, secret = access.create("maintainer", "somebody", 1, "Ada")
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
    "slug-without-a-name": {**ROW, **SOUND, "slug": "x"},
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
        main, ["token", "create", "--role", role, "--name", "Ada", "--days", "3", *options]
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


def test_a_token_belongs_to_a_person(access: Access) -> None:
    token, secret = access.create("contributor", "laptop", 1, "  Ada\u00a0 Example ")

    assert (token.slug, token.name) == ("ada-example", "Ada Example")
    assert access.find(f"Bearer {secret}") == token
    assert access.with_secret(secret) == access.with_digest(token.digest) == token


def test_a_person_may_have_several_tokens_and_keeps_the_name(access: Access) -> None:
    access.create("contributor", "", 1, "Ada Example", "ada")

    assert access.create("reviewer", "", 1, slug="ada")[0].name == "Ada Example"
    assert access.create("reviewer", "", 1, "Ada Example", "ada")[0].slug == "ada"
    with pytest.raises(SettingsError, match="ada is Ada Example, and stays so"):
        access.create("reviewer", "", 1, "Somebody else", "ada")


def test_a_slug_keeps_its_name_when_its_token_is_revoked(access: Access) -> None:
    access.revoke(access.create("contributor", "", 1, "Ada")[0].id)

    with pytest.raises(SettingsError, match="stays so"):
        access.create("contributor", "", 1, "ADA")


@pytest.mark.parametrize("role", ["contributor", "reviewer", "maintainer"])
def test_whoever_may_contribute_is_a_person(access: Access, role: Role) -> None:
    with pytest.raises(SettingsError, match="belongs to a person"):
        access.create(role, "x", 1)
    assert not access.path.exists()


@pytest.mark.parametrize(
    ("name", "slug", "told"),
    [
        ("", None, "is no name"),
        ("a\u202eb", None, "is no name"),
        ("x" * 101, None, "is no name"),
        ("名前", None, "--slug"),
        ("Ada", "Ada", "small letters"),
        ("Ada", "../ada", "small letters"),
        ("Ada", "ada-", "small letters"),
        ("Ada", "", "small letters"),
        (None, "ada", "Nobody is called ada"),
    ],
)
def test_a_name_or_slug_that_does_not_do_is_told(
    access: Access, name: str | None, slug: str | None, told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        access.create("contributor", "", 1, name, slug)


def test_a_token_made_before_there_were_persons_goes_on(access: Access) -> None:
    digest = hashlib.sha256(b"old").hexdigest()
    row = {**ROW, **SOUND, "role": "maintainer", "digest": digest, "revoked": None}
    access.path.write_text(json.dumps({"tokens": [row]}), encoding="utf-8")

    assert access.require("Bearer old", "maintainer").slug is None
    access.create("reader", "another", 1)
    assert access.require("Bearer old", "maintainer").name is None


def test_the_list_shows_persons(runner: CliRunner, tmp_path: Path) -> None:
    options = ["--tokens", str(tmp_path / "tokens.json")]
    made = ["token", "create", "--role", "reviewer", "--name", "[b]Ada", "--slug", "ada"]

    assert "[b]Ada (ada)" in runner.invoke(main, [*made, *options]).stderr
    listed = runner.invoke(main, ["token", "list", *options]).stdout
    assert "[b]Ada" in listed
    assert "reviewer" in listed
    nobody = runner.invoke(main, ["token", "create", "--role", "reader", *options])
    assert nobody.exit_code == 2
    assert "--name or --label" in nobody.stderr
