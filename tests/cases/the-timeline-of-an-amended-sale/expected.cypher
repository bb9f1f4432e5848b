RETURN
  head(COLLECT {
    MATCH (n1:`Sale`)
    WHERE n1.`id` = $p0
    CALL (*) {
      RETURN COLLECT {
        CALL (n1) {
          UNWIND
            CASE WHEN n1.`channel` IN $p2 THEN [{part: 0, place: $p1, id: n1.`id`}, {part: 1, place: $p1, id: n1.`id`}, {part: 4, place: $p1, id: n1.`id`}, {part: 16, place: null, id: n1.`id`}, {part: 17, place: null, id: n1.`id`}, {part: 18, place: null, id: n1.`id`}, {part: 22, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p3 AND NOT EXISTS {
              MATCH (n1)<-[l5:`OF`]-(n6)
              WHERE n6.`kind` = $p4
                AND (n6.`completedOn` IS NOT NULL OR n6.`completedBy` IS NOT NULL OR n6.`stage` = $p5)
              RETURN n6
            }) THEN [{part: 3, place: $p1, id: n1.`id`}] ELSE [] END +
            CASE WHEN n1.`notifiedOn` IS NOT NULL THEN [{part: 5, place: n1.`notifiedOn`, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p6 AND NOT (n1.`notifiedOn` IS NOT NULL)) THEN [{part: 6, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN n1.`releasedOn` IS NOT NULL THEN [{part: 7, place: n1.`releasedOn`, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p7 AND NOT (n1.`releasedOn` IS NOT NULL)) THEN [{part: 8, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN n1.`recordedOn` IS NOT NULL THEN [{part: 9, place: n1.`recordedOn`, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p8 AND NOT (n1.`recordedOn` IS NOT NULL)) THEN [{part: 10, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`status` IS NOT NULL AND n1.`status` = $p9) THEN [{part: 11, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`emergency` IS NOT NULL AND n1.`emergency` = $p10) THEN [{part: 12, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN (CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
              MATCH (n1)-[l7:`TO`]->(n8)
              RETURN n8.`reviewDays`
            })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p11)) THEN [{part: 14, place: CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
              MATCH (n1)-[l6:`TO`]->(n7)
              RETURN n7.`reviewDays`
            })) END, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p12 AND NOT ((n1.`emergency` IS NOT NULL AND n1.`emergency` = $p10)) AND NOT EXISTS {
              MATCH (n1)<-[l8:`OF`]-(n9)
              WHERE n9.`kind` = $p13
                AND (n9.`completedOn` IS NOT NULL OR n9.`completedBy` IS NOT NULL OR n9.`stage` = $p14)
              RETURN n9
            } AND NOT ((CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
              MATCH (n1)-[l9:`TO`]->(n10)
              RETURN n10.`reviewDays`
            })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p11)))) THEN [{part: 15, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN n1.`channel` IN $p15 THEN [{part: 19, place: null, id: n1.`id`}, {part: 20, place: null, id: n1.`id`}] ELSE [] END
          AS e1
          RETURN e1 AS e1, n1 AS n5, null AS l4
          UNION ALL
          MATCH (n1)<-[l1:`OF`]-(n2)
          WHERE n2.`kind` = $p4
            AND (n2.`completedOn` IS NOT NULL OR n2.`completedBy` IS NOT NULL OR n2.`stage` = $p5)
          RETURN {part: 2, place: coalesce(n2.`completedOn`, n2.`completedBy`), id: n2.`id`} AS e1, n2 AS n5, l1 AS l4
          UNION ALL
          MATCH (n1)<-[l2:`OF`]-(n3)
          WHERE n3.`kind` = $p13
            AND (n3.`completedOn` IS NOT NULL OR n3.`completedBy` IS NOT NULL OR n3.`stage` = $p14)
          RETURN {part: 13, place: coalesce(n3.`completedOn`, n3.`completedBy`), id: n3.`id`} AS e1, n3 AS n5, l2 AS l4
          UNION ALL
          MATCH (n1)<-[l3:`AMENDS`]-(n4)
          RETURN {part: 21, place: n4.`printedOn`, id: n4.`id`} AS e1, n4 AS n5, l3 AS l4
        }
        RETURN {entry: e1, node: n5, link: l4}
      } AS a1
    }
    RETURN [
      [
        null,
        COLLECT {
          UNWIND a1 AS x1
          WITH x1.entry AS e2, x1.node AS n11, x1.link AS l10
          WITH e2, n11, l10
          ORDER BY e2.place, e2.part, e2.id
          LIMIT $p16
          RETURN CASE
            WHEN e2.part IN [0, 1, 3, 4, 6, 8, 10, 15, 16, 17, 18, 19, 20, 22] THEN [e2.part]
            WHEN e2.part IN [2, 13] THEN [
              e2.part,
              n11.`completedOn`,
              n11.`completedBy`,
              n11.`basis`,
              n11.`rule`,
              COLLECT {
                MATCH (n12:`Claim`)
                WHERE n12.`id` IN n11.`claims`
                WITH n12
                ORDER BY n12.`id`
                RETURN n12.`id`
              }
            ]
            WHEN e2.part IN [5, 7, 9, 11, 12] THEN [
              e2.part,
              e2.place,
              n11.`basis`,
              n11.`rule`,
              COLLECT {
                MATCH (n13:`Claim`)
                WHERE n13.`id` IN n11.`claims`
                WITH n13
                ORDER BY n13.`id`
                RETURN n13.`id`
              }
            ]
            WHEN e2.part IN [14] THEN [
              e2.part,
              e2.place,
              COLLECT {
                MATCH (n16:`Claim`)
                WHERE n16.`id` IN n11.`claims` + head(COLLECT {
                  MATCH (n11)-[l11:`TO`]->(n14)
                  RETURN COLLECT {
                    MATCH (n15:`Claim`)
                    WHERE n15.`id` IN n14.`claims`
                      AND n15.`predicate` = $p17
                    RETURN n15.`id`
                  }
                })
                WITH n16
                ORDER BY n16.`id`
                RETURN n16.`id`
              },
              head(COLLECT {
                MATCH (n11)-[l12:`TO`]->(n17)
                RETURN [n17.`reviewDays`]
              })
            ]
            WHEN e2.part IN [21] THEN [
              e2.part,
              e2.place,
              n11.`basis`,
              n11.`rule`,
              COLLECT {
                MATCH (n18:`Claim`)
                WHERE n18.`id` IN n11.`claims`
                WITH n18
                ORDER BY n18.`id`
                RETURN n18.`id`
              },
              [n11.`number`]
            ]
          END
        },
        COUNT {
          UNWIND a1 AS x2
          WITH x2.entry AS e3, x2.node AS n19, x2.link AS l13
          RETURN n19
        },
        null
      ]
    ]
  }) AS r0

// {
//   "p0": "sale:fms-20-76-gb",
//   "p1": "",
//   "p2": [
//     "FMS"
//   ],
//   "p3": [
//     "FMS"
//   ],
//   "p4": "TECHNOLOGY_SECURITY",
//   "p5": "COMPLETED",
//   "p6": [
//     "FMS",
//     "DCS"
//   ],
//   "p7": [
//     "FMS"
//   ],
//   "p8": [
//     "FMS"
//   ],
//   "p9": "CORRECTED",
//   "p10": true,
//   "p11": false,
//   "p12": [
//     "FMS",
//     "DCS"
//   ],
//   "p13": "CONGRESSIONAL",
//   "p14": "COMPLETED",
//   "p15": [
//     "FMS",
//     "DCS"
//   ],
//   "p16": 20,
//   "p17": "reviewDays"
// }
