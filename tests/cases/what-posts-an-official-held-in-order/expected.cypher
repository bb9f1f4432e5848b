RETURN
  head(COLLECT {
    MATCH (n1:`Official`)
    WHERE n1.`id` = $p0
    CALL (*) {
      RETURN COLLECT {
        CALL (n1) {
          MATCH (n1)-[l1:`HELD` WHERE NOT (l1.`rank` = $p1)]->(n2)
          RETURN {part: 0, place: coalesce(l1.`validFrom`, l1.`validTo`, l1.`observed`), id: l1.`id`} AS e1, n2 AS n3, l1 AS l2
        }
        RETURN {entry: e1, node: n3, link: l2}
      } AS a1
    }
    RETURN [
      [
        null,
        COLLECT {
          UNWIND a1 AS x1
          WITH x1.entry AS e2, x1.node AS n4, x1.link AS l3
          WITH e2, n4, l3
          ORDER BY e2.place, e2.part, e2.id
          LIMIT $p2
          WITH *, endNode(l3) AS n5
          WITH *, endNode(l3) AS n6
          OPTIONAL MATCH (n6)-[:`IN`]->(n7)
          RETURN [
            l3.`title`,
            [n5.`title`],
            CASE WHEN n7 IS NOT NULL THEN [n7.`shortName`] END,
            l3.`validFrom`,
            l3.`validTo`,
            COLLECT {
              MATCH (n8:`Claim`)
              WHERE n8.`id` IN l3.`claims`
              WITH n8
              ORDER BY n8.`id`
              RETURN n8.`statement`
            }
          ]
        },
        COUNT {
          UNWIND a1 AS x2
          WITH x2.entry AS e3, x2.node AS n9, x2.link AS l4
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
            RETURN {part: 0, place: coalesce(l5.`validFrom`, l5.`validTo`, l5.`observed`), id: l5.`id`} AS e4, n11 AS n12, l5 AS l6
          }
          WITH e4, n12, l6
          ORDER BY e4.place, e4.part, e4.id
          LIMIT $p5
          RETURN [[e4.place, e4.part, e4.id], [l6.`id`, l6.`observed`]]
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
