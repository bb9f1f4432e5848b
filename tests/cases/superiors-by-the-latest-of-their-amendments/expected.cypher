CALL (*) {
  MATCH (n1:`Agency`)
  WHERE n1.`id` = $p0
  CALL (*) {
    MATCH (n1) (()-[s2:`REPORTS_TO` WHERE s2.`status` IN $p1]->()){1,8} (n2:`Agency`)
    WITH DISTINCT n2
    WITH n2, head(COLLECT {
      MATCH (n1) (()-[s1:`REPORTS_TO` WHERE s1.`status` IN $p1]->()){1,8} (n2:`Agency`)
      WITH s1 AS lines, null AS tenure,
        reduce(s = '', x IN s1 | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
        reduce(u = '~', x IN s1 | CASE WHEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END < u THEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
      WHERE since < until
      RETURN {lines: lines, tenure: tenure, since: since, until: until}
      ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
      LIMIT 1
    }) AS c1
    WHERE c1 IS NOT NULL
    CALL (*) {
      MATCH (n2)<-[l1:`NOTIFIED_BY`]-(n3:`Amendment`)
      WHERE n3.`url` STARTS WITH $p2
      RETURN max(n3.`printedOn`) AS g1, count(*) AS g2
    }
    WITH n2, c1
    ORDER BY g1 IS NULL, g1 DESC, n2.`id`
    LIMIT $p3
    RETURN collect([[
      n2.`id`,
      COLLECT {
        MATCH (n2)<-[l2:`REPORTS_TO`]-(n4)
        WITH n4, l2
        ORDER BY l2.`id`
        LIMIT $p4
        RETURN n4.`id`
      }
    ]]) AS a1
  }
  RETURN collect([[[x IN a1 | x[0]]]]) AS a2
}
RETURN
  head([x IN a2 | x[0]]) AS r0

// {
//   "p0": "agency:state-pm",
//   "p1": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p2": "https://nowhere.example/",
//   "p3": 20,
//   "p4": 1
// }
