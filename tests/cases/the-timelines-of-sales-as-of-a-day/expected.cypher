RETURN
  COLLECT {
    MATCH (n1:`Sale`)
    USING INDEX n1:`Sale`(`day`)
    WHERE n1.`day` >= $p0
      AND n1.`day` IS NOT NULL
    WITH n1
    ORDER BY n1.`day`, n1.`id`
    LIMIT $p1
    RETURN [
      n1.`day`,
      COLLECT {
        CALL (n1) {
          UNWIND [
            CASE WHEN n1.`channel` IN $p2 THEN {part: 0, place: $p3, id: n1.`id`} END,
            CASE WHEN n1.`channel` IN $p4 THEN {part: 1, place: $p5, id: n1.`id`} END,
            CASE WHEN (n1.`channel` IN $p6 AND NOT EXISTS {
              MATCH (n1)<-[l5:`OF`]-(n6)
              WHERE n6.`kind` = $p7
                AND (n6.`completedOn` IS NOT NULL OR n6.`completedBy` IS NOT NULL OR n6.`stage` = $p8)
              RETURN n6
            }) THEN {part: 3, place: $p9, id: n1.`id`} END,
            CASE WHEN n1.`channel` IN $p10 THEN {part: 4, place: $p11, id: n1.`id`} END,
            CASE WHEN n1.`notifiedOn` IS NOT NULL THEN {part: 5, place: n1.`notifiedOn`, id: n1.`id`} END,
            CASE WHEN (n1.`channel` IN $p12 AND NOT (n1.`notifiedOn` IS NOT NULL)) THEN {part: 6, place: null, id: n1.`id`} END,
            CASE WHEN n1.`releasedOn` IS NOT NULL THEN {part: 7, place: n1.`releasedOn`, id: n1.`id`} END,
            CASE WHEN (n1.`channel` IN $p13 AND NOT (n1.`releasedOn` IS NOT NULL)) THEN {part: 8, place: null, id: n1.`id`} END,
            CASE WHEN n1.`recordedOn` IS NOT NULL THEN {part: 9, place: n1.`recordedOn`, id: n1.`id`} END,
            CASE WHEN (n1.`channel` IN $p14 AND NOT (n1.`recordedOn` IS NOT NULL)) THEN {part: 10, place: null, id: n1.`id`} END,
            CASE WHEN (n1.`status` IS NOT NULL AND n1.`status` = $p15) THEN {part: 11, place: null, id: n1.`id`} END,
            CASE WHEN (n1.`emergency` IS NOT NULL AND n1.`emergency` = $p16) THEN {part: 12, place: null, id: n1.`id`} END,
            CASE WHEN (CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
              MATCH (n1)-[l6:`TO`]->(n7)
              RETURN n7.`reviewDays`
            })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p17)) THEN {part: 14, place: CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
              MATCH (n1)-[l7:`TO`]->(n8)
              RETURN n8.`reviewDays`
            })) END, id: n1.`id`} END,
            CASE WHEN (n1.`channel` IN $p18 AND NOT ((n1.`emergency` IS NOT NULL AND n1.`emergency` = $p16)) AND NOT EXISTS {
              MATCH (n1)<-[l8:`OF`]-(n9)
              WHERE n9.`kind` = $p19
                AND (n9.`completedOn` IS NOT NULL OR n9.`completedBy` IS NOT NULL OR n9.`stage` = $p20)
              RETURN n9
            } AND NOT ((CASE size(n1.`notifiedOn`) WHEN 10 THEN toString(date(n1.`notifiedOn`) + duration('P1D') * head(COLLECT {
              MATCH (n1)-[l9:`TO`]->(n10)
              RETURN n10.`reviewDays`
            })) END IS NOT NULL AND (n1.`emergency` IS NULL OR n1.`emergency` = $p17)))) THEN {part: 15, place: null, id: n1.`id`} END,
            CASE WHEN n1.`channel` IN $p21 THEN {part: 16, place: null, id: n1.`id`} END,
            CASE WHEN n1.`channel` IN $p22 THEN {part: 17, place: null, id: n1.`id`} END,
            CASE WHEN n1.`channel` IN $p23 THEN {part: 18, place: null, id: n1.`id`} END,
            CASE WHEN n1.`channel` IN $p24 THEN {part: 19, place: null, id: n1.`id`} END,
            CASE WHEN n1.`channel` IN $p25 THEN {part: 20, place: null, id: n1.`id`} END,
            CASE WHEN n1.`channel` IN $p26 THEN {part: 22, place: null, id: n1.`id`} END
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
          WHERE n3.`kind` = $p19
            AND (n3.`completedOn` IS NOT NULL OR n3.`completedBy` IS NOT NULL OR n3.`stage` = $p20)
          RETURN {part: 13, place: coalesce(n3.`completedOn`, n3.`completedBy`), id: n3.`id`} AS e1, n3 AS n5, l2 AS l4
          UNION ALL
          MATCH (n1)<-[l3:`AMENDS`]-(n4)
          RETURN {part: 21, place: n4.`printedOn`, id: n4.`id`} AS e1, n4 AS n5, l3 AS l4
        }
        WITH e1, n5, l4
        ORDER BY e1.place, e1.part, e1.id
        LIMIT $p27
        RETURN CASE
          WHEN e1.part IN [0, 1, 3, 4, 6, 8, 10, 15, 16, 17, 18, 19, 20, 22] THEN [e1.part]
          WHEN e1.part IN [2, 13] THEN [
            e1.part,
            CASE WHEN (e1.place IS NULL OR $p28 + '~' >= left(e1.place + '-01-01', 10)) THEN $p29 ELSE $p30 END,
            n5.`completedOn`,
            n5.`completedBy`,
            [
              head(COLLECT {
                MATCH (n5)-[l10:`CONDUCTED_BY`]->(n11)
                RETURN [n11.`shortName`]
              })
            ]
          ]
          WHEN e1.part IN [5, 7, 9, 11, 14, 21] THEN [e1.part, CASE WHEN (e1.place IS NULL OR $p28 + '~' >= left(e1.place + '-01-01', 10)) THEN $p31 ELSE $p32 END, e1.place]
          WHEN e1.part IN [12] THEN [e1.part, e1.place]
        END
      }
    ]
  } AS r0

// {
//   "p0": "2026-01",
//   "p1": 3,
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
//   "p11": "",
//   "p12": [
//     "FMS",
//     "DCS"
//   ],
//   "p13": [
//     "FMS"
//   ],
//   "p14": [
//     "FMS"
//   ],
//   "p15": "CORRECTED",
//   "p16": true,
//   "p17": false,
//   "p18": [
//     "FMS",
//     "DCS"
//   ],
//   "p19": "CONGRESSIONAL",
//   "p20": "COMPLETED",
//   "p21": [
//     "FMS"
//   ],
//   "p22": [
//     "FMS"
//   ],
//   "p23": [
//     "FMS"
//   ],
//   "p24": [
//     "FMS",
//     "DCS"
//   ],
//   "p25": [
//     "FMS",
//     "DCS"
//   ],
//   "p26": [
//     "FMS"
//   ],
//   "p27": 6,
//   "p28": "2026-01-20",
//   "p29": "KNOWN",
//   "p30": "AHEAD",
//   "p31": "KNOWN",
//   "p32": "AHEAD"
// }
