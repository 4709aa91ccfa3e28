"""How the service and its workers talk: requests and replies as bytes on a Unix socket.

A request is its length and JSON, with a change's documents after it. A reply is one kind, whether
the worker ends after it, its length, and bytes; a large body goes as an open file beside it.
Nothing is pickled: a worker that a query took over could otherwise take over the service.
"""

import json
import os
import socket
import struct
import sys
from dataclasses import dataclass
from typing import Any

from trilogue import errors
from trilogue.engine.model import (
    IN_MEMORY_BYTES,
    AnswerFile,
    Asked,
    Body,
    Change,
    Coding,
    DeleteGraph,
    GraphDocument,
    PostGraph,
    PutGraph,
    Update,
)
from trilogue.errors import TrilogueError
from trilogue.formats import GRAPH_FORMATS, RESULT_FORMATS, TRIG, TURTLE, GraphFormat, ResultFormat

READY, DATA, FILE, ERROR = b"r", b"d", b"f", b"e"
REPLY_HEAD = struct.Struct("!c?Q")
_LENGTH = struct.Struct("!Q")
_CHUNK = 1_048_576
# A socket takes some 200 kB at once, and whoever sends more waits until the other end has taken it.
_MOST_IN_A_SOCKET = 65_536
_GRAPHS = {format_.suffix: format_ for format_ in GRAPH_FORMATS}
_RESULTS = {format_.suffix: format_ for format_ in RESULT_FORMATS}


@dataclass(frozen=True)
class GraphAsked:
    """A whole graph that is asked for; fields as the arguments of `View.graph`."""

    graph: str | None
    format: GraphFormat
    coding: Coding


@dataclass(frozen=True)
class Reply:
    """What a worker answered.

    Attributes:
        kind: `READY`, `DATA`, `FILE` or `ERROR`.
        retires: whether the worker ends after it.
        data: bytes; of a `FILE`, none.
        file: descriptor of the open file, which is the receiver's; None but for `FILE`.
        size: of the data or the file, in bytes.
    """

    kind: bytes
    retires: bool
    data: bytes
    file: int | None
    size: int


def pack_request(asked: Asked | GraphAsked) -> bytes:
    """Write what is asked, with its length in front."""
    if isinstance(asked, GraphAsked):
        fields: list[Any] = [asked.graph, asked.format.suffix, asked.coding]
    else:
        shortens = asked.format in (TURTLE, TRIG)
        fields = [
            asked.query,
            asked.format.suffix,
            isinstance(asked.format, ResultFormat),
            asked.default_graphs,
            asked.named_graphs,
            asked.coding,
            asked.prefixes if shortens else {},
        ]
    data = json.dumps(fields).encode()
    return _LENGTH.pack(len(data)) + data


def unpack_request(data: bytes) -> Asked | GraphAsked:
    """Read what `pack_request` wrote, without its length."""
    fields = json.loads(data)
    if len(fields) == 3:  # noqa: PLR2004 - as written above
        return GraphAsked(fields[0], _GRAPHS[fields[1]], fields[2])
    query, suffix, is_result, default_graphs, named_graphs, coding, prefixes = fields
    format_ = _RESULTS[suffix] if is_result else _GRAPHS[suffix]
    return Asked(query, format_, tuple(default_graphs), tuple(named_graphs), coding, prefixes)


def pack_change(change: Change) -> list[bytes]:
    """Write a change as pieces to send one after the other."""
    documents: tuple[GraphDocument, ...] = ()
    if isinstance(change, Update):
        fields: list[Any] = ["update", change.text, change.using_graphs, change.using_named_graphs]
    elif isinstance(change, DeleteGraph):
        fields = ["delete", change.graph]
    else:
        documents = tuple(change.documents)
        described = [[len(each.data), each.format.suffix, each.base] for each in documents]
        fields = ["put" if isinstance(change, PutGraph) else "post", change.graph, described]
    head = json.dumps(fields).encode()
    rest = sum(len(each.data) for each in documents)
    length = _LENGTH.size + len(head) + rest
    pieces = [_LENGTH.pack(length), _LENGTH.pack(len(head)), head]
    return [*pieces, *(each.data for each in documents)]


