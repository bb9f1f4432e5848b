CALL () {
  CALL () {
    MATCH (claim:`Claim`)
    WHERE claim.`subject` = $p0 AND claim.`value` IS NOT NULL
    WITH claim, coalesce($p1[split(claim.`subject`, ':')[0] + '.' + claim.`predicate`], $p1[claim.`predicate`], $p1[CASE WHEN claim.`predicate` = toUpper(claim.`predicate`) THEN 'any relation' ELSE 'any property' END]) AS word
    RETURN collect({id: claim.`id`, about: claim.`subject`, predicate: claim.`predicate`,
      value: claim.`value`, rank: claim.`rank`, word: word, source: CASE word.of
      WHEN 'whole' THEN head([(claim)-[:`STATED_IN`]->(s) | s.`id`]) END}) AS stated
  }
  CALL (stated) {
    UNWIND stated AS c
    WITH c WHERE NOT c.word.of IN ['link', 'timed'] AND c.about IS NOT NULL
    WITH c, c.about AS about, c.predicate AS predicate, c.word AS word
    ORDER BY c.value, c.id
    WITH about, predicate, word, coalesce(c.source, c.value) AS part,
      collect(DISTINCT c.value) AS values, collect(c.id) AS claims,
      CASE word.of WHEN 'whole' THEN min(c.rank) ELSE max(c.rank) END AS rank
    WITH about, predicate, word, values, max(rank) AS rank, collect(claims) AS claims
    WITH about, predicate, word,
      collect({values: values, rank: rank, claims: claims}) AS found
    WHERE size(found) > 1
    WITH *, word.of IN ['several', 'many']
      AND any(s IN found WHERE s.rank = 'DEPRECATED') AS ranked
    WHERE ranked OR word.of <> 'many'
    RETURN {search: 0, about: about, predicate: predicate, other: '', word: word,
      rule: CASE WHEN ranked THEN 1 ELSE word.rule END, field: word.field,
      compatible: word.of = 'several' AND NOT ranked,
      found: CASE WHEN ranked AND any(s IN found WHERE s.rank = 'PREFERRED')
        THEN [s IN found WHERE s.rank <> 'NORMAL'] ELSE found END} AS d
    UNION ALL
    UNWIND stated AS c
    WITH c WHERE c.word.of = 'link' AND c.about IS NOT NULL
    CALL (c) {
      CALL db.index.fulltext.queryRelationships('armsgraph_link_evidence', 'claims:"' + c.id + '"')
      YIELD relationship AS r
      WHERE NOT r:`STATED_IN` AND c.about IN [startNode(r).`id`, endNode(r).`id`]
      RETURN r
    }
    WITH c.about AS about, c.predicate AS predicate, c.word.rule AS rule, r,
      c.value AS value, max(c.rank) AS rank, collect(c.id) AS claims
    WITH about, predicate, rule, r,
      collect({values: [value], rank: rank, claims: [claims], links: [r]}) AS found
    WITH about, predicate, rule, collect({other: r.`id`, found: found}) AS each
    WITH *, [x IN each WHERE size(x.found) > 1] AS several
    UNWIND CASE several WHEN [] THEN [{other: '', found: [x IN each | x.found[0]]}]
      ELSE several END AS x
    WITH * WHERE any(s IN x.found WHERE s.values <> x.found[0].values)
    RETURN {search: 1, about: about, predicate: predicate, other: x.other,
      rule: rule, compatible: several = [], found: x.found} AS d
    UNION ALL
    MATCH (x:`Sale`)
    WHERE x.`id` = $p0
    WITH x.`transmittalNumber` AS name
    WHERE name IS NOT NULL
    CALL (name) {
      MATCH (m:`Sale`)
      WHERE m.`transmittalNumber` = name
      WITH m, name, m AS g
      MATCH (m)-[r:`TO`]->(o)
      RETURN collect({nodes: [m], within: o.`id`}) AS named
    }
    CALL (name) {
      MATCH (claim:`Claim`)
      WHERE claim.`value` = name AND claim.`predicate` = 'transmittalNumber' AND claim.`value` IS NOT NULL
      WITH claim.`id` AS id, claim.`subject` AS about, claim.`rank` AS rank
      ORDER BY rank DESC, id
      RETURN collect({id: id, about: about, rank: rank}) AS said
    }
    UNWIND [x IN named | x {.*, said: [s IN said WHERE s.about = x.nodes[0].`id`]}]
      + [s IN said WHERE s.about IS NULL | {nodes: [], within: s.id, said: [s]}] AS x
    WITH name, x.within AS within, collect({values: [name], nodes: x.nodes,
      rank: coalesce(x.said[0].rank, 'NORMAL'), claims: CASE x.said
      WHEN [] THEN [m IN x.nodes | m.`claims`] ELSE [[s IN x.said | s.id]] END}) AS found
    WITH name, collect({other: name + ' ' + within, found: found}) AS places
    UNWIND [x IN places WHERE size(x.found) > 1] + CASE size(places) WHEN 1 THEN []
      ELSE [{other: name, found: reduce(all = [], x IN places | all + x.found)}] END AS x
    WITH name, x, COLLECT { UNWIND x.found AS s UNWIND s.nodes AS m RETURN m.`id` AS id ORDER BY id } AS ids
    WITH * WHERE $p0 IN ids
    RETURN {search: 2, about: ids[0], predicate: 'transmittalNumber',
      other: x.other, rule: 14, compatible: x.other = name, found: x.found
    } AS d
  }
  WITH d {.*, state: CASE WHEN d.compatible THEN 'COMPATIBLE'
    WHEN single(s IN d.found WHERE all(o IN d.found WHERE o.rank <= s.rank)) THEN 'DECIDED' ELSE 'OPEN' END} AS d
  WHERE d.state IN $p2
  RETURN collect(d) AS a1
}
RETURN
  [
    $p3,
    COLLECT {
      UNWIND a1 AS d1
      WITH d1
      ORDER BY d1.`search`, d1.`about`, d1.`predicate`, d1.`other`
      LIMIT $p3
      WITH d1 AS d
      OPTIONAL MATCH (n:`Sale`)
      WHERE n.`id` = d.about
      WITH d, n, n AS f
      WITH *, COLLECT {
        UNWIND d.found AS s
        WITH s, d.search = 0 AND d.predicate = toUpper(d.predicate) AS named
        WITH s {.*, nodes: coalesce(s.nodes, COLLECT {
          UNWIND CASE WHEN named THEN s.values ELSE [] END AS id
          MATCH (m:`Official`|`Post`|`Agency`|`Memorandum`|`PartnerNation`|`Sale`|`Amendment`|`Review`|`TechnologyRisk`|`Mitigation`|`DefenseArticle`|`Contractor`|`Program`)
          WHERE m.`id` = id
          RETURN m
        })} AS s, named
        WITH s {.*, links: coalesce(s.links, COLLECT {
          UNWIND CASE WHEN named THEN s.nodes ELSE [] END AS m
          MATCH (n)-[r]-(m)
          WHERE type(r) = d.predicate
          RETURN r
        })} AS s, named
        RETURN s {.*, predicate: coalesce(s.predicate, d.predicate),
          nodes: coalesce(s.nodes, []), links: coalesce(s.links, []),
          claims: reduce(all = [], x IN s.claims | all + x),
          value: reduce(text = head(s.values), v IN tail(s.values) | text + ', ' + v), held: coalesce(CASE WHEN named THEN size(s.links) = size(s.values) ELSE toStringOrNull(coalesce(s.links[0], f)[coalesce(s.predicate, d.predicate)]) = s.values[0] END, false)} AS s
        ORDER BY s.rank DESC, s.predicate, s.values, [x IN s.nodes | x.`id`]
      } AS found
      WITH *, CASE WHEN d.state = 'DECIDED' THEN found[0]
        WHEN single(s IN found WHERE s.held) THEN [s IN found WHERE s.held][0]
        END AS t
      WITH *, COLLECT {
        UNWIND CASE WHEN d.chain IS NULL THEN [] ELSE [0] END AS gate
        MATCH (m:`Agency`)
          (()-[l:`REPORTS_TO` WHERE l.`status` IN $p5 AND coalesce(nullIf(d.since, '') + '~' >= left(l.`validFrom` + '-01-01', 10), true) AND coalesce(left(nullIf(d.since, '') + '-01-01', 10) < l.`validTo` + CASE size(l.`validTo`) WHEN 10 THEN '' ELSE '~' END, true)]->()){1,8} (n)
        WITH DISTINCT m
        RETURN m ORDER BY m.`id`
      } AS below
      WITH d {.search, .about, .predicate, .other, .state, kind: $p4[d.rule], sides: [s IN found | s {.*, decides: coalesce(s = t, false), ifTaken: CASE WHEN s = t OR d.state = 'COMPATIBLE' THEN []
          ELSE [x IN CASE d.search WHEN 2 THEN [o IN found WHERE o <> s AND o.nodes <> [] | {subject: o.nodes[0], field: d.predicate, `from`: o.value, `to`: null}]
          ELSE [{subject: n, field: coalesce(d.field, d.predicate), `from`: coalesce(toStringOrNull(coalesce(s.links[0], f)[s.predicate]), t.value), `to`: s.value}]
          + [m IN below | {subject: m, field: d.chain, `from`: t.value, `to`: s.value}]
          + [x IN [d.word.first] WHERE x IS NOT NULL | {subject: n, field: x.name, `from`: f[x.name], `to`: head([p IN x.of WHERE p = s.predicate OR f[p] IS NOT NULL | CASE p WHEN s.predicate THEN s.value ELSE f[p] END])}] END
          WHERE coalesce(x.`from` <> x.`to`, true)] END}]} AS d2
      RETURN [
        [d2.`search`, d2.`about`, d2.`predicate`, d2.`other`],
        [
          d2.`predicate`,
          d2.`kind`,
          COLLECT {
            UNWIND d2.`sides` AS d3
            RETURN [
              d3.`value`,
              d3.`decides`,
              COLLECT {
                MATCH (n1:`Claim`)
                WHERE n1.`id` IN d3.`claims`
                WITH n1
                ORDER BY n1.`id`
                RETURN n1.`statement`
              },
              COLLECT {
                UNWIND d3.`ifTaken` AS d4
                RETURN [d4.`field`, d4.`from`, d4.`to`]
              }
            ]
          }
        ]
      ]
    },
    null,
    null
  ] AS r0,
  COLLECT {
    MATCH (r:`Redirect`)
    WHERE r.`id` IN [] + $p0
    RETURN [r.`id`, r.`to`]
  } AS redirects

