"""``trilogue serve``: the dataset over HTTP, by granian."""

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, cast

import click

from trilogue.cli.dataset import built_store, dataset_options, published
from trilogue.content import Content, find_content
from trilogue.errors import SettingsError
from trilogue.settings import SETTINGS, Settings, read_settings, store_directory
from trilogue.terms import Vocabulary

_HELP = {setting.name: setting.help for setting in SETTINGS}
_SECONDS_TO_START = 60
_SECONDS_TO_FINISH = 10
_SECONDS_BETWEEN_TRIALS = 0.05
# Python's own is five times as long, and the thread that answers everybody waits for it several
# times in each request while another one computes: measured beside new statuses, /healthz takes
# 4 ms instead of 12 in one of ten requests.
_SECONDS_OF_A_TURN = 0.001


@click.command()
@click.option("--host", metavar="ADDRESS", help=_HELP["host"])
@click.option("--port", metavar="NUMBER", help=_HELP["port"])
@click.option("--engine", metavar="URL", help=_HELP["engine"])
@dataset_options
def serve(**options: str | None) -> None:
    """Serve the dataset over HTTP until told to stop.

    Builds the store first where the content has changed, prints the address, and answers with a
    page for people and with data for programs. Ctrl+C or SIGTERM stops it; requests under way are
    finished first.

    Each option can be set by an environment variable too, such as TRILOGUE_PORT.
    """
    settings = read_settings(os.environ, **options)
    content = find_content(settings.content)
    port = free_port(settings.host, settings.port)
    store_path = built_store(settings, content)
    if settings.engine is not None:
        published(settings, settings.engine, store_path)
    run(settings, port, content)


def free_port(host: str, port: int) -> int:
    """Give *port*, or a free one for 0, after trying to listen there.

    Raises:
        SettingsError: nobody can listen there now.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        if sys.platform != "win32":
            # As the server will: a port that was closed a moment ago is free.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"Cannot listen at {host} port {port}: {error.strerror}. "
                "Stop what is using it, or choose another with --port (0 picks a free one)."
            ) from error
        chosen: int = trial.getsockname()[1]
        return chosen


def run(settings: Settings, port: int, content: Content) -> None:
    """Serve the current store until a signal comes.

    One process answers; queries are evaluated by others, which it can end.
    """
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels
    from granian.server import Server

    # A forked process would inherit locks that threads of this one hold, those of the engine
    # that just built the store among them.
    multiprocessing.set_start_method("spawn", force=True)
    server = Server(
        "trilogue",
        address=settings.host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        loop=Loops.asyncio,
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=_SECONDS_TO_FINISH,
        respawn_failed_workers=True,
    )
    announcer = threading.Thread(target=_announce, args=(settings.host, port), daemon=True)
    server.on_startup(announcer.start)
    loader = partial(load_server, settings, content)
    server.serve(target_loader=loader, wrap_loader=False)


def _announce(host: str, port: int) -> None:
    """Tell the address, once somebody answers there."""
    # Who listens everywhere also listens at the loopback address.
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound here
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        if _answers(asked, port):
            shown = f"[{host}]" if ":" in host else host
            click.echo(f"Trilogue answers at http://{shown}:{port}/ (Ctrl+C stops it)")
            return
        time.sleep(_SECONDS_BETWEEN_TRIALS)


def _tell_of_scripts() -> None:
    """Say what pages lack where the program was installed without their scripts."""
    from trilogue import web
    from trilogue.web.bundle import read_bundle

    if not read_bundle(Path(web.__file__).parent).scripts:
        click.echo(
            "The query editor and the drawings were not built when this was installed, since npm "
            'reached no registry; everything else works. Install again, or run "make frontend" in '
            "a checkout, to have them.",
            err=True,
        )


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=_SECONDS_TO_START)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def load_server(settings: Settings, content: Content) -> Callable[..., Any]:
    """Make what granian calls, in the process that answers."""
    from trilogue.engine.embedded import EmbeddedEngine
    from trilogue.engine.model import Engine
    from trilogue.server import Server
    from trilogue.web.app import create_app

    _end_with_the_first_process()
    # Here, where Flask is loaded anyway.
    _tell_of_scripts()
    sys.setswitchinterval(_SECONDS_OF_A_TURN)
    store_dir = store_directory(settings, content.root)

    def make_engine(loop: AbstractEventLoop) -> Engine:
        if settings.engine is not None:
            from trilogue.engine.remote import RemoteEngine

            return RemoteEngine(settings.engine, settings, Vocabulary(settings.base))
        return EmbeddedEngine(store_dir, settings, loop)

    def make_app(engine: Engine) -> Callable[..., Any]:
        return create_app(settings, engine, content, resume=True)

    server = Server(settings, make_engine, make_app)
    # By its type granian wants a function; it takes an object with the methods of RSGI as well.
    return cast("Callable[..., Any]", server)


def _end_with_the_first_process() -> None:
    """End this process, and so its workers, when the one that started it is gone.

    That one may be killed without a chance to say so; nobody would know of this one then, which
    would keep the port.
    """
    first = multiprocessing.parent_process()
    assert first is not None  # noqa: S101 - granian starts this one as its child

    def wait_and_end() -> None:
        # For the end of a pipe that only the parent holds open: it cannot be missed, whenever it
        # comes, and needs nothing of one system.
        first.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_SECONDS_TO_FINISH)
        os._exit(1)

    threading.Thread(target=wait_and_end, name="parent", daemon=True).start()
