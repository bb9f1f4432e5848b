CALL (*) {
  OPTIONAL MATCH (b1:`Agency` {`id`: $p1})
  WITH b1, COLLECT {
    MATCH (:`Official` {`id`: $p2})-[h1:`HELD` WHERE NOT (h1.`rank` = $p3)]->(:`Post` {`head`: true})-[:`IN`]->(t1:`Agency`)
    MATCH (b1) (()-[s2:`REPORTS_TO` WHERE s2.`status` IN $p4]->()){0,8} (t1)
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
    WHERE n1.`estimatedValue` > $p0
    RETURN collect(n1) AS a1
  }
  CALL (*) {
    UNWIND a1 AS n2
    RETURN count(n2) AS g1, sum(n2.`estimatedValue`) AS g2
  }
  CALL (*) {
    UNWIND a1 AS n3
    WITH n3.`category` AS k1, n3.`emergency` AS k2, count(n3) AS g3, sum(n3.`estimatedValue`) AS g4
    WITH *
    ORDER BY g3 DESC, k1, k2
    LIMIT $p5
    RETURN collect([[[k1, k2], g3, [g4]]]) AS a3
  }
  RETURN [
    null,
    null,
    size(a1),
    null,
    [g1, [g2]] + [
      [
        null,
        [x IN a3 | x[0]],
        COUNT {
          UNWIND a1 AS n4
          WITH DISTINCT n4.`category` AS k3, n4.`emergency` AS k4
          RETURN 1
        },
        null
      ]
    ]
  ] AS a2
}
RETURN
  a2 AS r0,
  COLLECT {
    MATCH (r:`Redirect`)
    WHERE r.`id` IN [] + $p6 + $p7
    RETURN [r.`id`, r.`to`]
  } AS redirects

// {
//   "p0": 0,
//   "p1": "agency:dtsa",
//   "p2": "official:michael-p-duffey",
//   "p3": "DEPRECATED",
//   "p4": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p5": 2,
//   "p6": "agency:dtsa",
//   "p7": "official:michael-p-duffey"
// }
