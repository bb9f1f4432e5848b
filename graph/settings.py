"""Settings, read from the environment once and passed on from there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict


def form(pattern: str, wanted: str) -> AfterValidator:
    """Accept text that a pattern matches whole; say of any other what is wanted."""

    def check(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise PydanticCustomError("form", "Use {wanted}", {"wanted": wanted})
        return text

    return AfterValidator(check)


Address = Annotated[
    str,
    form(
        r"(bolt|neo4j)(\+s|\+ssc)?://(\[[0-9a-fA-F:.]+\]|[^\s/:@?#\[\]]+)"
        r"(:[0-9]{1,5})?/?(\?\S*)?",
        "the address of a Neo4j server, such as neo4j://host:7687, without a login",
    ),
]
Memory = Annotated[str, form("[1-9][0-9]*[kmgKMG]", "a size such as 512m or 2g")]
Port = Annotated[int, Field(ge=1, le=65535)]
HttpEdition = Annotated[str, form("2025|2026", "2025 or 2026")]
LogFormat = Annotated[str, form("auto|console|json", "auto, console or json")]


class Settings(BaseSettings):
    """What can be set, and how it is spelled in the environment."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_ignore_empty=True,
        populate_by_name=True,
        # Or else fields would be read from variables that bear their names, too.
        case_sensitive=True,
        env_prefix="ARMSGRAPH_",
    )

    host: str = Field(default="127.0.0.1", validation_alias="HOST")
    """Address that GraphQL is served on."""
    port: Port = Field(default=8000, validation_alias="PORT")
    """Port that GraphQL is served on."""

    neo4j_uri: Address | None = Field(default=None, validation_alias="NEO4J_URI")
    """A Neo4j server to use; without it the embedded engine is started."""
    neo4j_user: str = Field(default="neo4j", validation_alias="NEO4J_USER")
    neo4j_password: SecretStr | None = Field(
        default=None, validation_alias="NEO4J_PASSWORD"
    )
    neo4j_database: str = Field(default="neo4j", validation_alias="NEO4J_DATABASE")

    home: Path = Field(default=Path(".armsgraph"), validation_alias="ARMSGRAPH_HOME")
    """Where the embedded engine keeps its jars, data, logs and password."""
    lib: Path | None = Field(default=None, validation_alias="ARMSGRAPH_LIB")
    """Where Neo4j's jars are kept; ``neo4j/lib`` in the home unless given."""
    bolt_port: Port = Field(default=7687, validation_alias="ARMSGRAPH_BOLT_PORT")
    """Port of the embedded engine's Bolt."""
    http_port: Port = Field(default=7474, validation_alias="ARMSGRAPH_HTTP_PORT")
    """Port of the embedded engine's Neo4j Browser."""
    heap: Memory = Field(default="512m", validation_alias="ARMSGRAPH_HEAP")
    """Heap of the embedded engine."""
    page_cache: Memory = Field(default="256m", validation_alias="ARMSGRAPH_PAGE_CACHE")
    """Page cache of the embedded engine."""

    query_timeout: float = Field(
        default=10.0,
        validation_alias="ARMSGRAPH_QUERY_TIMEOUT",
        gt=0,
        allow_inf_nan=False,
    )
    """Seconds a GraphQL operation may run in Neo4j."""
    max_page_size: int = Field(
        default=1000, validation_alias="ARMSGRAPH_MAX_PAGE_SIZE", ge=1
    )
    """Largest ``first`` or ``last`` of a connection."""
    http_edition: HttpEdition = Field(
        default="2025", validation_alias="ARMSGRAPH_HTTP_EDITION"
    )
    """Edition of GraphQL over HTTP whose status codes are sent."""
    log_format: LogFormat = Field(
        default="auto", validation_alias="ARMSGRAPH_LOG_FORMAT"
    )
    """``console`` or ``json``; ``auto`` is console on a terminal."""
