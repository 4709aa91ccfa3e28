"""What an evaluation writes into is whole, counted and bounded, however it is cut into pieces."""

import gzip
import json
import socket

import pytest
import zstandard

from trilogue.engine import wire
from trilogue.engine.model import IN_MEMORY_BYTES, Body, Budget, Coding
from trilogue.engine.spool import Spool
from trilogue.errors import AnswerTooLarge
from trilogue.formats import RESULT_CSV, RESULT_JSON, RESULT_TSV, RESULT_XML, ResultFormat

MANY, FEW = 40_000, 100
SIZES = [1, 7, 8_190, 300_001, 10_000_000]


def answer(format_: ResultFormat, solutions: int) -> bytes:
    """Write solutions of one variable, each of some 50 bytes in JSON."""
    numbers = [f"{number:08}" for number in range(solutions)]
    if format_ == RESULT_JSON:
        bindings = [{"n": {"type": "literal", "value": each}} for each in numbers]
        document = {"head": {"vars": ["n"]}, "results": {"bindings": bindings}}
        return json.dumps(document, separators=(",", ":")).encode()
    if format_ == RESULT_XML:
        rows = "".join(f"<result><binding>{each}</binding></result>" for each in numbers)
        return f"<sparql><head/><results>{rows}</results></sparql>".encode()
    end = "\r\n" if format_ == RESULT_CSV else "\n"
    return "".join(f"{each}{end}" for each in ["?n", *numbers]).encode()


def spooled(
    data: bytes,
    size: int,
    format_: ResultFormat = RESULT_JSON,
    coding: Coding = "identity",
    solutions: int = 500_000,
    answer_bytes: int = 64_000_000,
) -> Body:
    """Write *data* in pieces of a *size*."""
    spool = Spool(format_, Budget(10, 0, solutions, answer_bytes), coding)
    try:
        for start in range(0, len(data), size):
            spool.write(data[start : start + size])
        return spool.finish()
    finally:
        spool.drop()


@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize("solutions", [0, FEW, MANY])
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_every_byte_comes_out_again(coding: Coding, solutions: int, size: int) -> None:
    data = answer(RESULT_JSON, solutions)

    body = spooled(data, size, coding=coding)

    written = body.read()
    assert len(written) == body.size
    assert (body.file is None) == (body.size <= IN_MEMORY_BYTES)
    assert decoded(written, coding) == data


def decoded(data: bytes, coding: Coding) -> bytes:
    if coding == "gzip":
        return gzip.decompress(data)
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return data


@pytest.mark.parametrize("format_", [RESULT_JSON, RESULT_XML, RESULT_CSV, RESULT_TSV])
@pytest.mark.parametrize(
    ("solutions", "size"), [(FEW, 1), (FEW, 8_190), (MANY, 7), (MANY, 300_001)]
)
def test_exactly_as_many_solutions_as_allowed_are_taken(
    format_: ResultFormat, solutions: int, size: int
) -> None:
    data = answer(format_, solutions)

    assert spooled(data, size, format_, solutions=solutions).read() == data
    with pytest.raises(AnswerTooLarge) as caught:
        spooled(data, size, format_, solutions=solutions - 1)
    assert caught.value.limit == "max_solutions"


@pytest.mark.parametrize("size", SIZES[1:])
def test_exactly_as_many_bytes_as_allowed_are_taken(size: int) -> None:
    data = answer(RESULT_JSON, FEW)

    assert spooled(data, size, answer_bytes=len(data)).read() == data
    with pytest.raises(AnswerTooLarge) as caught:
        spooled(data, size, answer_bytes=len(data) - 1)
    assert caught.value.limit == "max_answer_bytes"


def test_solutions_that_bind_nothing_are_counted() -> None:
    data = b'{"head":{"vars":["a"]},"results":{"bindings":[' + b",".join([b"{}"] * FEW) + b"]}}"

    assert spooled(data, 100, solutions=FEW).read() == data
    with pytest.raises(AnswerTooLarge):
        spooled(data, 100, solutions=FEW - 1)


@pytest.mark.parametrize("size", [0, 10, 65_536, 65_537, 1_000_000, 2_000_000])
def test_a_body_goes_from_one_process_to_another(size: int) -> None:
    data = bytes(range(250)) * (size // 250) + b"x" * (size % 250)
    body = spooled(data, 100_000)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire.send_body(theirs, body, retires=True)
        reader = wire.ReplyReader()
        while (reply := reader.read(ours)) is None:
            pass

    received = wire.body_of(reply)

    assert (reply.retires, received.size, received.read()) == (True, size, data)
    assert (received.file is None) == (size <= IN_MEMORY_BYTES)