// {
//   "p0": "sale:fms-20-34-ch",
//   "p1": {
//     "any property": {
//       "of": "one",
//       "rule": 0
//     },
//     "any relation": {
//       "of": "many",
//       "rule": 1
//     },
//     "validFrom": {
//       "of": "link",
//       "rule": 2
//     },
//     "validTo": {
//       "of": "link",
//       "rule": 2
//     },
//     "authority": {
//       "of": "link",
//       "rule": 2
//     },
//     "endedBy": {
//       "of": "link",
//       "rule": 2
//     },
//     "note": {
//       "of": "link",
//       "rule": 2
//     },
//     "observed": {
//       "of": "link",
//       "rule": 2
//     },
//     "printed": {
//       "of": "link",
//       "rule": 2
//     },
//     "printedAs": {
//       "of": "link",
//       "rule": 2
//     },
//     "qualifier": {
//       "of": "link",
//       "rule": 2
//     },
//     "quantity": {
//       "of": "link",
//       "rule": 2
//     },
//     "status": {
//       "of": "link",
//       "rule": 2
//     },
//     "title": {
//       "of": "link",
//       "rule": 2
//     },
//     "upTo": {
//       "of": "link",
//       "rule": 2
//     },
//     "official.note": {
//       "of": "one",
//       "rule": 0
//     },
//     "official.HELD": {
//       "of": "many",
//       "rule": 1,
//       "field": "held"
//     },
//     "post.title": {
//       "of": "one",
//       "rule": 0
//     },
//     "post.IN": {
//       "of": "one",
//       "rule": 3,
//       "field": "agency"
//     },
//     "agency.name": {
//       "of": "several",
//       "rule": 4
//     },
//     "agency.formerNames": {
//       "of": "many",
//       "rule": 1
//     },
//     "agency.note": {
//       "of": "one",
//       "rule": 0
//     },
//     "agency.REPORTS_TO": {
//       "of": "timed",
//       "rule": 1
//     },
//     "agency.PART_OF": {
//       "of": "many",
//       "rule": 1,
//       "field": "partOf"
//     },
//     "agency.RESPONSIBLE_FOR": {
//       "of": "many",
//       "rule": 1,
//       "field": "mitigations"
//     },
//     "agency.ADMINISTERS": {
//       "of": "many",
//       "rule": 1,
//       "field": "programs"
//     },
//     "memorandum.title": {
//       "of": "one",
//       "rule": 0
//     },
//     "memorandum.status": {
//       "of": "one",
//       "rule": 0
//     },
//     "memorandum.note": {
//       "of": "one",
//       "rule": 0
//     },
//     "memorandum.DIRECTS": {
//       "of": "many",
//       "rule": 1,
//       "field": "directs"
//     },
//     "memorandum.ISSUED_BY": {
//       "of": "whole",
//       "rule": 5,
//       "field": "issuedBy"
//     },
//     "memorandum.SUPERSEDES": {
//       "of": "many",
//       "rule": 1,
//       "field": "supersedes"
//     },
//     "partner.alliances": {
//       "of": "many",
//       "rule": 1
//     },
//     "partner.note": {
//       "of": "one",
//       "rule": 0
//     },
//     "partner.IN_AREA_OF": {
//       "of": "many",
//       "rule": 1,
//       "field": "commands"
//     },
//     "partner.TAKES_PART_IN": {
//       "of": "many",
//       "rule": 1,
//       "field": "programs"
//     },
//     "sale.title": {
//       "of": "one",
//       "rule": 0
//     },
//     "sale.status": {
//       "of": "one",
//       "rule": 0
//     },
//     "sale.releasedOn": {
//       "of": "several",
//       "rule": 6,
//       "first": {
//         "name": "day",
//         "of": [
//           "notifiedOn",
//           "releasedOn",
//           "recordedOn"
//         ]
//       }
//     },
//     "sale.technologySecurityMarkers": {
//       "of": "many",
//       "rule": 1
//     },
//     "sale.notifiedOn": {
//       "of": "one",
//       "rule": 0,
//       "first": {
//         "name": "day",
//         "of": [
//           "notifiedOn",
//           "releasedOn",
//           "recordedOn"
//         ]
//       }
//     },
//     "sale.recordedOn": {
//       "of": "one",
//       "rule": 0,
//       "first": {
//         "name": "day",
//         "of": [
//           "notifiedOn",
//           "releasedOn",
//           "recordedOn"
//         ]
//       }
//     },
//     "sale.TO": {
//       "of": "one",
//       "rule": 7,
//       "field": "partner"
//     },
//     "sale.INCLUDES": {
//       "of": "many",
//       "rule": 1,
//       "field": "items"
//     },
//     "sale.NAMES": {
//       "of": "whole",
//       "rule": 8,
//       "field": "contractors"
//     },
//     "sale.IMPLEMENTED_BY": {
//       "of": "many",
//       "rule": 1,
//       "field": "implementingAgencies"
//     },
//     "sale.NOTIFIED_BY": {
//       "of": "many",
//       "rule": 1,
//       "field": "notifyingAgencies"
//     },
//     "sale.RAISES": {
//       "of": "many",
//       "rule": 1,
//       "field": "risks"
//     },
//     "amendment.AMENDS": {
//       "of": "one",
//       "rule": 9,
//       "field": "sale"
//     },
//     "amendment.IMPLEMENTED_BY": {
//       "of": "many",
//       "rule": 1,
//       "field": "implementingAgencies"
//     },
//     "amendment.NOTIFIED_BY": {
//       "of": "many",
//       "rule": 1,
//       "field": "notifyingAgencies"
//     },
//     "review.completedOn": {
//       "of": "one",
//       "rule": 0,
//       "first": {
//         "name": "day",
//         "of": [
//           "completedOn",
//           "completedBy"
//         ]
//       }
//     },
//     "review.completedBy": {
//       "of": "one",
//       "rule": 0,
//       "first": {
//         "name": "day",
//         "of": [
//           "completedOn",
//           "completedBy"
//         ]
//       }
//     },
//     "review.OF": {
//       "of": "one",
//       "rule": 10,
//       "field": "sale"
//     },
//     "review.CONDUCTED_BY": {
//       "of": "one",
//       "rule": 11,
//       "field": "agency"
//     },
//     "mitigation.ADDRESSES": {
//       "of": "many",
//       "rule": 1,
//       "field": "risks"
//     },
//     "contractor.note": {
//       "of": "one",
//       "rule": 0
//     },
//     "contractor.OWNED_BY": {
//       "of": "many",
//       "rule": 1,
//       "field": "ownedBy"
//     },
//     "program.authority": {
//       "of": "one",
//       "rule": 0
//     }
//   },
//   "p2": [
//     "OPEN",
//     "DECIDED"
//   ],
//   "p3": 3,
//   "p4": [
//     "ONE_VALUE",
//     "RANK",
//     "ONE_VALUE",
//     "ONE_NODE",
//     "ONE_VALUE",
//     "WHOLE",
//     "ONE_VALUE",
//     "ONE_NODE",
//     "WHOLE",
//     "ONE_NODE",
//     "ONE_NODE",
//     "ONE_NODE",
//     "ONE_AT_A_TIME",
//     "ONE_AT_A_TIME",
//     "ONE_NAMED"
//   ],
//   "p5": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ]
// }
