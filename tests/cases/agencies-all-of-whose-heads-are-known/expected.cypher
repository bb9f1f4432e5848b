CALL (*) {
  CALL () {
    MATCH (n1:`Agency`)
    USING INDEX n1:`Agency`(`shortName`)
    WHERE EXISTS {
      MATCH (n1)<-[l1:`IN`]-(n2)
      WHERE n2.`head` = $p1
      RETURN n2
    }
      AND NOT EXISTS {
      MATCH (n1)<-[l2:`IN`]-(n3)
      WHERE NOT coalesce(EXISTS {
        MATCH (n3)<-[l3:`HELD`]-(n4)
        RETURN n4
      }, false)
    }
      AND n1.`establishedOn` IS NOT NULL
      AND n1.`shortName` IS NOT NULL
    WITH n1
    ORDER BY n1.`shortName`, n1.`id`
    LIMIT $p0
    RETURN collect(n1) AS a1
  }
  CALL (a1) {
    UNWIND CASE WHEN size(a1) < $p0 THEN [0] ELSE [] END AS x1
    MATCH (n5:`Agency`)
    WHERE EXISTS {
      MATCH (n5)<-[l4:`IN`]-(n6)
      WHERE n6.`head` = $p1
      RETURN n6
    }
      AND NOT EXISTS {
      MATCH (n5)<-[l5:`IN`]-(n7)
      WHERE NOT coalesce(EXISTS {
        MATCH (n7)<-[l6:`HELD`]-(n8)
        RETURN n8
      }, false)
    }
      AND n5.`establishedOn` IS NOT NULL
      AND n5.`shortName` IS NULL
    WITH n5
    ORDER BY n5.`id`
    LIMIT $p0
    RETURN collect(n5) AS a2
  }
  UNWIND (a1 + a2)[..$p0] AS n9
  WITH n9
  RETURN collect([[n9.`shortName`, n9.`establishedOn`, n9.`formerNames`]]) AS a3
}
RETURN
  [x IN a3 | x[0]] AS r0

// {
//   "p0": 20,
//   "p1": true
// }
