RETURN
  head(COLLECT {
    MATCH (n1:`Sale`)
    WHERE n1.`id` = $p0
    WITH *, n1 {.`transmittalNumber`, .`title`, .`status`, .`category`, .`estimatedValue`, .`releasedOn`, .`notifiedOn`, .`contractorStatus`, .`technologySecurityMarkers`} AS m1
    OPTIONAL MATCH (n1)-[:`TO`]->(n2)
    WITH *, n2 {.`name`, .`kind`, .`reviewDays`, .`alliances`} AS m2
    RETURN [
      m1.`transmittalNumber`,
      m1.`title`,
      m1.`status`,
      m1.`category`,
      m1.`estimatedValue`,
      m1.`releasedOn`,
      m1.`notifiedOn`,
      m1.`contractorStatus`,
      m1.`technologySecurityMarkers`,
      CASE WHEN n2 IS NOT NULL THEN [
        m2.`name`,
        m2.`kind`,
        m2.`reviewDays`,
        m2.`alliances`,
        COLLECT {
          MATCH (n2)-[l1:`IN_AREA_OF`]->(n3)
          WITH n3, l1
          ORDER BY l1.`id`
          LIMIT $p1
          RETURN n3.`shortName`
        }
      ] END,
      COLLECT {
        MATCH (n1)-[l2:`INCLUDES`]->(n4)
        WITH n4, l2
        ORDER BY l2.`id`
        LIMIT $p2
        RETURN [l2.`quantity`, l2.`upTo`, l2.`printed`, [n4.`name`, n4.`category`]]
      },
      COLLECT {
        MATCH (n1)-[l3:`NAMES`]->(n5)
        WITH n5, l3
        ORDER BY l3.`id`
        LIMIT $p3
        RETURN n5.`name`
      },
      COLLECT {
        MATCH (n1)-[l4:`NOTIFIED_BY`]->(n6)
        WITH n6, l4
        ORDER BY l4.`id`
        LIMIT $p4
        RETURN n6.`shortName`
      },
      COLLECT {
        MATCH (n1)-[l5:`RAISES`]->(n7)
        WITH n7, l5
        ORDER BY l5.`id`
        LIMIT $p5
        RETURN [
          n7.`name`,
          COLLECT {
            MATCH (n7)<-[l6:`ADDRESSES`]-(n8)
            WITH n8, l6
            ORDER BY l6.`id`
            LIMIT $p6
            RETURN [
              n8.`name`,
              COLLECT {
                MATCH (n8)<-[l7:`RESPONSIBLE_FOR`]-(n9)
                WITH n9, l7
                ORDER BY l7.`id`
                LIMIT $p7
                RETURN n9.`shortName`
              }
            ]
          }
        ]
      },
      COLLECT {
        MATCH (n10:`Claim`)
        WHERE n10.`id` IN n1.`claims`
        WITH n10
        ORDER BY n10.`id`
        OPTIONAL MATCH (n10)-[:`STATED_IN`]->(n11)
        RETURN [n10.`statement`, n10.`locator`, CASE WHEN n11 IS NOT NULL THEN [n11.`id`] END]
      }
    ]
  }) AS r0

// {
//   "p0": "sale:fms-26-12-sg",
//   "p1": 20,
//   "p2": 20,
//   "p3": 20,
//   "p4": 20,
//   "p5": 20,
//   "p6": 20,
//   "p7": 20
// }
