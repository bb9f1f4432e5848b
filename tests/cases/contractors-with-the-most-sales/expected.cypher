CALL (*) {
  MATCH (n1:`Sale`)
  WHERE n1.`day` >= $p0
  OPTIONAL MATCH (n1)-[:`NAMES`]->(k1)
  WITH DISTINCT n1, k1
  WITH k1, count(n1) AS g1
  WITH *
  ORDER BY g1 DESC, k1.`id`
  LIMIT $p1
  RETURN collect([[[g1, k1.`id`], [[CASE WHEN k1 IS NOT NULL THEN [k1.`name`] END], g1]]]) AS a1
}
RETURN
  [null, null, null, null, [[$p1, [x IN a1 | x[0]], null, null]]] AS r0

// {
//   "p0": "2024",
//   "p1": 5
// }
