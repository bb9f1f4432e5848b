RETURN
  head(COLLECT {
    MATCH (n1:`Official`)
    WHERE n1.`id` = $p0
    RETURN [
      COLLECT {
        MATCH (n1)-[h2:`HELD` WHERE NOT (h2.`rank` = $p1)]->(:`Post` {`head`: true})-[:`IN`]->(n2:`Agency`)
        WITH DISTINCT n2
        WITH n2, head(COLLECT {
          MATCH (n1)-[h1:`HELD` WHERE NOT (h1.`rank` = $p1)]->(:`Post` {`head`: true})-[:`IN`]->(n2:`Agency`)
          WITH h1, [] AS s1
          WITH s1 AS lines, h1 AS tenure,
            reduce(s = '', x IN s1 + [h1] | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
            reduce(u = '~', x IN s1 + [h1] | CASE WHEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END < u THEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
          WHERE since < until
          RETURN {lines: lines, tenure: tenure, since: since, until: until}
          ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
          LIMIT 1
        }) AS c1
        WHERE c1 IS NOT NULL
        WITH n2, c1
        ORDER BY n2.`id`
        LIMIT $p2
        WITH *, c1.tenure AS l1
        RETURN [n2.`shortName`, [l1.`validFrom`, l1.`validTo`]]
      }
    ]
  }) AS r0,
  head(COLLECT {
    MATCH (n3:`Official`)
    WHERE n3.`id` = $p3
    RETURN [
      COLLECT {
        MATCH (n3)-[h4:`HELD` WHERE NOT (h4.`rank` = $p4)]->(:`Post` {`head`: true})-[:`IN`]->(n4:`Agency`)
        WITH DISTINCT n4
        WITH n4, head(COLLECT {
          MATCH (n3)-[h3:`HELD` WHERE NOT (h3.`rank` = $p4)]->(:`Post` {`head`: true})-[:`IN`]->(n4:`Agency`)
          WITH h3, [] AS s2
          WITH s2 AS lines, h3 AS tenure, $p5 AS day,
            reduce(s = '', x IN s2 + [h3] | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
            reduce(u = '~', x IN s2 + [h3] | CASE WHEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END < u THEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
          WHERE since < until AND left(day + '-01-01', 10) < until AND day + '~' >= since AND coalesce(tenure.`validFrom`, tenure.`validTo`) IS NOT NULL
          RETURN {lines: lines, tenure: tenure, since: since, until: until}
          ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
          LIMIT 1
        }) AS c2
        WHERE c2 IS NOT NULL
        WITH n4, c2
        ORDER BY n4.`id`
        LIMIT $p6
        RETURN n4.`shortName`
      },
      COLLECT {
        MATCH (n3)-[h6:`HELD` WHERE any(x IN h6.`sources` WHERE x IN $p7)]->(:`Post` {`head`: true})-[:`IN`]->(n5:`Agency`)
        WITH DISTINCT n5
        WITH n5, head(COLLECT {
          MATCH (n3)-[h5:`HELD` WHERE any(x IN h5.`sources` WHERE x IN $p7)]->(:`Post` {`head`: true})-[:`IN`]->(n5:`Agency`)
          WITH h5, [] AS s3
          WITH s3 AS lines, h5 AS tenure,
            reduce(s = '', x IN s3 + [h5] | CASE WHEN left(x.`validFrom` + '-01-01', 10) > s THEN left(x.`validFrom` + '-01-01', 10) ELSE s END) AS since,
            reduce(u = '~', x IN s3 + [h5] | CASE WHEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END < u THEN coalesce(x.`validTo`, x.`endedBy`) + CASE size(coalesce(x.`validTo`, x.`endedBy`)) WHEN 10 THEN '' ELSE '~' END ELSE u END) AS until
          WHERE since < until
          RETURN {lines: lines, tenure: tenure, since: since, until: until}
          ORDER BY size(lines), [x IN lines + [tenure] | CASE x.`rank` WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END], [x IN lines + [tenure] | x.`id`]
          LIMIT 1
        }) AS c3
        WHERE c3 IS NOT NULL
        WITH n5, c3
        ORDER BY n5.`id`
        LIMIT $p8
        WITH *, c3.tenure AS l2
        RETURN [
          [n5.`name`, n5.`kind`],
          [
            l2.`rank`,
            COLLECT {
              MATCH (n6:`Source`)
              WHERE n6.`id` IN l2.`sources`
              WITH n6
              ORDER BY n6.`id`
              RETURN n6.`title`
            }
          ]
        ]
      }
    ]
  }) AS r1

// {
//   "p0": "official:heidi-h-grant",
//   "p1": "DEPRECATED",
//   "p2": 20,
//   "p3": "official:michael-p-duffey",
//   "p4": "DEPRECATED",
//   "p5": "2026-11-23",
//   "p6": 20,
//   "p7": [
//     "source:le-haut-panel-2026-02-11"
//   ],
//   "p8": 20
// }
