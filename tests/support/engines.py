"""Engines that tests start on loopback and end by their process, each with its data in a folder."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

SECONDS_TO_START = 90
# Read at once, since the tests hide the caller's settings.
FUSEKI_FOLDER = Path(
    os.environ.get("FUSEKI_SERVER_JAR") or Path.home() / ".cache" / "trilogue-fuseki"
)
VIRTUOSO_INI = Path("/etc/virtuoso-opensource-7/virtuoso.ini")

FUSEKI = """
@prefix : <#> .
@prefix fuseki: <http://jena.apache.org/fuseki#> .
@prefix tdb2: <http://jena.apache.org/2016/tdb#> .
[] a fuseki:Server ; fuseki:services ( :service ) .
:service a fuseki:Service ; fuseki:name "ds" ;
  fuseki:endpoint [ fuseki:operation fuseki:query ; fuseki:name "query" ] ;
  fuseki:endpoint [ fuseki:operation fuseki:update ; fuseki:name "update" ] ;
  fuseki:dataset :dataset .
:dataset a tdb2:DatasetTDB2 ; tdb2:location "@PLACE@" ; tdb2:unionDefaultGraph true .
"""


class EngineMissing(Exception):
    """An engine is not installed on this machine."""


def free_port() -> int:
    """Give a port of loopback that nobody listens at."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Run `oxigraph serve`; give its address for queries."""
    binary = Path(sys.executable).with_name("oxigraph")
    if not binary.exists():
        raise EngineMissing("the package oxigraph of the extra dev is not installed")
    port = free_port()
    command = [str(binary), "serve", "--location", str(folder / "data")]
    with running([*command, "--bind", f"127.0.0.1:{port}"], folder, port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def fuseki(folder: Path, settings: str = FUSEKI) -> Iterator[str]:
    """Run Apache Jena Fuseki with *settings* in Turtle; give its address for queries."""
    jars = sorted(FUSEKI_FOLDER.glob("jena-fuseki-server-*.jar"))
    java = shutil.which("java")
    if java is None or not jars:
        raise EngineMissing("Java or Fuseki's jar is missing; .ci/engines installs them")
    port = free_port()
    config = folder / "config.ttl"
    config.write_text(settings.replace("@PLACE@", str(folder / "data")), encoding="utf-8")
    command = [java, "-Xmx600m", "-jar", str(jars[-1]), "--port", str(port), "--localhost"]
    with running([*command, "--config", str(config)], folder, port):
        yield f"http://127.0.0.1:{port}/ds/query"


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Run Virtuoso with its own new database; give its address for queries."""
    binary = shutil.which("virtuoso-t")
    if binary is None or not VIRTUOSO_INI.exists():
        raise EngineMissing("Virtuoso is missing; .ci/engines installs it")
    port, other = free_port(), free_port()
    text = VIRTUOSO_INI.read_text(encoding="utf-8")
    text = text.replace("/var/lib/virtuoso-opensource-7/db", str(folder))
    text = re.sub(r"(?m)^(ServerPort\s*=) 1111", rf"\1 127.0.0.1:{other}", text)
    text = re.sub(r"(?m)^(ServerPort\s*=) 8890", rf"\1 127.0.0.1:{port}", text)
    text = re.sub(r"(?m)^(ResultSetMaxRows\s*=).*", r"\1 1000000", text)
    text = re.sub(r"(?m)^(ServerEnable\s*=).*", r"\1 0", text)
    text = re.sub(r"(?m)^(Load\d|LoadPath).*\n", "", text)
    ini = folder / "virtuoso.ini"
    ini.write_text(text, encoding="utf-8")
    with running([binary, "+foreground", "+configfile", str(ini)], folder, port):
        yield f"http://127.0.0.1:{port}/sparql"


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the context ends, from when it answers at *port*."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not answers(port):
            told = (folder / "output").read_text(errors="replace")[-2000:]
            assert process.poll() is None, f"{command[0]} ended: {told}"
            assert time.monotonic() < deadline, f"{command[0]} does not answer: {told}"
            time.sleep(0.05)  # between two trials, up to a deadline
        yield process
    finally:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    """Tell whether an HTTP server listens at *port*, whatever it says."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5):
            return True
    except HTTPError as error:
        error.close()
        return True
    except (URLError, OSError):
        return False
