"""A dump into an empty home, by Neo4j's own importer: the quickest way for the largest.

The dump is a folder of CSV files with ``neo4j-admin.args``, which says what each holds,
as ``armsgraph export`` writes it. The importer comes with the engine's jars.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from graph import constraints, jars
from graph.clauses import quoted
from graph.declare import Model, Property
from graph.driver import Graph, Statement
from graph.errors import BadUserInput, EngineError
from graph.home import Home, Lock
from graph.settings import Settings

ARGUMENTS = "neo4j-admin.args"
"""The file in a dump that has the importer's arguments."""
BATCH = 10_000
"""Facts that one transaction completes."""
TAIL = 15
"""Lines of the importer's output that an error shows."""

Tell = Callable[[str], None]


async def import_dump(settings: Settings, folder: Path, tell: Tell) -> None:
    """Fill the empty home of an engine that does not run.

    Raises :class:`BadUserInput` where the folder is no dump or the home holds a graph,
    and :class:`EngineError` where the engine runs or the importer fails.
    """
    if not (folder / ARGUMENTS).is_file():
        raise BadUserInput(
            f"{folder} is no dump for Neo4j's importer: it has no {ARGUMENTS}. Write "
            "one with `armsgraph export --format csv FOLDER`."
        )
    home = Home(settings)
    home.make()
    with Lock(home.start) as starting:
        if not starting.take() or home.running():
            raise EngineError("The embedded Neo4j runs: stop it first.")
        _check_empty(home)
        await _import(home, folder, starting, tell)


def _check_empty(home: Home) -> None:
    data = home.path / "data"
    if (data / "databases" / "neo4j").exists():
        raise BadUserInput(
            f"The home holds a graph already: move {data} away, or set ARMSGRAPH_HOME "
            "to another folder."
        )


async def _import(home: Home, folder: Path, starting: Lock, tell: Tell) -> None:
    java = await jars.find_java()
    library = jars.folder(home.lib)
    if not jars.resolved(library):
        await jars.resolve(library, tell)
    tell("Neo4j's importer is at work")
    with home.writing():
        home.configure(home.ports())
    code, output = await jars.run(
        *(java, f"-Xmx{home.settings.heap}", "-cp", f"{library}/*"),
        *("org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j"),
        *(f"@{folder / ARGUMENTS}", f"--report-file={home.path}/logs/import.report"),
        env={
            **os.environ,
            "NEO4J_HOME": str(home.path),
            "NEO4J_CONF": f"{home.path}/conf",
        },
        cwd=folder,
        pass_fds=[starting.fd],
    )
    if code != 0:
        end = "\n".join(output.splitlines()[-TAIL:])
        raise EngineError(f"Neo4j's importer failed.\n{end}")


async def complete(graph: Graph, model: Model, tell: Tell) -> None:
    """Add what an importer leaves out: constraints, indexes, and empty lists."""
    tell("making constraints and indexes")
    await constraints.ensure(graph, model)
    for name, text in _completions(model):
        tell(name)
        after = ""
        while after is not None:
            statement = Statement(text, {"after": after, "size": BATCH})
            (((after,),),) = await graph.write([statement])


def _completions(model: Model) -> Iterator[tuple[str, str]]:
    """The labels and types with lists, and Cypher that fills in those that are missing.

    Its row is the id behind which to go on, null at the end.
    """
    for label, node in model.nodes.items():
        pattern = f"(f:{quoted(label)})"
        yield from _completion(label, pattern, node.properties)
    for type_, relationship in model.relationships.items():
        pattern = f"()-[f:{quoted(type_)}]->()"
        yield from _completion(type_, pattern, relationship.properties)


def _completion(
    name: str, pattern: str, properties: dict[str, Property]
) -> Iterator[tuple[str, str]]:
    lists = [quoted(p.name) for p in properties.values() if p.is_list]
    if lists:
        filled = "\n".join(
            f"FOREACH (f IN [x IN page WHERE x.{p} IS NULL] | SET f.{p} = [])"
            for p in lists
        )
        yield (
            name,
            f"MATCH {pattern} WHERE f.id > $after\n"
            "WITH f ORDER BY f.id LIMIT $size\n"
            f"WITH collect(f) AS page\n{filled}\n"
            "RETURN CASE size(page) WHEN $size THEN page[-1].id END AS after",
        )
