"""Statements that stand in order in a file, written in another format as they come.

What is read and written is never whole in memory.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Self, cast

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from trilogue.formats import RDF_XML, TRIG, TURTLE, GraphFormat
from trilogue.serialise import PREFIXED_NAME, with_used_prefixes

_READ_BYTES = 1_048_576
_WRITTEN_BYTES = 262_144
# What the canonical form escapes beside tab, line feed and carriage return, no XML 1.0 may hold,
# but for the delete character; the first alternative passes over escaped backslashes.
_NOT_IN_XML = re.compile(rb"\\(?:[bf]|u(?!007F))")
_ESCAPE = re.compile(rb"\\.")
# A predicate that has no last part with which an element could be named.
_NO_ELEMENT = re.compile(rb"<[^>\s]*[^\w\x80-\xff.\-][\d.\-]*>")


def write_triples(
    lines: Iterable[bytes],
    format: GraphFormat,  # noqa: A002 - the word of the specifications
    path: Path,
    prefixes: dict[str, str],
) -> None:
    """Write canonical N-Triples as another format.

    Args:
        lines: in pieces, which may end anywhere.
        format: any but RDF/XML where `hindrance` finds something.
        path: written anew.
        prefixes: names to namespaces, all of which are told in the formats that have them.
    """
    _write(lines, RdfFormat.N_TRIPLES, format, path, prefixes)


def write_quads(
    lines: Iterable[bytes],
    format: GraphFormat,  # noqa: A002 - the word of the specifications
    path: Path,
    prefixes: dict[str, str],
) -> None:
    """Write N-Quads as another format that can name graphs; see `write_triples`."""
    _write(lines, RdfFormat.N_QUADS, format, path, prefixes)


def keep_used_prefixes(path: Path) -> None:
    """Leave out of a Turtle file the prefixes that nothing in it uses."""
    with path.open("rb") as file:
        head = b""
        while (line := file.readline()).startswith(b"@prefix "):
            head += line
        body = file.tell() - len(line)
        used: set[bytes] = set()
        file.seek(body)
        rest = b""
        while data := file.read(_READ_BYTES):
            # No name is cut in two where a line ends.
            whole, _, rest = (rest + data).rpartition(b"\n")
            used.update(PREFIXED_NAME.findall(whole))
        used.update(PREFIXED_NAME.findall(rest))
        mention = b"".join(name + b": " for name in sorted(used))
        head = with_used_prefixes(head + mention).removesuffix(mention)
        shorter = path.with_name(f"{path.name}.part")
        with shorter.open("wb") as out:
            out.write(head)
            file.seek(body)
            shutil.copyfileobj(file, out, _READ_BYTES)
    shorter.replace(path)


def hindrance(path: Path) -> str | None:
    """Tell why canonical N-Triples cannot be written as RDF/XML; None where they can.

    Source: XML 1.0, section 2.2 (characters); RDF 1.1 XML Syntax, section 2.2.
    """
    seen: set[bytes] = set()
    with path.open("rb") as file:
        while data := file.read(_READ_BYTES):
            data += file.readline()
            # There are few predicates, so that each is looked at once.
            predicates = {line.split(b" ", 2)[1] for line in data.splitlines()} - seen
            for predicate in sorted(predicates):
                if _NO_ELEMENT.fullmatch(predicate) is not None:
                    told = predicate.decode(errors="replace")
                    return f"no XML element can be named after the property {told}"
            seen |= predicates
            if _NOT_IN_XML.search(data) is not None:
                for escape in _ESCAPE.finditer(data):
                    if _NOT_IN_XML.match(data, escape.start()) is not None:
                        line = data[data.rfind(b"\n", 0, escape.start()) + 1 :]
                        subject = line.split(b" ")[0].decode(errors="replace")
                        return f"XML cannot hold a control character in a text about {subject}"
    return None


def _write(
    lines: Iterable[bytes],
    given: RdfFormat,
    format: GraphFormat,  # noqa: A002 - as above
    path: Path,
    prefixes: dict[str, str],
) -> None:
    quads = pyoxigraph.parse(_Pieces(lines).as_file(), given)
    with path.open("wb") as out, _Sink(out, mends_returns=format == RDF_XML) as sink:
        pyoxigraph.serialize(
            _in_turns(quads),
            sink.as_file(),
            format.engine,
            prefixes=prefixes if format in (TURTLE, TRIG) else None,
        )


def _in_turns(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Give *quads* through Python, which lets other threads have their turn between two."""
    yield from quads


class _Pieces:
    """An iterator of bytes as a file to read from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = memoryview(piece)
        end = len(self._rest) if size < 0 else size
        data, self._rest = self._rest[:end], self._rest[end:]
        return bytes(data)

    def as_file(self) -> IO[bytes]:
        """Give this as what the engine reads from; it calls `read` only."""
        return cast("IO[bytes]", self)


class _Sink:
    """Gathers what the engine writes, some 8 kB at a time."""

    def __init__(self, out: IO[bytes], *, mends_returns: bool) -> None:
        self._out = out
        self._mends_returns = mends_returns
        self._pieces: list[bytes] = []
        self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pass_on()

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        self._bytes += len(data)
        if self._bytes >= _WRITTEN_BYTES:
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is kept is passed on at the end."""

    def as_file(self) -> IO[bytes]:
        """Give this as what the engine writes to; it calls `write` and `flush` only."""
        return cast("IO[bytes]", self)

    def _pass_on(self) -> None:
        data = b"".join(self._pieces)
        # A bare carriage return would be read as a line feed.
        self._out.write(data.replace(b"\r", b"&#13;") if self._mends_returns else data)
        self._pieces, self._bytes = [], 0
