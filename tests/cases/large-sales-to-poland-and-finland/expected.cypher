RETURN
  [
    $p2,
    COLLECT {
      MATCH (n1:`Sale`)
      MATCH (n1)-[l1:`TO`]->(n2:`PartnerNation`)
      WHERE n2.`iso2` IN $p0
        AND n1.`estimatedValue` >= $p1
      WITH n1
      ORDER BY n1.`estimatedValue` IS NULL, n1.`estimatedValue` DESC, n1.`id`
      LIMIT $p2
      WITH *, n1 {.`transmittalNumber`, .`title`, .`estimatedValue`} AS m1
      OPTIONAL MATCH (n1)-[:`TO`]->(n3)
      RETURN [m1.`transmittalNumber`, m1.`title`, m1.`estimatedValue`, CASE WHEN n3 IS NOT NULL THEN [n3.`iso2`] END]
    },
    COUNT {
      MATCH (n4:`Sale`)
      MATCH (n4)-[l2:`TO`]->(n5:`PartnerNation`)
      WHERE n5.`iso2` IN $p0
        AND n4.`estimatedValue` >= $p1
      RETURN n4
    },
    null
  ] AS r0

// {
//   "p0": [
//     "PL",
//     "FI"
//   ],
//   "p1": 5000000000,
//   "p2": 6
// }
