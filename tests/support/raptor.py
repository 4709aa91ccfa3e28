"""Raptor's `rapper`, a reader of RDF that shares no code with ours or rdflib's."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def rapper() -> str:
    """Give the program; where it is missing the test is skipped, but not in CI."""
    found = shutil.which("rapper")
    if found is None:
        missing = "rapper is missing; .ci/engines installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def read(path: Path, word: str) -> bytes:
    """Read a file with rapper, in the format that it calls *word*; give N-Quads."""
    command = [rapper(), "--quiet", "--input", word, "--output", "nquads", str(path), "base:"]
    done = subprocess.run(command, capture_output=True, check=False)
    told = done.stderr.decode(errors="replace")
    assert done.returncode == 0, told
    assert told == "", told
    return done.stdout
