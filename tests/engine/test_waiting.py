"""Waiting in place: results and errors come through, and leave nothing behind."""

import asyncio
import gc
import threading
import weakref
from asyncio import AbstractEventLoop, Future
from collections.abc import Iterator

import pytest

from trilogue.engine.waiting import is_in_place, run_in_place, wait_in_place
from trilogue.errors import QueryError


class Held:
    """Something that a caller has in its hands while it waits."""


@pytest.fixture
def loop() -> Iterator[AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Leave everything to counted references."""
    gc.disable()
    yield
    gc.enable()


def failing(loop: AbstractEventLoop, held: Held) -> str:
    """Wait for an error while *held* is at hand."""
    future: list[Future[str]] = [loop.create_future()]
    loop.call_soon(future[0].set_exception, QueryError("It failed."))
    result = wait_in_place(future.pop())
    return f"{result} {held}"


def catching(loop: AbstractEventLoop, held: Held) -> str:
    try:
        return failing(loop, held)
    except QueryError as error:
        return str(error)


def test_a_result_comes_through(loop: AbstractEventLoop) -> None:
    def function() -> int:
        future: Future[int] = loop.create_future()
        loop.call_soon(future.set_result, 1)
        return wait_in_place(future) + 1

    assert loop.run_until_complete(run_in_place(function)) == 2


@pytest.mark.usefixtures("no_collector")
def test_an_error_keeps_nothing_of_who_waited(loop: AbstractEventLoop) -> None:
    held = Held()
    gone = weakref.ref(held)

    assert loop.run_until_complete(run_in_place(catching, loop, held)) == "It failed."
    del held

    assert gone() is None


def test_only_what_runs_in_place_may_wait_so(loop: AbstractEventLoop) -> None:
    thread = threading.get_ident()

    assert loop.run_until_complete(run_in_place(is_in_place, loop, thread))
    assert not is_in_place(loop, thread)
