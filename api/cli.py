"""The command line: ``armsgraph serve``, and what is done beside it."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import webbrowser
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Annotated, Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api import logs
from api.display import Display, Log, Task, graphql_address
from api.documents import PREFIX
from api.execution import Asked
from api.garbage import spare_the_collector
from api.graphql import make_schema
from api.manifests import read_documents
from api.receipts import secret_of
from api.serve import LOAD_TIMEOUT, Seed, Service
from api.verification import Ask, Verifier
from api.webhooks import Allowed, Refusal, Sender, send_again
from exports.files import write
from exports.forms import FORMS
from exports.wanted import export_of
from graph import constraints
from graph.bulk import complete, import_dump
from graph.changelog import fact_types
from graph.documents import Document, add, listed, remove
from graph.driver import Graph, Statement
from graph.engine import Engine, Report, Stage
from graph.errors import (
    BadUserInput,
    EngineError,
    GraphError,
    GraphTimeout,
    GraphUnavailable,
    LoadError,
)
from graph.home import Home
from graph.keys import Key, Role, read_keys
from graph.keys import create as create_key
from graph.keys import revoke as revoke_key
from graph.limits import Limits
from graph.model import MODEL
from graph.record import restrict as restrict_source
from graph.search import enum_name
from graph.server import Server, named_server
from graph.settings import Settings
from graph.webhooks import create as make_webhook
from graph.webhooks import read_undelivered, read_webhooks, settle
from graph.webhooks import remove as remove_hook
from imports.dry_run import Differences, differences
from imports.forms import Given, found_in, recognised
from imports.importing import Allowance, Progress, import_file, incomplete
from imports.mapping import read_mapping
from seed import load as seed
from seed.generate import generate as generate_sales

app = typer.Typer(
    help="A knowledge graph of U.S. security cooperation, asked in GraphQL.",
    epilog="Settings come from the environment: PORT, ARMSGRAPH_HOME, NEO4J_URI, …",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
neo4j = typer.Typer(help="The embedded Neo4j by itself.", no_args_is_help=True)
app.add_typer(neo4j, name="neo4j")
documents = typer.Typer(
    help="Trusted documents: what callers may ask with ARMSGRAPH_DOCUMENTS=trusted.",
    no_args_is_help=True,
)
app.add_typer(documents, name="documents")
keys = typer.Typer(help="API keys: who calls, and in which role.", no_args_is_help=True)
app.add_typer(keys, name="keys")

webhooks = typer.Typer(
    help="Addresses that are sent all changes.", no_args_is_help=True
)
app.add_typer(webhooks, name="webhooks")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
"""How instants are given: the beginning of a day, or a time in UTC."""
LONG_LINE = 1000
WEBHOOK_COLUMNS = ("Id", "Address", "Types", "Failures", "Last failure")
UNDELIVERED_COLUMNS = ("Id", "Webhook", "Changes", "Since", "Why")
KEY_COLUMNS = ("Id", "Name", "Role", "State", "Created", "Expires", "Last used")
COUNTS = Statement(
    "MATCH (n) UNWIND labels(n) AS label WITH label WHERE label IN $labels "
    "RETURN label, count(*) ORDER BY label",
    {"labels": list(MODEL.nodes)},
)
PATIENCE = 60.0
"""Seconds that a question to the service may take."""

SourceId = Annotated[str, typer.Argument(help="The id of the source: source:…")]
Work = Callable[[Server], Awaitable[None]]


def main() -> None:
    """Run the command line; failures become one message and an exit code."""
    try:
        app()
    except LoadError as error:
        fail("\n".join([error.message, *error.problems]))
    except BadUserInput as error:
        fail(error.message, code=2)
    except GraphError as error:
        fail(error.message)
    except ValidationError as error:
        fail("\n".join(_setting_problem(problem) for problem in error.errors()), code=2)


def fail(message: str, *, code: int = 1) -> NoReturn:
    """Print a message and exit."""
    err.print("[red]error:[/red] ", end="")
    err.print(message, markup=False, soft_wrap=True)
    sys.exit(code)


def _setting_problem(problem: Any) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    value = "what it is" if logs.SECRET.search(name) else repr(problem["input"])
    return f"{name} cannot be {value}: {problem['msg']}."


def show_version(wanted: bool) -> None:
    """Print the version and exit."""
    if wanted:
        out.print(f"armsgraph {package_version('armsgraph')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True),
    ] = False,
) -> None:
    """A knowledge graph of U.S. security cooperation, asked in GraphQL."""


@app.command()
def serve() -> None:
    """Serve GraphQL on http://127.0.0.1:$PORT/graphql until Ctrl-C.

    Starts the embedded Neo4j, unless NEO4J_URI names a server, and fills an empty
    graph with the data. The first start fetches Neo4j with Maven and takes a few
    minutes; later ones take seconds.
    """
    settings = Settings()
    with display(settings, serving=True) as show:
        service = Service(
            settings,
            Seed(version=seed.loaded_version, load=load_seed),
            report=show.report,
            ready=show.ready,
        )
        uvloop.run(service.run())


def display(settings: Settings, *, serving: bool) -> Display | Log:
    """What shows the progress of a process that stays: to people, or as log lines."""
    logs.configure(settings.log_format)
    if logs.for_people(settings.log_format):
        return Display(settings, err, serving=serving)
    return Log(settings, serving=serving)


@app.command()
def load(
    directory: Annotated[
        Path,
        typer.Argument(
            exists=True, file_okay=False, help="Folder with the files to load."
        ),
    ] = seed.DATA,
) -> None:
    """Load data into the graph: all of it, or nothing where a row does not fit.

    Loads what comes with ArmsGraph unless a folder is given. Loading twice changes
    nothing. Uses the server that NEO4J_URI names, or else the embedded Neo4j.
    """
    change(lambda graph, tell: seed.load(graph, directory, progress=tell))


@app.command()
def restrict(source: SourceId) -> None:
    """Show a source, and what rests on it alone, to callers with the right only."""
    mark(source, restricted=True)


@app.command()
def release(source: SourceId) -> None:
    """Show a restricted source to everybody again."""
    mark(source, restricted=False)


def mark(source: str, *, restricted: bool) -> None:
    """Restrict a source, or release it."""

    async def work(graph: Graph) -> None:
        await constraints.ensure(graph, MODEL)
        await restrict_source(graph, source, restricted=restricted)
        seen = "those with the right" if restricted else "everybody"
        out.print(f"{source}, and what rests on it alone, is for {seen} now.")

    on_graph(work, timeout=LOAD_TIMEOUT)


@app.command()
def generate(
    sales: Annotated[
        int, typer.Option(min=1, help="How many generated sales the graph is to hold.")
    ],
) -> None:
    """Add generated sales beside the real ones, to measure with.

    They are drawn from the real ones, and their source says that they are not real. A
    run that was interrupted is taken up again.
    """
    change(lambda graph, tell: generate_sales(graph, sales, progress=tell))


def change(write: Callable[[Graph, Callable[[str], None]], Awaitable[object]]) -> None:
    """Write to the graph, showing progress, and print what it holds then."""
    settings = Settings()
    with Display(settings, err) as show:

        async def work(server: Server) -> None:
            show.report(Stage.LOADING)
            async with server.connect(timeout=LOAD_TIMEOUT) as graph:
                await write(graph, loading(show.report))
                show.report(Stage.READY)
                print_counts(await graph.read(COUNTS))

        asyncio.run(with_server(settings, show.report, work))


def loading(report: Report) -> Callable[[str], None]:
    """Progress of a load, told as details of its stage."""
    return lambda detail: report(Stage.LOADING, detail)


@app.command()
def export(
    target: Annotated[
        str,
        typer.Argument(help="The file or new folder; - writes to standard output."),
    ],
    form: Annotated[
        str,
        typer.Option("--format", help=f"One of {', '.join(FORMS)}; as TARGET ends."),
    ] = "",
    only: Annotated[
        str, typer.Option(help="Labels and relationship types, by commas.")
    ] = "",
    compression: Annotated[
        str, typer.Option(help="gz or zst, for folders and standard output.")
    ] = "",
    after: Annotated[
        str, typer.Option(help="An id: write only what follows that fact.")
    ] = "",
    since: Annotated[
        str, typer.Option(help="A cursor: write only what has changed since.")
    ] = "",
) -> None:
    """Write the graph out, whole and as of one moment.

    csv and parquet make a folder with a file for each label and relationship type; a
    csv folder is also a dump for Neo4j's importer. All other forms are one file, which
    is compressed where its name ends with .gz or .zst. Each export tells the cursor of
    its moment, which --since takes, and the API.
    """
    wanted = export_of(
        target, form, only=only, compression=compression, after=after, since=since
    )
    settings = Settings()
    with Display(settings, err) as show:

        async def work(server: Server) -> None:
            show.report(Task.EXPORTING)
            tell = partial(show.report, Task.EXPORTING)
            async with server.connect(timeout=LOAD_TIMEOUT) as graph:
                written = await write(graph, wanted, target, tell)
            show.report(Stage.READY)
            err.print(f"{written.size:,} bytes of data version {written.version}")
            cursor = f"What has changed since: --since {written.cursor}"
            err.print(cursor, soft_wrap=True)

        asyncio.run(with_server(settings, show.report, work))


@app.command("import")
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, help="Files, or folders of tables."),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(exists=True, help="What the columns of a CSV file mean (JSON)."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option(help="Tell what would change, and change nothing.")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="A file for the rows that do not fit.")
    ] = None,
    max_rejects: Annotated[
        int, typer.Option(min=0, help="How many of them to pass over.")
    ] = 0,
) -> None:
    """Import facts from files of any size; what was interrupted is taken up again.

    Takes CSV and JSON Lines in the model's form, FollowTheMoney entities, and documents
    of the Federal Register; which it is, is told from the file.
    """
    mapped = read_mapping(mapping) if mapping else None
    given = [recognised(file, mapped) for file in found_in(files)]
    allowance = Allowance(rejects, max_rejects)
    settings = Settings()
    with Display(settings, err) as show:

        async def work(server: Server) -> None:
            show.report(Task.IMPORTING)
            tell = partial(show.report, Task.IMPORTING)
            async with server.connect(timeout=LOAD_TIMEOUT) as graph:
                if dry_run:
                    told = [await differences(graph, g, allowance, tell) for g in given]
                    show.report(Stage.READY)
                    print_differences(given, told)
                    return
                await constraints.ensure(graph, MODEL)
                spare_the_collector()
                key = mapped.model_dump_json().encode() if mapped else b""
                for each in given:
                    print_imported(
                        each, await import_file(graph, each, allowance, key, tell)
                    )
                show.report(Stage.READY)
                for problem in await incomplete(graph):
                    err.print(f"The graph holds {problem}, which they need.")

        asyncio.run(with_server(settings, show.report, work))


def print_imported(given: Given, progress: Progress) -> None:
    """Print what came of a file."""
    resumed = f", {progress.resumed:,} of them before" if progress.resumed else ""
    err.print(
        f"{given.file.name} ({given.form}): rows read: {progress.read:,}{resumed}; "
        f"facts changed: {progress.changed:,}; rows rejected: {progress.rejected:,}",
        soft_wrap=True,
    )


def print_differences(given: list[Given], told: list[Differences]) -> None:
    """Print what importing files would change."""
    for each, found in zip(given, told, strict=True):
        out.print(*found.told, sep="\n", markup=False, soft_wrap=True)
        added = ", ".join(f"{n:,} {name}" for name, n in found.added.items())
        changed = ", ".join(f"{n:,} {name}" for name, n in found.changed.items())
        gone = ", ".join(f"{n:,} {name}" for name, n in found.gone.items())
        out.print(
            f"{each.file.name} ({each.form}) would add {added or 'nothing'}, change "
            f"{changed or 'nothing'}, take away {gone or 'nothing'}; "
            f"facts left as they are: {found.same:,}; "
            f"rows rejected: {found.rejected:,}",
            soft_wrap=True,
        )


@app.command()
def status() -> None:
    """Say what runs, in which version, and what the graph holds.

    Exits with 0 where questions can be answered, with 1 otherwise.
    """
    settings = Settings()
    readiness = ask_readiness(settings)
    rows = Table.grid(padding=(0, 2))
    rows.add_row("Service", readiness.get("message", readiness["status"]))
    counts = asyncio.run(inspect(settings, rows))
    out.print(rows)
    print_counts(counts)
    raise typer.Exit(0 if readiness["status"] == "ready" else 1)


@app.command()
def query(
    document: Annotated[
        str, typer.Argument(help="The operation; - reads it from standard input.")
    ],
    variables: Annotated[
        str, typer.Option("--variables", "-v", help="Its variables, as a JSON object.")
    ] = "{}",
) -> None:
    """Ask the running service in GraphQL and print the answer as JSON.

    For example: armsgraph query '{ sales(first: 3) { nodes { title } } }'
    """
    text = sys.stdin.read() if document == "-" else document
    values = from_json(variables, "--variables")
    answer = ask(Settings(), {"query": text, "variables": values})
    out.print_json(data=answer)
    raise typer.Exit(1 if "errors" in answer else 0)


@app.command()
def verify_receipt(
    answer: Annotated[
        typer.FileText,
        typer.Argument(help="The whole answer; - reads it from standard input."),
    ],
    document: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="The document it answers."),
    ],
    variables: Annotated[
        str, typer.Option("--variables", "-v", help="The variables that were sent.")
    ] = "{}",
) -> None:
    """Check an answer by its receipt: ask the running service again, and compare.

    Exits with 0 where the result is the same, from the data of today or as they were
    known then; with 3 where another is all that can be had since data or service have
    changed; with 4 where it is another though nothing has changed; with 5 where the
    answer or its receipt was altered.

    Receipts come with answers to operations with @explain.
    """
    settings = Settings()
    given = from_json(answer.read(), "ANSWER")
    text = document.read_bytes().decode(errors="replace")
    asked = Asked(text, from_json(variables, "--variables"))
    verifier = Verifier(asking(settings), make_schema().core, secret_of(settings))
    finding = asyncio.run(verifier.verify(given, asked))
    out.print(finding.reason, finding.origin, sep="\n", markup=False, soft_wrap=True)
    raise typer.Exit(finding.verdict.value)


def from_json(text: str, name: str) -> Any:
    """A value from JSON; other text is refused by the parameter's name."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"{error}.", param_hint=name) from error


