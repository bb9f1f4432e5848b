RETURN
  head(COLLECT {
    MATCH (n1:`Agency`)
    WHERE n1.`id` = $p0
    RETURN [
      COLLECT {
        MATCH (n2:`Agency`) (()-[s2:`REPORTS_TO` WHERE s2.`status` IN $p1]->()){1,8} (n1)
        WITH DISTINCT n2
        WITH n2, head(COLLECT {
          MATCH (n2:`Agency`) (()-[s1:`REPORTS_TO` WHERE s1.`status` IN $p1]->()){1,8} (n1)
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
          n2.`shortName`,
          size(c1.lines),
          COLLECT {
            UNWIND c1.lines AS l1
            WITH *, startNode(l1) AS n3
            WITH *, endNode(l1) AS n4
            RETURN [[n3.`shortName`], [n4.`shortName`], l1.`status`]
          }
        ]
      },
      COLLECT {
        MATCH (n5:`Agency`) (()-[s4:`REPORTS_TO` WHERE s4.`status` IN $p4]->()){1,8} (n1)
        WITH DISTINCT n5
        WITH n5, head(COLLECT {
          MATCH (n5:`Agency`) (()-[s3:`REPORTS_TO` WHERE s3.`status` IN $p4]->()){1,8} (n1)
          WITH s3 AS lines, null AS tenure, $p5 AS day,
            reduce(s = '', x IN s3 | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
            reduce(u = '~', x IN s3 | CASE WHEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END < u THEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
          WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since
          RETURN {lines: lines, tenure: tenure, since: since, until: until}
          ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
          LIMIT 1
        }) AS c2
        WHERE c2 IS NOT NULL
        WITH n5, c2
        ORDER BY size(c2.lines), n5.`id`
        LIMIT $p6
        RETURN [
          n5.`shortName`,
          size(c2.lines),
          COLLECT {
            UNWIND c2.lines AS l2
            WITH *, startNode(l2) AS n6
            WITH *, endNode(l2) AS n7
            RETURN [[n6.`shortName`], [n7.`shortName`], l2.`status`]
          }
        ]
      },
      COLLECT {
        MATCH (n8:`Agency`) (()-[s6:`REPORTS_TO` WHERE s6.`status` IN $p7]->()){1,8} (n1)
        WITH DISTINCT n8
        WITH n8, head(COLLECT {
          MATCH (n8:`Agency`) (()-[s5:`REPORTS_TO` WHERE s5.`status` IN $p7]->()){1,8} (n1)
          WITH s5 AS lines, null AS tenure, $p8 AS day,
            reduce(s = '', x IN s5 | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
            reduce(u = '~', x IN s5 | CASE WHEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END < u THEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
          WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since
          RETURN {lines: lines, tenure: tenure, since: since, until: until}
          ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
          LIMIT 1
        }) AS c3
        WHERE c3 IS NOT NULL
        WITH n8, c3
        ORDER BY size(c3.lines), n8.`id`
        LIMIT $p9
        RETURN [
          n8.`shortName`,
          size(c3.lines),
          COLLECT {
            UNWIND c3.lines AS l3
            WITH *, startNode(l3) AS n9
            WITH *, endNode(l3) AS n10
            RETURN [[n9.`shortName`], [n10.`shortName`], l3.`status`]
          }
        ]
      },
      [
        null,
        COLLECT {
          MATCH (n11:`Agency`) (()-[s8:`REPORTS_TO` WHERE s8.`status` IN $p10]->()){1,1} (n1)
          WITH DISTINCT n11
          WITH n11, head(COLLECT {
            MATCH (n11:`Agency`) (()-[s7:`REPORTS_TO` WHERE s7.`status` IN $p10]->()){1,1} (n1)
            WITH s7 AS lines, null AS tenure, $p11 AS day,
              reduce(s = '', x IN s7 | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
              reduce(u = '~', x IN s7 | CASE WHEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END < u THEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
            WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since
            RETURN {lines: lines, tenure: tenure, since: since, until: until}
            ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
            LIMIT 1
          }) AS c4
          WHERE c4 IS NOT NULL
          WITH n11, c4
          ORDER BY size(c4.lines), n11.`id`
          LIMIT $p12
          RETURN n11.`id`
        },
        COUNT {
          MATCH (n12:`Agency`) (()-[s10:`REPORTS_TO` WHERE s10.`status` IN $p10]->()){1,1} (n1)
          WITH DISTINCT n12
          WITH n12, head(COLLECT {
            MATCH (n12:`Agency`) (()-[s9:`REPORTS_TO` WHERE s9.`status` IN $p10]->()){1,1} (n1)
            WITH s9 AS lines, null AS tenure, $p11 AS day,
              reduce(s = '', x IN s9 | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
              reduce(u = '~', x IN s9 | CASE WHEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END < u THEN x.`validTo` + CASE size(x.`validTo`) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
            WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since
            RETURN {lines: lines, tenure: tenure, since: since, until: until}
            ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
            LIMIT 1
          }) AS c5
          WHERE c5 IS NOT NULL
          RETURN n12
        },
        null
      ]
    ]
  }) AS r0

// {
//   "p0": "agency:usd-as",
//   "p1": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p2": "2025-11-06",
//   "p3": 20,
//   "p4": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p5": "2025-11-07",
//   "p6": 20,
//   "p7": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p8": "2026-02-10",
//   "p9": 20,
//   "p10": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p11": "2026-02-10",
//   "p12": 20
// }
