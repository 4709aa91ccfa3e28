"""The bundle of scripts: made from pinned sources, the same everywhere, and never a must."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import frontend_bundle
from frontend_bundle import BUILT, SOURCES, FrontendNotBuiltError, Node

ROOT = Path(__file__).resolve().parents[1]
LOCK = json.loads((ROOT / SOURCES / "package-lock.json").read_bytes())


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def out_of_reach(folder: Path) -> dict[str, str]:
    """Lead npm to a port where nobody listens, with nothing kept from before."""
    return {
        "npm_config_registry": "http://127.0.0.1:9/",
        "npm_config_cache": str(folder / "npm-cache"),
        "npm_config_fetch_retries": "0",
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the bundle is made from, without what was made."""
    shutil.copytree(
        ROOT / SOURCES, tmp_path / SOURCES, ignore=shutil.ignore_patterns("node_modules")
    )
    return tmp_path


@pytest.fixture
def node() -> Node:
    found = frontend_bundle.find_node()
    if found is None:
        pytest.skip("no Node is on PATH, nor as a package for Python")
    return found


def test_the_lock_pins_every_package_by_its_digest() -> None:
    packages = {path: entry for path, entry in LOCK["packages"].items() if path}

    assert packages
    assert [path for path, entry in packages.items() if "integrity" not in entry] == []
    assert [path for path, entry in packages.items() if "resolved" in entry] == []


