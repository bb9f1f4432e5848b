"""The mutations of an operation: read from it, written one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_list_type,
)

from graph.arguments import Tree, arguments
from graph.assertions import Asserting, Problem, Unfit, UserErrorCode
from graph.declare import Model
from graph.errors import BadUserInput
from graph.fields import Asserts, Merges, Retracts
from graph.merging import merge
from graph.payloads import Outcome
from graph.plan import Request, meaning_of
from graph.query import Value
from graph.record import Change, retract_within
from graph.selection import Selections, subselections

Mutates: TypeAlias = Asserts | Retracts | Merges


@dataclass(frozen=True, slots=True)
class Step:
    """One mutation; ``key`` is its place in the answer, ``given`` are its arguments."""

    key: str
    does: Mutates
    given: Mapping[str, Any]
    payload: GraphQLObjectType
    nodes: tuple[FieldNode, ...]

    @property
    def reason(self) -> str | None:
        """Why it is done, where the caller says so."""
        reason: str | None = self.given.get("input", self.given).get("reason")
        return reason


@dataclass(frozen=True, slots=True)
class Steps:
    """All mutations of an operation, in their order."""

    steps: tuple[Step, ...]
    selections: Selections

    @classmethod
    def of(cls, schema: GraphQLSchema, request: Request) -> Steps:
        """The mutations that an operation asks for."""
        selections = request.selections(schema)
        root = schema.mutation_type
        assert root is not None
        chosen = selections.fields(root, [request.operation.selection_set])
        steps = (
            _step(key, root, nodes, request)
            for key, nodes in chosen.items()
            if nodes[0].name.value != "__typename"
        )
        return cls(tuple(steps), selections)

    @property
    def why(self) -> str | None:
        """Why all of it is done."""
        reasons = dict.fromkeys(s.reason for s in self.steps if s.reason)
        return "; ".join(reasons) or None

    async def write(self, change: Change, model: Model) -> list[Outcome]:
        """Write all of them; raises :class:`Refusal` where one cannot be written."""
        outcomes: list[Outcome] = []
        problems: dict[str, Sequence[Problem]] = {}
        for step in self.steps:
            try:
                outcomes.append(await _write(step, change, model))
            except Unfit as unfit:
                problems[step.key] = unfit.problems
        if problems:
            raise Refusal(problems)
        return outcomes

    def refused(self, problems: Mapping[str, Sequence[Problem]]) -> dict[str, Any]:
        """The data of an operation of which nothing was written."""
        return {
            step.key: self._payload(step, problems.get(step.key, _OTHERS))
            for step in self.steps
        }

    def _payload(self, step: Step, problems: Sequence[Problem]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        chosen = self.selections.fields(step.payload, subselections(step.nodes))
        for key, nodes in chosen.items():
            match nodes[0].name.value:
                case "__typename":
                    data[key] = step.payload.name
                case "userErrors":
                    data[key] = [self._problem(p, step, nodes) for p in problems]
                case name:
                    empty = is_list_type(step.payload.fields[name].type)
                    data[key] = [] if empty else None
        return data

    def _problem(
        self, problem: Problem, step: Step, nodes: list[FieldNode]
    ) -> dict[str, Any]:
        type_ = get_named_type(step.payload.fields["userErrors"].type)
        assert isinstance(type_, GraphQLObjectType)
        values = {
            "__typename": type_.name,
            "message": problem.message,
            "path": [*(["input"] if "input" in step.given else []), *problem.path],
            "code": problem.code.name,
        }
        fields = self.selections.fields(type_, subselections(nodes))
        return {key: values[own[0].name.value] for key, own in fields.items()}


class Refusal(Exception):
    """Mutations that cannot be written, by their keys, and why."""

    def __init__(self, problems: Mapping[str, Sequence[Problem]]) -> None:
        super().__init__()
        self.problems = problems


_OTHERS = (
    Problem(
        UserErrorCode.NOT_WRITTEN,
        (),
        "Nothing was written, as another field of the operation has errors.",
    ),
)


def _step(
    key: str, root: GraphQLObjectType, nodes: Sequence[FieldNode], request: Request
) -> Step:
    declared = root.fields[nodes[0].name.value]
    trees = arguments(declared, nodes[0], request.variables)
    does = meaning_of(declared)
    assert isinstance(does, Mutates)
    payload = get_named_type(declared.type)
    assert isinstance(payload, GraphQLObjectType)
    return Step(key, does, _resolved(trees, request.leaves), payload, tuple(nodes))


def _resolved(tree: Tree, leaves: Sequence[Any]) -> Any:
    """A tree with its values in place."""
    match tree:
        case dict():
            return {name: _resolved(inner, leaves) for name, inner in tree.items()}
        case list():
            return [_resolved(inner, leaves) for inner in tree]
        case Value():
            return tree.resolve(leaves)
        case _:
            return tree


async def _write(step: Step, change: Change, model: Model) -> Outcome:
    match step.does:
        case Asserts(of):
            return await _assert(of, step.given["input"], change, model)
        case Retracts():
            return await _retract(step.given, change, model)
        case Merges():
            merged = await merge(change, model, step.given["ids"])
            return Outcome(merged, changed=True)
        case _:
            assert_never(step.does)


async def _assert(
    of: str, given: Mapping[str, Any], change: Change, model: Model
) -> Outcome:
    asserting = Asserting(change, model)
    if of == "Claim":
        written = await asserting.claim(given)
    elif of in model.nodes:
        written = await asserting.node(model.nodes[of], given)
    else:
        written = await asserting.link(model.relationships[of], given)
    return Outcome(written.id, written.changed)


async def _retract(given: Mapping[str, Any], change: Change, model: Model) -> Outcome:
    try:
        done = await retract_within(change, model, given["claim"], given["reason"])
    except BadUserInput as error:
        name, _, message = error.message.partition(": ")
        code = UserErrorCode.NOT_FOUND if name == "claim" else UserErrorCode.MISSING
        raise Unfit([Problem(code, (name,), message)]) from error
    return Outcome(given["claim"], True, done.fell, done.weakened)
