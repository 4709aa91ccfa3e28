"""How a file may be packed: plain, gzip or zstd; the same bytes for the same content.

Source: RFC 1952, section 2.3.1 (gzip's header); RFC 8878 (zstd).
"""

import gzip
import shutil
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias, cast

import zstandard

from trilogue.errors import StoreError

FileCoding: TypeAlias = Literal["none", "gzip", "zstd"]

CODINGS: tuple[FileCoding, ...] = ("none", "gzip", "zstd")
SUFFIXES: dict[FileCoding, str] = {"none": "", "gzip": ".gz", "zstd": ".zst"}
_PIECE_BYTES = 1_048_576
_GZIP_LEVEL = 6
_ZSTD_LEVEL = 9


def packed(path: Path, coding: FileCoding, target: Path) -> None:
    """Write the file *path*, packed, to *target*; other threads run meanwhile."""
    with path.open("rb") as plain, target.open("wb") as out:
        if coding == "gzip":
            # Neither a name nor a time in the header.
            with gzip.GzipFile("", "wb", _GZIP_LEVEL, out, mtime=0) as packing:
                shutil.copyfileobj(plain, cast("IO[bytes]", packing), _PIECE_BYTES)
        elif coding == "zstd":
            packer = zstandard.ZstdCompressor(_ZSTD_LEVEL, write_checksum=True)
            packer.copy_stream(plain, out, size=path.stat().st_size, read_size=_PIECE_BYTES)
        else:
            shutil.copyfileobj(plain, out, _PIECE_BYTES)


def unpacked(path: Path, coding: FileCoding, target: Path) -> None:
    """Write what the packed file *path* holds to *target*.

    Raises:
        StoreError: it is not packed so, or not whole.
    """
    with path.open("rb") as packed, target.open("wb") as out:
        plain: Any = packed
        if coding == "gzip":
            plain = gzip.GzipFile(fileobj=packed)
        elif coding == "zstd":
            plain = zstandard.ZstdDecompressor().stream_reader(packed)
        try:
            shutil.copyfileobj(plain, out, _PIECE_BYTES)
        except (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError) as error:
            raise StoreError(f"{path}: this cannot be unpacked. Export it again.") from error


def coding_of(name: str) -> FileCoding:
    """Tell by its name how a file is packed."""
    return next((each for each in CODINGS[1:] if name.endswith(SUFFIXES[each])), "none")


def sorted_codings(given: Sequence[FileCoding]) -> tuple[FileCoding, ...]:
    """Give the *given* codings, all where there are none, each once and plain first."""
    return tuple(each for each in CODINGS if not given or each in given)