def asking(settings: Settings) -> Ask:
    """What asks the running service."""

    async def answer(asked: Asked) -> dict[str, Any]:
        question = {
            "query": asked.query,
            "variables": asked.variables,
            "operationName": asked.operation_name,
        }
        return ask(settings, question)

    return answer


@app.command()
def schema() -> None:
    """Print the GraphQL schema."""
    out.out(make_schema().as_str(), highlight=False)


@keys.command()
def create(
    role: Annotated[Role, typer.Option(help="What its holder may do.")],
    name: Annotated[
        str | None, typer.Option(help="Whose it is, for you to know it by.")
    ] = None,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="Show restricted sources to a reader.")
    ] = False,
    expires: Annotated[
        datetime | None,
        typer.Option(
            formats=MOMENTS, help="When it expires, in UTC; never unless set."
        ),
    ] = None,
) -> None:
    """Make an API key and print it, once: only its digest is kept."""
    until = expires and expires.replace(tzinfo=UTC)

    async def work(graph: Graph) -> None:
        key, token = await create_key(
            graph, role, name=name, restricted=restricted, expires_at=until
        )
        err.print(f"Key {key.id}. Keep it now; it is not shown again.")
        out.out(token)

    on_graph(work)


@keys.command(name="list")
def list_keys() -> None:
    """List the API keys, without the keys themselves."""

    async def work(graph: Graph) -> None:
        print_keys(await read_keys(graph))

    on_graph(work)


