CALL (*) {
  MATCH (n1:`Official`)
  WHERE n1.`id` = $p0
  CALL (*) {
    MATCH (n1)-[l2:`HELD`]->(n3)
    MATCH (n3)-[:`IN`]->(k1)
    OPTIONAL MATCH (n3)<-[:`HELD`]-(k2)
    WITH DISTINCT n3, l2, k1, k2
    WITH k1, k2, count(n3) AS g1, collect(DISTINCT n3) AS g2
    WITH *
    ORDER BY g1 DESC, k1.`id`, k2.`id`
    LIMIT $p3
    RETURN collect([[
      [CASE WHEN k1 IS NOT NULL THEN [k1.`shortName`] END, CASE WHEN k2 IS NOT NULL THEN [k2.`name`] END],
      g1,
      [
        null,
        COLLECT {
          UNWIND g2 AS n4
          WITH n4
          ORDER BY n4.`id`
          LIMIT $p2
          RETURN n4.`id`
        },
        size(g2),
        null
      ]
    ]]) AS a1
  }
  RETURN collect([[
    [
      null,
      COLLECT {
        MATCH (n1)-[l1:`HELD`]->(n2)
        WITH n2, l1
        ORDER BY l1.`id`
        LIMIT $p1
        RETURN n2.`id`
      },
      COUNT { (n1)-[:`HELD`]->() },
      null,
      [COUNT { (n1)-[:`HELD`]->() }, [x IN a1 | x[0]]]
    ]
  ]]) AS a2
}
RETURN
  head([x IN a2 | x[0]]) AS r0

// {
//   "p0": "official:mark-t-esper",
//   "p1": 20,
//   "p2": 20,
//   "p3": 20
// }
