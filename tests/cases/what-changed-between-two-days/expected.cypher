RETURN
  [
    null,
    COLLECT {
      CALL () {
        MATCH (n1:`Agency`)
        WHERE n1.`establishedOn` >= $p4
          AND n1.`establishedOn` < $p5
          AND left(n1.`establishedOn` + '-01-01', 10) < $p5 AND n1.`establishedOn` + '~' >= $p6
        RETURN {part: 0, place: n1.`establishedOn`, id: n1.`id`} AS e1, n1 AS n11, null AS l9
        UNION ALL
        MATCH (n2:`Memorandum`)
        WHERE n2.`issuedOn` >= $p4
          AND n2.`issuedOn` < $p5
          AND left(n2.`issuedOn` + '-01-01', 10) < $p5 AND n2.`issuedOn` + '~' >= $p6
        RETURN {part: 1, place: n2.`issuedOn`, id: n2.`id`} AS e1, n2 AS n11, null AS l9
        UNION ALL
        MATCH ()-[l1:`HELD`]->(n3)
        WHERE NOT (l1.`rank` = $p0)
          AND l1.`validTo` >= $p4
          AND l1.`validTo` < $p5
          AND left(l1.`validTo` + '-01-01', 10) < $p5 AND l1.`validTo` + '~' >= $p6
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
          AND l2.`validFrom` < $p5
          AND left(l2.`validFrom` + '-01-01', 10) < $p5 AND l2.`validFrom` + '~' >= $p6
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
          AND l3.`validTo` < $p5
          AND left(l3.`validTo` + '-01-01', 10) < $p5 AND l3.`validTo` + '~' >= $p6
        RETURN {part: 4, place: l3.`validTo`, id: l3.`id`} AS e1, n5 AS n11, l3 AS l9
        UNION ALL
        MATCH ()-[l4:`REPORTS_TO`]->(n6)
        WHERE NOT (l4.`rank` = $p1)
          AND l4.`validFrom` >= $p4
          AND l4.`validFrom` < $p5
          AND left(l4.`validFrom` + '-01-01', 10) < $p5 AND l4.`validFrom` + '~' >= $p6
        RETURN {part: 5, place: l4.`validFrom`, id: l4.`id`} AS e1, n6 AS n11, l4 AS l9
        UNION ALL
        MATCH ()-[l5:`PART_OF`]->(n7)
        WHERE NOT (l5.`rank` = $p2)
          AND l5.`validTo` >= $p4
          AND l5.`validTo` < $p5
          AND left(l5.`validTo` + '-01-01', 10) < $p5 AND l5.`validTo` + '~' >= $p6
        RETURN {part: 6, place: l5.`validTo`, id: l5.`id`} AS e1, n7 AS n11, l5 AS l9
        UNION ALL
        MATCH ()-[l6:`PART_OF`]->(n8)
        WHERE NOT (l6.`rank` = $p2)
          AND l6.`validFrom` >= $p4
          AND l6.`validFrom` < $p5
          AND left(l6.`validFrom` + '-01-01', 10) < $p5 AND l6.`validFrom` + '~' >= $p6
        RETURN {part: 7, place: l6.`validFrom`, id: l6.`id`} AS e1, n8 AS n11, l6 AS l9
        UNION ALL
        MATCH ()-[l7:`DIRECTS`]->(n9)
        WHERE NOT (l7.`rank` = $p3)
          AND l7.`validTo` >= $p4
          AND l7.`validTo` < $p5
          AND left(l7.`validTo` + '-01-01', 10) < $p5 AND l7.`validTo` + '~' >= $p6
        RETURN {part: 8, place: l7.`validTo`, id: l7.`id`} AS e1, n9 AS n11, l7 AS l9
        UNION ALL
        MATCH ()-[l8:`DIRECTS`]->(n10)
        WHERE NOT (l8.`rank` = $p3)
          AND l8.`validFrom` >= $p4
          AND l8.`validFrom` < $p5
          AND left(l8.`validFrom` + '-01-01', 10) < $p5 AND l8.`validFrom` + '~' >= $p6
        RETURN {part: 9, place: l8.`validFrom`, id: l8.`id`} AS e1, n10 AS n11, l8 AS l9
      }
      WITH e1, n11, l9
      ORDER BY e1.place, e1.part, e1.id
      LIMIT $p9
      WITH *, startNode(l9) AS n14
      WITH *, endNode(l9) AS n15
      WITH *, startNode(l9) AS n17
      WITH *, endNode(l9) AS n18
      WITH *, startNode(l9) AS n19
      WITH *, endNode(l9) AS n20
      RETURN CASE
        WHEN e1.part IN [0] THEN [e1.part, e1.place, [n11.`name`]]
        WHEN e1.part IN [1] THEN [e1.part, e1.place, [n11.`title`]]
        WHEN e1.part IN [2, 3] THEN [
          e1.part,
          e1.place,
          [
            [n14.`name`],
            head(COLLECT {
              MATCH (n15)-[l10:`IN`]->(n16)
              RETURN [n16.`shortName`]
            })
          ]
        ]
        WHEN e1.part IN [4, 5] THEN [e1.part, e1.place, [[n17.`shortName`], [n18.`shortName`], l9.`status`]]
        WHEN e1.part IN [6, 7] THEN [e1.part, e1.place, [[n19.`shortName`], [n20.`shortName`]]]
        WHEN e1.part IN [8, 9] THEN [e1.part, e1.place]
      END
    },
    COUNT {
      CALL () {
        MATCH (n21:`Agency`)
        WHERE n21.`establishedOn` >= $p4
          AND n21.`establishedOn` < $p5
          AND left(n21.`establishedOn` + '-01-01', 10) < $p5 AND n21.`establishedOn` + '~' >= $p6
        RETURN {part: 0, place: n21.`establishedOn`, id: n21.`id`} AS e2, n21 AS n31, null AS l19
        UNION ALL
        MATCH (n22:`Memorandum`)
        WHERE n22.`issuedOn` >= $p4
          AND n22.`issuedOn` < $p5
          AND left(n22.`issuedOn` + '-01-01', 10) < $p5 AND n22.`issuedOn` + '~' >= $p6
        RETURN {part: 1, place: n22.`issuedOn`, id: n22.`id`} AS e2, n22 AS n31, null AS l19
        UNION ALL
        MATCH ()-[l11:`HELD`]->(n23)
        WHERE NOT (l11.`rank` = $p0)
          AND l11.`validTo` >= $p4
          AND l11.`validTo` < $p5
          AND left(l11.`validTo` + '-01-01', 10) < $p5 AND l11.`validTo` + '~' >= $p6
          AND EXISTS {
          UNWIND [endNode(l11)] AS n32
          WITH n32
          WHERE n32.`head` = $p7
          RETURN n32
        }
        RETURN {part: 2, place: l11.`validTo`, id: l11.`id`} AS e2, n23 AS n31, l11 AS l19
        UNION ALL
        MATCH ()-[l12:`HELD`]->(n24)
        WHERE NOT (l12.`rank` = $p0)
          AND l12.`validFrom` >= $p4
          AND l12.`validFrom` < $p5
          AND left(l12.`validFrom` + '-01-01', 10) < $p5 AND l12.`validFrom` + '~' >= $p6
          AND EXISTS {
          UNWIND [endNode(l12)] AS n33
          WITH n33
          WHERE n33.`head` = $p8
          RETURN n33
        }
        RETURN {part: 3, place: l12.`validFrom`, id: l12.`id`} AS e2, n24 AS n31, l12 AS l19
        UNION ALL
        MATCH ()-[l13:`REPORTS_TO`]->(n25)
        WHERE NOT (l13.`rank` = $p1)
          AND l13.`validTo` >= $p4
          AND l13.`validTo` < $p5
          AND left(l13.`validTo` + '-01-01', 10) < $p5 AND l13.`validTo` + '~' >= $p6
        RETURN {part: 4, place: l13.`validTo`, id: l13.`id`} AS e2, n25 AS n31, l13 AS l19
        UNION ALL
        MATCH ()-[l14:`REPORTS_TO`]->(n26)
        WHERE NOT (l14.`rank` = $p1)
          AND l14.`validFrom` >= $p4
          AND l14.`validFrom` < $p5
          AND left(l14.`validFrom` + '-01-01', 10) < $p5 AND l14.`validFrom` + '~' >= $p6
        RETURN {part: 5, place: l14.`validFrom`, id: l14.`id`} AS e2, n26 AS n31, l14 AS l19
        UNION ALL
        MATCH ()-[l15:`PART_OF`]->(n27)
        WHERE NOT (l15.`rank` = $p2)
          AND l15.`validTo` >= $p4
          AND l15.`validTo` < $p5
          AND left(l15.`validTo` + '-01-01', 10) < $p5 AND l15.`validTo` + '~' >= $p6
        RETURN {part: 6, place: l15.`validTo`, id: l15.`id`} AS e2, n27 AS n31, l15 AS l19
        UNION ALL
        MATCH ()-[l16:`PART_OF`]->(n28)
        WHERE NOT (l16.`rank` = $p2)
          AND l16.`validFrom` >= $p4
          AND l16.`validFrom` < $p5
          AND left(l16.`validFrom` + '-01-01', 10) < $p5 AND l16.`validFrom` + '~' >= $p6
        RETURN {part: 7, place: l16.`validFrom`, id: l16.`id`} AS e2, n28 AS n31, l16 AS l19
        UNION ALL
        MATCH ()-[l17:`DIRECTS`]->(n29)
        WHERE NOT (l17.`rank` = $p3)
          AND l17.`validTo` >= $p4
          AND l17.`validTo` < $p5
          AND left(l17.`validTo` + '-01-01', 10) < $p5 AND l17.`validTo` + '~' >= $p6
        RETURN {part: 8, place: l17.`validTo`, id: l17.`id`} AS e2, n29 AS n31, l17 AS l19
        UNION ALL
        MATCH ()-[l18:`DIRECTS`]->(n30)
        WHERE NOT (l18.`rank` = $p3)
          AND l18.`validFrom` >= $p4
          AND l18.`validFrom` < $p5
          AND left(l18.`validFrom` + '-01-01', 10) < $p5 AND l18.`validFrom` + '~' >= $p6
        RETURN {part: 9, place: l18.`validFrom`, id: l18.`id`} AS e2, n30 AS n31, l18 AS l19
      }
      RETURN n31
    },
    null
  ] AS r0

// {
//   "p0": "DEPRECATED",
//   "p1": "DEPRECATED",
//   "p2": "DEPRECATED",
//   "p3": "DEPRECATED",
//   "p4": "2025",
//   "p5": "2026-03-01",
//   "p6": "2025-11-07",
//   "p7": true,
//   "p8": true,
//   "p9": 20
// }
