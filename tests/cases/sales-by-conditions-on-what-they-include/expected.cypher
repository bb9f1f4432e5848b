RETURN
  [
    null,
    COLLECT {
      MATCH (n1:`Sale`)
      WHERE EXISTS {
        MATCH (n1)-[l1:`INCLUDES`]->(n2)
        WHERE n2.`name` CONTAINS $p0
          AND l1.`quantity` >= $p1
        RETURN n2
      }
        AND NOT EXISTS {
        MATCH (n1)-[l2:`INCLUDES`]->(n3)
        WHERE n3.`category` = $p2
        RETURN n3
      }
        AND COUNT {
        MATCH (n1)-[l3:`NAMES`]->(n4)
        WHERE n4.`name` STARTS WITH $p3
        RETURN n4
      } = 1
        AND (n1.`status` = $p4 OR n1.`emergency` = $p5)
        AND NOT (n1.`day` < $p6)
      OPTIONAL MATCH (n1)-[:`TO`]->(n5)
      WITH n1
      ORDER BY n5.`name`, n1.`day` IS NULL, n1.`day` DESC, n1.`id`
      LIMIT $p7
      OPTIONAL MATCH (n1)-[:`TO`]->(n6)
      RETURN [
        n1.`id`,
        CASE WHEN n6 IS NOT NULL THEN [n6.`name`] END,
        COLLECT {
          MATCH (n1)-[l4:`INCLUDES`]->(n7)
          WHERE n7.`name` CONTAINS $p8
          WITH n7, l4
          ORDER BY l4.`id`
          LIMIT $p9
          RETURN l4.`quantity`
        }
      ]
    },
    COUNT {
      MATCH (n8:`Sale`)
      WHERE EXISTS {
        MATCH (n8)-[l5:`INCLUDES`]->(n9)
        WHERE n9.`name` CONTAINS $p0
          AND l5.`quantity` >= $p1
        RETURN n9
      }
        AND NOT EXISTS {
        MATCH (n8)-[l6:`INCLUDES`]->(n10)
        WHERE n10.`category` = $p2
        RETURN n10
      }
        AND COUNT {
        MATCH (n8)-[l7:`NAMES`]->(n11)
        WHERE n11.`name` STARTS WITH $p3
        RETURN n11
      } = 1
        AND (n8.`status` = $p4 OR n8.`emergency` = $p5)
        AND NOT (n8.`day` < $p6)
      RETURN n8
    },
    null
  ] AS r0

// {
//   "p0": "Javelin",
//   "p1": 100,
//   "p2": "SHIP",
//   "p3": "Lockheed",
//   "p4": "NOTIFIED",
//   "p5": true,
//   "p6": "2015",
//   "p7": 5,
//   "p8": "Javelin",
//   "p9": 20
// }
