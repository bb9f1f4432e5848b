"""What the documentation shows is what happens: each question is asked again.

``pytest --update`` writes the answers, and the tables of ``docs/model.md``, anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer

import api.errors
from api.cli import app
from graph.chronicles import CHRONICLES
from graph.driver import Graph, Statement
from graph.errors import BadUserInput, GraphTimeout, GraphUnavailable
from graph.model import MODEL
from graph.oversight import TRAVERSALS
from graph.settings import Settings
from tests.conftest import ROOT
from tests.editing import Editor
from tests.model_page import MARK, tables

pytestmark = pytest.mark.anyio

README = ROOT / "README.md"
DOCS = ROOT / "docs"
WRITING = DOCS / "writing.md"
"""Its questions are answered by a graph of their own, which they change."""
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CURSOR = re.compile(r'"endCursor": "([^"]+)"')
PASSING = {"dataSince", "executedAt", "schema", "signature"}
"""Parts of a receipt that are others with each load, answer or change of the schema."""
WIDTH = 120
"""Columns that an answer is laid out in."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; ``label`` is what follows its language."""

    language: str
    label: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A GraphQL block, the variables below it if any, and the answer below those."""

    text: str
    variables: dict[str, Any]
    answer: Block


def blocks(text: str) -> list[Block]:
    return [
        Block(m[1], m[2].strip(), m[3], m.start(3), m.end(3))
        for m in BLOCK.finditer(text)
    ]


def questions(text: str) -> Iterator[Question]:
    found = iter(blocks(text))
    for block in found:
        if block.language != "graphql":
            continue
        answer = next(found)
        variables = {}
        if answer.label == "variables":
            variables = json.loads(answer.text)
            answer = next(found)
        assert (answer.language, answer.label) == ("json", ""), block.text
        yield Question(block.text, variables, answer)


def layout(value: Any, *, indent: int = 0) -> str:
    """JSON with each part on one line where it fits."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        opening, closing = "{", "}"
        parts = [
            f'{inner}"{key}": {layout(part, indent=indent + 2)}'
            for key, part in value.items()
        ]
    else:
        opening, closing = "[", "]"
        parts = [inner + layout(part, indent=indent + 2) for part in value]
    return "\n".join([opening, ",\n".join(parts), " " * indent + closing])


def name(path: Path) -> str:
    return path.name


@pytest.fixture(params=PAGES, ids=name)
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


async def test_questions_get_the_answers_below_them(
    page: Path, client: httpx.AsyncClient, update: bool
) -> None:
    if page.name == WRITING.name:
        return

    async def ask(question: Question) -> dict[str, Any]:
        body = {"query": question.text, "variables": question.variables}
        response = await client.post("/graphql", json=body)
        return lasting(response.json())

    await compare(page, ask, update)


async def test_what_is_written_is_answered_as_it_says(
    empty_graph: Graph, update: bool
) -> None:
    editor = Editor(empty_graph)

    async def ask(question: Question) -> dict[str, Any]:
        answer = await editor.answer(question.text, **question.variables)
        return answer.result()

    await compare(WRITING, ask, update)


async def compare(
    page: Path, ask: Callable[[Question], Awaitable[dict[str, Any]]], update: bool
) -> None:
    """Compare the answers on a page with those to its questions, in their order."""
    for place in range(len(list(questions(read(page))))):
        # Read anew, because an update moves what is below it.
        question = list(questions(read(page)))[place]
        answer = layout(await ask(question)) + "\n"
        if update:
            replace(page, question.answer, answer)
        else:
            assert question.answer.text == answer, question.text


