"""Imports point one way, told from the syntax of every module."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("api", "exports", "graph", "imports", "seed")
VAGUE = {"base", "common", "helpers", "misc", "utils"}


def modules() -> dict[str, Path]:
    """Every module of the project by its dotted name."""
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): file
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
    }


MODULES = modules()
TREES = {name: ast.parse(file.read_text()) for name, file in MODULES.items()}


def imports(module: str, *, at_run_time: bool = False) -> set[str]:
    """The modules that a module names; at run time, less those only for types."""
    tree: ast.AST = TREES[module]
    skipped = _for_types(tree) if at_run_time else set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            within = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= within & MODULES.keys() or {node.module}
    return found


def _for_types(tree: ast.AST) -> set[ast.AST]:
    """All nodes under ``if TYPE_CHECKING``."""
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }


def packages(module: str) -> set[str]:
    """The top-level packages that a module imports from."""
    return {name.partition(".")[0] for name in imports(module)}


def importers(package: str) -> set[str]:
    """The modules that import from a top-level package."""
    return {module for module in MODULES if package in packages(module)}


def test_graph_imports_nothing_that_is_built_on_it() -> None:
    assert not [m for m in importers("api") if not m.startswith("api.")]
    for package in ("exports", "imports", "seed"):
        assert not [m for m in importers(package) if m.startswith("graph.")]


def test_exports_know_nothing_of_how_facts_come_in() -> None:
    for package in ("imports", "seed"):
        assert not [m for m in importers(package) if m.startswith("exports.")]


def test_only_the_command_line_of_the_api_writes_facts_from_files() -> None:
    for package in ("imports", "seed"):
        assert {m for m in importers(package) if m.startswith("api.")} <= {"api.cli"}


def test_only_driver_and_shape_import_neo4j() -> None:
    assert importers("neo4j") <= {"graph.driver", "graph.shape"}


@pytest.mark.parametrize("module", ["graph.settings", "graph.errors"])
def test_settings_and_errors_import_nothing_of_ours(module: str) -> None:
    assert not packages(module) & set(PACKAGES)


@pytest.mark.parametrize("module", ["graph.query", "graph.cypher", "graph.shape"])
def test_query_text_and_values_know_no_graphql(module: str) -> None:
    assert not packages(module) & {"graphql", "strawberry"}


def test_nothing_but_the_api_imports_the_web_framework() -> None:
    for package in ("fastapi", "starlette", "strawberry", "uvicorn"):
        assert not [m for m in importers(package) if not m.startswith("api.")]


def test_no_module_imports_itself_in_a_circle() -> None:
    ours = {m: imports(m, at_run_time=True) & MODULES.keys() for m in MODULES}
    try:
        TopologicalSorter(ours).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_no_import_is_relative() -> None:
    relative = [
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


def test_every_module_says_by_its_name_what_it_holds() -> None:
    assert not [m for m in MODULES if m.rpartition(".")[2].strip("_") in VAGUE]
