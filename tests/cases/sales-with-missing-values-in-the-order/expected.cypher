RETURN
  [
    $p0,
    COLLECT {
      MATCH (n1:`Sale`)
      MATCH (n1)-[l1:`TO`]->(n2:`PartnerNation`)
      WHERE n2.`iso2` = $p1
      WITH n1
      ORDER BY n1.`notifiedOn` IS NULL, n1.`notifiedOn` DESC, n1.`id`
      LIMIT $p0
      RETURN [n1.`id`, n1.`notifiedOn`]
    },
    null,
    null
  ] AS r0,
  [
    $p2,
    COLLECT {
      MATCH (n3:`Sale`)
      MATCH (n3)-[l2:`TO`]->(n4:`PartnerNation`)
      WHERE n4.`iso2` = $p3
      WITH n3
      ORDER BY n3.`notifiedOn` IS NULL DESC, n3.`notifiedOn`, n3.`id`
      LIMIT $p2
      RETURN [n3.`id`, n3.`notifiedOn`]
    },
    null,
    null
  ] AS r1

// {
//   "p0": 4,
//   "p1": "SG",
//   "p2": 4,
//   "p3": "SG"
// }
