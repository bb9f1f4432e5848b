CALL () {
  CALL () {
    MATCH (n:`Agency`), (n)-[x:`REPORTS_TO`]->(a:`Agency`)
    MATCH (n)-[y:`REPORTS_TO`]->(b:`Agency`)
    WHERE n.`id` = $p0 AND a.`id` < b.`id`
    WITH n, a, b, x, y, x.`status` IN $p1 AND y.`status` IN $p1 AS clash,
      [l IN [x, y] | coalesce(CASE size(l.`validFrom`) WHEN 10 THEN l.`validFrom` WHEN 7 THEN toString(date(l.`validFrom`) + duration('P1M')) WHEN 4 THEN toString(date(l.`validFrom`) + duration('P1Y')) END, '')] AS begins,
      [l IN [x, y] | coalesce(l.`validTo`, '~')] AS ends
    WITH n, a, b, x, y, clash, CASE WHEN begins[0] > begins[1] THEN begins[0] ELSE begins[1] END AS since,
      CASE WHEN ends[0] < ends[1] THEN ends[0] ELSE ends[1] END AS until
    WHERE since < until
    WITH n, a, b, clash, min(since) AS since, max(x.`rank`) AS ahead, max(y.`rank`) AS rank,
      collect(DISTINCT x) AS xs, collect(DISTINCT y) AS ys
    ORDER BY clash DESC
    WITH n, a, b, head(collect({clash: clash, since: since, found: [
      {values: [a.`id`], rank: ahead, nodes: [a], links: xs, claims: [l IN xs | l.`claims`]},
      {values: [b.`id`], rank: rank, nodes: [b], links: ys, claims: [l IN ys | l.`claims`]}]})) AS pair
    RETURN {search: 0, about: n.`id`, predicate: 'REPORTS_TO',
      other: a.`id` + ' ' + b.`id`, rule: 13, compatible: NOT pair.clash,
      since: pair.since, field: 'reportsTo', chain: 'reportingChain',
      found: pair.found} AS d
  }
  WITH d {.*, state: CASE WHEN d.compatible THEN 'COMPATIBLE'
    WHEN single(s IN d.found WHERE all(o IN d.found WHERE o.rank <= s.rank)) THEN 'DECIDED' ELSE 'OPEN' END} AS d
  WHERE d.state IN $p2
  RETURN collect(d) AS a1
}
RETURN
  [
    null,
    COLLECT {
      UNWIND a1 AS d1
      WITH d1
      ORDER BY d1.`search`, d1.`about`, d1.`predicate`, d1.`other`
      LIMIT $p3
      WITH d1 AS d
      OPTIONAL MATCH (n:`Agency`)
      WHERE n.`id` = d.about
      WITH d, n, n AS f
      WITH *, COLLECT {
        UNWIND d.found AS s
        RETURN s {.*, predicate: coalesce(s.predicate, d.predicate),
          nodes: coalesce(s.nodes, []), links: coalesce(s.links, []),
          claims: reduce(all = [], x IN s.claims | all + x),
          value: reduce(text = head(s.values), v IN tail(s.values) | text + ', ' + v), held: coalesce(toStringOrNull(coalesce(s.links[0], f)[coalesce(s.predicate, d.predicate)]) = s.values[0], false)} AS s
        ORDER BY s.rank DESC, s.predicate, s.values, [x IN s.nodes | x.`id`]
      } AS found
      WITH *, CASE WHEN d.state = 'DECIDED' THEN found[0]
        WHEN single(s IN found WHERE s.held) THEN [s IN found WHERE s.held][0]
        END AS t
      WITH *, COLLECT {
        UNWIND CASE WHEN d.chain IS NULL THEN [] ELSE [0] END AS gate
        MATCH (m:`Agency`)
          (()-[l:`REPORTS_TO` WHERE l.`status` IN $p8 AND coalesce(nullIf(d.since, '') + '~' >= left(l.`validFrom` + '-01-01', 10), true) AND coalesce(left(nullIf(d.since, '') + '-01-01', 10) < l.`validTo` + CASE size(l.`validTo`) WHEN 10 THEN '' ELSE '~' END, true)]->()){1,8} (n)
        WITH DISTINCT m
        RETURN m ORDER BY m.`id`
      } AS below
      WITH d {.search, .about, .predicate, .other, .state, subject: n, kind: $p4[d.rule], rule: $p5[d.rule], reason: CASE d.state WHEN 'COMPATIBLE' THEN $p7[d.rule] ELSE $p6[CASE WHEN d.state = 'OPEN' THEN CASE WHEN t IS NULL THEN 3 ELSE 2 END WHEN t.rank = 'PREFERRED' THEN 0 ELSE 1 END] END, sides: [s IN found | s {.*, decides: coalesce(s = t, false), ifTaken: CASE WHEN s = t OR d.state = 'COMPATIBLE' THEN []
          ELSE [x IN [{subject: n, field: coalesce(d.field, d.predicate), `from`: coalesce(toStringOrNull(coalesce(s.links[0], f)[s.predicate]), t.value), `to`: s.value}]
          + [m IN below | {subject: m, field: d.chain, `from`: t.value, `to`: s.value}]
          + [x IN [d.word.first] WHERE x IS NOT NULL | {subject: n, field: x.name, `from`: f[x.name], `to`: head([p IN x.of WHERE p = s.predicate OR f[p] IS NOT NULL | CASE p WHEN s.predicate THEN s.value ELSE f[p] END])}]
          WHERE coalesce(x.`from` <> x.`to`, true)] END}]} AS d2
      WITH *, d2.`subject` AS n1
      RETURN [
        d2.`predicate`,
        d2.`kind`,
        d2.`rule`,
        d2.`state`,
        d2.`reason`,
        CASE WHEN n1 IS NOT NULL THEN [n1.`id`] END,
        COLLECT {
          UNWIND d2.`sides` AS d3
          RETURN [
            d3.`value`,
            d3.`rank`,
            d3.`decides`,
            COLLECT {
              UNWIND d3.`nodes` AS n2
              WITH n2
              ORDER BY n2.`id`
              RETURN n2.`id`
            },
            COLLECT {
              UNWIND d3.`links` AS l1
              WITH l1
              ORDER BY l1.`id`
              WITH *, startNode(l1) AS n3
              RETURN [l1.`id`, type(l1), [n3.`id`]]
            },
            COLLECT {
              MATCH (n4:`Claim`)
              WHERE n4.`id` IN d3.`claims`
              WITH n4
              ORDER BY n4.`id`
              OPTIONAL MATCH (n4)-[:`STATED_IN`]->(n5)
              RETURN [n4.`id`, CASE WHEN n5 IS NOT NULL THEN [n5.`standing`] END]
            },
            COLLECT {
              UNWIND d3.`ifTaken` AS d4
              WITH *, d4.`subject` AS n6
              RETURN [CASE WHEN n6 IS NOT NULL THEN [n6.`id`] END, d4.`field`, d4.`from`, d4.`to`]
            }
          ]
        }
      ]
    },
    COUNT {
      UNWIND a1 AS d5
      RETURN d5
    },
    null
  ] AS r0,
  COLLECT {
    MATCH (r:`Redirect`)
    WHERE r.`id` IN [] + $p0
    RETURN [r.`id`, r.`to`]
  } AS redirects

