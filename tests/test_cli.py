"""The command line as people type it: what it prints, and how it exits."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from graph.driver import Graph, Statement
from graph.engine import Engine
from seed.load import DATA
from tests.conftest import (
    ARMSGRAPH,
    ROOT,
    Service,
    environment,
    free_port,
)
from tests.processes import engine_and_keeper, wait_until

pytestmark = pytest.mark.anyio

COMMANDS = (
    "serve",
    "load",
    "export",
    "import",
    "status",
    "query",
    "verify-receipt",
    "schema",
    "restrict",
    "release",
    "documents",
    "keys",
    "neo4j",
)


def run(
    *words: str, env: dict[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ARMSGRAPH), *words],
        env=env or {**os.environ, "TERMINAL_WIDTH": "200"},
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def one_error(done: subprocess.CompletedProcess[str], *, code: int = 1) -> str:
    """The message of a command that failed as it should."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    _, _, message = done.stderr.partition("error: ")
    assert message, done.stderr
    return message


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert command in done.stdout


def test_version_is_that_of_the_package() -> None:
    assert run("--version").stdout == f"armsgraph {version('armsgraph')}\n"


def test_schema_is_the_one_that_is_committed() -> None:
    assert run("schema").stdout == (ROOT / "schema.graphql").read_text()


@pytest.mark.parametrize("command", [("status",), ("load",), ("neo4j", "password")])
def test_settings_that_cannot_be_are_all_named(command: tuple[str, ...]) -> None:
    env = {**os.environ, "PORT": "eight", "ARMSGRAPH_HEAP": "12"}
    message = one_error(run(*command, env=env), code=2)
    assert "PORT cannot be 'eight': " in message
    assert "ARMSGRAPH_HEAP cannot be '12': Use a size such as 512m or 2g." in message


def test_status_of_a_running_service_tells_all(service: Service) -> None:
    done = run("status", env=service.env)
    assert done.returncode == 0, done.stderr
    for part in ("ready", "5.26.", "/browser/", "Sale", "1,216"):
        assert part in done.stdout


def test_status_without_a_service_says_so(tmp_path: Path) -> None:
    done = run("status", env=environment(tmp_path))
    assert done.returncode == 1
    assert "does not run on port" in done.stdout
    assert "embedded, does not run" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_status_of_a_server_that_does_not_answer_says_so(tmp_path: Path) -> None:
    uri = f"bolt://127.0.0.1:{free_port()}"
    done = run("status", env=environment(tmp_path, NEO4J_URI=uri))
    assert done.returncode == 1
    assert "does not answer" in done.stdout


def test_query_prints_the_answer(service: Service) -> None:
    done = run("query", '{ agency(id: "agency:dtsa") { id } }', env=service.env)
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout) == {"data": {"agency": {"id": "agency:dtsa"}}}


def test_query_takes_standard_input_and_variables(service: Service) -> None:
    document = "query ($id: ID!) { agency(id: $id) { id } }"
    variables = '{"id": "agency:dtsa"}'
    done = run("query", "-", "-v", variables, env=service.env, stdin=document)
    assert json.loads(done.stdout) == {"data": {"agency": {"id": "agency:dtsa"}}}


def test_query_fails_where_the_answer_has_errors(service: Service) -> None:
    done = run("query", "{ none }", env=service.env)
    assert done.returncode == 1
    assert "none" in json.loads(done.stdout)["errors"][0]["message"]


