"""Java and Neo4j's jars: found, fetched once, or named as missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from graph import jars
from graph.errors import EngineError
from tests.conftest import LIB

pytestmark = pytest.mark.anyio

MAVEN = """
for word in "$@"; do case "$word" in -DoutputDirectory=*) out="${word#*=}"; esac; done
"""
FETCHES = f"""{MAVEN}
echo "[INFO] Downloaded from central: https://maven.test/org/neo4j/neo4j-1.jar (9 kB)"
mkdir "$out" && touch "$out/neo4j-1.jar"
"""
BREAKS_OFF = f"""{MAVEN}
mkdir "$out" && touch "$out/half.jar"
echo "[ERROR] Could not transfer artifact neo4j-1.jar: Connection reset"
exit 1
"""
FILLS_THE_DISK = """
echo "[ERROR] Could not write neo4j-1.jar: No space left on device"
exit 1
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole ``PATH``, with a shell and its tools alone."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "mkdir", "touch"):
        (folder / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return folder


def program(file: Path, script: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}")
    file.chmod(0o755)
    return file


def java(version: str) -> str:
    return f"""echo 'openjdk version "{version}" 2025-04-15' >&2"""


async def resolve(lib: Path) -> list[str]:
    """The names told while the jars are fetched."""
    told: list[str] = []
    await jars.resolve(jars.folder(lib), told.append)
    return told


async def test_the_java_of_this_machine_is_found() -> None:
    assert Path(await jars.find_java()).name == "java"


async def test_java_home_goes_before_the_path(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(path / "java", java("17.0.1"))
    named = program(tmp_path / "jdk" / "bin" / "java", java("21.0.1"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jdk"))
    assert await jars.find_java() == str(named)


async def test_an_empty_java_home_is_passed_over(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = program(path / "java", java("17"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "none"))
    assert await jars.find_java() == str(usual)


async def test_without_java_the_package_is_named(path: Path) -> None:
    with pytest.raises(EngineError, match="Java is missing: install version 17 or 21"):
        await jars.find_java()


@pytest.mark.parametrize(("version", "said"), [("11.0.2", "11"), ("1.8.0_392", "1")])
async def test_an_older_java_is_refused(path: Path, version: str, said: str) -> None:
    program(path / "java", java(version))
    with pytest.raises(EngineError, match=f"{said} is too old: install .* JAVA_HOME"):
        await jars.find_java()


async def test_what_is_no_java_is_refused(path: Path) -> None:
    program(path / "java", "echo meow")
    with pytest.raises(EngineError, match="does not tell its version: install"):
        await jars.find_java()


async def test_maven_fetches_the_engine_and_its_browser() -> None:
    folder = jars.folder(LIB)
    await jars.resolve(folder, print)
    names = " ".join(jar.name for jar in folder.iterdir())
    for name in ("neo4j-kernel-5.26", "neo4j-server-5.26", "neo4j-browser-5"):
        assert name in names


async def test_jars_are_fetched_once(path: Path, tmp_path: Path) -> None:
    maven = program(path / "mvn", FETCHES)
    assert await resolve(tmp_path / "lib") == ["neo4j-1.jar"]
    maven.unlink()
    assert await resolve(tmp_path / "lib") == []


async def test_another_pom_has_jars_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = jars.folder(tmp_path)
    pom = tmp_path / "pom.xml"
    pom.write_bytes(jars.POM.read_bytes() + b"\n")
    monkeypatch.setattr(jars, "POM", pom)
    assert jars.folder(tmp_path) != before


async def test_without_a_pom_the_error_says_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jars, "POM", tmp_path / "pom.xml")
    with pytest.raises(EngineError, match="or set NEO4J_URI"):
        jars.folder(tmp_path)


async def test_without_maven_the_package_is_named(path: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="Maven is missing, .* apt install maven"):
        await resolve(tmp_path / "lib")


async def test_half_of_the_jars_are_none(path: Path, tmp_path: Path) -> None:
    program(path / "mvn", BREAKS_OFF)
    with pytest.raises(EngineError, match="Connection reset\nCheck the network"):
        await resolve(tmp_path / "lib")
    assert not jars.resolved(jars.folder(tmp_path / "lib"))
    program(path / "mvn", FETCHES)
    await resolve(tmp_path / "lib")
    assert [jar.name for jar in jars.folder(tmp_path / "lib").iterdir()] == [
        "neo4j-1.jar"
    ]


async def test_a_full_disk_is_told_from_the_network(path: Path, tmp_path: Path) -> None:
    program(path / "mvn", FILLS_THE_DISK)
    with pytest.raises(EngineError, match="The disk is full"):
        await resolve(tmp_path / "lib")


async def test_maven_itself_may_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAVEN_OPTS", f"-Dmaven.repo.local={os.devnull}/repository")
    with pytest.raises(EngineError, match="could not be fetched with Maven: .*repos"):
        await resolve(tmp_path / "lib")


async def test_a_lib_that_cannot_be_written_is_named() -> None:
    with pytest.raises(EngineError, match="set ARMSGRAPH_LIB to a folder that you"):
        await resolve(Path("/proc/lib"))
