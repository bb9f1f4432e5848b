"""Settings, read from the environment once and passed on from there."""

from __future__ import annotations

import re
import ssl
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict


def form(pattern: str, wanted: str) -> AfterValidator:
    """Accept text that a pattern matches whole; say of any other what is wanted."""

    def check(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise PydanticCustomError("form", "Use {wanted}", {"wanted": wanted})
        return text

    return AfterValidator(check)


def unguessable(secret: SecretStr) -> SecretStr:
    """Accept a secret that nobody finds by trying."""
    if len(secret.get_secret_value()) < SHORTEST_SECRET:
        wanted = f"{SHORTEST_SECRET} random characters or more"
        raise PydanticCustomError("form", "Use {wanted}", {"wanted": wanted})
    return secret


def hosts(text: str) -> str:
    """Accept names of hosts and networks, with commas between them."""
    for item in map(str.strip, text.split(",")):
        try:
            _ = HOST.fullmatch(item) or ip_network(item)
        except ValueError:
            wanted = "hosts and networks such as hooks.example.org,10.20.0.0/16"
            raise PydanticCustomError(
                "form", "Use {wanted}", {"wanted": wanted}
            ) from None
    return text


def certificates(file: Path) -> Path:
    """Accept a file of certificates."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError:
        wanted = "a file of certificates in PEM"
        raise PydanticCustomError("form", "Use {wanted}", {"wanted": wanted}) from None
    return file


HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.(?!-)[A-Za-z0-9-]{1,63})*")
SHORTEST_SECRET = 32
Secret = Annotated[SecretStr, AfterValidator(unguessable)]
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
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Origins = Annotated[
    str,
    form(
        r"\*|https?://[^\s/,*]+(,https?://[^\s/,*]+)*",
        "* or origins such as https://example.org, with commas between them",
    ),
]
Hosts = Annotated[str, AfterValidator(hosts)]
Algorithms = Annotated[
    str,
    form(
        r"(?:(?:[RPE]S(?:256|384|512)|EdDSA)(?:,(?!$)|$))+",
        "names such as RS256 or ES256, with commas between them, and none with a "
        "shared secret",
    ),
]


def with_issuer(given: Any, info: ValidationInfo) -> Any:
    """Accept what tokens are checked with, where it is clear whose, and for whom."""
    if given is not None and not (
        info.data.get("jwt_issuer") and info.data.get("jwt_audience")
    ):
        wanted = "it together with ARMSGRAPH_JWT_ISSUER and ARMSGRAPH_JWT_AUDIENCE"
        raise PydanticCustomError("form", "Use {wanted}", {"wanted": wanted})
    if given is not None and info.data.get("jwt_jwks"):
        wanted = "either ARMSGRAPH_JWT_JWKS or ARMSGRAPH_JWT_SECRET"
        raise PydanticCustomError("form", "Use {wanted}", {"wanted": wanted})
    return given


KeySetPlace = Annotated[
    str,
    form(
        r"https://\S+|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/\S*)?"
        r"|(?!\w+://).+",
        "an address that begins with https://, or a file",
    ),
    AfterValidator(with_issuer),
]
SharedSecret = Annotated[Secret, AfterValidator(with_issuer)]
DocumentsMode = Annotated[str, form("any|trusted", "any or trusted")]
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

    query_timeout: Seconds = Field(
        default=10.0, validation_alias="ARMSGRAPH_QUERY_TIMEOUT"
    )
    """Seconds a GraphQL operation may run in Neo4j."""
    ping_timeout: Seconds = Field(
        default=1.4, validation_alias="ARMSGRAPH_PING_TIMEOUT"
    )
    """Seconds that Neo4j may take to answer a ping before it counts as away."""

    max_characters: Count = Field(
        default=20_000, validation_alias="ARMSGRAPH_MAX_CHARACTERS"
    )
    """Characters of a document."""
    max_tokens: Count = Field(default=2000, validation_alias="ARMSGRAPH_MAX_TOKENS")
    """Tokens of a document."""
    max_operations: Count = Field(
        default=20, validation_alias="ARMSGRAPH_MAX_OPERATIONS"
    )
    """Operations of a document."""
    max_fragments: Count = Field(default=50, validation_alias="ARMSGRAPH_MAX_FRAGMENTS")
    """Fragments of a document."""
    max_depth: Count = Field(default=20, validation_alias="ARMSGRAPH_MAX_DEPTH")
    """Levels of fields."""
    max_fields: Count = Field(default=1000, validation_alias="ARMSGRAPH_MAX_FIELDS")
    """Fields, with fragments put in their places, as for all that follow."""
    max_root_fields: Count = Field(
        default=20, validation_alias="ARMSGRAPH_MAX_ROOT_FIELDS"
    )
    """Fields at the root."""
    max_repeats: Count = Field(default=20, validation_alias="ARMSGRAPH_MAX_REPEATS")
    """How often one field may be asked for in one place."""
    max_aliases: Count = Field(default=100, validation_alias="ARMSGRAPH_MAX_ALIASES")
    """Aliases."""
    max_directives: Count = Field(
        default=50, validation_alias="ARMSGRAPH_MAX_DIRECTIVES"
    )
    """Directives."""
    max_input_depth: Count = Field(
        default=20, validation_alias="ARMSGRAPH_MAX_INPUT_DEPTH"
    )
    """Levels of objects and lists in a value."""
    max_list_size: Count = Field(
        default=1000, validation_alias="ARMSGRAPH_MAX_LIST_SIZE"
    )
    """Items of a list in a value."""
    max_values: Count = Field(default=5000, validation_alias="ARMSGRAPH_MAX_VALUES")
    """Values in all variables together."""
    max_page_size: Count = Field(
        default=1000, validation_alias="ARMSGRAPH_MAX_PAGE_SIZE"
    )
    """Largest ``first`` or ``last`` of a connection."""
    max_conditions: Count = Field(
        default=100, validation_alias="ARMSGRAPH_MAX_CONDITIONS"
    )
    """Conditions and keys of orders, which take the database long to plan for."""
    max_statement: Count = Field(
        default=25_000, validation_alias="ARMSGRAPH_MAX_STATEMENT"
    )
    """Characters of the statement that an operation becomes."""
    max_cost: Count = Field(default=100_000, validation_alias="ARMSGRAPH_MAX_COST")
    """Rows that an operation may touch, as :mod:`graph.cost` counts them."""

    max_headers: Count = Field(default=16_384, validation_alias="ARMSGRAPH_MAX_HEADERS")
    """Bytes of a request's first line and headers."""
    max_body: Count = Field(default=262_144, validation_alias="ARMSGRAPH_MAX_BODY")
    """Bytes of a request's body."""
    request_timeout: Seconds = Field(
        default=10.0, validation_alias="ARMSGRAPH_REQUEST_TIMEOUT"
    )
    """Seconds in which a request has to arrive whole."""
    max_connections: Count = Field(
        default=800, validation_alias="ARMSGRAPH_MAX_CONNECTIONS"
    )
    """Connections that are open at once."""
    max_connections_per_caller: Count = Field(
        default=100, validation_alias="ARMSGRAPH_MAX_CONNECTIONS_PER_CALLER"
    )
    """Those from one address, where no proxy is trusted."""
    max_running: Count = Field(default=32, validation_alias="ARMSGRAPH_MAX_RUNNING")
    """Operations that run at once."""
    max_running_per_caller: Count = Field(
        default=4, validation_alias="ARMSGRAPH_MAX_RUNNING_PER_CALLER"
    )
    """Those of one caller."""
    max_waiting: Count = Field(default=256, validation_alias="ARMSGRAPH_MAX_WAITING")
    """Operations that wait for their turn."""
    max_waiting_per_caller: Count = Field(
        default=64, validation_alias="ARMSGRAPH_MAX_WAITING_PER_CALLER"
    )
    """Those of one caller."""
    max_wait: Seconds = Field(default=5.0, validation_alias="ARMSGRAPH_MAX_WAIT")
    """Seconds that an operation waits for its turn."""
    max_subscriptions: Count = Field(
        default=500, validation_alias="ARMSGRAPH_MAX_SUBSCRIPTIONS"
    )
    """Subscriptions that are open at once."""
    max_subscriptions_per_caller: Count = Field(
        default=20, validation_alias="ARMSGRAPH_MAX_SUBSCRIPTIONS_PER_CALLER"
    )
    """Those of one caller."""
    changes_kept: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(
        default=None, validation_alias="ARMSGRAPH_CHANGES_KEPT"
    )
    """Days that changes stay in the feed; for good unless given."""
    webhook_hosts: Hosts | None = Field(
        default=None, validation_alias="ARMSGRAPH_WEBHOOK_HOSTS"
    )
    """Hosts and networks that webhooks may lead to; without any none are sent."""
    webhook_ca: Annotated[Path, AfterValidator(certificates)] | None = Field(
        default=None, validation_alias="ARMSGRAPH_WEBHOOK_CA"
    )
    """Who may certify their hosts beside the authorities that everybody trusts."""
    max_exports: Annotated[int, Field(ge=0)] = Field(
        default=0, validation_alias="ARMSGRAPH_MAX_EXPORTS"
    )
    """Exports over HTTP that run at once, one of each caller; 0 closes them."""
    rate: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        default=50.0, validation_alias="ARMSGRAPH_RATE"
    )
    """Requests a second that one caller may send; 0 sets no limit."""
    burst: Count = Field(default=500, validation_alias="ARMSGRAPH_BURST")
    """Requests that a caller who was quiet may send at once."""
    trusted_proxies: Annotated[int, Field(ge=0)] = Field(
        default=0, validation_alias="ARMSGRAPH_TRUSTED_PROXIES"
    )
    """Proxies in front whose ``X-Forwarded-For`` tells who the caller is."""

    anonymous: bool = Field(default=True, validation_alias="ARMSGRAPH_ANONYMOUS")
    """Whether callers may read who do not prove who they are."""
    jwt_issuer: str | None = Field(
        default=None, validation_alias="ARMSGRAPH_JWT_ISSUER"
    )
    """Whose tokens are taken: their ``iss``."""
    jwt_audience: str | None = Field(
        default=None, validation_alias="ARMSGRAPH_JWT_AUDIENCE"
    )
    """For whom they have to be: their ``aud``."""
    jwt_jwks: KeySetPlace | None = Field(
        default=None, validation_alias="ARMSGRAPH_JWT_JWKS"
    )
    """Where the issuer's public keys are: an address, or a file."""
    jwt_secret: SharedSecret | None = Field(
        default=None, validation_alias="ARMSGRAPH_JWT_SECRET"
    )
    """What they are signed with instead, where the issuer shares a secret."""
    jwt_algorithms: Algorithms = Field(
        default="RS256,ES256,EdDSA", validation_alias="ARMSGRAPH_JWT_ALGORITHMS"
    )
    """How they may be signed where public keys are used."""
    jwt_role_claim: str = Field(
        default="role", validation_alias="ARMSGRAPH_JWT_ROLE_CLAIM"
    )
    """The claim that names the role, or a list of roles."""
    jwt_leeway: Annotated[float, Field(ge=0, le=600)] = Field(
        default=30.0, validation_alias="ARMSGRAPH_JWT_LEEWAY"
    )
    """Seconds by which the issuer's clock may differ."""
    api_key: SecretStr | None = Field(
        default=None, validation_alias="ARMSGRAPH_API_KEY"
    )
    """What the command line proves with to the service who asks."""
    allowed_origins: Origins | None = Field(
        default=None, validation_alias="ARMSGRAPH_ALLOWED_ORIGINS"
    )
    """Other sites whose pages may ask from a browser."""
    introspection: bool = Field(
        default=True, validation_alias="ARMSGRAPH_INTROSPECTION"
    )
    """Whether callers may ask for the schema."""
    documents: DocumentsMode = Field(
        default="any", validation_alias="ARMSGRAPH_DOCUMENTS"
    )
    """Whether callers may send any document, or trusted ones only."""
    suggestions: bool = Field(default=True, validation_alias="ARMSGRAPH_SUGGESTIONS")
    """Whether errors suggest names of the schema that were perhaps meant."""
    http_edition: HttpEdition = Field(
        default="2025", validation_alias="ARMSGRAPH_HTTP_EDITION"
    )
    """Edition of GraphQL over HTTP whose status codes are sent."""
    receipt_secret: Secret | None = Field(
        default=None, validation_alias="ARMSGRAPH_RECEIPT_SECRET"
    )
    """What receipts are signed with; unless given, the secret in the home."""
    log_format: LogFormat = Field(
        default="auto", validation_alias="ARMSGRAPH_LOG_FORMAT"
    )
    """``console`` or ``json``; ``auto`` is console on a terminal."""
