RETURN
  head(COLLECT {
    MATCH (n1:`Official`)
    WHERE n1.`id` = $p0
    RETURN [
      [
        null,
        COLLECT {
          CALL (n1) {
            MATCH (n1)-[l1:`HELD` WHERE NOT (l1.`rank` = $p1)]->(n2)
            RETURN {part: 0, place: coalesce(l1.`validFrom`, l1.`validTo`, l1.`observed`), id: l1.`id`} AS e1, n2 AS n3, l1 AS l2
          }
          WITH e1, n3, l2
          ORDER BY e1.place, e1.part, e1.id
          LIMIT $p2
          WITH *, endNode(l2) AS n4
          WITH *, endNode(l2) AS n5
          OPTIONAL MATCH (n5)-[:`IN`]->(n6)
          RETURN [
            l2.`title`,
            [n4.`title`],
            CASE WHEN n6 IS NOT NULL THEN [n6.`shortName`] END,
            l2.`validFrom`,
            l2.`validTo`,
            COLLECT {
              MATCH (n7:`Claim`)
              WHERE n7.`id` IN l2.`claims`
              WITH n7
              ORDER BY n7.`id`
              RETURN n7.`statement`
            }
          ]
        },
        COUNT {
          CALL (n1) {
            MATCH (n1)-[l3:`HELD` WHERE NOT (l3.`rank` = $p1)]->(n8)
            RETURN {part: 0, place: coalesce(l3.`validFrom`, l3.`validTo`, l3.`observed`), id: l3.`id`} AS e2, n8 AS n9, l3 AS l4
          }
          RETURN n9
        },
        null
      ]
    ]
  }) AS r0,
  head(COLLECT {
    MATCH (n10:`Official`)
    WHERE n10.`id` = $p3
    RETURN [
      [
        $p5,
        COLLECT {
          CALL (n10) {
            MATCH (n10)-[l5:`HELD` WHERE NOT (l5.`rank` = $p4)]->(n11)
            RETURN {part: 0, place: coalesce(l5.`validFrom`, l5.`validTo`, l5.`observed`), id: l5.`id`} AS e3, n11 AS n12, l5 AS l6
          }
          WITH e3, n12, l6
          ORDER BY e3.place, e3.part, e3.id
          LIMIT $p5
          RETURN [[e3.place, e3.part, e3.id], [l6.`id`, l6.`observed`]]
        },
        null,
        null
      ]
    ]
  }) AS r1

// {
//   "p0": "official:heidi-h-grant",
//   "p1": "DEPRECATED",
//   "p2": 20,
//   "p3": "official:james-e-risch",
//   "p4": "DEPRECATED",
//   "p5": 2
// }
