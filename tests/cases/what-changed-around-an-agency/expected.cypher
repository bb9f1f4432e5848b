CALL (*) {
  RETURN COLLECT {
    CALL () {
      MATCH (n1:`Agency`)
      WHERE n1.`establishedOn` >= $p5
        AND n1.`establishedOn` <= $p6
        AND n1.`establishedOn` + '~' >= $p7
        AND n1.`id` = $p0
      RETURN {part: 0, place: n1.`establishedOn`, id: n1.`id`} AS e1, n1 AS n21, null AS l11
      UNION ALL
      MATCH (n2:`Memorandum`)
      WHERE n2.`issuedOn` >= $p5
        AND n2.`issuedOn` <= $p6
        AND n2.`issuedOn` + '~' >= $p7
        AND (EXISTS {
        MATCH (n2)-[l12:`DIRECTS`]->(n22)
        WHERE n22.`id` = $p0
        RETURN n22
      } OR EXISTS {
        MATCH (n2)-[l13:`ISSUED_BY`]->(n23)
        WHERE n23.`id` = $p0
        RETURN n23
      })
      RETURN {part: 1, place: n2.`issuedOn`, id: n2.`id`} AS e1, n2 AS n21, null AS l11
      UNION ALL
      MATCH (n3:`Agency`)
      WHERE n3.`id` = $p0
      MATCH (n3)<-[l1:`IN`]-(n4)
      MATCH (n4)<-[l2:`HELD` WHERE NOT (l2.`rank` = $p1)]-(n5)
      WHERE l2.`validTo` >= $p5
        AND l2.`validTo` <= $p6
        AND l2.`validTo` + '~' >= $p7
        AND EXISTS {
        UNWIND [endNode(l2)] AS n24
        WITH n24
        WHERE n24.`head` = $p8
        RETURN n24
      }
      RETURN {part: 2, place: l2.`validTo`, id: l2.`id`} AS e1, n5 AS n21, l2 AS l11
      UNION ALL
      MATCH (n6:`Agency`)
      WHERE n6.`id` = $p0
      MATCH (n6)<-[l3:`IN`]-(n7)
      MATCH (n7)<-[l4:`HELD` WHERE NOT (l4.`rank` = $p1)]-(n8)
      WHERE l4.`validFrom` >= $p5
        AND l4.`validFrom` <= $p6
        AND l4.`validFrom` + '~' >= $p7
        AND EXISTS {
        UNWIND [endNode(l4)] AS n25
        WITH n25
        WHERE n25.`head` = $p9
        RETURN n25
      }
      RETURN {part: 3, place: l4.`validFrom`, id: l4.`id`} AS e1, n8 AS n21, l4 AS l11
      UNION ALL
      MATCH (n9:`Agency`)
      WHERE n9.`id` = $p0
      MATCH (n9)-[l5:`REPORTS_TO` WHERE NOT (l5.`rank` = $p2)]-(n10)
      WHERE l5.`validTo` >= $p5
        AND l5.`validTo` <= $p6
        AND l5.`validTo` + '~' >= $p7
      RETURN {part: 4, place: l5.`validTo`, id: l5.`id`} AS e1, n10 AS n21, l5 AS l11
      UNION ALL
      MATCH (n11:`Agency`)
      WHERE n11.`id` = $p0
      MATCH (n11)-[l6:`REPORTS_TO` WHERE NOT (l6.`rank` = $p2)]-(n12)
      WHERE l6.`validFrom` >= $p5
        AND l6.`validFrom` <= $p6
        AND l6.`validFrom` + '~' >= $p7
      RETURN {part: 5, place: l6.`validFrom`, id: l6.`id`} AS e1, n12 AS n21, l6 AS l11
      UNION ALL
      MATCH (n13:`Agency`)
      WHERE n13.`id` = $p0
      MATCH (n13)-[l7:`PART_OF` WHERE NOT (l7.`rank` = $p3)]-(n14)
      WHERE l7.`validTo` >= $p5
        AND l7.`validTo` <= $p6
        AND l7.`validTo` + '~' >= $p7
      RETURN {part: 6, place: l7.`validTo`, id: l7.`id`} AS e1, n14 AS n21, l7 AS l11
      UNION ALL
      MATCH (n15:`Agency`)
      WHERE n15.`id` = $p0
      MATCH (n15)-[l8:`PART_OF` WHERE NOT (l8.`rank` = $p3)]-(n16)
      WHERE l8.`validFrom` >= $p5
        AND l8.`validFrom` <= $p6
        AND l8.`validFrom` + '~' >= $p7
      RETURN {part: 7, place: l8.`validFrom`, id: l8.`id`} AS e1, n16 AS n21, l8 AS l11
      UNION ALL
      MATCH (n17:`Agency`)
      WHERE n17.`id` = $p0
      MATCH (n17)<-[l9:`DIRECTS` WHERE NOT (l9.`rank` = $p4)]-(n18)
      WHERE l9.`validTo` >= $p5
        AND l9.`validTo` <= $p6
        AND l9.`validTo` + '~' >= $p7
      RETURN {part: 8, place: l9.`validTo`, id: l9.`id`} AS e1, n18 AS n21, l9 AS l11
      UNION ALL
      MATCH (n19:`Agency`)
      WHERE n19.`id` = $p0
      MATCH (n19)<-[l10:`DIRECTS` WHERE NOT (l10.`rank` = $p4)]-(n20)
      WHERE l10.`validFrom` >= $p5
        AND l10.`validFrom` <= $p6
        AND l10.`validFrom` + '~' >= $p7
      RETURN {part: 9, place: l10.`validFrom`, id: l10.`id`} AS e1, n20 AS n21, l10 AS l11
    }
    RETURN {entry: e1, node: n21, link: l11}
  } AS a1
}
RETURN
  [
    $p10,
    COLLECT {
      UNWIND a1 AS x1
      WITH x1.entry AS e2, x1.node AS n26, x1.link AS l14
      WITH e2, n26, l14
      ORDER BY e2.place DESC, e2.part DESC, e2.id DESC
      LIMIT $p10
      RETURN [
        [e2.place, e2.part, e2.id],
        CASE
          WHEN e2.part IN [0, 1] THEN [
            e2.part,
            e2.place,
            n26.`basis`,
            COLLECT {
              MATCH (n27:`Claim`)
              WHERE n27.`id` IN n26.`claims`
              WITH n27
              ORDER BY n27.`id`
              OPTIONAL MATCH (n27)-[:`STATED_IN`]->(n28)
              RETURN CASE WHEN n28 IS NOT NULL THEN [n28.`title`] END
            }
          ]
          WHEN e2.part IN [2, 3, 4, 5, 6, 7, 8, 9] THEN [
            e2.part,
            e2.place,
            l14.`basis`,
            COLLECT {
              MATCH (n29:`Claim`)
              WHERE n29.`id` IN l14.`claims`
              WITH n29
              ORDER BY n29.`id`
              OPTIONAL MATCH (n29)-[:`STATED_IN`]->(n30)
              RETURN CASE WHEN n30 IS NOT NULL THEN [n30.`title`] END
            }
          ]
        END
      ]
    },
    COUNT {
      UNWIND a1 AS x2
      WITH x2.entry AS e3, x2.node AS n31, x2.link AS l15
      RETURN n31
    },
    null
  ] AS r0,
  COLLECT {
    MATCH (r:`Redirect`)
    WHERE r.`id` IN [] + $p0
    RETURN [r.`id`, r.`to`]
  } AS redirects

// {
//   "p0": "agency:dtsa",
//   "p1": "DEPRECATED",
//   "p2": "DEPRECATED",
//   "p3": "DEPRECATED",
//   "p4": "DEPRECATED",
//   "p5": "2010",
//   "p6": "2026-02-28",
//   "p7": "2010-01-02",
//   "p8": true,
//   "p9": true,
//   "p10": 4
// }
