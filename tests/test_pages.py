"""The pages people see: what is served, and how it looks to a real Chromium."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from graphql import parse, validate
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.graphql import make_schema
from api.pages import BUILD, graphiql_page, pages_router
from graph.server import Server
from tests.conftest import TIMEOUT, Service

EXAMPLES = sorted((BUILD.parent / "examples").glob("*.graphql"))
HEADLINE = EXAMPLES[0].read_text()
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LAPTOP = (1366, 768)
PHONE = (390, 844)


def operation_name(document: str) -> str:
    (name,) = re.findall(r"^query (\w+)", document, re.MULTILINE)
    return str(name)


def question(document: str) -> str:
    return document.splitlines()[0].removeprefix("# ")


def get(
    path: str, *, accept: str = HTML, build: Path = BUILD, method: str = "GET"
) -> httpx.Response:
    """Ask the pages alone; 204 where they leave the request to the GraphQL endpoint."""
    app = FastAPI()
    app.include_router(pages_router(build))

    @app.api_route("/graphql", methods=["GET", "HEAD", "POST"])
    async def graphql(request: Request) -> Response:
        return graphiql_page(request, build) or Response(status_code=204)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
            return await http.request(method, path, headers={"Accept": accept})

    return asyncio.run(ask())


def test_a_browser_gets_the_page() -> None:
    response = get("/graphql")
    assert response.status_code == 200
    assert "<title>ArmsGraph</title>" in response.text
    assert '<html lang="en">' in response.text
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("path", "accept", "method"),
    [
        ("/graphql", "application/json", "GET"),
        ("/graphql", "application/graphql-response+json, text/html", "GET"),
        ("/graphql", "*/*", "GET"),
        ("/graphql?query={__typename}", HTML, "GET"),
        ("/graphql", HTML, "POST"),
    ],
)
def test_a_graphql_request_gets_no_page(path: str, accept: str, method: str) -> None:
    response = get(path, accept=accept, method=method)
    assert response.status_code == 204


def test_without_a_build_the_page_says_what_to_do(tmp_path: Path) -> None:
    response = get("/graphql", build=tmp_path)
    assert response.status_code == 200
    assert "Node 20" in response.text
    assert "make web" in response.text
    assert "<script" not in response.text


def test_policy_lets_nothing_in_but_our_own_files() -> None:
    policy = get("/graphql").headers["content-security-policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'self'"
    assert not {"script-src", "connect-src", "worker-src"} & directives.keys()
    assert "http" not in policy
    assert "unsafe-eval" not in policy


def test_the_root_leads_to_the_page() -> None:
    assert get("/").headers["location"] == "graphql"


def test_every_file_the_page_names_is_served_and_kept_for_good() -> None:
    names = re.findall(r'(?:src|href)="\./(assets/[^"]+)"', get("/graphql").text)
    assert len(names) >= 3
    for name in names:
        response = get(f"/{name}")
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
        assert "default-src 'self'" in response.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["none.js", "..%2findex.html", "%2e%2e", "%00"])
def test_nothing_else_is_served(name: str) -> None:
    assert get(f"/assets/{name}").status_code == 404


def test_the_page_names_no_other_host() -> None:
    page = get("/graphql").text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_the_schema_is_served_as_text() -> None:
    response = get("/schema.graphql")
    assert response.headers["content-type"].startswith("text/plain")
    assert "salesReviewed" in response.text


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_example_asks_a_question_and_fits_the_schema(file: Path) -> None:
    document = file.read_text()
    assert question(document).endswith("?")
    assert not validate(make_schema().core, parse(document))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_example_has_an_answer(service: Service, file: Path) -> None:
    body = httpx.post(
        f"{service.url}/graphql", json={"query": file.read_text()}, timeout=TIMEOUT
    ).json()
    assert "errors" not in body
    (answer,) = body["data"].values()
    assert answer


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    name = os.environ.get("CHROMIUM", "chromium")
    path = shutil.which(name)
    assert path, f"{name} is not installed; make test installs it, or CHROMIUM names it"
    # The first question to a Neo4j that has just started takes it seconds to plan.
    expect.set_options(timeout=TIMEOUT * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Witness:
    """What a page complained of, and which other hosts it reached for."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self.outside: set[str] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._request(request.url))
        page.on("requestfailed", self._failed)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _request(self, url: str) -> None:
        if urlsplit(url).hostname not in ("127.0.0.1", None):
            self.outside.add(url)

    def _failed(self, request: Any) -> None:
        if request.failure == "csp":  # Stopped by the page's policy: nothing was sent.
            self.outside.discard(request.url)


@contextmanager
def opened(
    browser: Browser, url: str, size: tuple[int, int] = LAPTOP
) -> Iterator[tuple[Page, Witness]]:
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height})
    witness = Witness(page)
    page.goto(url)
    try:
        yield page, witness
    finally:
        page.close()


def tab_titles(page: Page) -> list[str]:
    return page.get_by_role("tab").all_inner_texts()


def execute(page: Page) -> Any:
    """Press the button and return the answer to the operation shown."""
    with page.expect_response(lambda r: r.request.method == "POST"):
        page.get_by_role("button", name="Execute query").click()
    answer = page.locator(".graphiql-response .view-lines")
    expect(answer).to_contain_text("data")
    return answer.inner_text().replace("\xa0", " ")


