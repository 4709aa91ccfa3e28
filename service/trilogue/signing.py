"""The key that signs browsers' sessions: the one set, or one made at random and kept.

It is kept in a file beside the tokens, so that a restart ends no session and several processes
share it. Whoever knows it can pretend to be logged in as anybody.
"""

import os
import secrets
import tempfile
from pathlib import Path

from trilogue.errors import SettingsError

_BYTES = 32


def signing_key(given: str | None, path: Path) -> bytes:
    """Give the key.

    Args:
        given: by the settings; wins.
        path: of the file that keeps the key otherwise; made where it is not there, with mode 0600.

    Raises:
        SettingsError: the file cannot be read or made, or holds no key.
    """
    if given is not None:
        return given.encode()
    try:
        if not path.exists():
            _make(path)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise _unusable(path) from error
    if len(key) != _BYTES:
        raise _unusable(path)
    return key


def _make(path: Path) -> None:
    """Write a new key to *path*, whole; where another process was faster, its key stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Made with mode 0600.
    handle, name = tempfile.mkstemp(prefix=".key-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
    finally:
        Path(name).unlink()


def _unusable(path: Path) -> SettingsError:
    # Its name and not its place: this may be told to a client.
    return SettingsError(
        f"{path.name}: the key for sessions cannot be read or made here. "
        "Set TRILOGUE_SECRET_KEY, or remove the file and let the service write its folder."
    )
