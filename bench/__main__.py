"""``python -m bench``: the benchmark, and the gate that CI runs."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
import uvloop
from rich.console import Console

from bench.answers import Disagreement
from bench.data import HOMES, TIMEOUT, graph_of
from bench.figures import Run
from bench.gate import Verdict, judge
from bench.imports import measure as in_turns
from bench.memory import Watch, watch
from bench.profiles import profile as steps_of
from bench.profiles import statement_of
from bench.questions import ORDER, Question, questions
from bench.report import machine, show, write
from bench.runs import Effort, agreed, lineup_of, measure
from bench.services import PROGRAMS, ServiceError
from graph.errors import GraphError

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


@app.command()
def run(
    sales: Annotated[int, typer.Option(help="Generated sales in the graph.")] = 100_000,
    seconds: Annotated[
        float, typer.Option(help="Seconds of each measurement of a question.")
    ] = 6.0,
    against: Annotated[
        str, typer.Option(help="Contenders besides the floor, by commas.")
    ] = ",".join(PROGRAMS),
    only: Annotated[str, typer.Option(help="Questions, by commas.")] = ",".join(ORDER),
    save: Annotated[
        bool, typer.Option(help="Write the results into bench/README.md.")
    ] = False,
) -> None:
    """Measure every contender on every question, side by side."""
    programs = [PROGRAMS[name] for name in against.split(",") if name]
    asked = [q for q in questions() if q.name in only.split(",")]
    effort = Effort(warm_up=seconds / 2, latency=seconds, throughput=seconds)

    async def measured() -> Run:
        async with (
            graph_of(sales, tell=tell) as server,
            lineup_of(programs, server, logs=logs()) as lineup,
        ):
            results = await measure(lineup, asked, effort, tell=tell)
            where = machine(await server.version(), sales, seconds)
            return Run.of(results, sales=sales, where=where)

    done = uvloop.run(measured())
    show(done, out)
    if save:
        write(done)


@app.command()
def gate() -> None:
    """Fail where ArmsGraph is slower, as a multiple of the floor, than it may be."""

    async def judged() -> list[Verdict]:
        async with (
            graph_of(0, tell=tell) as server,
            lineup_of([PROGRAMS["armsgraph"]], server, logs=logs()) as lineup,
        ):
            return await judge(lineup, asked_of_all(), tell=say)

    def say(line: str) -> None:
        out.print(line, soft_wrap=True)

    verdicts = uvloop.run(judged())
    if not all(verdict.passed for verdict in verdicts):
        err.print("ArmsGraph is slower than bench/thresholds.json allows.")
        raise typer.Exit(1)


@app.command()
def imports(
    sales: Annotated[int, typer.Option(help="Generated sales to import.")] = 10_000,
    rounds: Annotated[int, typer.Option(help="Turns of each way.")] = 3,
) -> None:
    """Measure imports beside hand-written batches of the same rows, and an export."""

    HOMES.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=HOMES) as name:
        work = in_turns(sales, Path(name).resolve(), rounds=rounds, tell=tell)
        found = uvloop.run(work)
    for line in found.lines():
        out.print(line)


@app.command()
def profile(
    question: Annotated[str, typer.Argument(help="What to ask.")],
    sales: Annotated[int, typer.Option(help="Generated sales in the graph.")] = 100_000,
) -> None:
    """Show what Neo4j does for ArmsGraph's statement for a question, step by step."""
    (asked,) = (q for q in questions() if q.name == question)

    async def profiled() -> list[str]:
        async with (
            graph_of(sales, tell=tell) as server,
            server.connect(timeout=TIMEOUT) as graph,
        ):
            return await steps_of(server, await statement_of(graph, asked))

    for line in uvloop.run(profiled()):
        out.print(line, soft_wrap=True, markup=False)


@app.command()
def memory(
    sales: Annotated[int, typer.Option(help="Generated sales in the graph.")] = 100_000,
    answers: Annotated[int, typer.Option(help="How often to ask.")] = 20_000,
    only: Annotated[str, typer.Option(help="Questions, by commas.")] = ",".join(ORDER),
) -> None:
    """Fail where the service takes ever more memory while it is asked."""
    program = PROGRAMS["armsgraph"]
    asked = [q for q in asked_of_all() if q.name in only.split(",")]

    async def watched() -> Watch:
        async with (
            graph_of(sales, tell=tell) as server,
            lineup_of([program], server, logs=logs()) as lineup,
        ):
            asks = [(await agreed(lineup, q))[program.name] for q in asked]
            return await watch(lineup.services[program.name], asks, answers=answers)

    seen = uvloop.run(watched())
    for line in seen.lines():
        out.print(line)
    out.print(f"{seen.growth:.2f} times what it was once settled")
    if not seen.flat:
        err.print("The memory of the service grows.")
        raise typer.Exit(1)


def asked_of_all() -> list[Question]:
    """The questions that ArmsGraph can be asked."""
    return [q for q in questions() if PROGRAMS["armsgraph"].dialect in q.graphql]


def logs() -> Path:
    """The folder for what the services print."""
    folder = HOMES / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def tell(message: str) -> None:
    """Say what goes on."""
    err.print(message, style="dim", markup=False)


def main() -> None:
    """Run the command line; failures become one message and an exit code."""
    try:
        app()
    except (GraphError, ServiceError, Disagreement) as error:
        err.print(f"error: {error}", style="red", markup=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