def test_query_proves_who_asks(service: Service) -> None:
    env = service.env | {"ARMSGRAPH_API_KEY": "open-sesame"}
    done = run("query", "{ __typename }", env=env)
    assert done.returncode == 1
    (error,) = json.loads(done.stdout)["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "open-sesame" not in done.stdout + done.stderr


@pytest.mark.parametrize("variables", ["{", "id=1"])
def test_variables_must_be_json(service: Service, variables: str) -> None:
    done = run("query", "{ __typename }", "-v", variables, env=service.env)
    assert done.returncode == 2
    assert "--variables" in done.stderr


def test_query_without_a_service_says_how_to_start_it(tmp_path: Path) -> None:
    env = environment(tmp_path)
    message = one_error(run("query", "{ __typename }", env=env))
    assert f"No ArmsGraph answers at http://127.0.0.1:{env['PORT']}/graphql" in message
    assert "armsgraph serve" in message


EXPLAINED = "query ($id: ID!) @explain { agency(id: $id) { shortName } }\n"
DTSA = '{"id": "agency:dtsa"}'


@pytest.fixture
def saved(service: Service, tmp_path: Path) -> tuple[Path, Path]:
    """An answer with its receipt, and the document that it answers."""
    answer, document = tmp_path / "answer.json", tmp_path / "question.graphql"
    done = run("query", EXPLAINED, "-v", DTSA, env=service.env)
    assert done.returncode == 0, done.stdout
    answer.write_text(done.stdout)
    document.write_text(EXPLAINED)
    return answer, document


def test_an_answer_is_verified_by_its_receipt(
    service: Service, saved: tuple[Path, Path]
) -> None:
    answer, document = saved
    words = ("verify-receipt", "-", str(document), "-v", DTSA)
    done = run(*words, env=service.env, stdin=answer.read_text())
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The same result, from the same data, version ")
    assert "This service gave the receipt" in done.stdout


def test_an_altered_answer_has_an_exit_code_of_its_own(
    service: Service, saved: tuple[Path, Path]
) -> None:
    answer, document = saved
    answer.write_text(answer.read_text().replace('"DTSA"', '"DSCA"'))
    words = ("verify-receipt", str(answer), str(document), "-v", DTSA)
    done = run(*words, env=service.env)
    assert done.returncode == 5
    assert done.stdout.startswith("The answer was altered")


def test_an_answer_to_another_question_is_one_message(
    service: Service, saved: tuple[Path, Path]
) -> None:
    done = run("verify-receipt", *map(str, saved), env=service.env)
    assert "give those that were sent, by --variables" in one_error(done, code=2)


def test_an_answer_without_a_receipt_is_one_message(
    service: Service, saved: tuple[Path, Path]
) -> None:
    words = ("verify-receipt", "-", str(saved[1]))
    done = run(*words, env=service.env, stdin='{"data": {}}')
    assert "ask with the directive @explain" in one_error(done, code=2)


def test_an_answer_must_be_json(service: Service, saved: tuple[Path, Path]) -> None:
    done = run("verify-receipt", "-", str(saved[1]), env=service.env, stdin="{")
    assert done.returncode == 2
    assert "ANSWER" in done.stderr


def test_a_secret_that_cannot_be_is_not_printed() -> None:
    env = {**os.environ, "ARMSGRAPH_RECEIPT_SECRET": "guessable"}
    message = one_error(run("status", env=env), code=2)
    assert "ARMSGRAPH_RECEIPT_SECRET cannot be what it is: Use 32 random" in message
    assert "guessable" not in message


def test_a_key_is_made_shown_once_used_and_revoked(scratch_engine: Engine) -> None:
    env = environment(scratch_engine.home.settings.home, TERMINAL_WIDTH="200")
    done = run("keys", "create", "--role", "editor", "--name", "[Ana]", env=env)
    assert done.returncode == 0, done.stderr
    (token,) = done.stdout.split()
    id = token.split("_")[1]
    assert "not shown again" in done.stderr
    assert token not in done.stderr
    listed = run("keys", "list", env=env).stdout
    assert token not in listed
    (line,) = [line for line in listed.splitlines() if id in line]
    assert line.split()[1:5] == ["[Ana]", "editor", "in", "force"]
    assert "is revoked since" in run("keys", "revoke", id, env=env).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("create", "--role"),
        ("create --role king", "'reader', 'editor', 'admin'"),
        ("create --role reader --expires soon", "2027-01-31"),
    ],
)
def test_a_key_that_cannot_be_is_refused(words: str, said: str) -> None:
    done = run("keys", *words.split())
    assert done.returncode == 2
    assert said.replace("2027-01-31", "%Y-%m-%d") in done.stderr


def test_a_key_that_is_not_there_cannot_be_revoked(scratch_engine: Engine) -> None:
    env = environment(scratch_engine.home.settings.home)
    message = one_error(run("keys", "revoke", "none", env=env), code=2)
    assert "there is no key 'none'" in message


def test_documents_are_added_listed_and_removed(
    scratch_engine: Engine, tmp_path: Path
) -> None:
    env = environment(scratch_engine.home.settings.home)
    file = tmp_path / "count.graphql"
    file.write_text("{ sales { totalCount } }\n")
    done = run("documents", "add", str(file), env=env)
    assert done.returncode == 0, done.stderr
    name, id, _ = done.stdout.split()
    assert (name, len(id)) == ("count.graphql", 64)
    assert run("documents", "list", env=env).stdout == done.stdout
    done = run("documents", "remove", f"sha256:{id}", env=env)
    assert "trusted no more" in done.stdout


def test_a_document_that_does_not_fit_is_not_added(tmp_path: Path) -> None:
    file = tmp_path / "bad.graphql"
    file.write_text("{ nothing }")
    message = one_error(run("documents", "add", str(file)), code=2)
    assert "bad.graphql: Cannot query field 'nothing'" in message


async def test_a_source_is_restricted_and_released(
    scratch_engine: Engine, empty_graph: Graph
) -> None:
    await empty_graph.write([Statement("CREATE (:Source {id: 'source:a'})")])
    env = environment(scratch_engine.home.settings.home)
    for command, who, label in (
        ("restrict", "those with the right", "RestrictedSource"),
        ("release", "everybody", "Source"),
    ):
        done = run(command, "source:a", env=env)
        assert done.returncode == 0, done.stderr
        assert f"is for {who} now" in " ".join(done.stdout.split())
        found = await empty_graph.read(Statement(f"MATCH (s:{label}) RETURN s.id"))
        assert found == [["source:a"]]


