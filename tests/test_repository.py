"""What must hold of the repository's files, whatever they say."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from trilogue.terms import Vocabulary

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (".ci", "docs", "graph", "ontology", "service", "shapes", "tests")
TEXT_SUFFIXES = frozenset(
    {"", ".cfg", ".cff", ".css", ".csv", ".html", ".js", ".json", ".md", ".py", ".rq"}
    | {".svg", ".toml", ".ttl", ".tsv", ".txt", ".yaml", ".yml"}
)
# Put together from pieces, so that this file does not hold what it looks for.
REGISTRY_HOSTS = tuple(
    ".".join(labels)
    for labels in (
        ("py" + "pi", "org"),
        ("python" + "hosted", "org"),
        ("npm" + "js", "org"),
        ("npm" + "js", "com"),
        ("yarn" + "pkg", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("repo1", "maven", "org"),
        ("repo", "maven", "apache", "org"),
        ("deb", "debian", "org"),
    )
)
MACHINE_PATH = re.compile(
    r"(?<![\w./:-])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers")) + r")/\w"
)
LOCK_ADDRESS = re.compile(r'"resolved"\s*:\s*"')
PREFIX = re.compile(r"^@prefix\s+([\w-]*):\s+<([^>]*)>\s*\.\s*$", re.MULTILINE)
ANY_PREFIX = re.compile(r"^\s*(?:@prefix|prefix|@base|base)\b", re.MULTILINE | re.IGNORECASE)


@cache
def repository_files() -> tuple[Path, ...]:
    """List what git would commit, or the folders of an unpacked sdist."""
    git = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if git.returncode == 0 and git.stdout:
        paths = [ROOT / name for name in git.stdout.decode().split("\0") if name]
    else:
        paths = [*ROOT.glob("*"), *(p for folder in FOLDERS for p in (ROOT / folder).rglob("*"))]
    return tuple(
        sorted({path for path in paths if path.is_file() and "__pycache__" not in path.parts})
    )


def text_files() -> list[Path]:
    return [path for path in repository_files() if path.suffix in TEXT_SUFFIXES]


def turtle_files() -> list[Path]:
    return [
        path
        for path in repository_files()
        if path.suffix == ".ttl"
        and path.relative_to(ROOT).parts[0] in {"graph", "ontology", "shapes"}
    ]


def is_bridge(path: Path) -> bool:
    """Only alignments speak other vocabularies, each by the prefix that its makers use."""
    return path.is_relative_to(ROOT / "ontology" / "bridge")


def findings(pattern: re.Pattern[str]) -> list[str]:
    """Give ``path:line: text`` for every line of the repository's text files that matches."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_the_repository_is_not_empty() -> None:
    """Guards the tests below, which find nothing wrong in nothing."""
    assert len(text_files()) > 50
    assert len(turtle_files()) > 20


def test_every_text_file_is_utf_8_with_unix_lines_and_ends_with_one() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in text_files()
        if b"\r" in (data := path.read_bytes()) or (data and not data.endswith(b"\n"))
    ]

    assert wrong == []


def test_no_registry_is_named() -> None:
    hosts = "|".join(re.escape(host) for host in REGISTRY_HOSTS)

    assert findings(re.compile(hosts, re.IGNORECASE)) == []


def test_no_path_of_anyones_machine_is_named() -> None:
    assert findings(MACHINE_PATH) == []


def test_no_lock_file_and_no_download_address_is_kept() -> None:
    """A lock file of uv names registry hosts; npm's is fine without addresses."""
    assert [
        p for p in repository_files() if p.name in {"uv.lock", "poetry.lock", "Pipfile.lock"}
    ] == []
    assert findings(LOCK_ADDRESS) == []


@pytest.mark.parametrize("line", ["/ro" + "ot/x", "see /wo" + "rk/main", 'cd "/ho' + 'me/ann"'])
def test_a_machine_path_would_be_found(line: str) -> None:
    assert MACHINE_PATH.search(line)


def test_constraints_are_exact_versions_without_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]

    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+]+", pin)] == []


@pytest.mark.parametrize("path", turtle_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_turtle_file_declares_canonical_prefixes_in_canonical_order(path: Path) -> None:
    """Every name means the same everywhere, so that a block can move from file to file."""
    text = path.read_text(encoding="utf-8")
    canonical = Vocabulary().prefixes()
    declared = PREFIX.findall(text)

    assert len(declared) == len(ANY_PREFIX.findall(text)), (
        "write prefixes as '@prefix name: <iri> .'"
    )
    foreign = [
        (name, iri)
        for name, iri in declared
        if canonical.get(name) != iri
        and not (is_bridge(path) and name not in canonical and iri not in canonical.values())
    ]
    assert foreign == []
    names = [name for name, _ in declared if name in canonical]
    assert names == [name for name in canonical if name in names]


@pytest.mark.parametrize("path", turtle_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_turtle_file_declares_only_prefixes_that_it_uses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    body = re.sub(r'"(?:[^"\\]|\\.)*"', '""', PREFIX.sub("", text))

    unused = [
        name for name, _ in PREFIX.findall(text) if not re.search(rf"(?<![\w-]){name}:", body)
    ]
    assert unused == []
