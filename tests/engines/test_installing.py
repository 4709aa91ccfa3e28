"""What `.ci/engines` asks apt for, with everything that it calls stood in for."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "engines"
JAR = "jena-fuseki-server-5.2.0.jar"
TOOLS = ("bash", "chmod", "rm", "sed", "sort")
HEADLESS = "openjdk-{}-jre-headless - OpenJDK Java runtime, using Hotspot JIT (headless)"


def install(folder: Path, offered: list[int], java: str | None) -> tuple[int, str, str]:
    """Run it where apt offers some versions of Java and maybe one is there already.

    Returns:
        Exit status, what apt was asked to install, and what was told.
    """
    tools, jar, asked = folder / "bin", folder / "jar", folder / "asked"
    tools.mkdir()
    jar.mkdir()
    (jar / JAR).touch()
    asked.touch()
    stubs = {
        "apt-get": f'echo "$*" >>{asked}',
        "apt-cache": "\n".join(f'echo "{HEADLESS.format(each)}"' for each in offered),
        "chromium": "",
        "id": "echo 0",
        "rapper": "",
        "virtuoso-t": "",
    }
    if java is not None:
        stubs["java"] = f"echo 'openjdk version \"{java}\" 2025-04-15' >&2"
    for name, text in stubs.items():
        (tools / name).write_text(f"#!{shutil.which('bash')}\n{text}\n")
        (tools / name).chmod(0o755)
    for name in TOOLS:
        (tools / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        [str(tools / "bash"), str(SCRIPT)],
        capture_output=True,
        text=True,
        env={
            "PATH": str(tools),
            "FUSEKI_SERVER_JAR": str(jar),
            "POLICY_RC_D": str(folder / "policy"),
        },
        check=False,
    )
    assert not (folder / "policy").exists()
    return done.returncode, asked.read_text(), done.stdout + done.stderr


@pytest.mark.skipif(os.name != "posix", reason="it is a shell script")
@pytest.mark.parametrize(
    ("offered", "java", "package"),
    [
        ([17], None, "openjdk-17-jre-headless"),
        ([25, 8, 21, 11], None, "openjdk-21-jre-headless"),
        ([11, 17], "11.0.2", "openjdk-17-jre-headless"),
        ([17, 21], "1.8.0_392", "openjdk-17-jre-headless"),
    ],
)
def test_the_oldest_java_that_is_new_enough_is_installed(
    tmp_path: Path, offered: list[int], java: str | None, package: str
) -> None:
    status, asked, told = install(tmp_path, offered, java)

    assert status == 0, told
    assert asked.startswith("update\ninstall ")
    assert asked.split()[-1] == package


def test_a_java_that_is_new_enough_is_left_alone(tmp_path: Path) -> None:
    status, asked, told = install(tmp_path, [17], "21.0.1")

    assert status == 0, told
    assert "openjdk" not in asked


def test_no_java_that_is_new_enough_is_told(tmp_path: Path) -> None:
    status, asked, told = install(tmp_path, [8, 11], None)

    assert status != 0
    assert "install" not in asked
    assert "no headless Java of version 17 or newer" in told
    assert "by hand" in told
