"""Groups that work in git: the hook keeps unsound facts out, the workflow runs what there is."""

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from desks import CLAIM

from trilogue.cli import main
from trilogue.terms import Vocabulary

ROOT = Path(__file__).parents[2]
GIT = shutil.which("git") or "git"
EXAMPLES = ROOT / "docs" / "examples"
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in Vocabulary().prefixes().items())


def git(
    folder: Path, *arguments: str, path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ)
    if path is not None:
        environment["PATH"] = f"{path}{os.pathsep}{environment['PATH']}"
    for who in ("AUTHOR", "COMMITTER"):
        environment[f"GIT_{who}_NAME"] = environment[f"GIT_{who}_EMAIL"] = "ada"
    return subprocess.run(
        [GIT, *arguments],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with the program that the hook calls."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "trilogue"
    script.write_text(
        f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT / 'service'))}"
        f' exec {shlex.quote(sys.executable)} -m trilogue "$@"\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return folder


def recorded(tiny: Path, claim: Path) -> Path:
    claim.write_text(PREFIXES + CLAIM)
    result = CliRunner().invoke(
        main,
        ["record", str(claim), "--contributor", "Ada", "--reviewer", "Bea", "--content", str(tiny)],
    )
    assert result.exit_code == 0, result.output
    (path,) = (tiny / "graph" / "contributions").rglob("*.ttl")
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="the hook is a shell script")
def test_the_hook_lets_sound_facts_in_and_keeps_others_out(
    tiny: Path, tmp_path: Path, program: Path
) -> None:
    git(tiny, "init", "-q")
    shutil.copy(EXAMPLES / "pre-commit", tiny / ".git" / "hooks" / "pre-commit")
    git(tiny, "add", "ontology", "shapes")
    assert git(tiny, "commit", "-qm", "no facts", path=program).returncode == 0
    path = recorded(tiny, tmp_path / "claim.ttl")
    git(tiny, "add", "graph")
    made = git(tiny, "commit", "-qm", "a fact", path=program)
    assert made.returncode == 0, made.stdout + made.stderr

    path.write_text(path.read_text().replace("for a while", "for a year"))
    git(tiny, "add", "graph")
    refused = git(tiny, "commit", "-qm", "another fact", path=program)

    assert refused.returncode != 0
    assert "This is not what was accepted" in refused.stdout + refused.stderr
    assert git(tiny, "log", "--oneline").stdout.count("\n") == 2


def test_a_changed_contribution_is_found(tiny: Path, tmp_path: Path) -> None:
    path = recorded(tiny, tmp_path / "claim.ttl")
    arguments = ["check", "--skip-reasoner", "--content", str(tiny), "--format", "github"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    path.write_text(path.read_text().replace("for a while", "for a year"))

    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 1
    assert re.search(
        r"^::error file=graph/contributions/\d{4}/\w+\.ttl,line=1::This is not",
        result.output,
        re.MULTILINE,
    )


def test_the_workflow_runs_commands_that_there_are() -> None:
    text = (EXAMPLES / "validate-facts.yml").read_text()
    commands = re.findall(r"- run: trilogue (.+)$", text, re.MULTILINE)

    assert commands
    for line in commands:
        verb, *arguments = shlex.split(line)
        main.commands[verb].make_context(verb, arguments)
