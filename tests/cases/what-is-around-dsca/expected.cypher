RETURN
  head(COLLECT {
    MATCH (n1:`Agency`)
    WHERE n1.`id` = $p0
    RETURN [
      [n1.`id`, n1.`name`],
      COUNT { (n1)-[:`HELD`|`ISSUED_BY`|`IN`|`REPORTS_TO`|`PART_OF`|`DIRECTS`|`IMPLEMENTED_BY`|`NOTIFIED_BY`|`CONDUCTED_BY`|`RESPONSIBLE_FOR`|`ADMINISTERS`|`IN_AREA_OF`|`SUPERSEDES`|`TO`|`TAKES_PART_IN`|`INCLUDES`|`NAMES`|`AMENDS`|`OF`|`RAISES`|`ADDRESSES`|`OWNED_BY`|`STATED_IN`]-() },
      [
        [
          $p1,
          COLLECT {
            MATCH (n1)<-[l1:`IN`]-(n2)
            WITH n2, l1
            ORDER BY l1.`id`
            LIMIT $p1
            RETURN [[n2.`id`, l1.`validFrom`], [l1.`id`]]
          },
          COUNT { (n1)<-[:`IN`]-() },
          null
        ],
        [
          $p2,
          COLLECT {
            MATCH (n1)-[l2:`REPORTS_TO`]->(n3)
            WITH n3, l2
            ORDER BY l2.`id`
            LIMIT $p2
            RETURN [[n3.`id`, [l2.`validFrom`, l2.`status`]], [l2.`id`]]
          },
          COUNT { (n1)-[:`REPORTS_TO`]->() },
          null
        ],
        [
          $p3,
          COLLECT {
            MATCH (n1)<-[l3:`REPORTS_TO`]-(n4)
            WITH n4, l3
            ORDER BY l3.`id`
            LIMIT $p3
            RETURN [[n4.`id`, [l3.`validFrom`, l3.`status`]], [l3.`id`]]
          },
          COUNT { (n1)<-[:`REPORTS_TO`]-() },
          null
        ],
        [
          $p4,
          COLLECT {
            MATCH (n1)-[l4:`PART_OF`]->(n5)
            WITH n5, l4
            ORDER BY l4.`id`
            LIMIT $p4
            RETURN [[n5.`id`, l4.`validFrom`], [l4.`id`]]
          },
          COUNT { (n1)-[:`PART_OF`]->() },
          null
        ],
        [
          $p5,
          COLLECT {
            MATCH (n1)<-[l5:`PART_OF`]-(n6)
            WITH n6, l5
            ORDER BY l5.`id`
            LIMIT $p5
            RETURN [[n6.`id`, l5.`validFrom`], [l5.`id`]]
          },
          COUNT { (n1)<-[:`PART_OF`]-() },
          null
        ],
        [
          $p6,
          COLLECT {
            MATCH (n1)<-[l6:`DIRECTS`]-(n7)
            WITH n7, l6
            ORDER BY l6.`id`
            LIMIT $p6
            RETURN [[n7.`id`, l6.`validFrom`], [l6.`id`]]
          },
          COUNT { (n1)<-[:`DIRECTS`]-() },
          null
        ],
        [
          $p7,
          COLLECT {
            MATCH (n1)<-[l7:`ISSUED_BY`]-(n8)
            WITH n8, l7
            ORDER BY l7.`id`
            LIMIT $p7
            RETURN [[n8.`id`, l7.`validFrom`], [l7.`id`]]
          },
          COUNT { (n1)<-[:`ISSUED_BY`]-() },
          null
        ],
        [
          $p8,
          COLLECT {
            MATCH (n1)<-[l8:`IMPLEMENTED_BY`]-(n9:`Sale`)
            WITH n9, l8
            ORDER BY l8.`id`
            LIMIT $p8
            RETURN [[n9.`id`, l8.`validFrom`], [l8.`id`]]
          },
          COUNT {
            MATCH (n1)<-[l9:`IMPLEMENTED_BY`]-(n10:`Sale`)
            RETURN n10
          },
          null
        ],
        [
          $p9,
          COLLECT {
            MATCH (n1)<-[l10:`NOTIFIED_BY`]-(n11:`Sale`)
            WITH n11, l10
            ORDER BY l10.`id`
            LIMIT $p9
            RETURN [[n11.`id`, l10.`validFrom`], [l10.`id`]]
          },
          COUNT {
            MATCH (n1)<-[l11:`NOTIFIED_BY`]-(n12:`Sale`)
            RETURN n12
          },
          null
        ],
        [
          $p10,
          COLLECT {
            MATCH (n1)<-[l12:`NOTIFIED_BY`]-(n13:`Amendment`)
            WITH n13, l12
            ORDER BY l12.`id`
            LIMIT $p10
            RETURN [[n13.`id`, l12.`validFrom`], [l12.`id`]]
          },
          COUNT {
            MATCH (n1)<-[l13:`NOTIFIED_BY`]-(n14:`Amendment`)
            RETURN n14
          },
          null
        ],
        [
          $p11,
          COLLECT {
            MATCH (n1)<-[l14:`CONDUCTED_BY`]-(n15)
            WITH n15, l14
            ORDER BY l14.`id`
            LIMIT $p11
            RETURN [[n15.`id`, l14.`validFrom`], [l14.`id`]]
          },
          COUNT { (n1)<-[:`CONDUCTED_BY`]-() },
          null
        ],
        [
          $p12,
          COLLECT {
            MATCH (n1)-[l15:`RESPONSIBLE_FOR`]->(n16)
            WITH n16, l15
            ORDER BY l15.`id`
            LIMIT $p12
            RETURN [[n16.`id`, l15.`validFrom`], [l15.`id`]]
          },
          COUNT { (n1)-[:`RESPONSIBLE_FOR`]->() },
          null
        ],
        [
          $p13,
          COLLECT {
            MATCH (n1)-[l16:`ADMINISTERS`]->(n17)
            WITH n17, l16
            ORDER BY l16.`id`
            LIMIT $p13
            RETURN [[n17.`id`, l16.`validFrom`], [l16.`id`]]
          },
          COUNT { (n1)-[:`ADMINISTERS`]->() },
          null
        ],
        [
          $p14,
          COLLECT {
            MATCH (n1)<-[l17:`IN_AREA_OF`]-(n18)
            WITH n18, l17
            ORDER BY l17.`id`
            LIMIT $p14
            RETURN [[n18.`id`, l17.`validFrom`], [l17.`id`]]
          },
          COUNT { (n1)<-[:`IN_AREA_OF`]-() },
          null
        ]
      ]
    ]
  }) AS r0

// {
//   "p0": "agency:dsca",
//   "p1": 3,
//   "p2": 3,
//   "p3": 3,
//   "p4": 3,
//   "p5": 3,
//   "p6": 3,
//   "p7": 3,
//   "p8": 3,
//   "p9": 3,
//   "p10": 3,
//   "p11": 3,
//   "p12": 3,
//   "p13": 3,
//   "p14": 3
// }
