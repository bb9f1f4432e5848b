"""Exports over HTTP: ``GET /export/…``, streamed while it is read.

The version of the data is the ``ETag``, so that callers ask for nothing that they have,
and go on, by ``If-Match`` and ``after``, with what broke off. Where the data change on
the way, the answer breaks off in a manner that every HTTP client notices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.admission import Admission
from api.disconnects import CallerGone, WhileThere
from api.errors import Refused, overloaded
from api.gate import Gate, Overloaded, Room
from exports.forms import FORMS, Named, encoded, named
from exports.snapshot import Snapshot
from exports.tables import Table, following, tables
from graph.driver import Graph, Statement
from graph.errors import BadUserInput, CursorExpired, DataChanged, GraphError, LoadError
from graph.feed import Place, check_kept
from graph.model import MODEL
from graph.settings import Settings
from graph.versions import VERSION

WHOLE = "graph"
"""What a file of all tables is called."""
COMPRESSED = {".gz": "application/gzip", ".zst": "application/zstd"}
METHODS = ("GET", "HEAD")
STATUSES = {BadUserInput: 400, CursorExpired: 410, DataChanged: 412, LoadError: 503}
"""What the status of an error is, where it is not 503."""

log = structlog.get_logger("api.exports")


class BrokenOff(Exception):
    """An answer ended before its end; the connection is to be closed."""


def exports_route(graph: Graph, settings: Settings, admission: Admission) -> Route:
    """The ``/export/…`` endpoint over a graph."""
    return Route("/export/{name}", Exports(graph, settings, admission))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is asked for, and the tables in it."""

    name: Named
    tables: Sequence[Table]
    after: str
    since: Place | None

    @property
    def media_type(self) -> str:
        """The media type of the file, compressed as it is."""
        return COMPRESSED.get(self.name.compression, self.name.form.media_type)


class Exports:
    """The ASGI application that answers with files of the graph."""

    def __init__(self, graph: Graph, settings: Settings, admission: Admission) -> None:
        self._graph = graph
        self._admission = admission
        self._settings = settings
        room = Room(
            running=settings.max_exports,
            running_per_caller=1,
            waiting=0,
            waiting_per_caller=0,
            wait=settings.max_wait,
        )
        self._gate = Gate(room)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            with WhileThere(receive):
                await self._answer(request, send)
        except Refused as refused:
            await _refusal(refused)(scope, receive, send)
        except GraphError as error:
            status = STATUSES.get(type(error), 503)
            refusal = Refused(status, error.message, code=error.code)
            await _refusal(refusal)(scope, receive, send)
        except BrokenOff as broken:
            # Without an end of the answer the server closes the connection.
            log.warning("export broken off", reason=str(broken))
        except CallerGone:
            log.info("export left by its caller")

    async def _answer(self, request: Request, send: Send) -> None:
        if not self._settings.max_exports:
            raise Refused(404, "Exports are closed here; see ARMSGRAPH_MAX_EXPORTS.")
        if request.method not in METHODS:
            raise Refused(405, "Ask by GET.", headers={"Allow": ", ".join(METHODS)})
        caller = await self._admission.caller(request.scope, request.headers)
        wanted = _wanted(request)
        try:
            await self._gate.enter(caller.id)
        except Overloaded:
            raise overloaded("Too many exports run; come back later.") from None
        try:
            await self._send(request, wanted, send)
        finally:
            self._gate.leave(caller.id)

    async def _send(self, request: Request, wanted: Wanted, send: Send) -> None:
        held = await self._graph.read(Statement(VERSION))
        if held and _names(request, "if-none-match", held[0][0]):
            unchanged = Response(status_code=304, headers=_version(held[0][0]))
            await unchanged(request.scope, request.receive, send)
            return
        snapshot = await Snapshot.of(self._graph)
        head = Response(headers=_headers(snapshot))
        del head.headers["Content-Length"]
        if not _names(request, "if-match", snapshot.version, missing=True):
            raise DataChanged("The data are of another version now; begin anew.")
        if wanted.since is not None:
            await check_kept(self._graph.read, "since", wanted.since)
        head.headers["Content-Type"] = wanted.media_type
        begun = {"type": "http.response.start", "status": 200}
        await send({**begun, "headers": head.raw_headers})
        if request.method == "GET":
            await _stream(snapshot, wanted, send)
        await send({"type": "http.response.body", "body": b""})


async def _stream(snapshot: Snapshot, wanted: Wanted, send: Send) -> None:
    parts = encoded(
        snapshot,
        wanted.name.form,
        wanted.tables,
        compression=wanted.name.compression,
        after=wanted.after,
        since=wanted.since,
    )
    try:
        async for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
    except GraphError as error:
        # The status is sent: all that can still be said is that this is not the end.
        raise BrokenOff(error.message) from error


def _wanted(request: Request) -> Wanted:
    name = request.path_params["name"]
    found = named(name)
    if found is None:
        endings = ", ".join(form.suffix for form in FORMS.values())
        raise Refused(
            404, f"{name!r} is no file here; its name must end with one of {endings}."
        )
    after = request.query_params.get("after", "")
    since = request.query_params.get("since", "")
    place = found.form.place(after=after, since=since)
    within = _tables(found)
    if after:
        following(within, after)
    return Wanted(found, within, after, place)


def _tables(name: Named) -> Sequence[Table]:
    every = tables(MODEL)
    if not name.form.by_table:
        if name.stem == WHOLE:
            return every
        raise Refused(404, f"Ask for {WHOLE}{name.form.suffix}.")
    for table in every:
        if table.name == name.stem:
            return [table]
    names = ", ".join(table.name for table in every)
    raise Refused(404, f"{name.stem!r} is no table here; write one of {names}.")


def _names(
    request: Request, header: str, version: str, *, missing: bool = False
) -> bool:
    """Whether a condition names the version; ``missing`` where there is none."""
    if header not in request.headers:
        return missing
    tags = [tag.strip() for tag in request.headers[header].split(",")]
    return "*" in tags or f'"{version}"' in tags


def _headers(snapshot: Snapshot) -> dict[str, str]:
    return {**_version(snapshot.version), "X-Cursor": snapshot.cursor}


def _version(version: str) -> dict[str, str]:
    return {"ETag": f'"{version}"', "Cache-Control": "no-cache"}


def _refusal(refused: Refused) -> Response:
    body = orjson.dumps(refused.result())
    return Response(body, refused.status, refused.headers, "application/json")
