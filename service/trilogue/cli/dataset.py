"""What the commands that read the dataset share: their options, and the opened store."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from trilogue import __version__
from trilogue.content import Content, find_content
from trilogue.errors import ContentNotSound
from trilogue.settings import SETTINGS, Settings, read_settings, store_directory
from trilogue.store import Store
from trilogue.terms import Vocabulary
from trilogue.versions import read_record, store_of

_Command = TypeVar("_Command", bound=Callable[..., Any])
_HELP = {setting.name: setting.help for setting in SETTINGS}


@dataclass(frozen=True)
class OpenedDataset:
    """A store that is open for reading.

    Attributes:
        store: closed when the context ends.
        vocabulary: the base it was built with.
        version: of the dataset.
    """

    store: Store
    vocabulary: Vocabulary
    version: str


def dataset_options(command: _Command) -> _Command:
    """Add ``--store``, ``--content`` and ``--base`` to a *command*."""
    for name, metavar in (("base", "IRI"), ("content", "DIR"), ("store", "DIR")):
        command = click.option(f"--{name}", metavar=metavar, help=_HELP[name])(command)
    return command


def built_store(settings: Settings, content: Content) -> Path:
    """Give the directory of the store of this *content*, after building it where need be.

    What is being done is shown on standard error while it lasts, on a terminal only.

    Raises:
        ContentError: the content cannot be read or is not sound.
        StoreError: the store cannot be written.
    """
    store_dir = store_directory(settings, content.root)
    found = store_of(store_dir, content.digest(), settings.base, __version__)
    if found is not None:
        return found
    # What builds and checks is large, and mostly not needed.
    from trilogue.build import ensure_built

    console = Console(stderr=True)
    with console.status("Looking at the content") as status:
        return ensure_built(content, store_dir, settings.base, status.update)


def published(settings: Settings, address: str, path: Path) -> bool:
    """Publish the store at *path* to the engine at *address*, unless that states its version.

    Returns:
        Whether anything was written.

    Raises:
        EngineError: the engine cannot be reached or used.
    """
    from trilogue.engine.publish import publish
    from trilogue.engine.remote import RemoteEngine

    with (
        closing(RemoteEngine(address, settings, Vocabulary(settings.base))) as engine,
        Store.open_read_only(path) as store,
        Console(stderr=True).status("Publishing to the engine"),
    ):
        return publish(engine, store, read_record(path).dataset_version)


def as_of_option(command: _Command) -> _Command:
    """Add ``--as-of`` to a *command*."""
    told = "The dataset as it was published at the end of this day, or at a moment in UTC."
    return click.option("--as-of", metavar="DATE", help=told)(command)


@contextmanager
def opened_dataset(
    store: str | None, content: str | None, base: str | None, as_of: str | None = None
) -> Iterator[OpenedDataset]:
    """Open the dataset that the options and the environment name, after building it if need be.

    With a day or moment, it is the dataset as it was published then, built in memory.

    Raises:
        SettingsError: an option or a variable cannot be read.
        ContentError: the content cannot be found or is not sound.
        StoreError: the store cannot be opened.
    """
    settings = read_settings(os.environ, store=store, content=content, base=base)
    if as_of is not None:
        with _dataset_as_of(as_of, find_content(settings.content), settings.base) as past:
            yield past
        return
    path = built_store(settings, find_content(settings.content))
    with Store.open_read_only(path) as opened:
        yield OpenedDataset(opened, Vocabulary(settings.base), read_record(path).dataset_version)


@contextmanager
def _dataset_as_of(as_of: str, content: Content, base: str) -> Iterator[OpenedDataset]:
    from trilogue.build import fill, read_rules
    from trilogue.contribution.moments import as_published, read_moment
    from trilogue.validation.curated import read
    from trilogue.validation.report import Report

    at = read_moment(as_of)
    vocabulary = Vocabulary(base)
    with Store.in_memory() as opened:
        with Console(stderr=True).status("Looking at the content"):
            curated, broken = read(content, vocabulary)
            rules, not_rules = read_rules(content, vocabulary)
            past = curated if broken else as_published(curated, at)
            _, failed = fill(opened, past, rules, lambda _: None)
        problems = [*broken, *not_rules, *failed]
        if problems:
            raise ContentNotSound(
                "The content cannot be read. See `trilogue check`.", Report.of(problems)
            )
        version = f"{content.digest()[:16]}@{at.isoformat(timespec='seconds')}"
        yield OpenedDataset(opened, vocabulary, version)