def lasting(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what its receipt says anew each time."""
    receipt = answer.get("extensions", {}).get("receipt", {})
    receipt |= dict.fromkeys(PASSING & receipt.keys(), "…")
    return answer


def read(page: Path) -> str:
    return page.read_text()


def replace(page: Path, block: Block, answer: str) -> None:
    """Write an answer; the cursor in it is sent by a question further down."""
    text = read(page)
    text = text[: block.start] + answer + text[block.end :]
    cursors = zip(CURSOR.findall(block.text), CURSOR.findall(answer), strict=False)
    for old, new in cursors:
        text = text.replace(old, new)
    page.write_text(text)


def test_readme_asks_five_questions_that_have_answers() -> None:
    text = README.read_text()
    assert re.findall(r"^### (\d)\. .*\?$", text, re.MULTILINE) == list("12345")
    for question in questions(text):
        assert "errors" not in json.loads(question.answer.text), question.text


async def test_readme_gets_the_same_rows_by_cypher(
    graph: Graph, client: httpx.AsyncClient
) -> None:
    text = read(README)
    (cypher,) = (block.text for block in blocks(text) if block.language == "cypher")
    headline = next(questions(text))
    response = await client.post("/graphql", json={"query": headline.text})
    nodes = response.json()["data"]["salesReviewed"]["nodes"]
    expected = [[n["day"], n["title"], n["partner"]["name"]] for n in nodes]
    assert await graph.read(Statement(cypher)) == expected


async def test_cypher_runs(page: Path, graph: Graph) -> None:
    for block in blocks(read(page)):
        if block.language == "cypher":
            assert await graph.read(Statement(block.text)), block.text


def test_model_page_is_made_from_the_model(update: bool) -> None:
    page = DOCS / "model.md"
    prose, mark, made = page.read_text().partition(MARK)
    assert mark
    expected = tables(MODEL, (*TRAVERSALS, *CHRONICLES))
    if update:
        page.write_text(prose + mark + expected)
        return
    assert made == expected


def test_links_lead_to_files_and_headings(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if target.startswith("http"):
            continue
        path, _, heading = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        if heading:
            assert heading in headings(file), target


def headings(file: Path) -> set[str]:
    """The anchors of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.replace(" ", "-") for title in plain}


def test_modules_exist(page: Path) -> None:
    for path in re.findall(r"`((?:api|graph|seed|tests)/\w+\.py)`", page.read_text()):
        assert (ROOT / path).exists(), path


def test_commands_exist(page: Path) -> None:
    targets = re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(), re.M)
    for target in re.findall(r"\bmake ([a-z-]+)\b", commands(page)):
        assert target in targets
    group = typer.main.get_command(app)
    for words in re.findall(r"\barmsgraph((?: [a-z]\S*)+)", commands(page)):
        command: Any = group
        for word in words.split():
            if not hasattr(command, "commands"):
                break
            assert word in command.commands, f"armsgraph{words}"
            command = command.commands[word]


def commands(page: Path) -> str:
    """What a page says to type, in blocks and in the text."""
    text = page.read_text()
    shown = [b.text for b in blocks(text) if b.language == "sh"]
    return "\n".join([*shown, *re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))])


def test_variables_are_settings(page: Path) -> None:
    text = BLOCK.sub("", page.read_text())
    found = set(re.findall(r"\b(?:ARMSGRAPH|NEO4J)_[A-Z0-9_]+\b", text))
    assert found <= set(settings())


def settings() -> dict[str, str]:
    """Each setting's variable and default, as the table has it."""
    return {
        str(field.validation_alias): printed(field.default)
        for field in Settings.model_fields.values()
    }


def printed(default: Any) -> str:
    if default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_every_setting_is_described() -> None:
    rows = re.findall(
        r"^\| `([A-Z0-9_]+)` \| (?:`(.+?)`)? ?\| \S.+ \|$",
        (DOCS / "operating.md").read_text(),
        re.MULTILINE,
    )
    assert dict(rows) == settings()


def test_every_error_code_is_described() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", querying(), re.MULTILINE))
    declared = set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", api.errors.__doc__ or ""))
    of_graph = {e.code for e in (BadUserInput, GraphTimeout, GraphUnavailable)}
    assert described >= declared | of_graph


def querying() -> str:
    return (DOCS / "querying.md").read_text()


def test_every_traversal_and_every_chronicle_is_described() -> None:
    for reached in (*TRAVERSALS, *CHRONICLES):
        assert f"`{reached.name}`" in querying()
