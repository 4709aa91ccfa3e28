"""Where an answer is written: counted, bounded, encoded, and kept in memory only while it is small.

An answer is sent when it is whole, so that its length is known, and an evaluation that fails late
still gets a proper problem instead of a body that breaks off.

Source: RFC 9110, section 8.4.1 (content codings).
"""

import gzip
import os
from tempfile import TemporaryFile
from typing import IO, Any, Protocol, cast

import zstandard

from trilogue.engine.model import IN_MEMORY_BYTES, PIECE_BYTES, AnswerFile, Body, Budget, Coding
from trilogue.errors import AnswerTooLarge
from trilogue.formats import (
    RDF_XML,
    RESULT_CSV,
    RESULT_JSON,
    RESULT_TSV,
    RESULT_XML,
    Format,
    GraphFormat,
    ResultFormat,
)

# Measured on 20 MB of results in JSON: level 1 of gzip takes 0.1 s and a ninth of the size, level 6
# three times as long for an eleventh; zstd's level 3 is better and quicker than both.
_GZIP_LEVEL = 1
_ZSTD_LEVEL = 3

# What stands between two solutions, or ends each; how many of them are no solution; and how many
# bytes a solution has at the least. In JSON and CSV a literal may be made to look like one, which
# only counts it too early against the limit.
_MARKS: dict[Format, tuple[bytes, int, int]] = {
    RESULT_JSON: (b'"}},{"', -1, len(",{}")),
    RESULT_XML: (b"<result>", 0, len("<result>")),
    RESULT_CSV: (b"\r\n", 1, len("\r\n")),
    RESULT_TSV: (b"\n", 1, len("\n")),
}

# In JSON, a solution that binds nothing, after another one.
_EMPTY_SOLUTION = b",{}"


class Spool:
    """A file to write one answer to.

    Args:
        format: of the answer.
        budget: whose ``solutions`` and ``answer_bytes`` are kept.
        coding: how the bytes are encoded.
    """

    def __init__(
        self,
        format: GraphFormat | ResultFormat,  # noqa: A002 - the word of the specifications
        budget: Budget,
        coding: Coding = "identity",
    ) -> None:
        self._budget = budget
        self._mends_returns = format == RDF_XML
        # Triples have no mark: they are counted before they are written.
        self._mark, others, least = _MARKS.get(format, (b"", 0, 0))
        self._count = -others
        self._counts_empty = format == RESULT_JSON
        self._tail = b""
        # So many bytes are not too many solutions, whatever they are.
        self._harmless_bytes = min(budget.solutions * least, IN_MEMORY_BYTES)
        self._uncounted: list[bytes] = []
        self._pieces: list[bytes] = []
        self._pending = 0
        self._bytes = 0
        self._kept = _Kept()
        self._out: _Out = self._kept
        if coding == "gzip":
            self._out = gzip.GzipFile("", "wb", _GZIP_LEVEL, cast("IO[bytes]", self._kept), mtime=0)
        elif coding == "zstd":
            self._out = zstandard.ZstdCompressor(_ZSTD_LEVEL).stream_writer(
                cast("IO[bytes]", self._kept), closefd=False
            )

    def write(self, data: Any) -> int:
        """Take some bytes.

        Raises:
            AnswerTooLarge: there are more bytes or solutions than allowed; maybe only with a later
                call, and at the latest with `finish`.
        """
        size = len(data)
        self._pieces.append(data)
        self._pending += size
        # The engine writes 8 kB at a time; what is done with them is done for many at once.
        if self._pending >= PIECE_BYTES:
            self._take()
        return size

    def as_file(self) -> IO[bytes]:
        """Give this as what the engine writes to; it calls `write` and `flush` only."""
        return cast("IO[bytes]", self)

    def flush(self) -> None:
        """Do nothing: what is kept is handed over by `finish` only."""

    def count(self, number: int = 1) -> None:
        """Count *number* more solutions or triples.

        Raises:
            AnswerTooLarge: there are more than allowed.
        """
        self._count += number
        if self._count > self._budget.solutions:
            raise AnswerTooLarge(
                f"The answer has more than {self._budget.solutions:,} solutions or triples. "
                "Narrow the query, or add LIMIT and OFFSET; the whole dataset is in the export.",
                "max_solutions",
            )

    def finish(self) -> Body:
        """Give the whole answer; nothing may be written after it.

        Raises:
            AnswerTooLarge: as `write`.
        """
        self._take()
        if self._out is not self._kept:
            self._out.close()
        return self._kept.body()

    def drop(self) -> None:
        """Let go of what was written; instead of `finish`, where the evaluation failed."""
        self._kept.close()

    def _take(self) -> None:
        """Bound, count and encode what was written since the last time."""
        data = b"".join(self._pieces)
        self._pieces, self._pending = [], 0
        self._bytes += len(data)
        if self._bytes > self._budget.answer_bytes:
            raise AnswerTooLarge(
                f"The answer is larger than {self._budget.answer_bytes:,} bytes. "
                "Narrow the query, or add LIMIT and OFFSET; the whole dataset is in the export.",
                "max_answer_bytes",
            )
        if self._mark:
            self._uncounted.append(data)
            if self._bytes > self._harmless_bytes:
                for piece in self._uncounted:
                    self._count_solutions(piece)
                self._uncounted = []
        self._out.write(data.replace(b"\r", b"&#13;") if self._mends_returns else data)

    def _count_solutions(self, data: bytes) -> None:
        reach = len(self._mark) - 1
        found = data.count(self._mark)
        if self._counts_empty:
            found += data.count(_EMPTY_SOLUTION)
        if reach:
            seam = self._tail + data[:reach]
            found += seam.count(self._mark)
            self._tail = (self._tail + data)[-reach:] if len(data) < reach else data[-reach:]
        if found:
            self.count(found)


class _Out(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take some bytes."""

    def close(self) -> None:
        """Finish them, but nothing behind this."""


class _Kept:
    """Bytes, in memory while they are few and in a file without a name from then on."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._size = 0

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._file is not None:
            return self._file.write(data)
        # A buffer of the writer's own may be written to again.
        self._pieces.append(bytes(data))
        if self._size > IN_MEMORY_BYTES:
            self._file = cast("IO[bytes]", TemporaryFile())  # noqa: SIM115 - closed by `close`
            self._file.writelines(self._pieces)
            self._pieces = []
        return len(data)

    def flush(self) -> None:
        """Do nothing, for writers that flush what is below them."""

    def body(self) -> Body:
        if self._file is None:
            return Body(b"".join(self._pieces), None, self._size)
        self._file.flush()
        file = AnswerFile(os.dup(self._file.fileno()))
        self._file.close()
        return Body(b"", file, self._size)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
