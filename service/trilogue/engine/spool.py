"""Where an answer is written: counted, bounded, encoded, and kept in memory only while it is small.

An answer is sent when it is whole, so that its length is known, and an evaluation that fails late
still gets a proper problem instead of a body that breaks off.

Source: RFC 9110, section 8.4.1 (content codings).
"""

import gzip
import os
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

import zstandard

from trilogue.engine.model import AnswerFile, Body, Budget, Coding
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

IN_MEMORY_BYTES = 1_048_576
# Measured on 20 MB of results in JSON: level 1 of gzip takes 0.1 s and a ninth of the size, level 6
# three times as long for an eleventh; zstd's level 3 is better and quicker than both.
_GZIP_LEVEL = 1
_ZSTD_LEVEL = 3

# What stands between two solutions, or ends each; and how many of them are no solution. In JSON and
# CSV a literal may be made to look like one, which only counts it too early against the limit.
_MARKS: dict[Format, tuple[bytes, int]] = {
    RESULT_JSON: (b'"}},{"', -1),
    RESULT_XML: (b"<result>", 0),
    RESULT_CSV: (b"\r\n", 1),
    RESULT_TSV: (b"\n", 1),
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
        self._mark, others = _MARKS.get(format, (b"", 0))
        self._count = -others
        self._counts_empty = format == RESULT_JSON
        self._tail = b""
        self._bytes = 0
        self._kept = cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY_BYTES))  # noqa: SIM115
        self._out: IO[bytes] = self._kept
        if coding == "gzip":
            self._out = cast("IO[bytes]", gzip.GzipFile("", "wb", _GZIP_LEVEL, self._kept, mtime=0))
        elif coding == "zstd":
            self._out = zstandard.ZstdCompressor(_ZSTD_LEVEL).stream_writer(
                self._kept, closefd=False
            )

    def write(self, data: Any) -> int:
        """Take some bytes.

        Raises:
            AnswerTooLarge: there are more bytes or solutions than allowed.
        """
        size = len(data)
        self._bytes += size
        if self._bytes > self._budget.answer_bytes:
            raise AnswerTooLarge(
                f"The answer is larger than {self._budget.answer_bytes:,} bytes. "
                "Narrow the query, or add LIMIT and OFFSET; the whole dataset is in the export.",
                "max_answer_bytes",
            )
        if self._mark:
            self._count_solutions(data)
        self._out.write(data.replace(b"\r", b"&#13;") if self._mends_returns else data)
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
        """Give the whole answer; nothing may be written after it."""
        if self._out is not self._kept:
            self._out.close()
        size = self._kept.tell()
        self._kept.seek(0)
        if size <= IN_MEMORY_BYTES:
            data = self._kept.read()
            self._kept.close()
            return Body(data, None, size)
        # Asking for the descriptor puts it into a file, where that did not happen yet.
        descriptor = self._kept.fileno()
        self._kept.flush()
        file = AnswerFile(os.dup(descriptor))
        self._kept.close()
        return Body(b"", file, size)

    def drop(self) -> None:
        """Let go of what was written; instead of `finish`, where the evaluation failed."""
        self._kept.close()

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
