"""The key for sessions outlives the process that made it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from trilogue.errors import SettingsError
from trilogue.signing import signing_key


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "session.key"

    key = signing_key(None, path)

    assert len(key) == 32
    assert signing_key(None, path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["session.key"]


def test_the_key_that_is_set_wins_and_nothing_is_written(tmp_path: Path) -> None:
    assert signing_key("k" * 32, tmp_path / "session.key") == b"k" * 32
    assert list(tmp_path.iterdir()) == []


def test_all_who_begin_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(signing_key, [None] * 40, [tmp_path / "session.key"] * 40))

    assert len(keys) == 1


@pytest.mark.parametrize("text", ["", "00", "no key", "z" * 64, "0" * 66])
def test_a_file_without_a_key_is_told_and_not_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "session.key"
    path.write_text(text, encoding="ascii")

    with pytest.raises(SettingsError, match=r"^session\.key: .*TRILOGUE_SECRET_KEY"):
        signing_key(None, path)
    assert path.read_text(encoding="ascii") == text


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")

    with pytest.raises(SettingsError, match="TRILOGUE_SECRET_KEY"):
        signing_key(None, tmp_path / "file" / "session.key")
