from dataclasses import fields
from pathlib import Path

import pytest

from trilogue.errors import SettingsError
from trilogue.settings import (
    SETTINGS,
    Settings,
    contributions_file,
    key_file,
    read_settings,
    store_directory,
    tokens_file,
)


def test_the_table_and_the_object_agree() -> None:
    assert [(field.name, field.default) for field in fields(Settings)] == [
        (setting.name, setting.default) for setting in SETTINGS
    ]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_has_a_sentence_of_help(setting: object) -> None:
    text = getattr(setting, "help", "")

    assert text[0].isupper()
    assert text.endswith(".")


def test_without_anything_the_defaults_hold() -> None:
    assert read_settings({}) == Settings()


def test_variables_are_read_and_options_win() -> None:
    environ = {"TRILOGUE_PORT": "9000", "TRILOGUE_BASE": "http://e/kg/", "PATH": "/bin"}

    settings = read_settings(environ, port="9001", host=None, store=Path("/s"))

    assert settings == Settings(port=9001, base="http://e/kg/", store=Path("/s"))


@pytest.mark.parametrize(
    ("variable", "value", "wanted"),
    [
        ("TRILOGUE_PORT", "eighty", "a number from 0"),
        ("TRILOGUE_PORT", "65536", "a number from 0"),
        ("TRILOGUE_PORT", "-1", "a number from 0"),
        ("TRILOGUE_HOST", "example.org", "an IP address"),
        ("TRILOGUE_BASE", "https://w3id.org/trilogue", "ends with a slash"),
        ("TRILOGUE_BASE", "urn:x/", "http or https"),
        ("TRILOGUE_BASE", "http://e/#/", "without query, fragment"),
        ("TRILOGUE_BASE", "http://e/a b/", "spaces"),
        ("TRILOGUE_THREADS", "0", "above 0"),
        ("TRILOGUE_MAX_QUERY_BYTES", "many", "above 0"),
        ("TRILOGUE_SECRET_KEY", "guessable", "at least 32 characters"),
    ],
)
def test_a_value_that_does_not_do_is_told_with_what_would(
    variable: str, value: str, wanted: str
) -> None:
    with pytest.raises(SettingsError, match=wanted) as caught:
        read_settings({variable: value})

    assert variable in caught.value.message


def test_an_option_is_told_by_its_own_name() -> None:
    with pytest.raises(SettingsError, match="--port"):
        read_settings({}, port="x")


def test_a_variable_that_is_no_setting_is_refused() -> None:
    with pytest.raises(SettingsError, match="TRILOGUE_PROT is no setting"):
        read_settings({"TRILOGUE_PROT": "9000"})


def test_the_store_lies_where_it_is_set(tmp_path: Path) -> None:
    assert store_directory(Settings(store=tmp_path), Path("/x")) == tmp_path


def test_the_checkouts_store_lies_in_the_checkout() -> None:
    root = Path(__file__).resolve().parents[1]

    assert store_directory(Settings(), root) == root / ".trilogue" / "store"


def test_other_stores_lie_among_the_users_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert store_directory(Settings(), Path("/x")) == tmp_path / "trilogue" / "store"


def test_contributions_and_the_key_lie_beside_the_tokens(tmp_path: Path) -> None:
    with_store = Settings(store=tmp_path / "store")
    with_tokens = Settings(store=tmp_path / "store", tokens=tmp_path / "safe" / "t.json")

    assert tokens_file(with_store, Path("/x")) == tmp_path / "store" / "tokens.json"
    for settings, folder in ((with_store, "store"), (with_tokens, "safe")):
        beside = tmp_path / folder
        assert contributions_file(settings, Path("/x")) == beside / "contributions.sqlite3"
        assert key_file(settings, Path("/x")) == beside / "session.key"
    assert contributions_file(Settings(contributions=tmp_path / "c"), Path("/x")) == tmp_path / "c"


def test_the_key_is_not_told() -> None:
    key = "k" * 40

    assert key not in repr(read_settings({"TRILOGUE_SECRET_KEY": key}))
    with pytest.raises(SettingsError) as caught:
        read_settings({"TRILOGUE_SECRET_KEY": "shortish"})
    assert "shortish" not in caught.value.message
