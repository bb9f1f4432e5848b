CALL () {
  MATCH (n1:`Sale`)
  MATCH (n1)-[l1:`TO`]->(n2:`PartnerNation`)
  WHERE n2.`iso2` IN $p0
  RETURN count(n1) AS g1, sum(n1.`estimatedValue`) AS g2, CASE count(n1.`estimatedValue`) WHEN 0 THEN null ELSE toFloat(sum(n1.`estimatedValue`)) / count(n1.`estimatedValue`) END AS g3, min(n1.`estimatedValue`) AS g4, max(n1.`estimatedValue`) AS g5, min(n1.`day`) AS g6, max(n1.`day`) AS g7
}
CALL (*) {
  MATCH (n3:`Sale`)
  MATCH (n3)-[l2:`TO`]->(n4:`PartnerNation`)
  WHERE n4.`iso2` IN $p0
  MATCH (n3)-[:`TO`]->(k1)
  WITH k1, left(n3.`day`, 4) AS k2, count(n3) AS g8, sum(n3.`estimatedValue`) AS g9, max(n3.`estimatedValue`) AS g10
  WHERE (g9 >= $p2 OR g8 > $p3)
    AND g8 >= $p4
  WITH *
  ORDER BY g9 DESC, k1.`id`, k2
  LIMIT $p5
  RETURN collect([[
    [
      CASE WHEN k1 IS NOT NULL THEN [
        k1.`name`,
        COLLECT {
          MATCH (k1)-[l3:`IN_AREA_OF`]->(n5)
          WITH n5, l3
          ORDER BY l3.`id`
          LIMIT $p1
          RETURN n5.`shortName`
        }
      ] END,
      k2,
      null
    ],
    g8,
    [g9, g10]
  ]]) AS a1
}
CALL (*) {
  MATCH (n6:`Sale`)
  MATCH (n6)-[l4:`TO`]->(n7:`PartnerNation`)
  WHERE n7.`iso2` IN $p0
  MATCH (n6)-[:`TO`]->(k3)
  WITH k3, left(n6.`day`, 4) AS k4, sum(n6.`estimatedValue`) AS g11, count(n6) AS g12
  WHERE (g11 >= $p2 OR g12 > $p3)
    AND g12 >= $p4
  RETURN count(1) AS a2
}
RETURN
  [null, null, null, null, [g1, [g2, g3, g4, g5], [g6, g7]] + [[$p5, [x IN a1 | x[0]], a2, null]]] AS r0

// {
//   "p0": [
//     "PL",
//     "FI"
//   ],
//   "p1": 20,
//   "p2": 5000000000,
//   "p3": 4,
//   "p4": 2,
//   "p5": 4
// }
