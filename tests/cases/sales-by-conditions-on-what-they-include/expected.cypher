RETURN
  [
    $p0,
    COLLECT {
      MATCH (n1:`Sale`)
      WHERE EXISTS {
        MATCH (n1)-[l1:`INCLUDES`]->(n2)
        WHERE n2.`name` CONTAINS $p1
          AND l1.`quantity` >= $p2
        RETURN n2
      }
        AND NOT EXISTS {
        MATCH (n1)-[l2:`INCLUDES`]->(n3)
        WHERE n3.`category` = $p3
        RETURN n3
      }
        AND COUNT {
        MATCH (n1)-[l3:`NAMES`]->(n4)
        WHERE n4.`name` STARTS WITH $p4
        RETURN n4
      } = 1
        AND (n1.`status` = $p5 OR n1.`emergency` = $p6)
        AND NOT (n1.`day` < $p7)
      OPTIONAL MATCH (n1)-[:`TO`]->(n5)
      WITH n1
      ORDER BY n5.`name`, n1.`day` IS NULL, n1.`day` DESC, n1.`id`
      LIMIT $p0
      OPTIONAL MATCH (n1)-[:`TO`]->(n6)
      RETURN [
        n1.`id`,
        CASE WHEN n6 IS NOT NULL THEN [n6.`name`] END,
        [
          $p8,
          COLLECT {
            MATCH (n1)-[l4:`INCLUDES`]->(n7)
            WHERE n7.`name` CONTAINS $p9
            WITH n7, l4
            ORDER BY l4.`id`
            LIMIT $p8
            RETURN l4.`quantity`
          },
          null,
          null
        ]
      ]
    },
    COUNT {
      MATCH (n8:`Sale`)
      WHERE EXISTS {
        MATCH (n8)-[l5:`INCLUDES`]->(n9)
        WHERE n9.`name` CONTAINS $p1
          AND l5.`quantity` >= $p2
        RETURN n9
      }
        AND NOT EXISTS {
        MATCH (n8)-[l6:`INCLUDES`]->(n10)
        WHERE n10.`category` = $p3
        RETURN n10
      }
        AND COUNT {
        MATCH (n8)-[l7:`NAMES`]->(n11)
        WHERE n11.`name` STARTS WITH $p4
        RETURN n11
      } = 1
        AND (n8.`status` = $p5 OR n8.`emergency` = $p6)
        AND NOT (n8.`day` < $p7)
      RETURN n8
    },
    null
  ] AS r0

// {
//   "p0": 6,
//   "p1": "Javelin",
//   "p2": 100,
//   "p3": "SHIP",
//   "p4": "Lockheed",
//   "p5": "NOTIFIED",
//   "p6": true,
//   "p7": "2015",
//   "p8": 21,
//   "p9": "Javelin"
// }
