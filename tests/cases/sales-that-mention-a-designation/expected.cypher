RETURN
  [
    $p2,
    COLLECT {
      CALL db.index.fulltext.queryNodes('armsgraph_Sale_text', $p0) YIELD node AS n1, score AS v1
      WHERE EXISTS {
        MATCH (n1)-[l1:`TO`]->(n2)
        WHERE n2.`region` = $p1
        RETURN n2
      }
      WITH n1, v1
      ORDER BY v1 DESC, n1.`id`
      LIMIT $p2
      RETURN [n1.`title`, n1.`day`]
    },
    COUNT {
      CALL db.index.fulltext.queryNodes('armsgraph_Sale_text', $p0) YIELD node AS n3, score AS v2
      WHERE EXISTS {
        MATCH (n3)-[l2:`TO`]->(n4)
        WHERE n4.`region` = $p1
        RETURN n4
      }
      RETURN n3
    },
    null
  ] AS r0,
  [
    null,
    COLLECT {
      CALL db.index.fulltext.queryNodes('armsgraph_Sale_text', $p3) YIELD node AS n5, score AS v3
      WHERE EXISTS {
        MATCH (n5)-[l3:`TO`]->(n6)
        WHERE n6.`region` = $p4
        RETURN n6
      }
      WITH n5, v3
      ORDER BY n5.`day` IS NULL, n5.`day` DESC, n5.`id`
      LIMIT $p5
      RETURN [n5.`title`, n5.`day`]
    },
    COUNT {
      CALL db.index.fulltext.queryNodes('armsgraph_Sale_text', $p3) YIELD node AS n7, score AS v4
      WHERE EXISTS {
        MATCH (n7)-[l4:`TO`]->(n8)
        WHERE n8.`region` = $p4
        RETURN n8
      }
      RETURN n7
    },
    null
  ] AS r1,
  COLLECT {
    CALL db.index.fulltext.queryNodes('armsgraph_Sale_text', $p6) YIELD node AS n9, score AS v5
    WITH n9, v5
    ORDER BY v5 DESC, n9.`id`
    LIMIT $p7
    RETURN [n9.`transmittalNumber`, n9.`title`]
  } AS r2

// {
//   "p0": "+(\"F16\"^4 transmittalNumber:\"F16\"^20 \"f 16\"^3 \"f16\"^3 \"f 16a\"^3 \"f 16b\"^3 \"f 16c\"^3 \"f 16d\"^3 \"f 16e\"^3 \"f 16f\"^3 \"f 16g\"^3 \"f 16h\"^3 \"f 16i\"^3 \"f 16j\"^3 \"f 16k\"^3 \"f 16l\"^3 \"f 16m\"^3 \"f 16n\"^3 \"f 16o\"^3 \"f 16p\"^3 \"f 16q\"^3 \"f 16r\"^3 \"f 16s\"^3 \"f 16t\"^3 \"f 16u\"^3 \"f 16v\"^3 \"f 16w\"^3 \"f 16x\"^3 \"f 16y\"^3 \"f 16z\"^3 f16*^0.2 title:f16*)",
//   "p1": "Europe",
//   "p2": 4,
//   "p3": "+(\"F-16\"^4 transmittalNumber:\"F-16\"^20 \"f 16\"^3 \"f16\"^3 \"f 16a\"^3 \"f 16b\"^3 \"f 16c\"^3 \"f 16d\"^3 \"f 16e\"^3 \"f 16f\"^3 \"f 16g\"^3 \"f 16h\"^3 \"f 16i\"^3 \"f 16j\"^3 \"f 16k\"^3 \"f 16l\"^3 \"f 16m\"^3 \"f 16n\"^3 \"f 16o\"^3 \"f 16p\"^3 \"f 16q\"^3 \"f 16r\"^3 \"f 16s\"^3 \"f 16t\"^3 \"f 16u\"^3 \"f 16v\"^3 \"f 16w\"^3 \"f 16x\"^3 \"f 16y\"^3 \"f 16z\"^3)",
//   "p4": "Europe",
//   "p5": 3,
//   "p6": "+(\"26-12\"^4 transmittalNumber:\"26-12\"^20 \"26 12\"^3 \"2612\"^3)",
//   "p7": 20
// }
