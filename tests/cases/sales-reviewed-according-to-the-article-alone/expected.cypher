CALL (*) {
  OPTIONAL MATCH (b1:`Agency` {`id`: $p0})
  WITH b1, COLLECT {
    MATCH (:`Official` {`id`: $p1})-[h1:`HELD` WHERE any(x IN h1.`sources` WHERE x IN $p2)]->(:`Post` {`head`: true})-[:`IN`]->(t1:`Agency`)
    MATCH (b1) (()-[s2:`REPORTS_TO` WHERE (s2.`status` IN $p3 AND any(x IN s2.`sources` WHERE x IN $p2))]->()){0,8} (t1)
    WITH s2 AS lines, h1 AS tenure,
      reduce(s = '', x IN s2 + [h1] | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
      reduce(u = '~', x IN s2 + [h1] | CASE WHEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END < u THEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
    WHERE since < until AND coalesce(tenure.`validFrom`, tenure.`validTo`) IS NOT NULL
    RETURN {lines: lines, tenure: tenure, since: since, until: until}
    ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
  } AS d1
  WITH b1, d1,
    reduce(s = '~', c IN d1 | CASE WHEN c.since < s THEN c.since ELSE s END) AS s1,
    reduce(u = '', c IN d1 | CASE WHEN c.until > u THEN c.until ELSE u END) AS u1
  CALL (b1, d1, s1, u1) {
    MATCH (v1:`Review`)
    USING INDEX v1:`Review`(`day`)
    WHERE v1.`day` >= left(s1, 4) AND v1.`day` < u1
      AND any(c IN d1 WHERE left(v1.`day` + '-01-01', 10) < c.until AND v1.`day` + '~' >= c.since)
    MATCH (b1)<-[:`CONDUCTED_BY`]-(v1)
    MATCH (v1)-[:`OF`]->(n1)
    WITH DISTINCT n1
    WITH n1
    ORDER BY n1.`day` IS NULL, n1.`day` DESC, n1.`id`
    RETURN collect(n1) AS a1
  }
  RETURN [
    null,
    COLLECT {
      UNWIND a1 AS n2
      WITH n2
      LIMIT $p4
      WITH n2, head(COLLECT {
        MATCH (b1)<-[:`CONDUCTED_BY`]-(v2)-[:`OF`]->(n2)
        WHERE v2.`day` IS NOT NULL
        WITH v2, head([c IN d1 WHERE left(v2.`day` + '-01-01', 10) < c.until AND v2.`day` + '~' >= c.since]) AS c
        WHERE c IS NOT NULL
        RETURN c {.*, review: v2}
        ORDER BY v2.`basis` DESC, v2.`day`, v2.`id`
        LIMIT 1
      }) AS c1
      WITH *, c1.tenure AS l2
      WITH *, endNode(l2) AS n5
      RETURN [
        [n2.`id`, n2.`day`],
        COLLECT {
          UNWIND c1.lines AS l1
          WITH *, endNode(l1) AS n3
          RETURN [
            l1.`status`,
            l1.`rank`,
            [n3.`name`],
            COLLECT {
              MATCH (n4:`Source`)
              WHERE n4.`id` IN l1.`sources`
              WITH n4
              ORDER BY n4.`id`
              RETURN n4.`title`
            }
          ]
        },
        [l2.`rank`, [n5.`title`]]
      ]
    },
    size(a1),
    null
  ] AS a2
}
RETURN
  a2 AS r0,
  COLLECT {
    MATCH (r:`Redirect`)
    WHERE r.`id` IN [] + $p5 + $p6
    RETURN [r.`id`, r.`to`]
  } AS redirects

// {
//   "p0": "agency:dtsa",
//   "p1": "official:michael-p-duffey",
//   "p2": [
//     "source:le-haut-panel-2026-02-11"
//   ],
//   "p3": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE",
//     "DISPUTED"
//   ],
//   "p4": 20,
//   "p5": "agency:dtsa",
//   "p6": "official:michael-p-duffey"
// }
