RETURN
  head(COLLECT {
    MATCH (n1:`Sale`)
    WHERE n1.`id` = $p0
    RETURN [
      [
        null,
        COLLECT {
          CALL (n1) {
            UNWIND [
              CASE WHEN n1.`channel` IN $p2 THEN {part: 0, place: $p1, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p4 THEN {part: 1, place: $p3, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p6 AND NOT EXISTS {
                MATCH (n1)<-[l5:`OF`]-(n6)
                WHERE n6.`kind` = $p7
                  AND (n6.`completedOn` IS NOT NULL OR n6.`completedBy` IS NOT NULL OR n6.`stage` = $p8)
                RETURN n6
              }) THEN {part: 3, place: $p5, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p10 THEN {part: 4, place: $p9, id: n1.`id`} END,
              CASE WHEN n1.`notifiedOn` IS NOT NULL THEN {part: 5, place: n1.`notifiedOn`, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p11 AND NOT (n1.`notifiedOn` IS NOT NULL)) THEN {part: 6, place: null, id: n1.`id`} END,
              CASE WHEN n1.`releasedOn` IS NOT NULL THEN {part: 7, place: n1.`releasedOn`, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p12 AND NOT (n1.`releasedOn` IS NOT NULL)) THEN {part: 8, place: null, id: n1.`id`} END,
              CASE WHEN n1.`recordedOn` IS NOT NULL THEN {part: 9, place: n1.`recordedOn`, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p13 AND NOT (n1.`recordedOn` IS NOT NULL)) THEN {part: 10, place: null, id: n1.`id`} END,
              CASE WHEN (n1.`status` IS NOT NULL AND n1.`status` = $p14) THEN {part: 11, place: null, id: n1.`id`} END,
              CASE WHEN (n1.`emergency` IS NOT NULL AND n1.`emergency` = $p15) THEN {part: 12, place: null, id: n1.`id`} END,
              CASE WHEN (CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
                MATCH (n1)-[l7:`TO`]->(n8)
                RETURN n8.`reviewDays`
              })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p16)) THEN {part: 14, place: CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
                MATCH (n1)-[l6:`TO`]->(n7)
                RETURN n7.`reviewDays`
              })) END, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p17 AND NOT ((n1.`emergency` IS NOT NULL AND n1.`emergency` = $p15)) AND NOT EXISTS {
                MATCH (n1)<-[l8:`OF`]-(n9)
                WHERE n9.`kind` = $p18
                  AND (n9.`completedOn` IS NOT NULL OR n9.`completedBy` IS NOT NULL OR n9.`stage` = $p19)
                RETURN n9
              } AND NOT ((CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
                MATCH (n1)-[l9:`TO`]->(n10)
                RETURN n10.`reviewDays`
              })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p16)))) THEN {part: 15, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p20 THEN {part: 16, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p21 THEN {part: 17, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p22 THEN {part: 18, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p23 THEN {part: 19, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p24 THEN {part: 20, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p25 THEN {part: 22, place: null, id: n1.`id`} END
            ] AS e1
            WITH e1
            WHERE e1 IS NOT NULL
            RETURN e1 AS e1, n1 AS n5, null AS l4
            UNION ALL
            MATCH (n1)<-[l1:`OF`]-(n2)
            WHERE n2.`kind` = $p7
              AND (n2.`completedOn` IS NOT NULL OR n2.`completedBy` IS NOT NULL OR n2.`stage` = $p8)
            RETURN {part: 2, place: coalesce(n2.`completedOn`, n2.`completedBy`), id: n2.`id`} AS e1, n2 AS n5, l1 AS l4
            UNION ALL
            MATCH (n1)<-[l2:`OF`]-(n3)
            WHERE n3.`kind` = $p18
              AND (n3.`completedOn` IS NOT NULL OR n3.`completedBy` IS NOT NULL OR n3.`stage` = $p19)
            RETURN {part: 13, place: coalesce(n3.`completedOn`, n3.`completedBy`), id: n3.`id`} AS e1, n3 AS n5, l2 AS l4
            UNION ALL
            MATCH (n1)<-[l3:`AMENDS`]-(n4)
            RETURN {part: 21, place: n4.`printedOn`, id: n4.`id`} AS e1, n4 AS n5, l3 AS l4
          }
          WITH e1, n5, l4
          ORDER BY e1.place, e1.part, e1.id
          LIMIT $p26
          RETURN CASE
            WHEN e1.part IN [0, 1, 3, 4, 6, 8, 10, 15, 16, 17, 18, 19, 20, 22] THEN [e1.part]
            WHEN e1.part IN [2, 13] THEN [
              e1.part,
              n5.`completedOn`,
              n5.`completedBy`,
              n5.`basis`,
              n5.`rule`,
              COLLECT {
                MATCH (n11:`Claim`)
                WHERE n11.`id` IN n5.`claims`
                WITH n11
                ORDER BY n11.`id`
                RETURN n11.`id`
              }
            ]
            WHEN e1.part IN [5, 7, 9, 11, 12] THEN [
              e1.part,
              e1.place,
              n5.`basis`,
              n5.`rule`,
              COLLECT {
                MATCH (n12:`Claim`)
                WHERE n12.`id` IN n5.`claims`
                WITH n12
                ORDER BY n12.`id`
                RETURN n12.`id`
              }
            ]
            WHEN e1.part IN [14] THEN [
              e1.part,
              e1.place,
              COLLECT {
                MATCH (n15:`Claim`)
                WHERE n15.`id` IN n5.`claims` + head(COLLECT {
                  MATCH (n5)-[l10:`TO`]->(n13)
                  RETURN COLLECT {
                    MATCH (n14:`Claim`)
                    WHERE n14.`id` IN n13.`claims`
                      AND n14.`predicate` = $p27
                    RETURN n14.`id`
                  }
                })
                WITH n15
                ORDER BY n15.`id`
                RETURN n15.`id`
              },
              head(COLLECT {
                MATCH (n5)-[l11:`TO`]->(n16)
                RETURN [n16.`reviewDays`]
              })
            ]
            WHEN e1.part IN [21] THEN [
              e1.part,
              e1.place,
              n5.`basis`,
              n5.`rule`,
              COLLECT {
                MATCH (n17:`Claim`)
                WHERE n17.`id` IN n5.`claims`
                WITH n17
                ORDER BY n17.`id`
                RETURN n17.`id`
              },
              [n5.`number`]
            ]
          END
        },
        COUNT {
          CALL (n1) {
            UNWIND [
              CASE WHEN n1.`channel` IN $p2 THEN {part: 0, place: $p1, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p4 THEN {part: 1, place: $p3, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p6 AND NOT EXISTS {
                MATCH (n1)<-[l16:`OF`]-(n22)
                WHERE n22.`kind` = $p7
                  AND (n22.`completedOn` IS NOT NULL OR n22.`completedBy` IS NOT NULL OR n22.`stage` = $p8)
                RETURN n22
              }) THEN {part: 3, place: $p5, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p10 THEN {part: 4, place: $p9, id: n1.`id`} END,
              CASE WHEN n1.`notifiedOn` IS NOT NULL THEN {part: 5, place: n1.`notifiedOn`, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p11 AND NOT (n1.`notifiedOn` IS NOT NULL)) THEN {part: 6, place: null, id: n1.`id`} END,
              CASE WHEN n1.`releasedOn` IS NOT NULL THEN {part: 7, place: n1.`releasedOn`, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p12 AND NOT (n1.`releasedOn` IS NOT NULL)) THEN {part: 8, place: null, id: n1.`id`} END,
              CASE WHEN n1.`recordedOn` IS NOT NULL THEN {part: 9, place: n1.`recordedOn`, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p13 AND NOT (n1.`recordedOn` IS NOT NULL)) THEN {part: 10, place: null, id: n1.`id`} END,
              CASE WHEN (n1.`status` IS NOT NULL AND n1.`status` = $p14) THEN {part: 11, place: null, id: n1.`id`} END,
              CASE WHEN (n1.`emergency` IS NOT NULL AND n1.`emergency` = $p15) THEN {part: 12, place: null, id: n1.`id`} END,
              CASE WHEN (CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
                MATCH (n1)-[l18:`TO`]->(n24)
                RETURN n24.`reviewDays`
              })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p16)) THEN {part: 14, place: CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
                MATCH (n1)-[l17:`TO`]->(n23)
                RETURN n23.`reviewDays`
              })) END, id: n1.`id`} END,
              CASE WHEN (n1.`channel` IN $p17 AND NOT ((n1.`emergency` IS NOT NULL AND n1.`emergency` = $p15)) AND NOT EXISTS {
                MATCH (n1)<-[l19:`OF`]-(n25)
                WHERE n25.`kind` = $p18
                  AND (n25.`completedOn` IS NOT NULL OR n25.`completedBy` IS NOT NULL OR n25.`stage` = $p19)
                RETURN n25
              } AND NOT ((CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
                MATCH (n1)-[l20:`TO`]->(n26)
                RETURN n26.`reviewDays`
              })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p16)))) THEN {part: 15, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p20 THEN {part: 16, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p21 THEN {part: 17, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p22 THEN {part: 18, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p23 THEN {part: 19, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p24 THEN {part: 20, place: null, id: n1.`id`} END,
              CASE WHEN n1.`channel` IN $p25 THEN {part: 22, place: null, id: n1.`id`} END
            ] AS e2
            WITH e2
            WHERE e2 IS NOT NULL
            RETURN e2 AS e2, n1 AS n21, null AS l15
            UNION ALL
            MATCH (n1)<-[l12:`OF`]-(n18)
            WHERE n18.`kind` = $p7
              AND (n18.`completedOn` IS NOT NULL OR n18.`completedBy` IS NOT NULL OR n18.`stage` = $p8)
            RETURN {part: 2, place: coalesce(n18.`completedOn`, n18.`completedBy`), id: n18.`id`} AS e2, n18 AS n21, l12 AS l15
            UNION ALL
            MATCH (n1)<-[l13:`OF`]-(n19)
            WHERE n19.`kind` = $p18
              AND (n19.`completedOn` IS NOT NULL OR n19.`completedBy` IS NOT NULL OR n19.`stage` = $p19)
            RETURN {part: 13, place: coalesce(n19.`completedOn`, n19.`completedBy`), id: n19.`id`} AS e2, n19 AS n21, l13 AS l15
            UNION ALL
            MATCH (n1)<-[l14:`AMENDS`]-(n20)
            RETURN {part: 21, place: n20.`printedOn`, id: n20.`id`} AS e2, n20 AS n21, l14 AS l15
          }
          RETURN n21
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
//   "p3": "",
//   "p4": [
//     "FMS"
//   ],
//   "p5": "",
//   "p6": [
//     "FMS"
//   ],
//   "p7": "TECHNOLOGY_SECURITY",
//   "p8": "COMPLETED",
//   "p9": "",
//   "p10": [
//     "FMS"
//   ],
//   "p11": [
//     "FMS",
//     "DCS"
//   ],
//   "p12": [
//     "FMS"
//   ],
//   "p13": [
//     "FMS"
//   ],
//   "p14": "CORRECTED",
//   "p15": true,
//   "p16": false,
//   "p17": [
//     "FMS",
//     "DCS"
//   ],
//   "p18": "CONGRESSIONAL",
//   "p19": "COMPLETED",
//   "p20": [
//     "FMS"
//   ],
//   "p21": [
//     "FMS"
//   ],
//   "p22": [
//     "FMS"
//   ],
//   "p23": [
//     "FMS",
//     "DCS"
//   ],
//   "p24": [
//     "FMS",
//     "DCS"
//   ],
//   "p25": [
//     "FMS"
//   ],
//   "p26": 20,
//   "p27": "reviewDays"
// }
