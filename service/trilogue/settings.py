"""The settings, as one table, and the frozen object made of it.

Each row can be set by an environment variable, ``TRILOGUE_`` and its name in capitals, and most by
an option of ``trilogue serve``, which wins.
"""

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from trilogue.errors import SettingsError
from trilogue.terms import DEFAULT_BASE

VARIABLE_PREFIX = "TRILOGUE_"
_LARGEST_PORT = 65_535
_SHORTEST_KEY = 32
_RATE = re.compile(
    r"[1-9]\d* per (second|minute|hour|day)(; ?[1-9]\d* per (second|minute|hour|day))*"
)
_CHECKOUT = Path(__file__).resolve().parents[2]


class Setting(NamedTuple):
    """One row of the table.

    Attributes:
        name: of the field in `Settings`.
        default: used where nothing is set.
        help: one sentence for a person who runs the service.
        read: makes the value from text; raises ValueError with what is wanted instead.
    """

    name: str
    default: Any
    help: str
    read: Callable[[str], Any]

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return VARIABLE_PREFIX + self.name.upper()


def _folder(text: str) -> Path:
    return Path(text).expanduser()


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LARGEST_PORT:
        raise ValueError(f"a number from 0 to {_LARGEST_PORT}; 0 picks a free port")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ValueError("a whole number above 0")
    return int(text)


def _seconds(text: str) -> float:
    seconds = float(text) if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text) else 0.0
    if seconds == 0:
        raise ValueError("a number of seconds above 0, such as 10 or 0.5")
    return seconds


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("a whole number, 0 or more")
    return int(text)


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.username:
        raise ValueError("an http or https address without a user's name in it")
    return text


def _host(text: str) -> str:
    if text != "localhost":
        try:
            ip_address(text)
        except ValueError as error:
            raise ValueError("localhost or an IP address; 0.0.0.0 listens everywhere") from error
    return text


def _rate(text: str) -> str:
    if not _RATE.fullmatch(text):
        raise ValueError('a rate such as "60 per minute", or several with ; between them')
    return text


def _key(text: str) -> str:
    if len(text) < _SHORTEST_KEY:
        raise ValueError(f"at least {_SHORTEST_KEY} characters that nobody can guess")
    return text


def _base(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or not text.endswith("/"):
        raise ValueError("an http or https IRI that ends with a slash")
    if parts.query or parts.fragment or set(text) & set(' <>"{}|^`\\'):
        raise ValueError("an IRI without query, fragment or spaces")
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting("host", "127.0.0.1", "Address to listen at; only this machine by default.", _host),
    Setting("port", 8000, "Port to listen at; 0 picks a free one.", _port),
    Setting(
        "store",
        None,
        "Directory of the store; by default .trilogue/store in a checkout, otherwise a directory "
        "for the user's data.",
        _folder,
    ),
    Setting(
        "content",
        None,
        "Folder that holds ontology/, shapes/ and graph/; by default the content that came with "
        "the program.",
        _folder,
    ),
    Setting("base", DEFAULT_BASE, "What all IRIs of ours begin with.", _base),
    Setting(
        "threads",
        16,
        "Threads for requests that read the store themselves, change it, or are long.",
        _positive,
    ),
    Setting(
        "max_query_bytes", 100_000, "Largest query that is read, in bytes of UTF-8.", _positive
    ),
    Setting(
        "max_answer_bytes",
        64_000_000,
        "Largest answer to a query that is sent, in bytes.",
        _positive,
    ),
    Setting(
        "max_solutions", 500_000, "Most solutions or triples in an answer to a query.", _positive
    ),
    Setting("query_seconds", 10.0, "Longest time that a query is evaluated, in seconds.", _seconds),
    Setting(
        "query_memory_bytes",
        1_000_000_000,
        "Most memory that the evaluation of a query may use, in bytes.",
        _positive,
    ),
    Setting("workers", 2, "Processes that stand ready to evaluate queries.", _positive),
    Setting(
        "max_workers",
        8,
        "Most processes that evaluate queries at the same time, when some take long.",
        _positive,
    ),
    Setting("max_waiting", 64, "Most queries that wait for a free process.", _positive),
    Setting(
        "cache_bytes",
        64_000_000,
        "Most bytes of answers that are kept to be sent again; 0 keeps none.",
        _natural,
    ),
    Setting(
        "max_upload_bytes",
        32_000_000,
        "Largest graph or update that somebody who may write can send, in bytes.",
        _positive,
    ),
    Setting(
        "engine",
        None,
        "Address of a SPARQL 1.1 endpoint that keeps the dataset; by default the store does.",
        _address,
    ),
    Setting(
        "engine_update",
        None,
        "Address for updates of that endpoint; by default found from the other one.",
        _address,
    ),
    Setting("engine_user", None, "User at that endpoint.", str),
    Setting("engine_password", None, "Password of that user.", str),
    Setting("engine_token", None, "Bearer token for that endpoint, instead of a user.", str),
    Setting(
        "tokens",
        None,
        "File with the digests of access tokens; by default tokens.json in the store's directory.",
        _folder,
    ),
    Setting(
        "contributions",
        None,
        "File that keeps what was contributed; by default contributions.sqlite3 beside the tokens.",
        _folder,
    ),
    Setting(
        "exports",
        None,
        "Folder for the files at /exports; by default exports in the store's directory.",
        _folder,
    ),
    Setting(
        "secret_key",
        None,
        "Key that signs sessions; by default made at random and kept beside the tokens.",
        _key,
    ),
    Setting(
        "handing_rate",
        "60 per minute; 1000 per day",
        "How often one token, or one address without a token, may hand in or validate.",
        _rate,
    ),
    Setting("login_rate", "10 per minute; 100 per day", "How often one address may log in.", _rate),
    Setting(
        "proxies",
        0,
        "Number of reverse proxies in front whose X-Forwarded-For and -Proto are believed.",
        _natural,
    ),
)


