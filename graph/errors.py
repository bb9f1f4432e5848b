"""The errors of the graph, each with the code that clients see.

::

    GraphError                  GRAPH_ERROR
    ├── BadUserInput            BAD_USER_INPUT      a value the caller can mend
    │   └── LimitExceeded       LIMIT_EXCEEDED      more than one operation may ask
    ├── GraphUnavailable        GRAPH_UNAVAILABLE   no Neo4j answers
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
    """A value that the caller sent does not fit; the message says what would."""

    code = "BAD_USER_INPUT"


class LimitExceeded(BadUserInput):
    """An operation asks for more of something than allowed."""

    code = "LIMIT_EXCEEDED"

    def __init__(self, message: str, *, limit: str, allowed: int, actual: int) -> None:
        super().__init__(message)
        # What a document comes to with its fragments put in can be astronomical.
        actual = min(actual, 2**53 - 1)
        self.details = {"limit": limit, "allowed": allowed, "actual": actual}


class GraphUnavailable(GraphError):
    """Neo4j cannot be reached, refuses the login or is not ready."""

    code = "GRAPH_UNAVAILABLE"


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
