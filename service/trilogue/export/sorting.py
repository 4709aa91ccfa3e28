"""Lines in order, of any number, in bounded memory: sorted runs on the disk, merged by blocks.

Lines are ordered by their bytes, which for UTF-8 is the order of code points.
"""

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

RUN_BYTES = 33_554_432
# Kept of all runs together while they are merged; of each one at least a little.
_MERGED_BYTES = 8_388_608
_LEAST_BLOCK_BYTES = 65_536


class SortedLines:
    """Takes lines in any order and gives them in order, each once.

    Args:
        folder: where runs are written that memory is not to hold; the caller removes it.
        run_bytes: so many are kept in memory.
        unique: whether no line comes twice, which is quicker.
    """

    def __init__(self, folder: Path, run_bytes: int = RUN_BYTES, *, unique: bool = False) -> None:
        self._folder = folder
        self._unique = unique
        self._run_bytes = run_bytes
        self._lines: list[bytes] = []
        self._bytes = 0
        self._runs: list[Path] = []

    def add(self, data: bytes) -> None:
        """Take whole lines, each with its line feed, and with no carriage return anywhere."""
        lines = data.splitlines(keepends=True)
        # Sorted in pieces, since Python lets no other thread run while it sorts.
        lines.sort()
        self._lines += lines
        self._bytes += len(data)
        if self._bytes >= self._run_bytes:
            self._lines.sort()
            run = self._folder / f"run-{len(self._runs)}"
            run.write_bytes(b"".join(self._lines))
            self._runs.append(run)
            self._lines, self._bytes = [], 0

    def blocks(self) -> Iterator[list[bytes]]:
        """Give all lines in order, many at a time; to be called once, after the last `add`."""
        self._lines.sort()
        if not self._runs:
            yield self._once(self._lines)
            return
        size = max(_LEAST_BLOCK_BYTES, _MERGED_BYTES // len(self._runs))
        runs = [_Run(path, size) for path in self._runs]
        runs.append(_Run(None, 0, self._lines))
        self._lines = []
        try:
            while any(run.lines for run in runs):
                # Up to here every run has shown all that it has.
                limits = [run.lines[-1] for run in runs if run.has_more]
                limit = min(limits) if limits else None
                merged = [line for run in runs for line in run.take(limit)]
                # Python's sort finds the runs in it and merges them.
                merged.sort()
                yield self._once(merged)
        finally:
            for run in runs:
                run.close()

    def _once(self, lines: list[bytes]) -> list[bytes]:
        return lines if self._unique else list(dict.fromkeys(lines))


class _Run:
    """A sorted run, read block by block.

    Attributes:
        lines: read, and not taken yet.
        has_more: whether there may be lines that are not read yet.
    """

    def __init__(self, path: Path | None, size: int, lines: list[bytes] | None = None) -> None:
        self._file = None if path is None else path.open("rb")
        self._size = size
        self.lines: list[bytes] = lines or []
        self.has_more = self._file is not None
        self._read()

    def take(self, limit: bytes | None) -> list[bytes]:
        """Take the lines up to *limit*, that one included; all where it is None."""
        end = len(self.lines) if limit is None else bisect_right(self.lines, limit)
        taken, self.lines = self.lines[:end], self.lines[end:]
        if not self.lines:
            self._read()
        return taken

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _read(self) -> None:
        if self._file is not None and self.has_more:
            self.lines = self._file.readlines(self._size)
            self.has_more = bool(self.lines)