@keys.command()
def revoke(
    id: Annotated[str, typer.Argument(help="The id of the key, as in the list.")],
) -> None:
    """Have an API key prove nothing any more, within seconds in every process."""

    async def work(graph: Graph) -> None:
        key = await revoke_key(graph, id)
        out.print(f"Key {key.id} is revoked since {shown(key.revoked_at)}.")

    on_graph(work)


@documents.command(name="add")
def add_documents(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="GraphQL, or lists in JSON."),
    ],
) -> None:
    """Trust the documents in files: all of them, or none where one does not fit."""
    settings, schema = Settings(), make_schema().core
    found = [
        document
        for file in files
        for document in read_documents(file, schema, Limits.of(settings))
    ]

    async def work(graph: Graph) -> None:
        await add(graph, found)
        print_documents(found)

    on_graph(work)


@documents.command(name="list")
def list_documents() -> None:
    """List the trusted documents, and all ids that each is known by."""

    async def work(graph: Graph) -> None:
        print_documents(await listed(graph))

    on_graph(work)


@documents.command(name="remove")
def remove_document(
    id: Annotated[str, typer.Argument(help="An id of the document, as in the list.")],
) -> None:
    """Trust a document no more, within seconds in every process."""

    async def work(graph: Graph) -> None:
        await remove(graph, id.removeprefix(PREFIX))
        out.print(f"{id} is trusted no more.", soft_wrap=True)

    on_graph(work)


