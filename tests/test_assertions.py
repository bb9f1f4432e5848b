"""What callers state is written with its claim, corrected, merged, and read back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from api.identity import Caller
from graph.driver import Graph, Statement
from graph.keys import Role
from tests.editing import AGENCY, LINE, MERGE, Editor

pytestmark = pytest.mark.anyio

SALE = """mutation ($partner: ID, $value: Money) {
  assertSale(input: {
    id: "sale:one", title: "Radios", category: C4ISR_AND_SENSORS, channel: FMS
    description: "Radios for all.", status: NOTIFIED, contractorStatus: NONE_NAMED
    notifiedOn: "2026-02", estimatedValue: $value, partner: $partner
    claim: { source: "source:gazette", statement: "A sale of radios." }
  }) {
    node { id day estimatedValue partner { id } claims { id } }
    changed
    userErrors { code path message }
  }
}"""
PARTNER = """mutation ($id: ID!, $note: String) {
  assertPartnerNation(input: {
    id: $id, name: "Freedonia", kind: NATION, note: $note
    claim: { source: "source:gazette", statement: "Freedonia is a nation." }
  }) { node { id } userErrors { code path message } }
}"""


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


async def test_a_fact_is_added_with_its_claim_and_read_back(editor: Editor) -> None:
    made = await editor.run(AGENCY, id="agency:one", name="Office One")
    assert made["userErrors"] == []
    assert made["changed"] is True
    node = made["node"]
    assert (node["name"], node["formerNames"]) == ("Office One", [])
    (claim,) = node["claims"]
    assert claim["id"].startswith("claim:one-")
    assert claim["source"] == {"id": "source:gazette"}
    found = await editor.run('{ agency(id: "agency:one") { name recordedAt } }')
    assert found == {"name": "Office One", "recordedAt": node["recordedAt"]}


async def test_the_same_assertion_again_changes_nothing(editor: Editor) -> None:
    first = await editor.run(AGENCY, id="agency:one", name="Office One")
    again = await editor.run(AGENCY, id="agency:one", name="Office One")
    assert again == first | {"changed": False}


async def test_a_correction_keeps_what_was_held(editor: Editor) -> None:
    first = await editor.run(AGENCY, id="agency:one", name="Office One")
    second = await editor.run(AGENCY, id="agency:one", name="Office Two")
    assert second["node"]["name"] == "Office Two"
    assert second["node"]["recordedAt"] > first["node"]["recordedAt"]
    text = 'query ($at: DateTime) { agency(id: "agency:one", knownAt: $at) { name } }'
    at = first["node"]["recordedAt"]
    assert await editor.run(text, at=at) == {"name": "Office One"}


async def test_what_is_left_out_stays_and_null_takes_away(editor: Editor) -> None:
    await editor.run(PARTNER, id="partner:fr", note="Small.")
    text = """mutation ($input: AssertPartnerNationInput!) {
      assertPartnerNation(input: $input) {
        node { name note } userErrors { code path }
      }
    }"""
    claim = {"source": "source:gazette", "statement": "So it is."}
    given = {"id": "partner:fr", "claim": claim}
    same = await editor.run(text, input=given | {"region": "Europe"})
    assert same["node"] == {"name": "Freedonia", "note": "Small."}
    none = await editor.run(text, input=given | {"note": None})
    assert none["node"] == {"name": "Freedonia", "note": None}
    refused = await editor.run(text, input=given | {"name": None})
    assert refused["userErrors"] == [{"code": "MISSING", "path": ["input", "name"]}]


async def test_a_relation_to_one_is_a_field_of_the_node(editor: Editor) -> None:
    await editor.run(PARTNER, id="partner:fr")
    await editor.run(PARTNER, id="partner:sy")
    assert codes(await editor.run(SALE)) == ["MISSING"]
    made = await editor.run(SALE, partner="partner:fr", value=5)
    assert made["node"]["partner"] == {"id": "partner:fr"}
    assert made["node"]["day"] == "2026-02"
    moved = await editor.run(SALE, partner="partner:sy")
    assert moved["node"]["partner"] == {"id": "partner:sy"}
    sales = "{ partnerNations { nodes { id sales { totalCount } } } }"
    assert await editor.run(sales) == {
        "nodes": [
            {"id": "partner:fr", "sales": {"totalCount": 0}},
            {"id": "partner:sy", "sales": {"totalCount": 1}},
        ]
    }


async def test_a_link_is_added_and_corrected(editor: Editor) -> None:
    for name in ("one", "two"):
        await editor.run(AGENCY, id=f"agency:{name}", name=f"Office {name}")
    ends = {"from": "agency:one", "to": "agency:two"}
    made = await editor.run(LINE, **ends, since="2026", status="DIRECTED")
    assert made["userErrors"] == []
    assert made["link"]["id"] == "reports-to:one-two-2026"
    assert made["link"]["agency"] == {"id": "agency:one"}
    assert made["link"]["superior"] == {"id": "agency:two"}
    again = await editor.run(LINE, **ends, since="2026", status="EFFECTIVE")
    assert again["link"]["id"] == made["link"]["id"]
    assert again["link"]["status"] == "EFFECTIVE"
    other = await editor.run(LINE, **ends, since="2025", status="CONFIRMED")
    assert other["link"]["id"] == "reports-to:one-two-2025"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"to": "agency:none"}, ("NOT_FOUND", "to")),
        ({"to": "source:gazette"}, ("INVALID", "to")),
        ({"status": None}, ("MISSING", "status")),
        ({"validTo": "2025-01-01"}, ("INVALID", "validTo")),
        ({"id": "line:one"}, ("INVALID", "id")),
        ({"note": " "}, ("INVALID", "note")),
        ({"note": "\ud800"}, ("INVALID", "note")),
        ({"authority": "agency:one"}, ("INVALID", "authority")),
        ({"claim": {"id": "claim:none"}}, ("NOT_FOUND", "claim.id")),
        ({"claim": {"statement": "So."}}, ("MISSING", "claim.source")),
        (
            {"claim": {"source": "source:gazette", "basis": "INFERRED"}},
            ("MISSING", "claim.statement"),
        ),
        ({"ifVersion": "2026-01-01T00:00:00Z"}, ("CONFLICT", "ifVersion")),
    ],
)
async def test_what_does_not_fit_is_named_and_nothing_is_written(
    editor: Editor, empty_graph: Graph, given: dict[str, Any], error: tuple[str, str]
) -> None:
    await editor.run(AGENCY, id="agency:one", name="Office One")
    await editor.run(AGENCY, id="agency:two", name="Office Two")
    before = await everything(empty_graph)
    text = """mutation ($input: AssertReportsToInput!) {
      assertReportsTo(input: $input) { link { id } userErrors { code path message } }
    }"""
    right = {
        "from": "agency:one",
        "to": "agency:two",
        "validFrom": "2026",
        "status": "CONFIRMED",
        "claim": {"source": "source:gazette", "statement": "So it is."},
    }
    refused = await editor.run(text, input=right | given)
    assert refused["link"] is None
    found = [(e["code"], ".".join(e["path"])) for e in refused["userErrors"]]
    code, path = error
    assert (code, f"input.{path}") in found
    assert await everything(empty_graph) == before


async def everything(graph: Graph) -> list[list[Any]]:
    text = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(n), count(r)"
    return await graph.read(Statement(text))


async def test_an_operation_is_written_whole_or_not_at_all(
    editor: Editor, empty_graph: Graph
) -> None:
    before = await everything(empty_graph)
    text = """mutation {
      __typename
      good: assertAgency(input: {
        id: "agency:one", name: "Office One", kind: OFFICE
        claim: { source: "source:gazette", statement: "So." }
      }) { node { id } userErrors { code path } __typename }
      bad: assertAgency(input: {
        id: "office:two", name: "Office Two", kind: OFFICE
        claim: { source: "source:gazette", statement: "So." }
      }) { node { id } userErrors { __typename code } }
    }"""
    answer = await editor.answer(text)
    assert answer.data == {
        "__typename": "Mutation",
        "good": {
            "node": None,
            "userErrors": [{"code": "NOT_WRITTEN", "path": ["input"]}],
            "__typename": "AssertAgencyPayload",
        },
        "bad": {
            "node": None,
            "userErrors": [{"__typename": "UserError", "code": "INVALID"}],
        },
    }
    assert await everything(empty_graph) == before


async def test_a_fact_can_rest_on_a_claim_that_is_held(editor: Editor) -> None:
    text = """mutation {
      assertClaim(input: {
        id: "claim:c", source: "source:gazette", statement: "One is over two."
      }) { node { recordedAt subject source { id } } userErrors { code } }
      assertAgency(input: {
        id: "agency:one", name: "One", kind: OFFICE, claim: { id: "claim:c" }
      }) { node { claims { id } } userErrors { code } }
    }"""
    answer = await editor.answer(text)
    assert answer.data is not None
    assert answer.data["assertAgency"]["node"] == {"claims": [{"id": "claim:c"}]}
    other = """mutation { assertClaim(input: {
      id: "claim:c", source: "source:gazette", statement: "Two is over one."
    }) { userErrors { code path } } }"""
    refused = await editor.run(other)
    assert refused["userErrors"] == [{"code": "CONFLICT", "path": ["input", "id"]}]


async def test_a_version_that_is_gone_is_not_overwritten(editor: Editor) -> None:
    first = await editor.run(AGENCY, id="agency:one", name="Office One", version=None)
    assert first["changed"] is True
    version = first["node"]["recordedAt"]
    given = {"id": "agency:one", "version": version}
    second = await editor.run(AGENCY, name="Office Two", **given)
    assert second["node"]["name"] == "Office Two"
    third = await editor.run(AGENCY, name="Office Three", **given)
    assert codes(third) == ["CONFLICT"]
    new = await editor.run(AGENCY, id="agency:one", name="Office One", version=None)
    assert codes(new) == ["CONFLICT"]


async def test_a_retraction_says_what_fell(editor: Editor) -> None:
    made = await editor.run(AGENCY, id="agency:one", name="Office One")
    (claim,) = made["node"]["claims"]
    text = """mutation ($claim: ID!, $reason: String!) {
      retract(claim: $claim, reason: $reason) {
        fell weakened userErrors { code path }
      }
    }"""
    empty = await editor.run(text, claim=claim["id"], reason=" ")
    assert empty["userErrors"] == [{"code": "MISSING", "path": ["reason"]}]
    done = await editor.run(text, claim=claim["id"], reason="Misread.")
    assert done["userErrors"] == []
    assert {"agency:one", claim["id"]} <= set(done["fell"])
    assert await editor.run('{ agency(id: "agency:one") { id } }') is None
    gone = await editor.run(text, claim=claim["id"], reason="Misread.")
    assert gone["userErrors"] == [{"code": "NOT_FOUND", "path": ["claim"]}]


async def test_the_id_of_a_duplicate_finds_what_it_was_merged_into(
    editor: Editor,
) -> None:
    for name in ("one", "uno", "two"):
        await editor.run(AGENCY, id=f"agency:{name}", name=f"Office {name}")
    uno = {"from": "agency:uno", "to": "agency:two", "status": "CONFIRMED"}
    line = await editor.run(LINE, **uno)
    merged = await editor.run(MERGE, ids=["agency:one", "agency:uno"])
    assert merged["userErrors"] == []
    assert merged["node"]["name"] == "Office one"
    assert merged["node"]["reportsTo"] == {"nodes": [{"id": "agency:two"}]}
    one = {"id": "agency:one", "name": "Office one"}
    assert await editor.run('{ agency(id: "agency:uno") { id name } }') == one
    assert await editor.run('{ node(id: "agency:uno") { id } }') == {"id": "agency:one"}
    several = '{ nodes(ids: ["agency:uno", "agency:two", "agency:none"]) { id } }'
    found = await editor.run(several)
    assert found == [{"id": "agency:one"}, {"id": "agency:two"}, None]
    before = line["link"]["claims"]
    text = """query ($id: ID!) {
      agencies { nodes { id } }
      claims(where: { subject: { eq: $id } }) { totalCount }
    }"""
    answer = await editor.answer(text, id="agency:uno")
    assert answer.data == {
        "agencies": {"nodes": [{"id": "agency:one"}, {"id": "agency:two"}]},
        "claims": {"totalCount": 0},
    }
    assert before
    stale = await editor.run(AGENCY, id="agency:uno", name="Office uno")
    assert codes(stale) == ["CONFLICT"]


@pytest.mark.parametrize(
    "question",
    [
        """query ($id: ID!) {
          path(from: $id, to: "agency:two") {
            paths { length nodes { id } }
          }
        }""",
        """query ($id: ID!) {
          path(from: "agency:three", to: "agency:two", avoid: [$id]) {
            paths { length }
          }
        }""",
        """query ($id: ID!) {
          disputes(about: $id, states: [OPEN, DECIDED, COMPATIBLE]) { totalCount }
        }""",
        """query ($id: ID!) {
          diff(from: "2020-01-01", to: "2026-01-01", about: $id) {
            nodes { __typename kind day }
          }
        }""",
        """query ($id: ID!) {
          neighborhood(id: $id) { node { id } groups { totalCount } }
        }""",
        """query ($id: ID!) {
          hood: neighborhood(id: "agency:two") { node { id } }
          agency(id: $id) { reportsTo { nodes { id } } }
          path(from: $id, to: "agency:two") { paths { length } }
        }""",
    ],
)
async def test_the_id_of_a_duplicate_leads_on_wherever_it_is_an_argument(
    editor: Editor, question: str
) -> None:
    for name in ("one", "uno", "two", "three"):
        await editor.run(AGENCY, id=f"agency:{name}", name=f"Office {name}")
    for start, end in (("uno", "two"), ("one", "three"), ("three", "one")):
        ends = {"from": f"agency:{start}", "to": f"agency:{end}"}
        await editor.run(LINE, **ends, since="2024-05-06", status="CONFIRMED")
    merged = await editor.run(MERGE, ids=["agency:one", "agency:uno"])
    assert merged["userErrors"] == []
    expected = await editor.answer(question, id="agency:one")
    assert expected.errors == []
    assert (await editor.answer(question, id="agency:uno")).data == expected.data
    unknown = await editor.answer(question, id="agency:none")
    assert unknown.data != expected.data


async def test_what_was_known_before_a_merge_is_under_the_id_of_that_time(
    editor: Editor,
) -> None:
    for name in ("one", "uno", "two"):
        await editor.run(AGENCY, id=f"agency:{name}", name=f"Office {name}")
    await editor.run(
        LINE, **{"from": "agency:uno", "to": "agency:two"}, status="CONFIRMED"
    )
    ends = 'from: $id, to: "agency:two"'
    then = datetime.now(UTC).isoformat()
    await editor.run(MERGE, ids=["agency:one", "agency:uno"])
    both = f"""query ($id: ID!, $at: DateTime) {{
      then: path({ends}, knownAt: $at) {{ paths {{ length nodes {{ id }} }} }}
      now: path({ends}) {{ paths {{ length nodes {{ id }} }} }}
    }}"""
    answer = await editor.answer(both, id="agency:uno", at=then)
    assert answer.data is not None
    starts = {
        key: [path["nodes"][0]["id"] for path in found["paths"]]
        for key, found in answer.data.items()
    }
    assert starts == {"then": ["agency:uno"], "now": ["agency:one"]}


async def test_a_duplicate_of_a_duplicate_leads_to_the_last(editor: Editor) -> None:
    for name in ("one", "two", "three"):
        await editor.run(AGENCY, id=f"agency:{name}", name=f"Office {name}")
    await editor.run(MERGE, ids=["agency:two", "agency:one"])
    await editor.run(MERGE, ids=["agency:three", "agency:two"])
    found = await editor.run('{ agency(id: "agency:one") { id } }')
    assert found == {"id": "agency:three"}


@pytest.mark.parametrize(
    ("ids", "path"),
    [
        ([], ["ids"]),
        (["agency:one"], ["ids"]),
        (["agency:one", "agency:one"], ["ids"]),
        (["agency:one", "source:gazette"], ["ids"]),
        (["agency:one", "nobody"], ["ids"]),
        (["agency:one", "agency:none"], ["ids", "1"]),
    ],
)
async def test_only_held_nodes_of_one_type_are_merged(
    editor: Editor, ids: list[str], path: list[str]
) -> None:
    await editor.run(AGENCY, id="agency:one", name="Office One")
    refused = await editor.run(MERGE, ids=ids)
    assert refused["node"] is None
    assert [error["path"] for error in refused["userErrors"]] == [path]


async def test_a_repeated_request_is_written_once(
    editor: Editor, empty_graph: Graph
) -> None:
    given = {"id": "agency:one", "name": "Office One"}
    first = await editor.answer(AGENCY, key="k1", **given)
    await editor.run(AGENCY, id="agency:one", name="Office Two")
    before = await everything(empty_graph)
    again = await editor.answer(AGENCY, key="k1", **given)
    assert again.data == first.data
    assert await everything(empty_graph) == before
    other = await editor.answer(AGENCY, key="k1", id="agency:one", name="Office Three")
    assert other.data is None
    (error,) = other.errors
    assert error.extensions == {"code": "IDEMPOTENCY_KEY_REUSED"}
    mine = Editor(empty_graph, Caller("key:other", Role.ADMIN))
    answer = await mine.answer(AGENCY, key="k1", id="agency:two", name="Office Two")
    assert answer.errors == []


async def test_writers_at_once_write_one_after_the_other(
    editor: Editor, empty_graph: Graph
) -> None:
    await editor.run(AGENCY, id="agency:one", name="Office 0")
    text = '{ agency(id: "agency:one") { name recordedAt } }'
    written: list[int] = []

    async def count_up() -> None:
        own = Editor(empty_graph)
        while len(written) < 24:
            held = await own.run(text)
            name = f"Office {int(held['name'].split()[1]) + 1}"
            version = held["recordedAt"]
            payload = await own.run(AGENCY, id="agency:one", name=name, version=version)
            if not payload["userErrors"]:
                written.append(int(name.split()[1]))

    await asyncio.gather(*(count_up() for _ in range(8)))
    assert written == list(range(1, len(written) + 1))


async def test_a_key_that_races_with_itself_is_used_once(editor: Editor) -> None:
    given = {"id": "agency:one", "name": "Office One"}
    answers = await asyncio.gather(
        *(editor.answer(AGENCY, key="same", **given) for _ in range(8))
    )
    assert all(a.data == answers[0].data for a in answers)
    assert [a.errors for a in answers] == [[]] * 8
