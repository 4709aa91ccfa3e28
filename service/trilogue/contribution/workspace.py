"""The folder of the content, where what is published becomes a file: whole, or as it was.

Source: POSIX, rename (one file takes the place of another in one step).
"""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from trilogue.errors import WorkspaceReadOnly


@dataclass(frozen=True)
class Workspace:
    """The content under *root*, to be written.

    Attributes:
        root: the folder that holds ``graph/``.
        is_packaged: whether it belongs to an installed package: nothing is written there, since
            the next installation would take it away.
    """

    root: Path
    is_packaged: bool = False

    def require_writable(self) -> None:
        """Check that files can be made under ``graph/``.

        Raises:
            WorkspaceReadOnly: they cannot.
        """
        if self.is_packaged:
            raise _read_only("graph", "it belongs to the installed program")
        if not os.access(self.root / "graph", os.W_OK | os.X_OK):
            raise _read_only("graph", "permission denied")

    def write(self, relative: str, data: bytes) -> bool:
        """Put *data* into one file, on disk when this returns; folders are made as needed.

        Args:
            relative: to the root, with forward slashes.
            data: all of it.

        Returns:
            Whether the file did not hold the same bytes before.

        Raises:
            WorkspaceReadOnly: it cannot be written.
        """
        path = self.root / relative
        try:
            if path.is_file() and path.read_bytes() == data:
                return False
            path.parent.mkdir(parents=True, exist_ok=True)
            # An editor's scratch file by its name, which nothing reads.
            handle, name = tempfile.mkstemp(prefix=".#", suffix=".tmp", dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).chmod(0o644)
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            _sync(path.parent)
        except OSError as error:
            raise _read_only(relative, error.strerror or "it failed") from error
        return True


def _sync(folder: Path) -> None:
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _read_only(relative: str, why: str) -> WorkspaceReadOnly:
    return WorkspaceReadOnly(
        f"{relative}: this cannot be written in the folder of the content ({why}), so nothing is "
        "published. Run the service on a content folder of its own, with --content or "
        "TRILOGUE_CONTENT, that it may write."
    )
