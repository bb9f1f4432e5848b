RETURN
  head(COLLECT {
    MATCH (n1:`PartnerNation`)
    WHERE n1.`id` = $p0
    RETURN [
      [
        [
          $p1,
          COLLECT {
            MATCH (n1)<-[l1:`TO`]-(n2)
            WITH n2, l1
            ORDER BY l1.`id`
            LIMIT $p1
            RETURN n2.`id`
          },
          COUNT { (n1)<-[:`TO`]-() },
          null
        ],
        [
          $p2,
          COLLECT {
            MATCH (n1)-[l2:`IN_AREA_OF`]->(n3)
            WITH n3, l2
            ORDER BY l2.`id`
            LIMIT $p2
            RETURN n3.`id`
          },
          COUNT { (n1)-[:`IN_AREA_OF`]->() },
          null
        ],
        [
          $p3,
          COLLECT {
            MATCH (n1)-[l3:`TAKES_PART_IN`]->(n4)
            WITH n4, l3
            ORDER BY l3.`id`
            LIMIT $p3
            RETURN n4.`id`
          },
          COUNT { (n1)-[:`TAKES_PART_IN`]->() },
          null
        ]
      ]
    ]
  }) AS r0

// {
//   "p0": "partner:pl",
//   "p1": 4,
//   "p2": 4,
//   "p3": 4
// }
