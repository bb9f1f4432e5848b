"""What the engine runs on: Java, and Neo4j's jars as ``neo4j/pom.xml`` names them."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from graph.errors import EngineError
from graph.home import Lock, writing

POM = Path(__file__).resolve().parent.parent / "neo4j" / "pom.xml"
OLDEST_JAVA = 17
JAVA_PACKAGE = "openjdk-17-jre-headless"


async def find_java() -> str:
    """The path of a Java that runs Neo4j, from ``JAVA_HOME`` or the ``PATH``.

    Raises :class:`EngineError` where there is none or only an older one.
    """
    home = os.environ.get("JAVA_HOME")
    named = shutil.which("java", path=Path(home) / "bin") if home else None
    java = named or shutil.which("java")
    if java is None:
        raise EngineError(
            f"Java is missing: install version {OLDEST_JAVA} or 21 "
            f"(on Debian: apt install {JAVA_PACKAGE})."
        )
    _, output = await run(java, "-version")
    version = re.search(r'version "(\d+)', output)
    if version is None or int(version[1]) < OLDEST_JAVA:
        found = f"{version[1]} is too old" if version else "does not tell its version"
        raise EngineError(
            f"Java at {java} {found}: install version {OLDEST_JAVA} or 21 "
            f"(on Debian: apt install {JAVA_PACKAGE}), or name its folder in JAVA_HOME."
        )
    return java


def folder(lib: Path) -> Path:
    """The folder in ``lib`` that is to hold the jars of this release's pom.

    It is there only when it is complete, and another pom has another folder.
    """
    return lib / hashlib.sha256(_pom()).hexdigest()[:12]


def resolved(folder: Path) -> bool:
    """Whether the jars are there."""
    return folder.is_dir()


async def resolve(folder: Path, report: Callable[[str], None]) -> None:
    """Have Maven fetch the jars into ``folder``, telling ``report`` as they arrive.

    Raises :class:`EngineError`.
    """
    lib = folder.parent
    with writing(lib, setting="ARMSGRAPH_LIB"):
        lib.mkdir(parents=True, exist_ok=True)
        lock = Lock(folder.with_suffix(".lock"))
    with lock:
        await lock.wait()
        if not resolved(folder):
            draft = folder.with_suffix(".partial")
            shutil.rmtree(draft, ignore_errors=True)
            await _fetch(draft, lock, report)
            draft.rename(folder)


def _pom() -> bytes:
    try:
        return POM.read_bytes()
    except OSError as error:
        raise EngineError(
            "The embedded Neo4j needs neo4j/pom.xml of the project's folder: install "
            "from there (pip install --editable .), or set NEO4J_URI."
        ) from error


async def _fetch(folder: Path, lock: Lock, report: Callable[[str], None]) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise EngineError(
            "Maven is missing, which fetches Neo4j at the first start: install it "
            "(on Debian: apt install maven)."
        )
    command = (
        *(maven, "--batch-mode", "-Dstyle.color=never", "--file", str(POM)),
        *("dependency:copy-dependencies", f"-DoutputDirectory={folder}"),
    )
    errors: list[str] = []
    # Maven inherits the lock, and so keeps others out even when this process is killed.
    async with _process(*command, pass_fds=[lock.fd]) as process:
        async for line in _lines(process):
            if jar := re.search(r"Downloaded from \S+ \S*/(\S+\.jar) ", line):
                report(jar[1])
            elif error := line.partition("[ERROR] ")[2]:
                errors.append(error.removesuffix(" -> [Help 1]"))
        if await process.wait() != 0:
            raise EngineError(_failure(errors))


def _failure(errors: list[str]) -> str:
    said = errors[0] if errors else "it gave no reason"
    if any("No space left on device" in error for error in errors):
        return (
            "The disk is full, and Neo4j could not be fetched: free some space, or set "
            "ARMSGRAPH_LIB to a folder on another disk."
        )
    return (
        f"Neo4j could not be fetched with Maven: {said}\n"
        "Check the network and Maven's settings.xml, and start again: what has arrived "
        "is kept."
    )


async def run(
    *command: str,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    pass_fds: Sequence[int] = (),
) -> tuple[int, str]:
    """Run a command; its exit code and all that it printed."""
    async with _process(*command, env=env, cwd=cwd, pass_fds=pass_fds) as process:
        output = "\n".join([line async for line in _lines(process)])
        return await process.wait(), output


@asynccontextmanager
async def _process(
    *command: str,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    pass_fds: Sequence[int] = (),
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child process that is ended when the block is left early."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=env,
        cwd=cwd,
        pass_fds=pass_fds,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _lines(process: asyncio.subprocess.Process) -> AsyncIterator[str]:
    assert process.stdout is not None
    async for line in process.stdout:
        yield line.decode(errors="replace").rstrip()