def test_load_again_changes_nothing(seeded: Engine) -> None:
    done = run("load", env=environment(seeded.home.settings.home))
    assert done.returncode == 0, done.stderr
    assert "Data loaded" in done.stderr
    assert "Sale" in done.stdout


def test_load_names_the_problems_of_a_broken_folder(
    seeded: Engine, tmp_path: Path
) -> None:
    broken = tmp_path / "data"
    shutil.copytree(DATA, broken)
    with (broken / "nodes" / "Agency.csv").open("a") as file:
        file.write("agency:new,GUESSED,,,New,,,,2025-13-01,,\n")
    env = environment(seeded.home.settings.home)
    message = one_error(run("load", str(broken), env=env))
    assert "Nothing was loaded" in message
    assert "Agency.csv" in message
    assert "GUESSED" in message


def test_load_of_no_folder_is_refused(tmp_path: Path) -> None:
    assert run("load", str(tmp_path / "none")).returncode == 2


def test_load_where_nobody_answers_says_so(tmp_path: Path) -> None:
    uri = f"bolt://127.0.0.1:{free_port()}"
    message = one_error(run("load", env=environment(tmp_path, NEO4J_URI=uri)))
    assert "does not answer at the address in NEO4J_URI: start it there" in message


def test_load_with_a_wrong_password_says_so(seeded: Engine, tmp_path: Path) -> None:
    login = {"NEO4J_URI": seeded.server.uri, "NEO4J_USER": "ana"}
    env = environment(tmp_path, **login, NEO4J_PASSWORD="wrong")
    assert "refuses NEO4J_PASSWORD for the user ana" in one_error(run("load", env=env))


def test_the_password_is_printed_alone(seeded: Engine) -> None:
    done = run("neo4j", "password", env=environment(seeded.home.settings.home))
    assert done.stdout == f"{seeded.server.password}\n"


@pytest.mark.parametrize("command", ["password", "browser"])
def test_what_is_not_there_yet_can_be_started(tmp_path: Path, command: str) -> None:
    message = one_error(run("neo4j", command, env=environment(tmp_path)))
    assert "start it with `armsgraph serve`" in message


@pytest.mark.parametrize("command", ["start", "password", "browser"])
def test_another_neo4j_is_not_embedded(tmp_path: Path, command: str) -> None:
    env = environment(tmp_path, NEO4J_URI="bolt://graph")
    assert "unset it" in one_error(run("neo4j", command, env=env), code=2)


def test_the_browser_is_opened_or_its_address_printed(seeded: Engine) -> None:
    env = environment(seeded.home.settings.home, BROWSER="echo opened %s")
    done = run("neo4j", "browser", env=env)
    assert str(seeded.server.browser) in done.stdout


@pytest.mark.parametrize(
    ("number", "on_ctrl_c"),
    [
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGTERM, signal.default_int_handler),
        (signal.SIGTERM, signal.SIG_IGN),
    ],
)
def test_neo4j_alone_runs_until_it_is_stopped(
    seeded: Engine, tmp_path: Path, number: signal.Signals, on_ctrl_c: Any
) -> None:
    home = seeded.home.settings.home
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(ARMSGRAPH), "neo4j", "start"],
            env=environment(home),
            cwd=ROOT,
            stdout=output,
            stderr=output,
            preexec_fn=partial(signal.signal, signal.SIGINT, on_ctrl_c),
        )
    wait_until(lambda: '"event":"ready"' in log.read_text(), "the end of the start")
    process.send_signal(number)
    assert process.wait(30) == 0, log.read_text()
    assert "Abort" not in log.read_text()
    assert len(engine_and_keeper(home)) == 2


@pytest.mark.parametrize(
    ("command", "more", "said"),
    [
        ("serve", {"ARMSGRAPH_HEAP": "1k"}, "Neo4j ended while it started. ARMSGRAPH_"),
        ("serve", {"PATH": "/none", "JAVA_HOME": ""}, "Java is missing: install"),
        ("load", {"PATH": "/none", "JAVA_HOME": ""}, "Java is missing: install"),
        ("neo4j start", {"ARMSGRAPH_HOME": "/proc/armsgraph"}, "cannot be written"),
    ],
)
def test_an_engine_that_cannot_run_is_one_message(
    tmp_path: Path, command: str, more: dict[str, str], said: str
) -> None:
    done = run(*command.split(), env=environment(tmp_path, **more))
    assert said in one_error(done)


@pytest.mark.parametrize("name", ["PORT", "ARMSGRAPH_BOLT_PORT", "ARMSGRAPH_HTTP_PORT"])
def test_a_port_in_use_is_one_message(tmp_path: Path, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        done = run("serve", env=environment(tmp_path, **{name: taken}))
    message = one_error(done)
    assert f"Port {taken}" in message
    assert f"set {name} to a free port" in message
