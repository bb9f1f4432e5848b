CALL (*) {
  CALL () {
    MATCH (n1:`Memorandum`)
    USING INDEX n1:`Memorandum`(`issuedOn`)
    WHERE EXISTS {
      MATCH (n1)-[l1:`ISSUED_BY`]->(n2)
      WHERE n2:`Official`
        AND n2.`name` CONTAINS $p1
      RETURN n2
    }
      AND n1.`issuedOn` IS NOT NULL
    WITH n1
    ORDER BY n1.`issuedOn`, n1.`id`
    LIMIT $p0
    RETURN collect(n1) AS a1
  }
  CALL (a1) {
    UNWIND CASE WHEN size(a1) < $p0 THEN [0] ELSE [] END AS x1
    MATCH (n3:`Memorandum`)
    WHERE EXISTS {
      MATCH (n3)-[l2:`ISSUED_BY`]->(n4)
      WHERE n4:`Official`
        AND n4.`name` CONTAINS $p1
      RETURN n4
    }
      AND n3.`issuedOn` IS NULL
    WITH n3
    ORDER BY n3.`id`
    LIMIT $p0
    RETURN collect(n3) AS a2
  }
  UNWIND (a1 + a2)[..$p0] AS n5
  WITH n5
  RETURN collect([[
    n5.`title`,
    n5.`issuedOn`,
    COLLECT {
      MATCH (n5)-[l3:`ISSUED_BY`]->(n6)
      WITH n6, l3
      ORDER BY l3.`id`
      LIMIT $p2
      RETURN [
        l3.`basis`,
        CASE
          WHEN n6:`Agency` THEN [0, n6.`shortName`]
          WHEN n6:`Official` THEN [1, n6.`name`]
        END
      ]
    },
    COLLECT {
      MATCH (n5)-[l4:`DIRECTS`]->(n7)
      WITH n7, l4
      ORDER BY l4.`id`
      LIMIT $p3
      RETURN n7.`shortName`
    }
  ]]) AS a3
}
RETURN
  [x IN a3 | x[0]] AS r0

// {
//   "p0": 20,
//   "p1": "Trump",
//   "p2": 20,
//   "p3": 20
// }