def unpack_change(data: bytes) -> Change:
    """Read what `pack_change` wrote, without the length of the whole."""
    (size,) = _LENGTH.unpack_from(data)
    start = _LENGTH.size + size
    kind, *fields = json.loads(data[_LENGTH.size : start])
    if kind == "update":
        return Update(fields[0], tuple(fields[1]), tuple(fields[2]))
    if kind == "delete":
        return DeleteGraph(fields[0])
    documents = []
    for length, suffix, base in fields[1]:
        documents.append(GraphDocument(data[start : start + length], _GRAPHS[suffix], base))
        start += length
    return (PutGraph if kind == "put" else PostGraph)(fields[0], tuple(documents))


def pack_error(error: TrilogueError) -> bytes:
    """Write an error of ours."""
    fields = {key: value for key, value in vars(error).items() if not key.startswith("__")}
    return json.dumps([type(error).__name__, str(error), fields]).encode()


def unpack_error(data: bytes) -> TrilogueError:
    """Make the error again that `pack_error` wrote; one that is not ours is a plain one."""
    name, message, fields = json.loads(data)
    kind = getattr(errors, name, None)
    if not (isinstance(kind, type) and issubclass(kind, TrilogueError)):
        kind = TrilogueError
    error = kind.__new__(kind, message)
    vars(error).update(fields)
    return error


def receive_request(channel: socket.socket) -> bytes | None:
    """Wait for a request; None when the other end is closed."""
    head = _receive(channel, _LENGTH.size)
    if head is None:
        return None
    return _receive(channel, _LENGTH.unpack(head)[0])


def send_reply(channel: socket.socket, kind: bytes, data: bytes, *, retires: bool = False) -> None:
    """Send a reply without a file."""
    channel.sendall(REPLY_HEAD.pack(kind, retires, len(data)) + data)


def send_body(channel: socket.socket, body: Body, *, retires: bool = False) -> None:
    """Send a body, its file as a descriptor, and what is large as a file too."""
    if body.file is not None:
        _send_file(channel, body.file.fileno(), body.size, retires=retires)
        body.file.close()
    elif body.size > _MOST_IN_A_SOCKET and sys.platform == "linux":
        with open(os.memfd_create("answer"), "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(body.data)
            file.flush()
            _send_file(channel, file.fileno(), body.size, retires=retires)
    else:
        send_reply(channel, DATA, body.data, retires=retires)


def _send_file(channel: socket.socket, file: int, size: int, *, retires: bool) -> None:
    socket.send_fds(channel, [REPLY_HEAD.pack(FILE, retires, size)], [file])


def body_of(reply: Reply) -> Body:
    """Make the body again that was sent, in memory where it is small."""
    if reply.file is None:
        return Body(reply.data, None, reply.size)
    file = AnswerFile(reply.file)
    if reply.size > IN_MEMORY_BYTES:
        return Body(b"", file, reply.size)
    data = os.pread(file.fileno(), reply.size, 0)
    file.close()
    return Body(data, None, reply.size)


class ReplyReader:
    """Puts together the replies of one worker from what its socket gives piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self._file: int | None = None

    def read(self, channel: socket.socket) -> Reply | None:
        """Take what is there now; None while the reply is not whole.

        Raises:
            EOFError: the worker is gone.
        """
        data, files, _, _ = socket.recv_fds(channel, _CHUNK, 1)
        if files:
            self._file = files[0]
        if not data:
            self.close()
            raise EOFError
        self._pieces.append(data)
        self._size += len(data)
        if self._size < REPLY_HEAD.size:
            return None
        if len(self._pieces[0]) < REPLY_HEAD.size:
            self._pieces = [b"".join(self._pieces)]
        kind, retires, size = REPLY_HEAD.unpack_from(self._pieces[0])
        inline = 0 if kind == FILE else size
        if self._size < REPLY_HEAD.size + inline:
            return None
        whole = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        file = self._file
        self._pieces, self._size, self._file = [], 0, None
        return Reply(kind, retires, whole[REPLY_HEAD.size :], file, size)

    def close(self) -> None:
        """Close a file that came with a reply that never became whole."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _receive(channel: socket.socket, size: int) -> bytes | None:
    data = channel.recv(min(size, _CHUNK)) if size else b""
    if not data and size:
        return None
    if len(data) == size:
        return data
    pieces = bytearray(data)
    while len(pieces) < size:
        data = channel.recv(min(size - len(pieces), _CHUNK))
        if not data:
            return None
        pieces += data
    return bytes(pieces)