def test_the_versions_asked_for_are_exact_and_those_of_the_lock() -> None:
    asked = json.loads((ROOT / SOURCES / "package.json").read_bytes())

    for name, version in (asked["dependencies"] | asked["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert LOCK["packages"][f"node_modules/{name}"]["version"] == version


def test_what_is_built_here_is_from_the_sources_as_they_are() -> None:
    """The checkout that tests run in was installed by make, which builds."""
    assert frontend_bundle.is_built(ROOT), "run make frontend"


def test_the_manifest_names_every_file_and_no_other() -> None:
    manifest = json.loads((ROOT / BUILT / frontend_bundle.MANIFEST).read_bytes())
    files = {path.name for path in (ROOT / BUILT).iterdir()} - {frontend_bundle.MANIFEST}

    assert set(manifest["files"]) == files
    assert {*manifest["scripts"].values(), *manifest["styles"].values()} < files
    for name, file in manifest["files"].items():
        assert file["integrity"] == frontend_bundle.integrity(ROOT / BUILT / name)
        assert file["bytes"] == (ROOT / BUILT / name).stat().st_size


def test_the_licences_of_what_is_in_it_are_told() -> None:
    manifest = json.loads((ROOT / BUILT / frontend_bundle.MANIFEST).read_bytes())
    licences = (ROOT / BUILT / manifest["licences"]).read_text(encoding="utf-8")

    for name in json.loads((ROOT / SOURCES / "package.json").read_bytes())["dependencies"]:
        assert f"{name} {LOCK['packages'][f'node_modules/{name}']['version']}\n" in licences
    assert "Permission is hereby granted" in licences


def test_two_builds_in_two_places_give_the_same_bytes(
    checkout: Path, node: Node, tmp_path: Path
) -> None:
    try:
        frontend_bundle.build(checkout, tmp_path / "again", node)
    except FrontendNotBuiltError as error:
        if "npm could not fetch" not in str(error):
            raise
        pytest.skip("npm's registry is out of reach")

    def contents(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    assert contents(tmp_path / "again") == contents(ROOT / BUILT)


@pytest.mark.parametrize("change", ["source", "output", "lost"])
def test_a_change_of_sources_or_files_is_noticed(checkout: Path, change: str) -> None:
    shutil.copytree(ROOT / BUILT, checkout / BUILT)
    assert frontend_bundle.is_built(checkout)

    script = next((checkout / BUILT).glob("query-*.js"))
    if change == "source":
        (checkout / SOURCES / "src" / "added.js").write_text("// new\n", encoding="utf-8")
    elif change == "output":
        script.write_bytes(script.read_bytes() + b"\n")
    else:
        script.unlink()

    assert not frontend_bundle.is_built(checkout)


def test_npm_out_of_reach_is_told_with_the_mend(
    checkout: Path, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in out_of_reach(checkout).items():
        monkeypatch.setenv(name, value)

    with pytest.raises(FrontendNotBuiltError) as raised:
        frontend_bundle.build(checkout, checkout / BUILT, node)

    message = str(raised.value)
    assert "npm could not fetch the packages" in message
    assert str(BUILT) in message
    assert '"make frontend"' in message
    assert not (checkout / BUILT).exists()


def test_a_source_that_does_not_compile_is_told(
    checkout: Path, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the checkout's packages, if npm can fetch them."""
    (checkout / SOURCES / "src" / "query.js").write_text("import {\n", encoding="utf-8")
    monkeypatch.setenv("npm_config_prefer_offline", "true")

    with pytest.raises(FrontendNotBuiltError) as raised:
        frontend_bundle.build(checkout, checkout / BUILT, node)

    if "npm could not fetch" in str(raised.value):
        pytest.skip("npm's registry is out of reach")
    assert "src/query.js:2" in str(raised.value)


def test_without_node_the_message_names_what_to_install(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(frontend_bundle, "_WHEEL_MODULE", "no_such_package")

    with pytest.raises(FrontendNotBuiltError, match="no Node 18 or newer"):
        frontend_bundle.ensure(checkout)


def test_node_comes_from_its_package_where_none_is_on_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "node_for_this_test"
    for name in ("__init__.py", "bin/node", "lib/node_modules/npm/bin/npm-cli.js"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(frontend_bundle, "_WHEEL_MODULE", package.name)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    program = str(package / "bin" / "node")
    cli = str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    assert frontend_bundle.find_node() == Node(program, (program, cli))


def hatchling(checkout: Path, call: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (checkout / "out").mkdir(exist_ok=True)
    code = f"import hatchling.build as build; print(build.{call})"
    return run(sys.executable, "-c", code, cwd=checkout, **environment)


@pytest.fixture
def full_checkout(checkout: Path) -> Path:
    """All that a build needs, as an sdist has it, but no bundle."""
    for name in ("graph", "ontology", "shapes", "service"):
        shutil.copytree(
            ROOT / name,
            checkout / name,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("node_modules", "built", "__pycache__", "contributions"),
        )
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA", ".gitignore"):
        if (ROOT / name).is_file():
            shutil.copyfile(ROOT / name, checkout / name)
    return checkout


@pytest.mark.parametrize("version", ["standard", "editable"])
def test_an_install_goes_on_without_and_says_so(
    full_checkout: Path, node: Node, version: str
) -> None:
    del node
    code = (
        "from hatchling.builders.wheel import WheelBuilder\n"
        "hook = WheelBuilder('.').get_build_hooks('out')['custom']\n"
        f"hook.initialize({version!r}, {{'force_include': {{}}}})\n"
        "print('went on')"
    )
    done = run(sys.executable, "-c", code, cwd=full_checkout, **out_of_reach(full_checkout))

    assert done.returncode == 0, done.stderr
    assert "npm could not fetch the packages" in done.stdout + done.stderr
    assert "went on" in done.stdout


def test_a_release_does_not_go_without(full_checkout: Path, node: Node) -> None:
    del node
    said = {frontend_bundle.REQUIRED: "1", **out_of_reach(full_checkout)}

    refused = hatchling(full_checkout, "build_wheel('out')", **said)

    assert refused.returncode != 0
    assert "npm could not fetch the packages" in refused.stderr


def test_whoever_wants_none_need_not_wait_for_npm(full_checkout: Path) -> None:
    said = {frontend_bundle.WITHOUT: "1", frontend_bundle.REQUIRED: "1"}

    built = hatchling(full_checkout, "build_wheel('out')", **said)

    assert built.returncode == 0
    assert "npm" not in built.stdout + built.stderr
    assert len(list((full_checkout / "out").glob("*.whl"))) == 1


def test_the_package_of_node_is_asked_for_only_where_it_is_needed(
    full_checkout: Path, tmp_path: Path
) -> None:
    call = "get_requires_for_build_wheel()"

    without_node = hatchling(full_checkout, call, PATH=str(tmp_path / "nothing"))
    assert frontend_bundle.NODE_WHEEL in without_node.stdout, without_node.stderr

    shutil.copytree(ROOT / BUILT, full_checkout / BUILT)
    built = hatchling(full_checkout, call, PATH=str(tmp_path / "nothing"))
    assert built.stdout.strip() == "[]"
