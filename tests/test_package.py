"""The built wheel is the whole thing: program, pages and content, wherever it is installed."""

import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from trilogue.store import Store

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ("ontology", "shapes", "graph")
COUNT = "SELECT (COUNT(*) AS ?quads) WHERE { GRAPH ?graph { ?subject ?predicate ?object } }"


def run(*command: str | Path, cwd: Path, python_path: Path | None = None) -> str:
    """Run *command* in *cwd* and give what it prints; a failure shows its error output."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TRILOGUE_", "PYTHONPATH"))
    }
    if python_path is not None:
        environment["PYTHONPATH"] = str(python_path)
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


def build(source: Path, kind: str, out: Path) -> Path:
    """Build *source* without a build environment of its own, so that no network is needed."""
    run(
        sys.executable,
        "-m",
        "build",
        f"--{kind}",
        "--no-isolation",
        "--outdir",
        out,
        source,
        cwd=out,
    )
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@dataclass(frozen=True)
class Installed:
    """The wheel, installed into the folder *path*, and another folder to run it in."""

    path: Path
    folder: Path

    def trilogue(self, *arguments: str | Path) -> str:
        """Run the command line, away from the checkout."""
        command = (sys.executable, "-m", "trilogue", *arguments)
        return run(*command, cwd=self.folder, python_path=self.path)

    def quads(self) -> int:
        """Build a store with the command line and count what is in it with the command line."""
        store = self.folder / "store"
        self.trilogue("build", "--store", store)
        answer = self.trilogue("query", "-q", COUNT, "--format", "csv", "--store", store)
        return int(answer.split()[-1])


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, "--target", target, wheel, cwd=target)
    return Installed(target, tmp_path_factory.mktemp("elsewhere"))


def members(wheel: Path) -> dict[str, int]:
    """Give the checksum of each file of a wheel by its name."""
    with zipfile.ZipFile(wheel) as archive:
        return {member.filename: member.CRC for member in archive.infolist()}


def unpack(sdist: Path, folder: Path) -> Path:
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    return source


def test_the_wheel_carries_every_content_file(wheel: Path) -> None:
    expected = {
        f"trilogue/curated/{path.relative_to(ROOT).as_posix()}"
        for folder in CONTENT
        for suffix in ("ttl", "rq", "md", "tsv")
        for path in (ROOT / folder).rglob(f"[!.#]*.{suffix}")
    }

    assert {name for name in members(wheel) if name.startswith("trilogue/curated/")} == expected


def test_the_wheel_carries_every_file_of_the_package(wheel: Path) -> None:
    """Templates, styles and the marker for type checkers, not only modules."""
    package = ROOT / "service" / "trilogue"
    expected = {
        f"trilogue/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    shipped = {name for name in members(wheel) if not name.startswith("trilogue/curated/")}
    assert expected <= shipped
    assert "trilogue/py.typed" in shipped
    assert [n for n in shipped if not n.startswith(("trilogue/", "trilogue-"))] == []


def test_the_wheel_built_from_the_sdist_is_the_same(wheel: Path, tmp_path: Path) -> None:
    for folder in ("sdist", "source", "again"):
        (tmp_path / folder).mkdir()
    sdist = build(ROOT, "sdist", tmp_path / "sdist")

    again = build(unpack(sdist, tmp_path / "source"), "wheel", tmp_path / "again")

    assert members(again) == members(wheel)


def test_the_installed_wheel_runs_from_its_own_files(installed: Installed) -> None:
    where = "import trilogue; print(trilogue.__file__)"

    printed = run(sys.executable, "-c", where, cwd=installed.folder, python_path=installed.path)

    assert Path(printed.strip()).is_relative_to(installed.path)


def test_the_installed_wheel_and_the_checkout_hold_the_same_quads(
    installed: Installed, curated_store: Store
) -> None:
    assert installed.quads() == curated_store.count() > 0


def test_nothing_is_published_into_an_installed_package(installed: Installed) -> None:
    example = ROOT / "docs" / "examples" / "claim.ttl"
    command = ("record", example, "--contributor", "Ada", "--reviewer", "Bea")

    with pytest.raises(AssertionError, match="belongs to the installed program"):
        installed.trilogue(*command)

    assert not list(installed.path.glob("trilogue/curated/graph/contributions/**/*.ttl"))


def test_the_installed_wheel_tells_findings_in_other_languages(installed: Installed) -> None:
    bad = installed.folder / "bad.ttl"
    bad.write_text("# nothing\n")

    with pytest.raises(AssertionError, match="La contribution ne dit rien"):
        installed.trilogue("validate", bad, "--language", "fr")