def print_documents(found: list[Document]) -> None:
    """Print the ids of documents."""
    for document in found:
        ids = " ".join((document.id, *document.aliases))
        out.print(document.name, ids, markup=False, soft_wrap=True)


@webhooks.command(name="create")
def create_webhook(
    url: Annotated[str, typer.Argument(help="Where changes are sent to.")],
    types: Annotated[
        list[str] | None,
        typer.Option("--type", help="A type of facts, such as SALE; all unless set."),
    ] = None,
) -> None:
    """Have an address be sent all changes from now on, and print its secret, once.

    Its host must be allowed by ARMSGRAPH_WEBHOOK_HOSTS.
    """
    known = fact_types(MODEL)
    unknown = [name for name in types or () if name not in known]
    if unknown:
        message = f"{unknown[0]!r} is none of {', '.join(known)}."
        raise typer.BadParameter(message, param_hint="--type")
    try:
        Allowed.of(Settings().webhook_hosts or "").check(url)
    except Refusal as refusal:
        message = f"{refusal}; see ARMSGRAPH_WEBHOOK_HOSTS."
        raise typer.BadParameter(message, param_hint="URL") from None

    async def work(graph: Graph) -> None:
        stored = [known[name] for name in types or ()]
        hook = await make_webhook(graph, url, stored)
        err.print(f"Webhook {hook.id}. Keep its secret now; it is not shown again.")
        out.out(hook.secret)

    on_graph(work)


