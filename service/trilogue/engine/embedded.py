"""Oxigraph on this machine: one process writes, worker processes evaluate, versions never change.

A write copies the current version by hard links, changes the copy in a process that may be killed,
and makes it current in one step. Workers of the new version stand ready before anybody sees it, and
those of the old one end when nobody waits for them: no reader sees half a write or waits for one.
"""

import asyncio
import json
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

from trilogue.engine import wire
from trilogue.engine.crew import Crew
from trilogue.engine.model import (
    Asked,
    Body,
    Budget,
    Change,
    Coding,
    View,
    Written,
    budget_of,
)
from trilogue.engine.waiting import is_in_place, wait_in_place
from trilogue.engine.workers import Workers
from trilogue.errors import StoreMissing
from trilogue.formats import GraphFormat
from trilogue.settings import Settings
from trilogue.store import Dataset, Store
from trilogue.versions import current_store, locked, now, prune, publish, read_record, staging

SECONDS_TO_WAIT_FOR_A_WRITE = 30.0
_SECONDS_AN_OLD_VERSION_STAYS = 60.0
_SECONDS_TO_COME_BACK = 5.0
_SECONDS_BETWEEN_LOOKS = 1.0

Value = TypeVar("Value")


class EmbeddedView:
    """One version of the dataset; see `View`. Its store is closed when nobody has it any more."""

    def __init__(self, engine: "EmbeddedEngine", path: Path, crew: Crew) -> None:
        self._dataset: Store | None = None
        self._opening = threading.Lock()
        self._engine = engine
        self.path = path
        self.crew = crew
        self.version = read_record(path).dataset_version

    @property
    def dataset(self) -> Dataset:
        """The store itself, opened when it is first used."""
        if self._dataset is None:
            with self._opening:
                if self._dataset is None:
                    self._dataset = Store.open_read_only(self.path)
        return self._dataset

    def answer(self, asked: Asked) -> Body:
        """Answer a query; see `View.answer`."""
        return self._engine.ask(self.crew, asked)

    def graph(
        self,
        graph: str | None,
        format: GraphFormat,  # noqa: A002 - the word of the specifications
        coding: Coding = "identity",
    ) -> Body:
        """Give a graph; see `View.graph`."""
        return self._engine.ask(self.crew, wire.GraphAsked(graph, format, coding))

    def close(self) -> None:
        """Close the store."""
        if self._dataset is not None:
            self._dataset.close()

    def __del__(self) -> None:
        self.close()


