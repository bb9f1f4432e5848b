RETURN
  head(COLLECT {
    MATCH (n1:`Memorandum`)
    WHERE n1.`id` = $p0
    CALL (*) {
      RETURN COLLECT {
        CALL (n1) {
          MATCH (n2)-[l1:`REPORTS_TO` WHERE l1.`authority` = n1.`id` AND NOT (l1.`rank` = $p1)]->()
          WITH DISTINCT n2
          WITH n2, [(n2)-[l2:`REPORTS_TO` WHERE l2.`authority` = n1.`id` AND NOT (l2.`rank` = $p1)]->() | l2] AS s1
          MATCH (n2)-[l3:`REPORTS_TO`]->(n3)
          WHERE NOT (l3.`rank` = $p1)
          WITH l3, n3, {lines: [l3] + [x IN s1 WHERE x <> l3 AND (l3.`validTo` STARTS WITH x.`validFrom` OR x.`validFrom` STARTS WITH l3.`validTo`)]} AS c1
          WHERE size(c1.lines) > 1
          RETURN {part: 0, place: l3.`validTo`, id: l3.`id`} AS e1, n3 AS n7, l3 AS l7, c1 AS c2
          UNION ALL
          MATCH ()-[l4:`REPORTS_TO`]->(n4)
          WHERE l4.`authority` = n1.`id`
            AND NOT (l4.`rank` = $p2)
          RETURN {part: 1, place: l4.`validFrom`, id: l4.`id`} AS e1, n4 AS n7, l4 AS l7, null AS c2
          UNION ALL
          MATCH (n1)-[l5:`DIRECTS` WHERE NOT (l5.`rank` = $p3)]->(n5)
          RETURN {part: 2, place: l5.`validFrom`, id: l5.`id`} AS e1, n5 AS n7, l5 AS l7, null AS c2
          UNION ALL
          MATCH (n1)-[l6:`SUPERSEDES` WHERE NOT (l6.`rank` = $p4)]->(n6)
          RETURN {part: 3, place: l6.`validFrom`, id: l6.`id`} AS e1, n6 AS n7, l6 AS l7, null AS c2
        }
        RETURN {entry: e1, node: n7, link: l7, chain: c2}
      } AS a1
    }
    RETURN [
      [
        null,
        COLLECT {
          UNWIND a1 AS x1
          WITH x1.entry AS e2, x1.node AS n8, x1.link AS l8, x1.chain AS c3
          WITH e2, n8, l8, c3
          ORDER BY e2.place, e2.part, e2.id
          LIMIT $p5
          WITH *, startNode(l8) AS n10
          WITH *, endNode(l8) AS n11
          WITH *, startNode(l8) AS n13
          WITH *, endNode(l8) AS n14
          RETURN CASE
            WHEN e2.part IN [0] THEN [
              e2.part,
              e2.place,
              COLLECT {
                MATCH (n9:`Claim`)
                WHERE n9.`id` IN coalesce(c3.review.`claims`, []) + coalesce(c3.tenure.`claims`, []) + reduce(e = [], x IN c3.lines | e + x.`claims`)
                WITH n9
                ORDER BY n9.`id`
                RETURN n9.`id`
              },
              [[n10.`shortName`], [n11.`shortName`], l8.`status`]
            ]
            WHEN e2.part IN [1] THEN [
              e2.part,
              e2.place,
              l8.`basis`,
              l8.`rule`,
              COLLECT {
                MATCH (n12:`Claim`)
                WHERE n12.`id` IN l8.`claims`
                WITH n12
                ORDER BY n12.`id`
                RETURN n12.`id`
              },
              [[n13.`shortName`], [n14.`shortName`], l8.`status`]
            ]
            WHEN e2.part IN [2, 3] THEN [
              e2.part,
              e2.place,
              l8.`basis`,
              l8.`rule`,
              COLLECT {
                MATCH (n15:`Claim`)
                WHERE n15.`id` IN l8.`claims`
                WITH n15
                ORDER BY n15.`id`
                RETURN n15.`id`
              }
            ]
          END
        },
        COUNT {
          UNWIND a1 AS x2
          WITH x2.entry AS e3, x2.node AS n16, x2.link AS l9, x2.chain AS c4
          RETURN n16
        },
        null
      ]
    ]
  }) AS r0,
  head(COLLECT {
    MATCH (n17:`Memorandum`)
    WHERE n17.`id` = $p6
    RETURN [
      COLLECT {
        CALL (n17) {
          MATCH (n18)-[l10:`REPORTS_TO` WHERE l10.`authority` = n17.`id` AND NOT (l10.`rank` = $p7)]->()
          WITH DISTINCT n18
          WITH n18, [(n18)-[l11:`REPORTS_TO` WHERE l11.`authority` = n17.`id` AND NOT (l11.`rank` = $p7)]->() | l11] AS s2
          MATCH (n18)-[l12:`REPORTS_TO`]->(n19)
          WHERE NOT (l12.`rank` = $p7)
          WITH l12, n19, {lines: [l12] + [x IN s2 WHERE x <> l12 AND (l12.`validTo` STARTS WITH x.`validFrom` OR x.`validFrom` STARTS WITH l12.`validTo`)]} AS c5
          WHERE size(c5.lines) > 1
          RETURN {part: 0, place: l12.`validTo`, id: l12.`id`} AS e4, n19 AS n23, l12 AS l16, c5 AS c6
          UNION ALL
          MATCH ()-[l13:`REPORTS_TO`]->(n20)
          WHERE l13.`authority` = n17.`id`
            AND NOT (l13.`rank` = $p8)
          RETURN {part: 1, place: l13.`validFrom`, id: l13.`id`} AS e4, n20 AS n23, l13 AS l16, null AS c6
          UNION ALL
          MATCH (n17)-[l14:`DIRECTS` WHERE NOT (l14.`rank` = $p9)]->(n21)
          RETURN {part: 2, place: l14.`validFrom`, id: l14.`id`} AS e4, n21 AS n23, l14 AS l16, null AS c6
          UNION ALL
          MATCH (n17)-[l15:`SUPERSEDES` WHERE NOT (l15.`rank` = $p10)]->(n22)
          RETURN {part: 3, place: l15.`validFrom`, id: l15.`id`} AS e4, n22 AS n23, l15 AS l16, null AS c6
        }
        WITH e4, n23, l16, c6
        ORDER BY e4.place, e4.part, e4.id
        LIMIT $p11
        WITH *, endNode(l16) AS n24
        WITH *, endNode(l16) AS n25
        RETURN CASE
          WHEN e4.part IN [0, 1, 2] THEN [e4.part, e4.place, [[n24.`shortName`]]]
          WHEN e4.part IN [3] THEN [e4.part, e4.place, [[n25.`title`]]]
        END
      }
    ]
  }) AS r1

// {
//   "p0": "memorandum:2026-02-10-realignment-of-dsca-and-dtsa",
//   "p1": "DEPRECATED",
//   "p2": "DEPRECATED",
//   "p3": "DEPRECATED",
//   "p4": "DEPRECATED",
//   "p5": 20,
//   "p6": "memorandum:dodd-5105-65",
//   "p7": "DEPRECATED",
//   "p8": "DEPRECATED",
//   "p9": "DEPRECATED",
//   "p10": "DEPRECATED",
//   "p11": 20
// }
