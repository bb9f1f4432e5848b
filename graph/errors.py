"""The errors of the graph, each with the code that clients see.

::

    GraphError                  GRAPH_ERROR
    ├── BadUserInput            BAD_USER_INPUT      a value the caller can mend
    │   ├── LimitExceeded       LIMIT_EXCEEDED      more than one operation may ask
    │   └── CursorExpired       CURSOR_EXPIRED      changes that are no longer kept
    ├── KeyReused               IDEMPOTENCY_KEY_REUSED  a key of another request
    ├── GraphUnavailable        GRAPH_UNAVAILABLE   no Neo4j answers
    │   └── GraphOverloaded     OVERLOADED          it has no room for a statement now
    ├── GraphTimeout            TIMEOUT             a statement ran too long
    ├── DataChanged             DATA_CHANGED        the data changed during a long read
    ├── EngineError             ENGINE_ERROR        the embedded Neo4j cannot run
    └── LoadError               LOAD_ERROR          rows that do not fit the model

A message is written for the caller and names what to do; it never holds Cypher, a
host name or a password. What operators need besides stands in ``__cause__``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class GraphError(Exception):
    """Something about the graph went wrong; ``code`` is stable across releases.

    ``details`` says for programs what the message says for people.
    """

    code = "GRAPH_ERROR"
    details: Mapping[str, str | int] = MappingProxyType({})

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadUserInput(GraphError):
    """A value that the caller sent does not fit; the message says what would.

    ``position`` is where in the document it stands, or its argument's field does.
    """

    code = "BAD_USER_INPUT"
    position: int | None = None

    def locate(self, position: int | None) -> None:
        """Have it stand at a position unless it has one."""
        if self.position is None:
            self.position = position


class LimitExceeded(BadUserInput):
    """An operation asks for more of something than allowed."""

    code = "LIMIT_EXCEEDED"

    def __init__(self, message: str, *, limit: str, allowed: int, actual: int) -> None:
        super().__init__(message)
        # What a document comes to with its fragments put in can be astronomical.
        actual = min(actual, 2**53 - 1)
        self.details = {"limit": limit, "allowed": allowed, "actual": actual}


class CursorExpired(BadUserInput):
    """A cursor of the feed stands before changes that are no longer kept."""

    code = "CURSOR_EXPIRED"


class KeyReused(GraphError):
    """An idempotency key was sent before, with another request."""

    code = "IDEMPOTENCY_KEY_REUSED"


class GraphUnavailable(GraphError):
    """Neo4j cannot be reached, refuses the login or is not ready."""

    code = "GRAPH_UNAVAILABLE"


class GraphOverloaded(GraphUnavailable):
    """Neo4j answers, but has no memory, thread or connection left for a statement."""

    code = "OVERLOADED"


class GraphTimeout(GraphError):
    """A statement was ended because it ran longer than allowed."""

    code = "TIMEOUT"


class DataChanged(GraphError):
    """The graph holds another version of the data than the one that is being read."""

    code = "DATA_CHANGED"


class EngineError(GraphError):
    """The embedded Neo4j cannot be resolved or started; the message has the remedy."""

    code = "ENGINE_ERROR"


class LoadError(GraphError):
    """Rows do not fit the model; ``problems`` names file, line and column of each."""

    code = "LOAD_ERROR"

    def __init__(self, message: str, problems: list[str]) -> None:
        super().__init__(message)
        self.problems = problems
