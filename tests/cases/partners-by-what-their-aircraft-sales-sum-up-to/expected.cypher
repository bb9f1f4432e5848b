CALL (*) {
  MATCH (n1:`PartnerNation`)
  WHERE COUNT {
    MATCH (n1)<-[l1:`TO`]-(n2)
    WHERE n2.`category` = $p0
    RETURN n2
  } >= $p1
    AND head(COLLECT {
    MATCH (n1)<-[l2:`TO`]-(n3)
    WHERE n3.`category` = $p0
    RETURN sum(n3.`estimatedValue`)
  }) >= $p2
  CALL (*) {
    MATCH (n1)<-[l3:`TO`]-(n4)
    WHERE n4.`category` = $p3
    RETURN sum(n4.`estimatedValue`) AS g1
  }
  WITH n1
  ORDER BY g1 DESC, n1.`id`
  LIMIT $p4
  CALL (*) {
    MATCH (n1)<-[l4:`TO`]-(n5)
    WHERE n5.`category` = $p5
    RETURN count(n5) AS g2, sum(n5.`estimatedValue`) AS g3, max(n5.`day`) AS g4
  }
  CALL (*) {
    MATCH (n1)<-[l5:`TO`]-(n6)
    WHERE n6.`category` = $p3
    RETURN sum(n6.`estimatedValue`) AS g5
  }
  RETURN collect([[[n1.`name`, [null, null, null, null, [g2, [g3], [g4]]]], [g5, n1.`id`]]]) AS a1
}
CALL (*) {
  MATCH (n7:`PartnerNation`)
  WHERE COUNT {
    MATCH (n7)<-[l6:`TO`]-(n8)
    WHERE n8.`category` = $p0
    RETURN n8
  } >= $p1
    AND head(COLLECT {
    MATCH (n7)<-[l7:`TO`]-(n9)
    WHERE n9.`category` = $p0
    RETURN sum(n9.`estimatedValue`)
  }) >= $p2
  RETURN count(n7) AS a2
}
RETURN
  [null, [x IN a1 | x[0]], a2, null] AS r0

// {
//   "p0": "AIRCRAFT",
//   "p1": 3,
//   "p2": 10000000000,
//   "p3": "AIRCRAFT",
//   "p4": 3,
//   "p5": "AIRCRAFT"
// }
