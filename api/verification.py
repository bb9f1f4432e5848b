"""Whether an answer stands: it and its receipt, beside what the service says now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLSchema,
    NameNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    print_ast,
    visit,
)

from api.execution import Asked
from api.receipts import (
    Receipt,
    digest_of_document,
    digest_of_result,
    digest_of_variables,
    receipt_of,
)
from graph.errors import BadUserInput

Ask = Callable[[Asked], Awaitable[dict[str, Any]]]
"""Has the service answer, and gives the whole answer."""


class Verdict(Enum):
    """What became of an answer, with the exit code that says so."""

    CONFIRMED = 0
    CHANGED = 3
    DIFFERENT = 4
    ALTERED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and what it rests on."""

    verdict: Verdict
    reason: str
    origin: str


class Verifier:
    """Verifies answers that a service gave.

    ``secret`` is what it signs with, if that is known here.
    """

    def __init__(self, ask: Ask, schema: GraphQLSchema, secret: str | None) -> None:
        self._ask = ask
        self._schema = schema
        self._secret = secret

    async def verify(self, answer: dict[str, Any], asked: Asked) -> Finding:
        """What became of an answer to a question, which is asked again.

        Raises :class:`BadUserInput` where the answer has no receipt, or one for
        another question.
        """
        receipt = receipt_of(answer)
        _check(receipt, asked)
        origin = self._origin(receipt)
        if origin is None:
            reason = "The receipt was altered, or another service gave it."
            return Finding(Verdict.ALTERED, reason, "The signature does not fit.")
        if digest_of_result(answer) != receipt.result:
            reason = "The answer was altered: it is not the one the receipt was for."
            return Finding(Verdict.ALTERED, reason, origin)
        asked = replace(asked, operation_name=receipt.operation_name)
        verdict, reason = await self._compare(receipt, asked)
        return Finding(verdict, reason, origin)

    def _origin(self, receipt: Receipt) -> str | None:
        """What is known of who gave a receipt; None where its signature is wrong."""
        if receipt.signature is None:
            return "The receipt is not signed: nothing shows who gave it."
        if self._secret is None:
            return "The signature was not checked: the service's secret is not here."
        if receipt.is_signed_with(self._secret):
            return "This service gave the receipt, and nobody has altered it since."
        return None

    async def _compare(self, then: Receipt, asked: Asked) -> tuple[Verdict, str]:
        answer = await self._ask(asked)
        if "data" not in answer:
            said = answer["errors"][0]["message"]
            return Verdict.CHANGED, f"The service answers the document no more: {said}"
        now = receipt_of(answer)
        versions = f"version {then.data_version} then, {now.data_version} now"
        same_data = then.data_version == now.data_version
        if then.result == now.result:
            data = f"the same data, version {now.data_version}"
            if not same_data:
                data = f"other data: {versions}"
            return Verdict.CONFIRMED, f"The same result, from {data}."
        if not same_data:
            return await self._replay(then, asked, versions)
        if then.schema != now.schema:
            reason = (
                "Another result: the service was changed, though the data were not."
            )
            return Verdict.CHANGED, reason
        reason = f"Another result, from the same data, version {now.data_version}."
        return Verdict.DIFFERENT, reason

    async def _replay(
        self, then: Receipt, asked: Asked, versions: str
    ) -> tuple[Verdict, str]:
        """Ask of the data as they were known, where the document leaves that open."""
        at = then.data_since or then.executed_at
        document = as_known(asked.query, self._schema, at)
        if document is None:
            reason = (
                f"Another result: the data have changed, {versions}, and nothing in"
            )
            reason += " the document can be asked as it was known then."
            return Verdict.CHANGED, reason
        replayed = await self._ask(replace(asked, query=document))
        if "data" in replayed and receipt_of(replayed).result == then.result:
            reason = f"The same result, from the data as known at {at}; since then they"
            return Verdict.CONFIRMED, f"{reason} have changed: {versions}."
        reason = f"Another result, also from the data as known at {at}: they have"
        return Verdict.CHANGED, f"{reason} changed, {versions}."


def _check(receipt: Receipt, asked: Asked) -> None:
    """Raise :class:`BadUserInput` where a receipt is for another question."""
    if receipt.document != digest_of_document(asked.query):
        raise BadUserInput(
            "The receipt is for another document: give the one that was asked, as it "
            "was sent."
        )
    if receipt.variables != digest_of_variables(asked.variables or {}):
        raise BadUserInput(
            "The receipt is for other variables: give those that were sent, by "
            "--variables."
        )


def as_known(document: str, schema: GraphQLSchema, at: str) -> str | None:
    """A document asked of what was known at an instant, where it says nothing else.

    None where no field of the query leaves that open.
    """
    types = TypeInfo(schema)
    pin = _Pin(types, schema, at)
    pinned = visit(parse(document), TypeInfoVisitor(types, pin))
    return print_ast(pinned) if pin.used else None


class _Pin(Visitor):
    """Gives each field of the query an instant, if it takes one and has none."""

    def __init__(self, types: TypeInfo, schema: GraphQLSchema, at: str) -> None:
        super().__init__()
        self.used = False
        self._types = types
        self._query = schema.query_type
        self._known_at = ArgumentNode(
            name=NameNode(value="knownAt"), value=StringValueNode(value=at)
        )

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        declared = self._types.get_field_def()
        if self._types.get_parent_type() is not self._query or declared is None:
            return None
        given = {argument.name.value for argument in node.arguments or ()}
        if "knownAt" in given or "knownAt" not in declared.args:
            return None
        self.used = True
        return replace(node, arguments=(*(node.arguments or ()), self._known_at))
