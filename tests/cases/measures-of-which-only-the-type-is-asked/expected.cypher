CALL (*) {
  MATCH (n2:`Agency`)
  WITH n2.`kind` AS k1, count(n2) AS g1
  WITH *
  ORDER BY g1 DESC, k1
  LIMIT $p0
  RETURN collect([[]]) AS a1
}
RETURN
  [null, null, null, null, [[]] + [[x IN a1 | x[0]]]] AS r0

// {
//   "p0": 2
// }