@webhooks.command(name="list")
def list_webhooks() -> None:
    """List the webhooks, and how they fare."""

    async def work(graph: Graph) -> None:
        table = Table(*WEBHOOK_COLUMNS, box=None, padding=(0, 2, 0, 0))
        for hook in await read_webhooks(graph):
            types = ", ".join(map(enum_name, hook.types)) or "all"
            row = (hook.id, hook.url, types, str(hook.attempts), hook.error or "")
            table.add_row(*map(escape, row))
        Console(highlight=False, width=LONG_LINE).print(table)

    on_graph(work)


@webhooks.command(name="remove")
def remove_webhook(
    id: Annotated[str, typer.Argument(help="The id of the webhook, as in the list.")],
) -> None:
    """Send an address nothing more, and forget what it could not be sent."""
    on_graph(lambda graph: remove_hook(graph, id))


@webhooks.command()
def undelivered() -> None:
    """List the changes that were given up, and why."""

    async def work(graph: Graph) -> None:
        table = Table(*UNDELIVERED_COLUMNS, box=None, padding=(0, 2, 0, 0))
        for kept in await read_undelivered(graph):
            count = len(json.loads(kept.body)["changes"])
            row = (kept.id, kept.webhook, str(count), shown(kept.at), kept.error)
            table.add_row(*map(escape, row))
        Console(highlight=False, width=LONG_LINE).print(table)

    on_graph(work)