@pytest.mark.browser
def test_graphiql_shows_the_examples_and_answers_the_first(
    chromium: Browser, service: Service
) -> None:
    with opened(chromium, f"{service.url}/graphql") as (page, witness):
        expect(page.get_by_role("heading", name="ArmsGraph")).to_be_visible()
        expect(page.locator(".graphiql-query-editor")).to_contain_text("salesReviewed")
        assert tab_titles(page) == [operation_name(f.read_text()) for f in EXAMPLES]

        answer = execute(page)
        (total,) = re.findall(r'"totalCount": (\d+)', answer)
        assert int(total) > 0
        assert '"transmittalNumber"' in answer
        assert witness.complaints == []
        assert witness.outside == set()


@pytest.mark.browser
def test_the_first_address_leads_to_graphiql(
    chromium: Browser, service: Service
) -> None:
    with opened(chromium, f"{service.url}/") as (page, witness):
        expect(page.locator(".graphiql-query-editor")).to_contain_text("salesReviewed")
        assert witness.complaints == []


@pytest.mark.browser
def test_a_closed_example_opens_again_from_the_panel(
    chromium: Browser, service: Service
) -> None:
    with opened(chromium, f"{service.url}/graphql") as (page, _):
        page.get_by_role("button", name="Close Tab").first.click()
        expect(page.get_by_role("tab")).to_have_count(len(EXAMPLES) - 1)
        panel = page.get_by_role("region", name="Examples")
        expect(panel.get_by_role("button")).to_have_count(len(EXAMPLES))

        panel.get_by_role("button", name=question(HEADLINE)).click()
        expect(page.get_by_role("tab")).to_have_count(len(EXAMPLES))
        expect(page.get_by_role("tab").last).to_contain_text(operation_name(HEADLINE))
        expect(page.locator(".graphiql-query-editor")).to_contain_text("salesReviewed")

        panel.get_by_role("button", name=question(HEADLINE)).click()
        expect(page.get_by_role("tab")).to_have_count(len(EXAMPLES))


@pytest.mark.browser
def test_a_question_chosen_from_the_panel_is_answered(
    chromium: Browser, service: Service
) -> None:
    with opened(chromium, f"{service.url}/graphql") as (page, witness):
        for file in (EXAMPLES[2], EXAMPLES[0]):
            document = file.read_text()
            page.get_by_role("button", name=question(document)).click()
            root = "agency" if file is EXAMPLES[2] else "salesReviewed"
            expect(page.locator(".graphiql-response")).to_contain_text(f'"{root}"')
        assert witness.complaints == []


@pytest.mark.browser
def test_the_page_follows_changes(chromium: Browser, service: Service) -> None:
    asked = {"query": "{ changes(first: 1) { edges { cursor } } }"}
    first = httpx.post(f"{service.url}/graphql", json=asked, timeout=TIMEOUT).json()
    (edge,) = first["data"]["changes"]["edges"]
    follow = "subscription Following { changes(after: CURSOR) { node { kind } } }"
    follow = follow.replace("CURSOR", f'"{edge["cursor"]}"')
    with opened(chromium, f"{service.url}/graphql") as (page, witness):
        page.locator(".graphiql-query-editor .view-lines").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(follow)
        # The editor takes a moment to know what is to be run.
        expect(page.get_by_role("tab").first).to_contain_text("Following")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".graphiql-response")).to_contain_text('"ADDED"')
        page.get_by_role("button", name="Stop query").click()
        assert witness.complaints == []


@pytest.mark.browser
def test_the_schema_is_documented_in_the_page(
    chromium: Browser, service: Service
) -> None:
    with opened(chromium, f"{service.url}/graphql") as (page, _):
        page.get_by_role("button", name="Show Documentation Explorer").click()
        page.get_by_role("link", name="Query").first.click()
        expect(page.locator(".graphiql-plugin")).to_contain_text("salesReviewed")


@pytest.mark.browser
def test_graphiql_fits_a_phone(chromium: Browser, service: Service) -> None:
    with opened(chromium, f"{service.url}/graphql", PHONE) as (page, _):
        expect(page.locator(".graphiql-query-editor")).to_contain_text("salesReviewed")
        expect(page.get_by_role("region", name="Examples")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert page.evaluate("document.documentElement.scrollHeight") < 2 * PHONE[1]
        for part in (".graphiql-editors", ".graphiql-response"):
            box = page.locator(part).bounding_box()
            assert box
            assert box["width"] > 300
            assert box["height"] > 200


@pytest.mark.browser
def test_neo4j_browser_connects_and_draws_sales(
    chromium: Browser, server: Server
) -> None:
    assert server.browser
    with opened(chromium, server.browser) as (page, witness):
        page.get_by_test_id("username").fill(server.user)
        page.get_by_test_id("password").fill(server.password)
        page.get_by_test_id("connect").click()
        expect(page.get_by_test_id("stream")).to_contain_text("You are connected as")

        page.get_by_test_id("activeEditor").click()
        page.keyboard.insert_text(
            "MATCH (s:Sale)-[r:TO]->(p:PartnerNation) RETURN s, r, p LIMIT 5"
        )
        page.keyboard.press("Control+Enter")
        expect(page.locator("svg g.relationship")).to_have_count(5)
        assert page.locator("svg g.node").count() > 5
        assert witness.outside == set()
