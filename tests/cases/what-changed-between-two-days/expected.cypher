CALL (*) {
  RETURN COLLECT {
    CALL () {
      MATCH (n1:`Agency`)
      WHERE n1.`establishedOn` >= $p4
        AND n1.`establishedOn` <= $p5
        AND n1.`establishedOn` + '~' >= $p6
      RETURN {part: 0, place: n1.`establishedOn`, id: n1.`id`} AS e1, n1 AS n11, null AS l9
      UNION ALL
      MATCH (n2:`Memorandum`)
      WHERE n2.`issuedOn` >= $p4
        AND n2.`issuedOn` <= $p5
        AND n2.`issuedOn` + '~' >= $p6
      RETURN {part: 1, place: n2.`issuedOn`, id: n2.`id`} AS e1, n2 AS n11, null AS l9
      UNION ALL
      MATCH ()-[l1:`HELD`]->(n3)
      WHERE NOT (l1.`rank` = $p0)
        AND l1.`validTo` >= $p4
        AND l1.`validTo` <= $p5
        AND l1.`validTo` + '~' >= $p6
        AND EXISTS {
        UNWIND [endNode(l1)] AS n12
        WITH n12
        WHERE n12.`head` = $p7
        RETURN n12
      }
      RETURN {part: 2, place: l1.`validTo`, id: l1.`id`} AS e1, n3 AS n11, l1 AS l9
      UNION ALL
      MATCH ()-[l2:`HELD`]->(n4)
      WHERE NOT (l2.`rank` = $p0)
        AND l2.`validFrom` >= $p4
        AND l2.`validFrom` <= $p5
        AND l2.`validFrom` + '~' >= $p6
        AND EXISTS {
        UNWIND [endNode(l2)] AS n13
        WITH n13
        WHERE n13.`head` = $p8
        RETURN n13
      }
      RETURN {part: 3, place: l2.`validFrom`, id: l2.`id`} AS e1, n4 AS n11, l2 AS l9
      UNION ALL
      MATCH ()-[l3:`REPORTS_TO`]->(n5)
      WHERE NOT (l3.`rank` = $p1)
        AND l3.`validTo` >= $p4
        AND l3.`validTo` <= $p5
        AND l3.`validTo` + '~' >= $p6
      RETURN {part: 4, place: l3.`validTo`, id: l3.`id`} AS e1, n5 AS n11, l3 AS l9
      UNION ALL
      MATCH ()-[l4:`REPORTS_TO`]->(n6)
      WHERE NOT (l4.`rank` = $p1)
        AND l4.`validFrom` >= $p4
        AND l4.`validFrom` <= $p5
        AND l4.`validFrom` + '~' >= $p6
      RETURN {part: 5, place: l4.`validFrom`, id: l4.`id`} AS e1, n6 AS n11, l4 AS l9
      UNION ALL
      MATCH ()-[l5:`PART_OF`]->(n7)
      WHERE NOT (l5.`rank` = $p2)
        AND l5.`validTo` >= $p4
        AND l5.`validTo` <= $p5
        AND l5.`validTo` + '~' >= $p6
      RETURN {part: 6, place: l5.`validTo`, id: l5.`id`} AS e1, n7 AS n11, l5 AS l9
      UNION ALL
      MATCH ()-[l6:`PART_OF`]->(n8)
      WHERE NOT (l6.`rank` = $p2)
        AND l6.`validFrom` >= $p4
        AND l6.`validFrom` <= $p5
        AND l6.`validFrom` + '~' >= $p6
      RETURN {part: 7, place: l6.`validFrom`, id: l6.`id`} AS e1, n8 AS n11, l6 AS l9
      UNION ALL
      MATCH ()-[l7:`DIRECTS`]->(n9)
      WHERE NOT (l7.`rank` = $p3)
        AND l7.`validTo` >= $p4
        AND l7.`validTo` <= $p5
        AND l7.`validTo` + '~' >= $p6
      RETURN {part: 8, place: l7.`validTo`, id: l7.`id`} AS e1, n9 AS n11, l7 AS l9
      UNION ALL
      MATCH ()-[l8:`DIRECTS`]->(n10)
      WHERE NOT (l8.`rank` = $p3)
        AND l8.`validFrom` >= $p4
        AND l8.`validFrom` <= $p5
        AND l8.`validFrom` + '~' >= $p6
      RETURN {part: 9, place: l8.`validFrom`, id: l8.`id`} AS e1, n10 AS n11, l8 AS l9
    }
    RETURN {entry: e1, node: n11, link: l9}
  } AS a1
}
RETURN
  [
    null,
    COLLECT {
      UNWIND a1 AS x1
      WITH x1.entry AS e2, x1.node AS n14, x1.link AS l10
      WITH e2, n14, l10
      ORDER BY e2.place, e2.part, e2.id
      LIMIT $p9
      WITH *, startNode(l10) AS n15
      WITH *, endNode(l10) AS n16
      WITH *, startNode(l10) AS n18
      WITH *, endNode(l10) AS n19
      WITH *, startNode(l10) AS n20
      WITH *, endNode(l10) AS n21
      RETURN CASE
        WHEN e2.part IN [0] THEN [e2.part, e2.place, [n14.`name`]]
        WHEN e2.part IN [1] THEN [e2.part, e2.place, [n14.`title`]]
        WHEN e2.part IN [2, 3] THEN [
          e2.part,
          e2.place,
          [
            [n15.`name`],
            head(COLLECT {
              MATCH (n16)-[l11:`IN`]->(n17)
              RETURN [n17.`shortName`]
            })
          ]
        ]
        WHEN e2.part IN [4, 5] THEN [e2.part, e2.place, [[n18.`shortName`], [n19.`shortName`], l10.`status`]]
        WHEN e2.part IN [6, 7] THEN [e2.part, e2.place, [[n20.`shortName`], [n21.`shortName`]]]
        WHEN e2.part IN [8, 9] THEN [e2.part, e2.place]
      END
    },
    COUNT {
      UNWIND a1 AS x2
      WITH x2.entry AS e3, x2.node AS n22, x2.link AS l12
      RETURN n22
    },
    null
  ] AS r0

// {
//   "p0": "DEPRECATED",
//   "p1": "DEPRECATED",
//   "p2": "DEPRECATED",
//   "p3": "DEPRECATED",
//   "p4": "2025",
//   "p5": "2026-02-28",
//   "p6": "2025-11-07",
//   "p7": true,
//   "p8": true,
//   "p9": 20
// }