@webhooks.command()
def resend(
    id: Annotated[str, typer.Argument(help="The id, as `undelivered` lists it.")],
) -> None:
    """Send changes that were given up once more; forget them where that succeeds."""
    sender = Sender.of(Settings())

    async def work(graph: Graph) -> None:
        found = [kept for kept in await read_undelivered(graph) if kept.id == id]
        hooks = {hook.id: hook for hook in await read_webhooks(graph)}
        if not found:
            raise BadUserInput(f"{id}: no such changes are kept")
        await send_again(sender, hooks[found[0].webhook], found[0])
        await settle(graph, id)

    on_graph(work)


def print_keys(found: list[Key]) -> None:
    """Print what is known of keys."""
    now = datetime.now(UTC)
    table = Table(*KEY_COLUMNS, box=None, padding=(0, 2, 0, 0))
    for key in found:
        state = "revoked" if key.revoked_at else "expired"
        table.add_row(
            key.id,
            escape(key.name or ""),
            f"{key.role}, restricted" if key.restricted else key.role,
            "in force" if key.is_in_force(now) else state,
            *map(shown, (key.created_at, key.expires_at, key.last_used_at)),
        )
    # Lines as long as they are, so that no id is cut.
    Console(highlight=False, width=LONG_LINE).print(table)


def shown(instant: datetime | None) -> str:
    """An instant for people, in UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if instant else ""


def on_graph(
    work: Callable[[Graph], Awaitable[None]], *, timeout: float = PATIENCE
) -> None:
    """Do some work with the graph of the settings, whose engine runs meanwhile."""
    settings = Settings()

    async def connected(server: Server) -> None:
        show.report(Stage.READY)
        async with server.connect(timeout=timeout) as graph:
            await work(graph)

    with Display(settings, err) as show:
        asyncio.run(with_server(settings, show.report, connected))


@neo4j.command()
def start() -> None:
    """Run the embedded Neo4j without GraphQL until Ctrl-C."""
    settings = embedded(Settings())
    with display(settings, serving=False) as show, suppress(KeyboardInterrupt):
        asyncio.run(run_engine(settings, show))


async def run_engine(settings: Settings, show: Display | Log) -> None:
    """Run the embedded Neo4j until SIGINT or SIGTERM."""
    stop_like_ctrl_c()
    async with Engine(settings, report=show.report) as engine:
        await engine.start()
        show.report(Stage.READY)
        show.ready(engine.server)
        await engine.supervise()


def stop_like_ctrl_c() -> None:
    """Have SIGTERM end the running work as Ctrl-C does, also where that is ignored."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, interrupt)


@neo4j.command("import")
def import_(
    folder: Annotated[
        Path,
        typer.Argument(
            exists=True, file_okay=False, help="A folder of `export --format csv`."
        ),
    ],
) -> None:
    """Fill an empty home from a dump, by Neo4j's own importer.

    The quickest way for hundreds of millions of facts: Neo4j must not run meanwhile.
    """
    settings = embedded(Settings())
    with Display(settings, err) as show:
        show.report(Stage.LOADING)
        tell = loading(show.report)
        asyncio.run(import_dump(settings, folder.resolve(), tell))
    complete_()


@neo4j.command("complete")
def complete_() -> None:
    """Make a graph ready that neo4j-admin has filled from a dump.

    Adds what its importer leaves out: constraints, indexes and empty lists.
    """
    change(lambda graph, tell: complete(graph, MODEL, tell))


@neo4j.command()
def password() -> None:
    """Print the password of the embedded Neo4j's user, neo4j."""
    home = Home(embedded(Settings()))
    if not home.password_file.is_file():
        fail("There is no embedded Neo4j here yet: start it with `armsgraph serve`.")
    out.out(home.password())


