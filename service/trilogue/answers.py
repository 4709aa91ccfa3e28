"""Answers that are kept, to be sent again while the dataset is the same.

A thousand clients that ask the same cost one evaluation. What is kept is bounded in bytes, and
nothing outlives the version of the dataset that it was made from.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from trilogue.engine.model import Body

# One answer in memory may not push out most others; a file costs no memory but counts as well.
_LARGEST_SHARE = 8
_LARGEST_FILE_SHARE = 2
# Each is an open file of the process.
_MOST_FILES = 128
# What one entry costs besides its key and its bytes.
_OVERHEAD = 500


class Answers:
    """The answers sent most recently, least recently used first to go; for any number of threads.

    Args:
        max_bytes: of all keys and bodies together; 0 keeps nothing.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Body] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self._bytes = 0
        self._files = 0
        self._version = ""

    @property
    def is_on(self) -> bool:
        """Whether anything is ever kept."""
        return self._max_bytes > 0

    @property
    def bytes(self) -> int:
        """What is kept now, keys included."""
        return self._bytes

    def begin(self, version: str) -> None:
        """Forget everything, unless it is of the dataset's *version*; keep answers of that only."""
        with self._lock:
            if version != self._version:
                self._version = version
                self._kept.clear()
                self._sizes.clear()
                self._bytes = self._files = 0

    def find(self, version: str, key: Hashable) -> Body | None:
        """Give the answer that is kept for *key* and *version*, or None."""
        if not self.is_on:
            return None
        with self._lock:
            if version != self._version:
                return None
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, version: str, key: Hashable, key_size: int, body: Body) -> bool:
        """Keep *body*, where it is not too large and the dataset is still that of *version*.

        Args:
            version: of the dataset that it was made from.
            key: everything else that it depends on.
            key_size: about how many bytes the key has.
            body: whole.

        Returns:
            Whether it is kept.
        """
        share = _LARGEST_SHARE if body.file is None else _LARGEST_FILE_SHARE
        size = body.size + key_size + _OVERHEAD
        if size * share > self._max_bytes:
            return False
        with self._lock:
            if version != self._version or key in self._kept:
                return key in self._kept
            self._kept[key] = body
            self._sizes[key] = size
            self._bytes += size
            self._files += body.file is not None
            while self._bytes > self._max_bytes or self._files > _MOST_FILES:
                oldest, gone = self._kept.popitem(last=False)
                self._bytes -= self._sizes.pop(oldest)
                self._files -= gone.file is not None
            return True
