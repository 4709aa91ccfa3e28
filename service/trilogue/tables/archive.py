"""Zip archives that say the same bytes for the same content."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def repack(source: io.BytesIO | Path, target: Path, mend: Callable[[str, bytes], bytes]) -> None:
    """Write the archive *source* to *target* without the moment at which each part was made.

    Args:
        source: a zip archive.
        target: is overwritten.
        mend: gives what a part, by its name, is to hold.

    Source: APPNOTE, section 4.4.6 (date and time fields).
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            new.writestr(entry, mend(name, old.read(name)))