@neo4j.command()
def browser() -> None:
    """Open the Neo4j Browser of the embedded Neo4j."""
    home = Home(embedded(Settings()))
    if not home.running():
        fail("The embedded Neo4j does not run: start it with `armsgraph serve`.")
    address = home.ports().browser
    if not webbrowser.open(address):
        out.out(address)


def embedded(settings: Settings) -> Settings:
    """The settings, if they are for the embedded Neo4j."""
    if settings.neo4j_uri is not None:
        fail("NEO4J_URI names another Neo4j: unset it to use the embedded one.", code=2)
    return settings


async def with_server(settings: Settings, report: Report, work: Work) -> None:
    """Do some work with the server of the settings, running it meanwhile."""
    stop_like_ctrl_c()
    named = named_server(settings)
    if named is None:
        async with Engine(settings, report=report) as engine:
            await engine.start()
            await work(engine.server)
        return
    report(Stage.CONNECTING)
    try:
        await named.version()
    except (GraphUnavailable, GraphTimeout) as error:
        raise EngineError(
            "Neo4j does not answer at the address in NEO4J_URI: start it there, or "
            "correct the address."
        ) from error
    await work(named)


async def load_seed(graph: Graph, progress: Callable[[str], None]) -> None:
    """Load the data that come with ArmsGraph."""
    await seed.load(graph, seed.DATA, progress=progress)


async def inspect(settings: Settings, rows: Table) -> list[list[Any]]:
    """Add what is known of Neo4j to ``rows``; the number of nodes of each label."""
    server = named_server(settings)
    if server is not None:
        return await _inspect(server, rows)
    if not Home(settings).running():
        rows.add_row("Neo4j", "embedded, does not run")
        return []
    async with Engine(settings, report=lambda stage, detail="": None) as engine:
        return await _inspect(engine.server, rows)


async def _inspect(server: Server, rows: Table) -> list[list[Any]]:
    try:
        rows.add_row("Neo4j", f"{await server.version()} at {server.uri}")
    except GraphError as error:
        rows.add_row("Neo4j", error.message)
        return []
    if server.browser is not None:
        rows.add_row("Neo4j Browser", server.browser)
    async with server.connect(timeout=PATIENCE) as graph:
        rows.add_row("Data", await seed.loaded_version(graph) or "none are loaded")
        return await graph.read(COUNTS)


def print_counts(counts: list[list[Any]]) -> None:
    """Print how many nodes of each label there are."""
    if not counts:
        return
    table = Table("Label", "Nodes", box=None, padding=(0, 2, 0, 0))
    table.columns[1].justify = "right"
    for label, count in counts:
        table.add_row(label, f"{count:,}")
    out.print(table)


def ask_readiness(settings: Settings) -> dict[str, str]:
    """What ``/readyz`` of the running service says."""
    address = graphql_address(settings).removesuffix("graphql") + "readyz"
    try:
        answer: dict[str, str] = json.loads(fetch(Request(address), timeout=5))  # noqa: S310
    except (URLError, TimeoutError, ValueError):
        return {"status": "none", "message": f"does not run on port {settings.port}"}
    return answer


def ask(settings: Settings, question: dict[str, Any]) -> dict[str, Any]:
    """The running service's answer to a GraphQL request."""
    address = graphql_address(settings)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.api_key is not None:
        headers["Authorization"] = f"Bearer {settings.api_key.get_secret_value()}"
    request = Request(address, json.dumps(question).encode(), headers)  # noqa: S310
    try:
        answer: dict[str, Any] = json.loads(fetch(request, timeout=PATIENCE))
    except (URLError, TimeoutError, ValueError):
        fail(
            f"No ArmsGraph answers at {address}: start it with `armsgraph serve`, or "
            "set PORT to the port it listens on."
        )
    return answer


def fetch(request: Request, *, timeout: float) -> bytes:
    """The body of a response, whatever its status."""
    try:
        with urlopen(request, timeout=timeout) as response:  # noqa: S310
            body: bytes = response.read()
    except HTTPError as error:
        with error:
            return error.read()
    return body