@dataclass(frozen=True)
class Settings:
    """How this run is set up; one field for each row of `SETTINGS`, which tells what it means."""

    host: str = "127.0.0.1"
    port: int = 8000
    store: Path | None = None
    content: Path | None = None
    base: str = DEFAULT_BASE
    threads: int = 16
    max_query_bytes: int = 100_000
    max_answer_bytes: int = 64_000_000
    max_solutions: int = 500_000
    query_seconds: float = 10.0
    query_memory_bytes: int = 1_000_000_000
    workers: int = 2
    max_workers: int = 8
    max_waiting: int = 64
    cache_bytes: int = 64_000_000
    max_upload_bytes: int = 32_000_000
    engine: str | None = None
    engine_update: str | None = None
    engine_user: str | None = field(default=None, repr=False)
    engine_password: str | None = field(default=None, repr=False)
    engine_token: str | None = field(default=None, repr=False)
    tokens: Path | None = None
    contributions: Path | None = None
    exports: Path | None = None
    secret_key: str | None = field(default=None, repr=False)
    handing_rate: str = "60 per minute; 1000 per day"
    login_rate: str = "10 per minute; 100 per day"
    proxies: int = 0


def read_settings(environ: Mapping[str, str], **options: Any) -> Settings:
    """Make the settings from *environ* and from *options*, which win; None is no option.

    An option that is a string is read like a variable; anything else is taken as it is.

    Raises:
        SettingsError: a value cannot be read, or a variable ``TRILOGUE_…`` is no setting.
    """
    known = {setting.variable for setting in SETTINGS}
    for variable in environ:
        if variable.startswith(VARIABLE_PREFIX) and variable not in known:
            raise SettingsError(
                f"{variable} is no setting of Trilogue. Unset it; there are: "
                f"{', '.join(sorted(known))}."
            )
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        option = options.get(setting.name)
        if option is not None:
            place = f"--{setting.name.replace('_', '-')}"
            values[setting.name] = _value(setting, option, place)
        elif environ.get(setting.variable):
            values[setting.name] = _value(setting, environ[setting.variable], setting.variable)
    return Settings(**values)


def store_directory(settings: Settings, content_root: Path) -> Path:
    """Give the directory of the store: the one set, or the default one.

    Args:
        settings: where it may be set.
        content_root: the content that is served. When it is the checkout's, the store lies in the
            checkout too; otherwise among the user's data.
    """
    if settings.store is not None:
        return settings.store
    if content_root == _CHECKOUT:
        return _CHECKOUT / ".trilogue" / "store"
    return _user_data(os.environ) / "trilogue" / "store"


def tokens_file(settings: Settings, content_root: Path) -> Path:
    """Give the file of access tokens: the one set, or the default one.

    Args:
        settings: where it may be set.
        content_root: as for `store_directory`.
    """
    return settings.tokens or store_directory(settings, content_root) / "tokens.json"


def contributions_file(settings: Settings, content_root: Path) -> Path:
    """Give the file of contributions: the one set, or the default one beside the tokens.

    Args:
        settings: where it may be set.
        content_root: as for `store_directory`.
    """
    beside = tokens_file(settings, content_root).parent
    return settings.contributions or beside / "contributions.sqlite3"


def exports_folder(settings: Settings, content_root: Path) -> Path:
    """Give the folder of the files at ``/exports``: the one set, or one in the store's directory.

    Args:
        settings: where it may be set.
        content_root: as for `store_directory`.
    """
    return settings.exports or store_directory(settings, content_root) / "exports"


def key_file(settings: Settings, content_root: Path) -> Path:
    """Give the file that keeps the key for sessions where none is set; beside the tokens.

    Args:
        settings: where the tokens' file may be set.
        content_root: as for `store_directory`.
    """
    return tokens_file(settings, content_root).parent / "session.key"


def _value(setting: Setting, given: Any, place: str) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return setting.read(given)
    except ValueError as error:
        shown = f'"{given}"' if setting.read is not _key else "what is given"
        raise SettingsError(f"{place}: {shown} does not do. Give {error}.") from error


def _user_data(environ: Mapping[str, str]) -> Path:
    """Give the platform's directory for a user's data."""
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
