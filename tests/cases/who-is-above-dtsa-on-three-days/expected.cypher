RETURN
  head(COLLECT {
    MATCH (n1:`Agency`)
    WHERE n1.`id` = $p0
    RETURN [
      COLLECT {
        MATCH (n1) (()-[s2:`REPORTS_TO` WHERE s2.`status` IN $p1]->()){1,8} (n2:`Agency`)
        WITH DISTINCT n2
        WITH n2, head(COLLECT {
          MATCH (n1) (()-[s1:`REPORTS_TO` WHERE s1.`status` IN $p1]->()){1,8} (n2:`Agency`)
          WITH s1 AS lines, null AS tenure, $p2 AS day,
            reduce(s = '', x IN s1 | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
            reduce(u = '~', x IN s1 | CASE WHEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END < u THEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
          WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since
          RETURN {lines: lines, tenure: tenure, since: since, until: until}
          ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
          LIMIT 1
        }) AS c1
        WHERE c1 IS NOT NULL
        WITH n2, c1
        ORDER BY size(c1.lines), n2.`id`
        LIMIT $p3
        RETURN [
          size(c1.lines),
          n2.`id`,
          COLLECT {
            UNWIND c1.lines AS l1
            WITH *, endNode(l1) AS n3
            RETURN [[n3.`shortName`], l1.`status`, l1.`validFrom`, l1.`validTo`]
          }
        ]
      },
      COLLECT {
        MATCH (n1) (()-[s4:`REPORTS_TO` WHERE s4.`status` IN $p4]->()){1,8} (n4:`Agency`)
        WITH DISTINCT n4
        WITH n4, head(COLLECT {
          MATCH (n1) (()-[s3:`REPORTS_TO` WHERE s3.`status` IN $p4]->()){1,8} (n4:`Agency`)
          WITH s3 AS lines, null AS tenure, $p5 AS day,
            reduce(s = '', x IN s3 | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
            reduce(u = '~', x IN s3 | CASE WHEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END < u THEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
          WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since
          RETURN {lines: lines, tenure: tenure, since: since, until: until}
          ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
          LIMIT 1
        }) AS c2
        WHERE c2 IS NOT NULL
        WITH n4, c2
        ORDER BY size(c2.lines), n4.`id`
        LIMIT $p6
        RETURN [
          size(c2.lines),
          n4.`id`,
          COLLECT {
            UNWIND c2.lines AS l2
            WITH *, endNode(l2) AS n5
            RETURN [[n5.`shortName`], l2.`status`, l2.`validFrom`, l2.`validTo`]
          }
        ]
      },
      COLLECT {
        MATCH (n1) (()-[s6:`REPORTS_TO` WHERE s6.`status` IN $p7]->()){1,8} (n6:`Agency`)
        WITH DISTINCT n6
        WITH n6, head(COLLECT {
          MATCH (n1) (()-[s5:`REPORTS_TO` WHERE s5.`status` IN $p7]->()){1,8} (n6:`Agency`)
          WITH s5 AS lines, null AS tenure, $p8 AS day,
            reduce(s = '', x IN s5 | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
            reduce(u = '~', x IN s5 | CASE WHEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END < u THEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
          WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since
          RETURN {lines: lines, tenure: tenure, since: since, until: until}
          ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
          LIMIT 1
        }) AS c3
        WHERE c3 IS NOT NULL
        WITH n6, c3
        ORDER BY size(c3.lines), n6.`id`
        LIMIT $p9
        RETURN [
          size(c3.lines),
          n6.`id`,
          COLLECT {
            UNWIND c3.lines AS l3
            WITH *, endNode(l3) AS n7
            RETURN [[n7.`shortName`], l3.`status`, l3.`validFrom`, l3.`validTo`]
          }
        ]
      }
    ]
  }) AS r0

// {
//   "p0": "agency:dtsa",
//   "p1": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p2": "2025-12-01",
//   "p3": 20,
//   "p4": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p5": "2026-01-15",
//   "p6": 20,
//   "p7": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p8": "2026-03-01",
//   "p9": 20
// }
