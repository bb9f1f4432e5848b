CALL (*) {
  RETURN COLLECT {
    MATCH (n1:`Sale`)
    MATCH (n1)-[l1:`TO`]->(n2:`PartnerNation`)
    WHERE n2.`iso2` = $p0
    WITH n1
    ORDER BY n1.`day` IS NULL, n1.`day` DESC, n1.`id`
    LIMIT $p1
    OPTIONAL MATCH (n1)-[:`TO`]->(n3)
    RETURN [
      n1.`title`,
      n1.`day`,
      id(n3),
      COLLECT {
        MATCH (n1)-[l2:`INCLUDES`]->(n4)
        WITH n4, l2
        ORDER BY l2.`id`
        LIMIT $p2
        RETURN [l2.`quantity`, id(n4)]
      },
      COLLECT {
        MATCH (n1)<-[l3:`OF`]-(n5)
        WITH n5, l3
        ORDER BY l3.`id`
        LIMIT $p3
        OPTIONAL MATCH (n5)-[:`CONDUCTED_BY`]->(n6)
        RETURN [n5.`kind`, id(n6)]
      }
    ]
  } AS a1
}
CALL (a1) {
  UNWIND a1 AS x1
  WITH DISTINCT x1[2] AS x2
  MATCH (n7:`PartnerNation`)
  WHERE id(n7) = x2
  WITH x2, [n7.`name`, n7.`region`] AS x3
  RETURN collect([x2, x3]) AS a2
}
CALL (a1) {
  UNWIND a1 AS x4
  UNWIND x4[3] AS x5
  WITH DISTINCT x5[1] AS x6
  MATCH (n8:`DefenseArticle`)
  WHERE id(n8) = x6
  WITH x6, [n8.`name`, n8.`category`] AS x7
  RETURN collect([x6, x7]) AS a3
}
CALL (a1) {
  UNWIND a1 AS x8
  UNWIND x8[4] AS x9
  WITH DISTINCT x9[1] AS x10
  MATCH (n9:`Agency`)
  WHERE id(n9) = x10
  WITH x10, [n9.`name`, n9.`shortName`] AS x11
  RETURN collect([x10, x11]) AS a4
}
RETURN
  [
    null,
    [a1, a2, a3, a4],
    COUNT {
      MATCH (n10:`Sale`)
      MATCH (n10)-[l4:`TO`]->(n11:`PartnerNation`)
      WHERE n11.`iso2` = $p0
      RETURN n10
    },
    null
  ] AS r0

// {
//   "p0": "NZ",
//   "p1": 1000,
//   "p2": 20,
//   "p3": 20
// }
