"""Hostile requests: each of them is to be answered at once, and to change nothing."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graph.model import MODEL
from graph.plan import Planner
from tests.test_cost import CORE, planned
from tests.test_limits import LARGE, SLOW

JSON = {"Content-Type": "application/json"}
STREAM = "X-GraphQL-Event-Stream-Token"


@dataclass(frozen=True, slots=True)
class Attack:
    """A request, and the code that it is refused with; any, or none, without."""

    name: str
    content: bytes | str = b""
    code: str | None = None
    method: str = "POST"
    path: str = "/graphql"
    headers: dict[str, str] = field(default_factory=lambda: JSON)


def posted(name: str, content: bytes | str, code: str | None = None) -> Attack:
    return Attack(name, content, code)


def asked(name: str, query: str, code: str | None = None, **variables: Any) -> Attack:
    body = json.dumps({"query": query, "variables": variables})
    return Attack(name, body, code)


def got(name: str, query: str, code: str | None = None) -> Attack:
    return Attack(name, b"", code, "GET", f"/graphql?{query}", {})


def told(name: str, headers: dict[str, str], code: str | None = None) -> Attack:
    return Attack(name, FINE, code, headers=JSON | headers)


FINE = json.dumps({"query": "{ sales(first: 1) { nodes { id } } }"})
FILTER = "query ($w: SaleWhere) { sales(where: $w, first: 3) { totalCount } }"
SEARCH = "query ($t: String!) { search(text: $t, first: 3) { nodes { id } } }"
TOO_MUCH = "LIMIT_EXCEEDED"
INVALID = "GRAPHQL_VALIDATION_FAILED"
UNAUTHENTICATED = "UNAUTHENTICATED"
UNREADABLE = "GRAPHQL_PARSE_FAILED"
NO_REQUEST = "BAD_REQUEST"
NO_VALUE = "BAD_USER_INPUT"


def nested(levels: int, inner: Any = None) -> Any:
    value = inner or {"id": {"eq": "x"}}
    for _ in range(levels):
        value = {"NOT": value}
    return value


def any_of(count: int) -> dict[str, Any]:
    return {"OR": [{"title": {"contains": str(i)}} for i in range(count)]}


def bodies() -> Iterator[Attack]:
    """Bodies that are no requests."""
    for text in ("", "null", "1", '"x"', "true", "[]", "[[[]]]", "{", "{}}", "NaN"):
        yield posted(f"body {text!r}", text, NO_REQUEST)
    yield posted("batch", f"[{FINE},{FINE}]", NO_REQUEST)
    yield posted("batch of 10,000", f"[{','.join([FINE] * 4000)}]", NO_REQUEST)
    yield posted("invalid UTF-8", b'{"query": "\xff\xfe"}', NO_REQUEST)
    yield posted("UTF-16", FINE.encode("utf-16"), NO_REQUEST)
    yield posted("byte order mark", b"\xef\xbb\xbf" + FINE.encode(), NO_REQUEST)
    yield posted("NUL in the JSON", b'{"query": "\x00"}', NO_REQUEST)
    yield posted("deep JSON", "[" * 100_000, NO_REQUEST)
    yield posted("deep object", '{"a":' * 40_000 + "1" + "}" * 40_000, NO_REQUEST)
    yield posted("large body", b" " * 300_000, TOO_MUCH)
    yield posted("many keys", json.dumps({str(i): 0 for i in range(20_000)}))
    again = ",".join(['"query": "{ a }"'] * 9000)
    yield posted("one key over and over", f"{{{again}}}", INVALID)
    for value in ("1e400", "-1e400", "NaN", "1" * 400, "1" * 4301, '"\\ud800"'):
        text = f'{{"query": "{{ __typename }}", "variables": {{"a": {value}}}}}'
        yield posted(f"value {value[:8]} of {len(value)}", text, NO_REQUEST)
    yield posted("no query", "{}", NO_REQUEST)
    for value in ("null", "1", "[]", "{}", '""', "true"):
        yield posted(f"query {value}", f'{{"query": {value}}}', NO_REQUEST)
    for name in ("variables", "extensions", "operationName"):
        text = f'{{"query": "{{ __typename }}", "{name}": [1]}}'
        yield posted(f"{name} of a wrong kind", text, NO_REQUEST)
    surrogate = '{"query": "query A { __typename }", "operationName": "\\ud800"}'
    yield posted("surrogate in operationName", surrogate, NO_REQUEST)


def media() -> Iterator[Attack]:
    """Forms, files and encodings, among them what a page of another site can send."""
    bomb = gzip.compress(b" " * 50_000_000)
    for kind, content in (
        ("application/x-www-form-urlencoded", b"query={__typename}"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n{}\r\n--x--"),
        ("text/plain", FINE.encode()),
        ("application/json, text/plain", FINE.encode()),
        ("text/plain; application/json", FINE.encode()),
        ("application/json; charset=utf-7", FINE.encode()),
        ("application/graphql", b"{ __typename }"),
        ("", FINE.encode()),
    ):
        headers = {"Content-Type": kind}
        yield Attack(f"content type {kind!r}", content, NO_REQUEST, headers=headers)
    for coding in ("gzip", "br", "gzip, gzip"):
        headers = JSON | {"Content-Encoding": coding}
        yield Attack(f"{coding} bomb", bomb, NO_REQUEST, headers=headers)


def headers() -> Iterator[Attack]:
    yield told("accept nothing", {"Accept": "text/csv"}, NO_REQUEST)
    yield told("accept everything", {"Accept": "*/*," * 3000 + "*/*"})
    yield told("accept nonsense", {"Accept": ";;;q=,,=/;q=1e9,application/json;q=nan"})
    yield told("request id", {"X-Request-ID": "x" * 5000})
    yield told("markup as request id", {"X-Request-ID": "<script>"})
    yield told(
        "forwarded", {"X-Forwarded-For": "x, " * 2000 + "x", "Forwarded": "for=_x"}
    )
    yield told("another host", {"Host": "evil.example:99999"})
    yield told("another method", {"X-HTTP-Method-Override": "DELETE"})
    yield told("upgrade", {"Upgrade": "h2c, websocket", "Connection": "Upgrade"})
    yield told(
        "cookies", {"Cookie": "a=b; " * 1000 + "c=d", "Authorization": "Bearer x"}
    )
    yield told("ranges", {"Range": "bytes=0-," * 500 + "1-", "If-Match": "*"})
    yield told("another site", {"Origin": "https://evil.example"})
    yield told("expectation", {"Expect": "100-continue"})
    yield told("no stream's token", {STREAM: "x"}, NO_REQUEST)
    yield told("endless token", {STREAM: "x" * 15_000}, NO_REQUEST)
    for method in ("DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY"):
        yield Attack(f"method {method}", b"", NO_REQUEST, method)


def addresses() -> Iterator[Attack]:
    yield got("change by GET", "query=mutation{__typename}", NO_REQUEST)
    yield got("subscription by GET", "query=subscription{__typename}", NO_REQUEST)
    yield got("two queries", "query={a}&query={b}", NO_REQUEST)
    yield got("nothing", "query=", NO_REQUEST)
    yield got("token of no stream", "token=x&query=mutation{__typename}", NO_REQUEST)
    yield got("invalid UTF-8 in the address", "query=%ff%fe", UNREADABLE)
    yield got("NUL", "query=%00", UNREADABLE)
    yield got("half a percent", "query=%&variables=%", NO_REQUEST)
    yield got("many parameters", "&".join(f"a{i}=1" for i in range(2000)), NO_REQUEST)
    yield got("deep variables", "query={a}&variables=" + "[" * 10_000, NO_REQUEST)
    yield got("long address", "query=" + "x" * 60_000, TOO_MUCH)
    for path in (
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/%00",
        "//",
        "/" + "a/" * 5000,
    ):
        yield Attack(f"path {path[:20]}", b"", None, "GET", path, {})


def documents() -> Iterator[Attack]:
    for limit, text in LARGE.items():
        yield asked(f"beyond {limit}", text, TOO_MUCH)
    for name, text in SLOW.items():
        yield asked(name, text)
    yield asked("deep fields", "{ sale" * 10_000, TOO_MUCH)
    yield asked("deep fragments", "{ ..." * 190 + "{ a }" + "}" * 190, INVALID)
    yield asked("deep lists", f"{{ a(b: {'[' * 3000}", TOO_MUCH)
    yield asked("comments", "{ __typename }" + "#\n" * 9000)
    yield asked("commas", "{ __typename }" + "," * 19_000)
    yield asked("long name", f"{{ {'a' * 19_000} }}", INVALID)
    yield asked("long text", f'{{ sale(id: "{"x" * 19_000}") {{ id }} }}')
    yield asked(
        "long number", f"{{ sales(first: {'9' * 9000}) {{ nodes {{ id }} }} }}", INVALID
    )
    yield asked("blocks", '{ sale(id: """' + "\n x" * 6000 + '""") { id } }')
    yield asked("circle", "{ ...F } fragment F on Query { ...F }", INVALID)
    yield asked(
        "circle of two",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
        INVALID,
    )
    yield asked(
        "several operations",
        "query A { a: __typename } query B { __typename }",
        NO_VALUE,
    )
    yield asked(
        "schema in the document", "type Query { a: Int } { __typename }", INVALID
    )
    yield asked("stream and defer", "{ ... @defer { __typename } }", INVALID)
    yield asked("subscription", "subscription { __typename }", NO_REQUEST)
    yield asked("mutation", "mutation { __typename }", UNAUTHENTICATED)
    yield asked("NUL in the document", "{ \x00 }", UNREADABLE)
    yield asked("right to left", "{ \u202e__typename }", UNREADABLE)
    yield asked("surrogate in a text", '{ sale(id: "\\uD800") { id } }', UNREADABLE)
    yield asked("private name", "{ __proto__ constructor }", INVALID)


def introspection() -> Iterator[Attack]:
    everything = "{ __schema { types { name fields { name args { name } } } } }"
    yield asked("whole schema", everything)
    for i in range(3):
        yield asked(f"whole schema anew {i}", f"{everything} # {i}")
    circle = "fields { type { fields { type { fields { name } } } } }"
    yield asked(
        "circular introspection", f"{{ __schema {{ types {{ {circle} }} }} }}", INVALID
    )
    aliases = " ".join(f"a{i}: __schema {{ types {{ name }} }}" for i in range(20))
    yield asked("schema twenty times", f"{{ {aliases} }}")


def costs() -> Iterator[Attack]:
    pages = "sales(first: 1000) { nodes { partner { %s } } }"
    yield asked("product of pages", f"{{ {pages % (pages % 'name')} }}", TOO_MUCH)
    page = "sales(first: 1000) { nodes { items { nodes { name } } } }"
    aliased = " ".join(f"a{i}: {page}" for i in range(19))
    fragment = f"fragment F on Query {{ {aliased} }}"
    yield asked("aliases in fragments", f"{{ ...F }} {fragment}", TOO_MUCH)
    varied = (
        "sales(first: $n) { nodes { partner { sales(first: $n) { totalCount } } } }"
    )
    yield asked("pages in variables", f"query ($n: Int) {{ {varied} }}", None, n=1000)
    twice = varied.replace("totalCount", "nodes { id }")
    yield asked(
        "product in variables", f"query ($n: Int) {{ {twice} }}", TOO_MUCH, n=1000
    )
    deep = "partner { sales { nodes { " * 5 + "id" + " } } }" * 5
    yield asked("default pages", f"{{ sales {{ nodes {{ {deep} }} }} }}", TOO_MUCH)
    yield asked("largest page", f"{{ {pages % 'sales(first: 90) { nodes { id } }'} }}")
    yield asked("page beyond", "{ sales(first: 1001) { nodes { id } } }", TOO_MUCH)
    yield asked("page below", "{ sales(first: -1) { nodes { id } } }", NO_VALUE)
    ids = [f"sale:{i}" for i in range(1001)]
    yield asked("ids", "query ($i: [ID!]!) { nodes(ids: $i) { id } }", TOO_MUCH, i=ids)
    yield asked("many conditions", FILTER, TOO_MUCH, w=any_of(200))
    yield asked("conditions at the limit", FILTER, None, w=any_of(100))
    yield asked("nested conditions", FILTER, TOO_MUCH, w=nested(300))
    within: Any = {"id": {"eq": "x"}}
    for _ in range(3):
        within = {"partner": {"sales": {"some": within}}}
    yield asked("nested quantifiers", FILTER, None, w=within)
    lists = {f"v{i}": ["x"] * 1000 for i in range(8)}
    yield asked("values", "{ __typename }", TOO_MUCH, **lists)
    keys = ", ".join(["{ contractors: { aggregate: { count: DESC } } }"] * 100)
    yield asked(
        "orders", f"{{ sales(orderBy: [{keys}]) {{ nodes {{ id }} }} }}", TOO_MUCH
    )
    reviewed = " ".join(
        f'a{i}: salesReviewed(by: "agency:dtsa", under: "official:x")'
        " { totalCount edges { chain { status } sources { title } } }"
        for i in range(20)
    )
    yield asked("chains", f"{{ {reviewed} }}", TOO_MUCH)
    groups = "groups(by: [PARTNER, DAY_YEAR, CONTRACTORS], first: 1000)"
    yield asked(
        "groups", f"{{ sales {{ aggregate {{ {groups} {{ totalCount }} }} }} }}"
    )


STRANGE = (
    *(
        "",
        "\x00",
        "\u202eabc",
        "\ud7ff\ue000",
        "x" * 50_000,
        "\\",
        "'",
        '"',
        "`",
        "$p0",
    ),
    *("' OR 1=1 //", "`} DETACH DELETE n //", "}) MATCH (n) DETACH DELETE n //"),
    *("\\u0027 RETURN 1 //", "*/ RETURN 1 /*", "CALL db.labels()", "{{7*7}}", "%s%n"),
    *("../../etc/passwd", "file:///etc/passwd", "<script>alert(1)</script>", "𝕏" * 500),
)
LUCENE = (
    *(
        "*",
        "*:*",
        "?",
        "~",
        "^",
        "a^",
        "a~~",
        "a~1000",
        "AND",
        "NOT",
        "a AND",
        "(",
        "(((",
    ),
    *("[", "[* TO *]", "{a TO", "/.*/", "/(a+)+b/", '"', '"a', "\\", "title:", "a:b:c"),
    *("+", "-", '+-!(){}[]^"~*?:\\/', "&&", "||", "!", "* * * *", "a* b* c*", "\x00"),
    *("ſ" * 400, "é" * 400, " ".join("ab" for _ in range(50)), "(" * 400, "\u202e"),
)


def values() -> Iterator[Attack]:
    """Injections and strange values through every kind of argument."""
    for i, text in enumerate(STRANGE):
        where = {"title": {"contains": text}, "id": {"in": [text]}}
        yield asked(f"strange filter {i}", FILTER, None, w=where)
        yield asked(
            f"strange id {i}", "query ($i: ID!) { node(id: $i) { id } }", i=text
        )
        yield asked(f"strange search {i}", SEARCH, t=text)
        yield asked(
            f"strange cursor {i}",
            "query ($c: String) { sales(after: $c) { nodes { id } } }",
            NO_VALUE,
            c=text,
        )
        yield asked(f"strange date {i}", FILTER, NO_VALUE, w={"day": {"gt": text}})
        yield asked(f"strange enum {i}", FILTER, NO_VALUE, w={"category": {"eq": text}})
    for i, text in enumerate(LUCENE):
        yield asked(f"Lucene {i}", SEARCH, t=text)
        yield asked(
            f"Lucene within {i}",
            "query ($t: String) { sales(search: $t) { totalCount } }",
            t=text,
        )
    for number in (-0.0, 2**53, 2**63, 2**64 - 1, -(2**63), 1e308, 5e-324, 1.5):
        w = {"estimatedValue": {"gt": number}}
        yield asked(f"number {number}", FILTER, None, w=w)
        yield asked(
            f"page {number}",
            "query ($n: Int) { sales(first: $n) { totalCount } }",
            None,
            n=number,
        )
        yield asked(f"id {number}", "query ($i: ID!) { node(id: $i) { id } }", i=number)
    yield asked("unknown key", FILTER, NO_VALUE, w={"`title`": {"eq": "x"}})
    yield asked("unknown variable", "{ __typename }", None, x=1)
    yield asked(
        "unknown order", "{ sales(orderBy: { title: RANDOM }) { totalCount } }", INVALID
    )


BY_VALUE = "orderBy: { estimatedValue: DESC }"


def cursors() -> Iterator[Attack]:
    """Cursors with a seal that is right, over keys that are not."""
    text = f"query ($c: String) {{ sales(after: $c, {BY_VALUE}) {{ nodes {{ id }} }} }}"
    for keys in (
        [2**63, "x"],
        [2**64 - 1, "x"],
        [-(2**63), "x"],
        [1e308, "x"],
        [True, "x"],
        ["x", "x"],
        [None, None],
        [1, "\x00"],
        [1, 2],
        [1, "x" * 50_000],
        [1],
        [],
    ):
        yield asked(f"cursor over {str(keys)[:24]}", text, c=sealed(keys))
    for raw in (
        b"",
        b"[]",
        b"[2]",
        b"{}",
        b"[" * 2000,
        b"[2,1,2,3]",
        b"\xff",
        b"[1e400]",
    ):
        packed = base64.urlsafe_b64encode(raw).decode()
        yield asked(f"cursor of {raw[:8]!r}", text, NO_VALUE, c=packed)


def sealed(keys: list[Any]) -> str:
    """A cursor as the service itself would give it for a row with these keys."""
    planner = Planner(CORE, MODEL, max_page_size=1000)
    text = f"{{ sales({BY_VALUE}) {{ pageInfo {{ endCursor }} }} }}"
    plan, _ = planned(planner, text, {})
    data, _ = plan.read([[keys]])
    return str(data["sales"]["pageInfo"]["endCursor"])


ATTACKS = [
    *bodies(),
    *media(),
    *headers(),
    *addresses(),
    *documents(),
    *introspection(),
    *costs(),
    *values(),
    *cursors(),
]
