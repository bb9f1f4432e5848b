RETURN
  COLLECT {
    OPTIONAL MATCH (n1:`Sale` {`id`: $p0})
    OPTIONAL MATCH (b1:`Agency` {`id`: $p1})
    WITH *, COLLECT {
      MATCH (b1)<-[:`CONDUCTED_BY`]-(v1)-[:`OF`]->(n1)
      RETURN {review: v1, day: v1.`day`, basis: v1.`basis`, counts: coalesce(true, false)}
      ORDER BY v1.`basis` DESC, v1.`day`, v1.`id`
    } AS a1,
      COLLECT {
      MATCH (:`Official` {`id`: $p2})-[h1:`HELD`]->(:`Post` {`head`: true})-[:`IN`]->(t1:`Agency`)
      RETURN {tenure: h1, office: t1, name: coalesce(t1.`shortName`, t1.`name`), believed: coalesce(NOT (h1.`rank` = $p3), false), dated: coalesce(h1.`validFrom`, h1.`validTo`) IS NOT NULL}
      ORDER BY h1.`validFrom`, h1.`id`, t1.`id`
    } AS a2
    WITH *, head(COLLECT {
      UNWIND [t IN a2 WHERE t.believed AND t.dated] AS t
      WITH t.office AS t2, t.tenure AS tenure
      MATCH (b1) (()-[s1:`REPORTS_TO`]->()){0,8} (t2)
      WITH s1 AS lines, tenure, all(l1 IN s1 WHERE coalesce(l1.`status` IN $p4, false)) AS counts
      RETURN {lines: lines, tenure: tenure, counts: counts}
      ORDER BY counts DESC, size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
      LIMIT 1
    }) AS d1,
      COLLECT {
      MATCH (:`Official` {`id`: $p2})-[h2:`HELD` WHERE NOT (h2.`rank` = $p3)]->(:`Post` {`head`: true})-[:`IN`]->(t3:`Agency`)
      MATCH (b1) (()-[s2:`REPORTS_TO` WHERE s2.`status` IN $p4]->()){0,8} (t3)
      WITH s2 AS lines, h2 AS tenure,
        reduce(s = '', x IN s2 + [h2] | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
        reduce(u = '~', x IN s2 + [h2] | CASE WHEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END < u THEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
      WHERE since < until AND coalesce(tenure.`validFrom`, tenure.`validTo`) IS NOT NULL
      RETURN {lines: lines, tenure: tenure, since: since, until: until}
      ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
    } AS a3
    WITH *, [r IN a1 WHERE r.counts AND any(c IN a3 WHERE left(r.day + '-01-01', 10) < c.until AND r.day + '~' >= c.since)] AS a4
    WITH *, coalesce(head([c IN a3 WHERE any(r IN a4 WHERE left(r.day + '-01-01', 10) < c.until AND r.day + '~' >= c.since)]), head(a3), d1) AS d2
    WITH *, [
        n1 IS NOT NULL,
        any(r IN a1 WHERE r.counts),
        any(r IN a1 WHERE r.counts AND r.day IS NOT NULL),
        size([t IN a2 WHERE t.believed AND t.dated]) > 0,
        d1 IS NOT NULL,
        coalesce(d1.counts, false),
        size(a3) > 0,
        size(a4) > 0,
        size(a4) > 0
      ] AS a5,
      {sale: $p0, day: n1.`day`, by: $p1, agency: coalesce(b1.`shortName`, b1.`name`), under: $p2, official: head(COLLECT {
      MATCH (n2:`Official` {`id`: $p2})
      RETURN n2.`name`
    }), as_of: null, bases: null, statuses: $p5, sources: null, reviews: [r IN a1 | r {.day, .basis, .counts}], tenures: [t IN a2 | {office: t.name, since: t.tenure.`validFrom`, until: t.tenure.`validTo`, rank: t.tenure.`rank`, sources: t.tenure.`sources`, believed: t.believed, dated: t.dated}], lines: COLLECT {
      UNWIND coalesce(d2.lines, []) AS l2
      WITH l2, startNode(l2) AS n3, endNode(l2) AS n4
      RETURN {agency: coalesce(n3.`shortName`, n3.`name`), superior: coalesce(n4.`shortName`, n4.`name`), status: l2.`status`, sources: l2.`sources`, since: l2.`validFrom`, until: l2.`validTo`, counts: coalesce(l2.`status` IN $p4, false)}
    }, spans: [c IN a3 | [c.since, c.until]]} AS d3
    UNWIND [
        {condition: 'SALE_EXISTS', met: a5[0], facts: d3, reviews: [], tenures: [], lines: []},
        {condition: 'REVIEWED', met: a5[1], facts: d3, reviews: [r IN a1 | r.review], tenures: [], lines: []},
        {condition: 'REVIEW_DATED', met: a5[2], facts: d3, reviews: [r IN a1 | r.review], tenures: [], lines: []},
        {condition: 'OFFICIAL_LED', met: a5[3], facts: d3, reviews: [], tenures: [t IN a2 | t.tenure], lines: []},
        {condition: 'LINES_LEAD_THERE', met: a5[4], facts: d3, reviews: [], tenures: [], lines: coalesce(d2.lines, [])},
        {condition: 'LINES_COUNT', met: a5[5], facts: d3, reviews: [], tenures: [], lines: coalesce(d2.lines, [])},
        {condition: 'HELD_TOGETHER', met: a5[6], facts: d3, reviews: [], tenures: [t IN [d2.tenure] WHERE t IS NOT NULL], lines: coalesce(d2.lines, [])},
        {condition: 'HELD_ON_THE_DAY', met: a5[7], facts: d3, reviews: [r IN a1 | r.review], tenures: [t IN [d2.tenure] WHERE t IS NOT NULL], lines: coalesce(d2.lines, [])},
        {condition: 'IN_THE_ANSWER', met: a5[8], facts: d3, reviews: [], tenures: [], lines: []}
      ] AS c1
    RETURN [
      c1.condition,
      c1.met,
      [c1.condition, c1.met, c1.facts],
      COLLECT {
        UNWIND c1.reviews AS n5
        RETURN [n5.`day`, n5.`basis`]
      },
      COLLECT {
        UNWIND c1.tenures AS l3
        WITH *, startNode(l3) AS n6
        WITH *, endNode(l3) AS n7
        RETURN [[n6.`name`], [n7.`title`], l3.`validFrom`]
      },
      COLLECT {
        UNWIND c1.lines AS l4
        WITH *, endNode(l4) AS n8
        RETURN [
          l4.`status`,
          l4.`validFrom`,
          [n8.`shortName`],
          COLLECT {
            MATCH (n9:`Claim`)
            WHERE n9.`id` IN l4.`claims`
            WITH n9
            ORDER BY n9.`id`
            RETURN n9.`statement`
          }
        ]
      }
    ]
  } AS r0,
  COLLECT {
    MATCH (r:`Redirect`)
    WHERE r.`id` IN [] + $p6 + $p7 + $p8
    RETURN [r.`id`, r.`to`]
  } AS redirects

// {
//   "p0": "sale:fms-26-12-sg",
//   "p1": "agency:dtsa",
//   "p2": "official:michael-p-duffey",
//   "p3": "DEPRECATED",
//   "p4": [
//     "EFFECTIVE"
//   ],
//   "p5": [
//     "EFFECTIVE"
//   ],
//   "p6": "sale:fms-26-12-sg",
//   "p7": "agency:dtsa",
//   "p8": "official:michael-p-duffey"
// }
