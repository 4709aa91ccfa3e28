"""Code that reads as if it waited, on an event loop that never does.

Flask's views are plain functions. On the server's event loop each runs in a greenlet of its own;
where it must wait for a worker, it hands its future to the loop and goes on when that is done. So
one thread keeps any number of requests, and no thread is woken for a query that takes 0.1 ms.
"""

from asyncio import AbstractEventLoop, Future
from collections.abc import Callable
from threading import get_ident
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

Value = TypeVar("Value")


async def run_in_place(function: Callable[..., Value], *arguments: Any) -> Value:
    """Call *function* on the running loop; `wait_in_place` works inside it.

    Raises:
        What *function* raises.
    """
    inner = greenlet(function)
    waiting = inner.switch(*arguments)
    while not inner.dead:
        try:
            result = await waiting
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the function
            waiting = inner.throw(error)
        else:
            waiting = inner.switch(result)
    returned: Value = waiting
    return returned


def wait_in_place(future: "Future[Value]") -> Value:
    """Give the future's result, letting the loop go on until it is there.

    Only inside `run_in_place`, on the loop of the *future*.

    Raises:
        What the future raises.
    """
    outer = getcurrent().parent
    assert outer is not None  # noqa: S101 - see above
    # A future keeps its error, and an error the frames that it came through, with what they hold:
    # if this one held the future, none of it would go before the garbage collector comes.
    passed = [future]
    del future
    result: Value = outer.switch(passed.pop())
    return result


def is_in_place(loop: AbstractEventLoop, loop_thread: int) -> bool:
    """Tell whether this is inside `run_in_place` on *loop*, whose thread is *loop_thread*."""
    return get_ident() == loop_thread and getcurrent().parent is not None and loop.is_running()
