RETURN
  COLLECT {
    MATCH (n1:`Sale`)
    MATCH (n1)<-[l1:`OF`]-(n2:`Review`)
    MATCH (n2)-[l2:`CONDUCTED_BY`]->(n3:`Agency`)
    WHERE n1.`day` >= $p0
      AND n3.`id` = $p1
    WITH DISTINCT n1
    WITH n1
    ORDER BY n1.`day`, n1.`id`
    LIMIT $p2
    RETURN [
      n1.`day`,
      COLLECT {
        CALL (n1) {
          UNWIND
            CASE WHEN n1.`channel` IN $p4 THEN [{part: 0, place: $p3, id: n1.`id`}, {part: 1, place: $p3, id: n1.`id`}, {part: 4, place: $p3, id: n1.`id`}, {part: 16, place: null, id: n1.`id`}, {part: 17, place: null, id: n1.`id`}, {part: 18, place: null, id: n1.`id`}, {part: 22, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p5 AND NOT EXISTS {
              MATCH (n1)<-[l7:`OF`]-(n8)
              WHERE n8.`kind` = $p6
                AND (n8.`completedOn` IS NOT NULL OR n8.`completedBy` IS NOT NULL OR n8.`stage` = $p7)
              RETURN n8
            }) THEN [{part: 3, place: $p3, id: n1.`id`}] ELSE [] END +
            CASE WHEN n1.`notifiedOn` IS NOT NULL THEN [{part: 5, place: n1.`notifiedOn`, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p8 AND NOT (n1.`notifiedOn` IS NOT NULL)) THEN [{part: 6, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN n1.`releasedOn` IS NOT NULL THEN [{part: 7, place: n1.`releasedOn`, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p9 AND NOT (n1.`releasedOn` IS NOT NULL)) THEN [{part: 8, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN n1.`recordedOn` IS NOT NULL THEN [{part: 9, place: n1.`recordedOn`, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p10 AND NOT (n1.`recordedOn` IS NOT NULL)) THEN [{part: 10, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`status` IS NOT NULL AND n1.`status` = $p11) THEN [{part: 11, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`emergency` IS NOT NULL AND n1.`emergency` = $p12) THEN [{part: 12, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN (CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
              MATCH (n1)-[l9:`TO`]->(n10)
              RETURN n10.`reviewDays`
            })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p13)) THEN [{part: 14, place: CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
              MATCH (n1)-[l8:`TO`]->(n9)
              RETURN n9.`reviewDays`
            })) END, id: n1.`id`}] ELSE [] END +
            CASE WHEN (n1.`channel` IN $p14 AND NOT ((n1.`emergency` IS NOT NULL AND n1.`emergency` = $p12)) AND NOT EXISTS {
              MATCH (n1)<-[l10:`OF`]-(n11)
              WHERE n11.`kind` = $p15
                AND (n11.`completedOn` IS NOT NULL OR n11.`completedBy` IS NOT NULL OR n11.`stage` = $p16)
              RETURN n11
            } AND NOT ((CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
              MATCH (n1)-[l11:`TO`]->(n12)
              RETURN n12.`reviewDays`
            })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p13)))) THEN [{part: 15, place: null, id: n1.`id`}] ELSE [] END +
            CASE WHEN n1.`channel` IN $p17 THEN [{part: 19, place: null, id: n1.`id`}, {part: 20, place: null, id: n1.`id`}] ELSE [] END
          AS e1
          RETURN e1 AS e1, n1 AS n7, null AS l6
          UNION ALL
          MATCH (n1)<-[l3:`OF`]-(n4)
          WHERE n4.`kind` = $p6
            AND (n4.`completedOn` IS NOT NULL OR n4.`completedBy` IS NOT NULL OR n4.`stage` = $p7)
          RETURN {part: 2, place: coalesce(n4.`completedOn`, n4.`completedBy`), id: n4.`id`} AS e1, n4 AS n7, l3 AS l6
          UNION ALL
          MATCH (n1)<-[l4:`OF`]-(n5)
          WHERE n5.`kind` = $p15
            AND (n5.`completedOn` IS NOT NULL OR n5.`completedBy` IS NOT NULL OR n5.`stage` = $p16)
          RETURN {part: 13, place: coalesce(n5.`completedOn`, n5.`completedBy`), id: n5.`id`} AS e1, n5 AS n7, l4 AS l6
          UNION ALL
          MATCH (n1)<-[l5:`AMENDS`]-(n6)
          RETURN {part: 21, place: n6.`printedOn`, id: n6.`id`} AS e1, n6 AS n7, l5 AS l6
        }
        WITH e1, n7, l6
        ORDER BY e1.place, e1.part, e1.id
        LIMIT $p18
        RETURN CASE
          WHEN e1.part IN [0, 1, 3, 4, 6, 8, 10, 15, 16, 17, 18, 19, 20, 22] THEN [e1.part]
          WHEN e1.part IN [2, 13] THEN [
            e1.part,
            CASE WHEN (e1.place IS NULL OR $p19 + '~' >= left(e1.place + '-01-01', 10)) THEN $p20 ELSE CASE WHEN n7.`completedOn` IS NULL THEN $p21 ELSE $p22 END END,
            n7.`completedOn`,
            n7.`completedBy`,
            [
              head(COLLECT {
                MATCH (n7)-[l12:`CONDUCTED_BY`]->(n13)
                RETURN [n13.`shortName`]
              })
            ]
          ]
          WHEN e1.part IN [5, 7, 9, 11, 14, 21] THEN [e1.part, CASE WHEN (e1.place IS NULL OR $p19 + '~' >= left(e1.place + '-01-01', 10)) THEN $p23 ELSE $p24 END, e1.place]
          WHEN e1.part IN [12] THEN [e1.part, e1.place]
        END
      }
    ]
  } AS r0

// {
//   "p0": "2026",
//   "p1": "agency:dtsa",
//   "p2": 2,
//   "p3": "",
//   "p4": [
//     "FMS"
//   ],
//   "p5": [
//     "FMS"
//   ],
//   "p6": "TECHNOLOGY_SECURITY",
//   "p7": "COMPLETED",
//   "p8": [
//     "FMS",
//     "DCS"
//   ],
//   "p9": [
//     "FMS"
//   ],
//   "p10": [
//     "FMS"
//   ],
//   "p11": "CORRECTED",
//   "p12": true,
//   "p13": false,
//   "p14": [
//     "FMS",
//     "DCS"
//   ],
//   "p15": "CONGRESSIONAL",
//   "p16": "COMPLETED",
//   "p17": [
//     "FMS",
//     "DCS"
//   ],
//   "p18": 8,
//   "p19": "2026-01-20",
//   "p20": "KNOWN",
//   "p21": "UNKNOWN",
//   "p22": "AHEAD",
//   "p23": "KNOWN",
//   "p24": "AHEAD"
// }