class EmbeddedEngine:
    """The store directory *store_dir*, opened for reading and for writing by versions.

    Args:
        store_dir: as `trilogue.versions` has it, with a current version.
        settings: limits.
        loop: the server's event loop, for which `answer` then waits in place; by default a loop in
            a thread of its own is made, and every caller waits in its own thread.

    Raises:
        StoreMissing: there is no current version.
    """

    def __init__(
        self, store_dir: Path, settings: Settings, loop: AbstractEventLoop | None = None
    ) -> None:
        self._store_dir = store_dir
        self.budget: Budget = budget_of(settings)
        self.can_wait_in_place = loop is not None
        self._loop, self._loop_thread = (
            (loop, threading.get_ident()) if loop is not None else _loop_of_its_own()
        )
        self._owns_loop = loop is None
        self._writing = threading.Lock()
        # Those that somebody may still read, the present one among them.
        self._views: WeakSet[EmbeddedView] = WeakSet()
        self._is_closed = False
        path = self._current()
        self._workers = self._on_loop(lambda: Workers(self._loop, settings, self.budget))
        crew = self._on_loop(lambda: self._workers.crew(path))
        self._view = self._view_of(path, crew)
        self._loop.call_soon_threadsafe(self._look_for_another_version)

    def view(self) -> View:
        """Give the dataset as it stands now."""
        return self._view

    def ask(self, crew: Crew, asked: Asked | wire.GraphAsked) -> Body:
        """Have the workers of *crew* answer."""
        watch = asked.watch if isinstance(asked, Asked) else None
        request = [wire.pack_request(asked)]
        return wire.body_of(self._reply(lambda: crew.submit(request, watch)))

    def write(self, change: Change) -> Written:
        """Make a change; see `Engine.write`."""
        if is_in_place(self._loop, self._loop_thread):
            return wait_in_place(self._loop.run_in_executor(None, self._write, change))
        return self._write(change)

    def close(self) -> None:
        """End all processes and close all stores."""
        if self._is_closed:
            return
        self._is_closed = True
        self._on_loop(self._workers.end)
        for view in list(self._views):
            view.close()
        if self._owns_loop:
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _write(self, change: Change) -> Written:
        with self._writing, locked(self._store_dir, SECONDS_TO_WAIT_FOR_A_WRITE):
            source = self._current()
            record = read_record(source)
            with staging(self._store_dir) as folder:
                request = wire.pack_change(change)
                target = folder / "store"
                reply = self._reply(lambda: self._workers.change(source, target, request))
                done = json.loads(reply.data)
                writes = record.writes + 1
                version = f"{record.dataset_version.partition('.')[0]}.{writes}"
                made = replace(
                    record,
                    dataset_version=version,
                    built_at=now(),
                    quads=done["quads"],
                    writes=writes,
                )
                path = publish(folder, self._store_dir, made)
            self._show(path)
            prune(self._store_dir, _SECONDS_AN_OLD_VERSION_STAYS)
        return Written(version, done["created"])

    def _show(self, path: Path) -> None:
        """Hand out the version at *path* from now on, once a worker of it is ready."""
        crew = self._on_loop(lambda: self._workers.crew(path))
        self._waited(_finished(lambda: crew.ready))
        before, self._view = self._view, self._view_of(path, crew)
        # A request that is under way may have taken the view before and ask it in a moment.
        self._loop.call_soon_threadsafe(
            self._loop.call_later, _SECONDS_TO_COME_BACK, self._workers.leave, before.crew
        )

    def _view_of(self, path: Path, crew: Crew) -> EmbeddedView:
        view = EmbeddedView(self, path, crew)
        self._views.add(view)
        return view

    def _look_for_another_version(self) -> None:
        """Notice, on the loop, that a build made another version current."""
        if self._is_closed:
            return
        path = current_store(self._store_dir)
        if path is not None and path != self._view.path and not self._writing.locked():
            self._loop.run_in_executor(None, self._show_if_still_current, path)
        self._loop.call_later(_SECONDS_BETWEEN_LOOKS, self._look_for_another_version)

    def _show_if_still_current(self, path: Path) -> None:
        with self._writing:
            if path != self._view.path and path == current_store(self._store_dir):
                self._show(path)

    def _current(self) -> Path:
        path = current_store(self._store_dir)
        if path is None:
            raise StoreMissing(
                f"{self._store_dir}: there is no store. Run `trilogue build` to make it."
            )
        return path

    # -- waiting for what happens on the loop -------------------------------------------------

    def _reply(self, submit: Callable[[], "asyncio.Future[wire.Reply]"]) -> wire.Reply:
        def submit_and_wake() -> "asyncio.Future[wire.Reply]":
            future = submit()
            self._workers.wake()
            return future

        if is_in_place(self._loop, self._loop_thread):
            return wait_in_place(submit_and_wake())
        return self._waited(_finished(submit_and_wake))

    def _waited(self, coroutine: Coroutine[Any, Any, Value]) -> Value:
        waiting: Future[Value] = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return waiting.result()
        finally:
            del waiting  # or its error would keep every caller's view; see `wait_in_place`

    def _on_loop(self, function: Callable[[], Value]) -> Value:
        """Call *function* on the loop's thread and give what it gives."""
        if threading.get_ident() == self._loop_thread:
            return function()
        return self._waited(_called(function))


async def _called(function: Callable[[], Value]) -> Value:
    return function()


async def _finished(start: Callable[[], "asyncio.Future[Value]"]) -> Value:
    return await start()


def _loop_of_its_own() -> tuple[AbstractEventLoop, int]:
    loop = asyncio.new_event_loop()
    started: Future[int] = Future()

    def run() -> None:
        asyncio.set_event_loop(loop)
        started.set_result(threading.get_ident())
        try:
            loop.run_forever()
        finally:
            loop.close()

    threading.Thread(target=run, name="workers", daemon=True).start()
    return loop, started.result()
