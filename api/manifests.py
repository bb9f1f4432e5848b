"""Files of documents: GraphQL, and what the tools of clients write at their builds.

Those are lists of Apollo's form (``apollo-persisted-query-manifest``), and objects that
have texts by ids, as GraphQL Code Generator and Relay write them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import GraphQLError, GraphQLSchema, validate

from graph.documents import Document, digest, id_of
from graph.errors import BadUserInput, LimitExceeded
from graph.limits import Limits, read_document

APOLLO = "apollo-persisted-query-manifest"


def read_documents(file: Path, schema: GraphQLSchema, limits: Limits) -> list[Document]:
    """The documents in a file.

    Raises :class:`BadUserInput` where one is none, or does not fit schema and limits.
    """
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        found = list(_manifest(file.name, _json(file.name, text)))
    else:
        found = [_document(text, file.name, digest(text))]
    for document in found:
        _check(document, file.name, schema, limits)
    return found


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise BadUserInput(f"{name}: not JSON: {error}") from None


def _manifest(file: str, manifest: Any) -> Iterator[Document]:
    match manifest:
        case {"format": str(given), "operations": [*operations]} if given == APOLLO:
            for operation in operations:
                match operation:
                    case {"id": str(id), "body": str(body), "name": str(name)}:
                        yield _document(body, name, id)
                    case _:
                        raise BadUserInput(
                            f"{file}: an operation lacks id, name or body"
                        )
        case dict() if all(isinstance(text, str) for text in manifest.values()):
            for id, text in manifest.items():
                yield _document(text, file, id)
        case _:
            raise BadUserInput(
                f"{file}: neither texts by ids nor a list of the form {APOLLO}"
            )


def _document(text: str, name: str, id: str) -> Document:
    aliases = {id.removeprefix("sha256:"), digest(text)} - {id_of(text)}
    return Document(text.strip(), name, tuple(sorted(aliases)))


def _check(
    document: Document, file: str, schema: GraphQLSchema, limits: Limits
) -> None:
    try:
        problems = validate(schema, read_document(document.text, limits))
    except LimitExceeded as error:
        raise BadUserInput(f"{file}: {document.name}: {error.message}") from None
    except GraphQLError as error:
        problems = [error]
    if problems:
        raise BadUserInput(f"{file}: {document.name}: {problems[0].message}")
