CALL (*) {
  MATCH (n1:`Sale`)
  WHERE n1.`day` >= $p0
  MATCH (n1)-[:`TO`]->(k1)
  WITH k1, count(n1) AS g1, collect(n1) AS g2
  WHERE g1 >= $p6
  WITH *
  ORDER BY g1 DESC, k1.`id`
  LIMIT $p7
  CALL (*) {
    UNWIND g2 AS n5
    WITH n5
    WHERE n5.`category` = $p3
    RETURN sum(n5.`estimatedValue`) AS g3
  }
  CALL (*) {
    UNWIND g2 AS n6
    WITH n6
    WHERE n6.`category` = $p3
    WITH left(n6.`day`, 4) AS k2, collect(n6) AS g4, count(n6) AS g5
    WITH *
    ORDER BY g5 DESC, k2
    LIMIT $p5
    RETURN collect([[
      [k2],
      COLLECT {
        UNWIND g4 AS n7
        WITH n7
        ORDER BY n7.`id`
        LIMIT $p4
        RETURN n7.`title`
      }
    ]]) AS a1
  }
  RETURN collect([[
    [CASE WHEN k1 IS NOT NULL THEN [k1.`name`] END],
    g1,
    [
      $p1,
      COLLECT {
        UNWIND g2 AS n2
        WITH n2
        ORDER BY n2.`estimatedValue` IS NULL, n2.`estimatedValue` DESC, n2.`id`
        LIMIT $p1
        RETURN [
          [
            n2.`title`,
            n2.`estimatedValue`,
            COLLECT {
              MATCH (n2)-[l1:`NAMES`]->(n3)
              WITH n3, l1
              ORDER BY l1.`id`
              LIMIT $p2
              RETURN n3.`name`
            }
          ],
          [n2.`estimatedValue`, n2.`id`]
        ]
      },
      size(g2),
      null
    ],
    [
      null,
      null,
      COUNT {
        UNWIND g2 AS n4
        WITH n4
        WHERE n4.`category` = $p3
        RETURN n4
      },
      null,
      [[g3]] + [[x IN a1 | x[0]]]
    ]
  ]]) AS a2
}
RETURN
  [null, null, null, null, [[x IN a2 | x[0]]]] AS r0

// {
//   "p0": "2023",
//   "p1": 3,
//   "p2": 1,
//   "p3": "MISSILES_AND_MUNITIONS",
//   "p4": 20,
//   "p5": 1,
//   "p6": 10,
//   "p7": 2
// }
