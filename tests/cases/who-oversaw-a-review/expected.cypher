RETURN
  head(COLLECT {
    MATCH (n1:`Review`)
    WHERE n1.`id` = $p0
    RETURN [
      n1.`day`,
      n1.`basis`,
      [
        null,
        COLLECT {
          MATCH (n1)-[:`CONDUCTED_BY`]->(:`Agency`) (()-[s2:`REPORTS_TO` WHERE s2.`status` IN $p1]->()){0,8} (:`Agency`)<-[:`IN`]-(:`Post` {`head`: true})<-[h2:`HELD` WHERE NOT (h2.`rank` = $p2)]-(n2:`Official`)
          WITH DISTINCT n2
          WITH n2, head(COLLECT {
            MATCH (n1)-[:`CONDUCTED_BY`]->(:`Agency`) (()-[s1:`REPORTS_TO` WHERE s1.`status` IN $p1]->()){0,8} (:`Agency`)<-[:`IN`]-(:`Post` {`head`: true})<-[h1:`HELD` WHERE NOT (h1.`rank` = $p2)]-(n2:`Official`)
            WITH s1 AS lines, h1 AS tenure, n1.`day` AS day,
              reduce(s = '', x IN s1 + [h1] | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
              reduce(u = '~', x IN s1 + [h1] | CASE WHEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END < u THEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
            WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since AND coalesce(tenure.`validFrom`, tenure.`validTo`) IS NOT NULL
            RETURN {lines: lines, tenure: tenure, since: since, until: until}
            ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
            LIMIT 1
          }) AS c1
          WHERE c1 IS NOT NULL
          WITH n2, c1
          ORDER BY size(c1.lines), n2.`id`
          LIMIT $p3
          WITH *, c1.tenure AS l1
          WITH *, endNode(l1) AS n3
          RETURN [
            size(c1.lines),
            n2.`name`,
            [[n3.`title`], l1.`validFrom`, l1.`validTo`, l1.`qualifier`],
            COLLECT {
              UNWIND c1.lines AS l2
              WITH *, endNode(l2) AS n4
              RETURN [[n4.`shortName`], l2.`status`]
            }
          ]
        },
        COUNT {
          MATCH (n1)-[:`CONDUCTED_BY`]->(:`Agency`) (()-[s4:`REPORTS_TO` WHERE s4.`status` IN $p1]->()){0,8} (:`Agency`)<-[:`IN`]-(:`Post` {`head`: true})<-[h4:`HELD` WHERE NOT (h4.`rank` = $p2)]-(n5:`Official`)
          WITH DISTINCT n5
          WITH n5, head(COLLECT {
            MATCH (n1)-[:`CONDUCTED_BY`]->(:`Agency`) (()-[s3:`REPORTS_TO` WHERE s3.`status` IN $p1]->()){0,8} (:`Agency`)<-[:`IN`]-(:`Post` {`head`: true})<-[h3:`HELD` WHERE NOT (h3.`rank` = $p2)]-(n5:`Official`)
            WITH s3 AS lines, h3 AS tenure, n1.`day` AS day,
              reduce(s = '', x IN s3 + [h3] | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
              reduce(u = '~', x IN s3 + [h3] | CASE WHEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END < u THEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
            WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since AND coalesce(tenure.`validFrom`, tenure.`validTo`) IS NOT NULL
            RETURN {lines: lines, tenure: tenure, since: since, until: until}
            ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
            LIMIT 1
          }) AS c2
          WHERE c2 IS NOT NULL
          RETURN n5
        },
        null
      ],
      COLLECT {
        MATCH (n1)-[:`CONDUCTED_BY`]->(:`Agency`) (()-[s6:`REPORTS_TO` WHERE s6.`status` IN $p4]->()){0,8} (:`Agency`)<-[:`IN`]-(:`Post` {`head`: true})<-[h6:`HELD` WHERE NOT (h6.`rank` = $p5)]-(n6:`Official`)
        WITH DISTINCT n6
        WITH n6, head(COLLECT {
          MATCH (n1)-[:`CONDUCTED_BY`]->(:`Agency`) (()-[s5:`REPORTS_TO` WHERE s5.`status` IN $p4]->()){0,8} (:`Agency`)<-[:`IN`]-(:`Post` {`head`: true})<-[h5:`HELD` WHERE NOT (h5.`rank` = $p5)]-(n6:`Official`)
          WITH s5 AS lines, h5 AS tenure, $p6 AS day,
            reduce(s = '', x IN s5 + [h5] | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
            reduce(u = '~', x IN s5 + [h5] | CASE WHEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END < u THEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
          WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since AND coalesce(tenure.`validFrom`, tenure.`validTo`) IS NOT NULL
          RETURN {lines: lines, tenure: tenure, since: since, until: until}
          ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
          LIMIT 1
        }) AS c3
        WHERE c3 IS NOT NULL
        WITH n6, c3
        ORDER BY size(c3.lines), n6.`id`
        LIMIT $p7
        RETURN n6.`name`
      }
    ]
  }) AS r0

// {
//   "p0": "review:technology-security-fms-26-12-sg",
//   "p1": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p2": "DEPRECATED",
//   "p3": 20,
//   "p4": [
//     "CONFIRMED",
//     "DIRECTED",
//     "EFFECTIVE"
//   ],
//   "p5": "DEPRECATED",
//   "p6": "2025-06-30",
//   "p7": 20
// }
