RETURN
  head(COLLECT {
    MATCH (n1:`Memorandum`)
    WHERE n1.`id` = $p0
    RETURN [
      [
        null,
        COLLECT {
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
          WITH e1, n7, l7, c2
          ORDER BY e1.place, e1.part, e1.id
          LIMIT $p5
          WITH *, startNode(l7) AS n9
          WITH *, endNode(l7) AS n10
          WITH *, startNode(l7) AS n12
          WITH *, endNode(l7) AS n13
          RETURN CASE
            WHEN e1.part IN [0] THEN [
              e1.part,
              e1.place,
              COLLECT {
                MATCH (n8:`Claim`)
                WHERE n8.`id` IN coalesce(c2.review.`claims`, []) + coalesce(c2.tenure.`claims`, []) + reduce(e = [], x IN c2.lines | e + x.`claims`)
                WITH n8
                ORDER BY n8.`id`
                RETURN n8.`id`
              },
              [[n9.`shortName`], [n10.`shortName`], l7.`status`]
            ]
            WHEN e1.part IN [1] THEN [
              e1.part,
              e1.place,
              l7.`basis`,
              l7.`rule`,
              COLLECT {
                MATCH (n11:`Claim`)
                WHERE n11.`id` IN l7.`claims`
                WITH n11
                ORDER BY n11.`id`
                RETURN n11.`id`
              },
              [[n12.`shortName`], [n13.`shortName`], l7.`status`]
            ]
            WHEN e1.part IN [2, 3] THEN [
              e1.part,
              e1.place,
              l7.`basis`,
              l7.`rule`,
              COLLECT {
                MATCH (n14:`Claim`)
                WHERE n14.`id` IN l7.`claims`
                WITH n14
                ORDER BY n14.`id`
                RETURN n14.`id`
              }
            ]
          END
        },
        COUNT {
          CALL (n1) {
            MATCH (n15)-[l8:`REPORTS_TO` WHERE l8.`authority` = n1.`id` AND NOT (l8.`rank` = $p1)]->()
            WITH DISTINCT n15
            WITH n15, [(n15)-[l9:`REPORTS_TO` WHERE l9.`authority` = n1.`id` AND NOT (l9.`rank` = $p1)]->() | l9] AS s2
            MATCH (n15)-[l10:`REPORTS_TO`]->(n16)
            WHERE NOT (l10.`rank` = $p1)
            WITH l10, n16, {lines: [l10] + [x IN s2 WHERE x <> l10 AND (l10.`validTo` STARTS WITH x.`validFrom` OR x.`validFrom` STARTS WITH l10.`validTo`)]} AS c3
            WHERE size(c3.lines) > 1
            RETURN {part: 0, place: l10.`validTo`, id: l10.`id`} AS e2, n16 AS n20, l10 AS l14, c3 AS c4
            UNION ALL
            MATCH ()-[l11:`REPORTS_TO`]->(n17)
            WHERE l11.`authority` = n1.`id`
              AND NOT (l11.`rank` = $p2)
            RETURN {part: 1, place: l11.`validFrom`, id: l11.`id`} AS e2, n17 AS n20, l11 AS l14, null AS c4
            UNION ALL
            MATCH (n1)-[l12:`DIRECTS` WHERE NOT (l12.`rank` = $p3)]->(n18)
            RETURN {part: 2, place: l12.`validFrom`, id: l12.`id`} AS e2, n18 AS n20, l12 AS l14, null AS c4
            UNION ALL
            MATCH (n1)-[l13:`SUPERSEDES` WHERE NOT (l13.`rank` = $p4)]->(n19)
            RETURN {part: 3, place: l13.`validFrom`, id: l13.`id`} AS e2, n19 AS n20, l13 AS l14, null AS c4
          }
          RETURN n20
        },
        null
      ]
    ]
  }) AS r0,
  head(COLLECT {
    MATCH (n21:`Memorandum`)
    WHERE n21.`id` = $p6
    RETURN [
      COLLECT {
        CALL (n21) {
          MATCH (n22)-[l15:`REPORTS_TO` WHERE l15.`authority` = n21.`id` AND NOT (l15.`rank` = $p7)]->()
          WITH DISTINCT n22
          WITH n22, [(n22)-[l16:`REPORTS_TO` WHERE l16.`authority` = n21.`id` AND NOT (l16.`rank` = $p7)]->() | l16] AS s3
          MATCH (n22)-[l17:`REPORTS_TO`]->(n23)
          WHERE NOT (l17.`rank` = $p7)
          WITH l17, n23, {lines: [l17] + [x IN s3 WHERE x <> l17 AND (l17.`validTo` STARTS WITH x.`validFrom` OR x.`validFrom` STARTS WITH l17.`validTo`)]} AS c5
          WHERE size(c5.lines) > 1
          RETURN {part: 0, place: l17.`validTo`, id: l17.`id`} AS e3, n23 AS n27, l17 AS l21, c5 AS c6
          UNION ALL
          MATCH ()-[l18:`REPORTS_TO`]->(n24)
          WHERE l18.`authority` = n21.`id`
            AND NOT (l18.`rank` = $p8)
          RETURN {part: 1, place: l18.`validFrom`, id: l18.`id`} AS e3, n24 AS n27, l18 AS l21, null AS c6
          UNION ALL
          MATCH (n21)-[l19:`DIRECTS` WHERE NOT (l19.`rank` = $p9)]->(n25)
          RETURN {part: 2, place: l19.`validFrom`, id: l19.`id`} AS e3, n25 AS n27, l19 AS l21, null AS c6
          UNION ALL
          MATCH (n21)-[l20:`SUPERSEDES` WHERE NOT (l20.`rank` = $p10)]->(n26)
          RETURN {part: 3, place: l20.`validFrom`, id: l20.`id`} AS e3, n26 AS n27, l20 AS l21, null AS c6
        }
        WITH e3, n27, l21, c6
        ORDER BY e3.place, e3.part, e3.id
        LIMIT $p11
        WITH *, endNode(l21) AS n28
        WITH *, endNode(l21) AS n29
        RETURN CASE
          WHEN e3.part IN [0, 1, 2] THEN [e3.part, e3.place, [[n28.`shortName`]]]
          WHEN e3.part IN [3] THEN [e3.part, e3.place, [[n29.`title`]]]
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
