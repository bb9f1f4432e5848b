CALL (*) {
  MATCH (n1:`DefenseArticle`)
  WHERE n1.`id` = $p0
  CALL (*) {
    MATCH (n1)<-[l1:`INCLUDES`]-(n2)
    RETURN count(n2) AS g1, sum(l1.`quantity`) AS g2, max(l1.`quantity`) AS g3
  }
  CALL (*) {
    MATCH (n1)<-[l2:`INCLUDES`]-(n3)
    MATCH (n3)-[:`TO`]->(k1)
    WITH k1, count(n3) AS g4, sum(n3.`estimatedValue`) AS g5
    WITH *
    ORDER BY g4 DESC, k1.`id`
    LIMIT $p1
    RETURN collect([[[CASE WHEN k1 IS NOT NULL THEN [k1.`name`] END], g4, [g5]]]) AS a1
  }
  RETURN collect([[
    n1.`name`,
    [
      null,
      null,
      null,
      null,
      [g1, [g2, g3]],
      [
        COUNT { (n1)<-[:`INCLUDES`]-() },
        [
          null,
          [x IN a1 | x[0]],
          COUNT {
            MATCH (n1)<-[l3:`INCLUDES`]-(n4)
            MATCH (n4)-[:`TO`]->(k2)
            WITH DISTINCT k2
            RETURN 1
          },
          null
        ]
      ]
    ]
  ]]) AS a2
}
RETURN
  head([x IN a2 | x[0]]) AS r0

// {
//   "p0": "defense-article:p-8a",
//   "p1": 20
// }