// {
//   "p0": "agency:dtsa",
//   "p1": [
//     "CONFIRMED",
//     "EFFECTIVE",
//     "DISPUTED"
//   ],
//   "p2": [
//     "OPEN",
//     "DECIDED",
//     "COMPATIBLE"
//   ],
//   "p3": 20,
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
//     "ONE_NAMED",
//     "EVENTS"
//   ],
//   "p5": [
//     "A property has one value at a time.",
//     "Several may hold, but those who ranked the claims held that not all of these do.",
//     "A property of a relationship has one value.",
//     "Each Post has one agency.",
//     "A property has one value at a time.",
//     "Who names those that issued an instrument names all of them.",
//     "A property has one value at a time.",
//     "Each Sale has one partner.",
//     "Who names the principal contractors of a sale names all of them.",
//     "Each Amendment has one sale.",
//     "Each Review has one sale.",
//     "Each Review has one agency.",
//     "An agency has one head at a time.",
//     "An agency has one superior at a time.",
//     "A transmittal number names one sale to a partner.",
//     "An event has one date."
//   ],
//   "p6": [
//     "One side is PREFERRED.",
//     "All sides but one are DEPRECATED.",
//     "No side ranks above the others: answers follow the one that the graph holds.",
//     "No side ranks above the others, and the graph does not hold one of them alone."
//   ],
//   "p7": [
//     "",
//     "",
//     "Each claim is about a relationship of its own.",
//     "",
//     "An office goes by several styles of its name at once.",
//     "",
//     "A notice can be released more than once: dated, posted, corrected.",
//     "",
//     "",
//     "",
//     "",
//     "",
//     "",
//     "A line that is only directed does not yet end another, and oversight of policy gives no authority over the office.",
//     "A transmittal number can stand on notices to several partners.",
//     "They are dates of several events, of which the first that is known counts."
//   ],
//   "p8": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ]
// }
