"""Receipts: what was asked, of which data, and what came of it.

A receipt holds digests, so that it is short and gives nothing away. Each is the SHA-256
of a text, or of a value as canonical JSON (RFC 8785), in which neither spaces nor the
order of keys nor the spelling of numbers count. The signature is an HMAC with a secret
of the service: it tells whoever has the secret that the service gave the receipt, and
that nobody has altered it since.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import rfc8785

from graph.declare import camel_case
from graph.errors import BadUserInput
from graph.home import Home
from graph.settings import Settings

if TYPE_CHECKING:
    from api.execution import Asked


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was asked, of which data, and what came of it.

    ``document`` is the digest of the text without the space around it, ``schema`` that
    of ``schema.graphql``, ``result`` that of the answer without its extensions. The
    data have been of ``data_version`` since ``data_since``.
    """

    document: str
    operation_name: str | None
    variables: str
    schema: str
    data_version: str | None
    data_since: str | None
    executed_at: str
    result: str
    version: Literal[1] = 1
    signature: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The receipt as answers carry it."""
        return {camel_case(name): value for name, value in asdict(self).items()}

    def signed(self, secret: str | None) -> Receipt:
        """The same receipt with a signature, if there is a secret to sign with."""
        return self if secret is None else replace(self, signature=self._seal(secret))

    def is_signed_with(self, secret: str) -> bool:
        """Whether the signature was made with a secret, for these very contents."""
        given, right = self.signature or "", self._seal(secret)
        return hmac.compare_digest(given.encode(), right.encode())

    def _seal(self, secret: str) -> str:
        contents = canonical(replace(self, signature=None).as_json(), "receipt")
        return f"hmac-sha256:{hmac.digest(secret.encode(), contents, 'sha256').hex()}"


_NAMES = {camel_case(f.name): f.name for f in fields(Receipt) if f.name != "version"}


class Receipts:
    """Gives receipts in the name of one service; without a ``secret``, unsigned."""

    def __init__(self, print_schema: Callable[[], str], secret: str | None) -> None:
        self._print_schema = print_schema
        self._secret = secret

    @cached_property
    def _schema(self) -> str:
        return digest(f"{self._print_schema()}\n".encode())

    def receipt(
        self,
        asked: Asked,
        operation_name: str | None,
        data: Sequence[str | None],
        answer: dict[str, Any],
    ) -> Receipt:
        """The receipt for an answer from the data of a version, and since when.

        Raises :class:`BadUserInput` for variables that JSON readers do not agree on.
        """
        version, since = data
        return Receipt(
            document=digest_of_document(asked.query),
            operation_name=operation_name,
            variables=digest_of_variables(asked.variables or {}),
            schema=self._schema,
            data_version=version,
            data_since=since,
            executed_at=datetime.now(UTC).isoformat(),
            result=digest_of_result(answer),
        ).signed(self._secret)


def secret_of(settings: Settings) -> str | None:
    """What a service with these settings signs with; None where there is nothing."""
    if settings.receipt_secret is not None:
        return settings.receipt_secret.get_secret_value()
    return Home(settings).receipt_secret()


def receipt_of(answer: Any) -> Receipt:
    """The receipt that an answer carries.

    Raises :class:`BadUserInput` where it carries none.
    """
    match answer:
        case {"extensions": {"receipt": {"version": 1, **contents}}} if _fits(contents):
            texts: dict[str, Any] = {_NAMES[str(k)]: v for k, v in contents.items()}
            return Receipt(**texts)
    raise BadUserInput(
        "The answer carries no receipt of version 1 in extensions.receipt: ask with "
        "the directive @explain, and keep the whole answer."
    )


def _fits(contents: Mapping[Any, Any]) -> bool:
    texts = all(isinstance(value, str | None) for value in contents.values())
    return texts and contents.keys() == _NAMES.keys()


def digest_of_document(text: str) -> str:
    """The digest of a document, without the space around it."""
    return digest(text.strip().encode())


def digest_of_variables(variables: dict[str, Any]) -> str:
    """The digest of an operation's variables."""
    return digest(canonical(variables, "variables"))


def digest_of_result(answer: dict[str, Any]) -> str:
    """The digest of an answer: of its data and its errors."""
    result = {key: answer[key] for key in ("data", "errors") if key in answer}
    return digest(canonical(result, "answer"))


def canonical(value: Any, name: str) -> bytes:
    """A value as canonical JSON.

    Raises :class:`BadUserInput` by its name where JSON readers do not agree on it.
    """
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise BadUserInput(
            f"{name}: {error}; leave out what not every JSON reader keeps exact"
        ) from None


def digest(contents: bytes) -> str:
    """The SHA-256 of some bytes."""
    return f"sha256:{hashlib.sha256(contents).hexdigest()}"
