RETURN
  COLLECT {
    MATCH (n1:`Sale`)
    MATCH (n1)-[l1:`TO`]->(n2:`PartnerNation`)
    WHERE n2.`iso2` = $p0
    WITH n1
    ORDER BY n1.`notifiedOn` IS NULL, n1.`notifiedOn` DESC, n1.`id`
    LIMIT $p1
    RETURN [n1.`id`, n1.`notifiedOn`]
  } AS r0,
  COLLECT {
    MATCH (n3:`Sale`)
    MATCH (n3)-[l2:`TO`]->(n4:`PartnerNation`)
    WHERE n4.`iso2` = $p2
    WITH n3
    ORDER BY n3.`notifiedOn` IS NULL DESC, n3.`notifiedOn`, n3.`id`
    LIMIT $p3
    RETURN [n3.`id`, n3.`notifiedOn`]
  } AS r1

// {
//   "p0": "SG",
//   "p1": 3,
//   "p2": "SG",
//   "p3": 3
// }
