"""The page people see when they open the service in a browser.

The page is built from ``web/`` by ``make web``. Without that build the API runs all
the same, and a plain page says what is missing.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "web" / "dist"
"""Where ``make web`` puts the page."""

POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "font-src 'self' data:",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
        # The editor measures text and colours tokens with style elements of its own.
        "style-src 'self' 'unsafe-inline'",
    )
)
PAGE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}
ASSET_HEADERS = {
    # A worker goes by the policy of its own file.
    "Content-Security-Policy": POLICY,
    "Cache-Control": "public, max-age=31536000, immutable",
}

NOT_BUILT = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ArmsGraph</title>
<h1>ArmsGraph</h1>
<p>The GraphQL API is running at this address, but its page has not been built.</p>
<p>To see the page, install Node 20.19 or later, run <code>make web</code> in the
project's folder and load this address again.</p>
<p>Without the page, ask by POST:</p>
<pre>curl -H 'Content-Type: application/json' \\
  -d '{"query": "{ __schema { queryType { name } } }"}' ADDRESS</pre>
</html>
"""


def pages_router(build: Path = BUILD, *, with_schema: bool = True) -> APIRouter:
    """Routes ``/``, ``/schema.graphql`` if wanted, and the built page's ``/assets``."""
    router = APIRouter(include_in_schema=False)
    assets = build / "assets"

    @router.api_route("/", methods=["GET", "HEAD"])
    async def root() -> Response:
        return RedirectResponse("graphql")

    if with_schema:

        @router.api_route("/schema.graphql", methods=["GET", "HEAD"])
        async def schema() -> Response:
            return FileResponse(ROOT / "schema.graphql", media_type="text/plain")

    @router.api_route("/assets/{name}", methods=["GET", "HEAD"])
    async def asset(name: str) -> Response:
        return _asset(assets, name)

    return router


def graphiql_page(request: Request, build: Path = BUILD) -> Response | None:
    """The page for a browser that opens ``/graphql``; None for a GraphQL request.

    A browser asks for HTML and sends no ``query`` in the address.
    """
    if request.method not in ("GET", "HEAD") or "query" in request.query_params:
        return None
    if not _prefers_html(request.headers.get("accept", "")):
        return None
    index = build / "index.html"
    if not index.is_file():
        return HTMLResponse(NOT_BUILT, headers=PAGE_HEADERS)
    return FileResponse(index, headers=PAGE_HEADERS)


def _prefers_html(accept: str) -> bool:
    """Whether ``text/html`` is named, and no JSON type is named before it."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in accept.split(",")]
    wanted = [kind for kind in kinds if kind == "text/html" or kind.endswith("json")]
    return wanted[:1] == ["text/html"]


def _asset(assets: Path, name: str) -> Response:
    file = assets / name
    if file.parent != assets or not file.is_file():
        return Response(status_code=404)
    return FileResponse(file, headers=ASSET_HEADERS)
