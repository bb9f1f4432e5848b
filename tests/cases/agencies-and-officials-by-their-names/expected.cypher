RETURN
  COLLECT {
    CALL db.index.fulltext.queryNodes('armsgraph_text', $p0) YIELD node AS n1, score AS v1
    WHERE n1:`Agency`|`Official`
    WITH n1, v1
    ORDER BY v1 DESC, n1.`id`
    LIMIT $p1
    RETURN CASE
      WHEN n1:`Agency` THEN [0, n1.`id`, n1.`shortName`]
      WHEN n1:`Official` THEN [1, n1.`id`, n1.`name`]
    END
  } AS r0,
  [
    null,
    COLLECT {
      CALL db.index.fulltext.queryNodes('armsgraph_text', $p2) YIELD node AS n2, score AS v2
      WHERE n2:`Official`|`Agency`
      WITH n2, v2
      ORDER BY v2 DESC, n2.`id`
      LIMIT $p3
      RETURN CASE
        WHEN n2:`Official` THEN [0, n2.`id`, n2.`name`]
        WHEN n2:`Agency` THEN [1, n2.`id`, n2.`shortName`]
      END
    },
    COUNT {
      CALL db.index.fulltext.queryNodes('armsgraph_text', $p2) YIELD node AS n3, score AS v3
      WHERE n3:`Official`|`Agency`
      RETURN n3
    },
    null
  ] AS r1,
  COLLECT {
    CALL db.index.fulltext.queryNodes('armsgraph_Official_text', $p4) YIELD node AS n4, score AS v4
    WITH n4, v4
    ORDER BY v4 DESC, n4.`id`
    LIMIT $p5
    RETURN [n4.`id`, n4.`name`]
  } AS r2,
  COLLECT {
    CALL db.index.fulltext.queryNodes('armsgraph_Official_text', $p6) YIELD node AS n5, score AS v5
    WITH n5, v5
    ORDER BY v5 DESC, n5.`id`
    LIMIT $p7
    RETURN [n5.`id`, n5.`name`]
  } AS r3,
  [
    null,
    COLLECT {
      CALL db.index.fulltext.queryNodes('armsgraph_text', $p8) YIELD node AS n6, score AS v6
      WHERE n6 IS NULL
      WITH n6, v6
      ORDER BY v6 DESC, n6.`id`
      LIMIT $p9
      RETURN CASE
        WHEN n6:`Official` THEN [0, n6.`id`, n6.`name`]
        WHEN n6:`Post`|`Memorandum`|`PartnerNation`|`Sale`|`Amendment`|`TechnologyRisk`|`Mitigation`|`DefenseArticle`|`Contractor`|`Program`|`Source`|`Claim` THEN [1, n6.`id`]
        WHEN n6:`Agency` THEN [2, n6.`id`, n6.`shortName`]
      END
    },
    COUNT {
      CALL db.index.fulltext.queryNodes('armsgraph_text', $p8) YIELD node AS n7, score AS v7
      WHERE n7 IS NULL
      RETURN n7
    },
    null
  ] AS r4,
  [
    null,
    COLLECT {
      CALL db.index.fulltext.queryNodes('armsgraph_text', $p10) YIELD node AS n8, score AS v8
      WITH n8, v8
      ORDER BY v8 DESC, n8.`id`
      LIMIT $p11
      RETURN n8.`id`
    },
    COUNT {
      CALL db.index.fulltext.queryNodes('armsgraph_text', $p10) YIELD node AS n9, score AS v9
      RETURN n9
    },
    null
  ] AS r5

// {
//   "p0": "+(\"dtsa\"^4 shortName:\"dtsa\"^20 number:\"dtsa\"^20 transmittalNumber:\"dtsa\"^20 /[dà-ɏḁ-ỿ][tà-ɏḁ-ỿ][sà-ɏḁ-ỿ][aà-ɏḁ-ỿ]/^0.5 dtsa*^0.2 name:dtsa* title:dtsa*)",
//   "p1": 2,
//   "p2": "+(\"Duffy\"^4 shortName:\"Duffy\"^20 number:\"Duffy\"^20 transmittalNumber:\"Duffy\"^20 /[dà-ɏḁ-ỿ][uà-ɏḁ-ỿ][fà-ɏḁ-ỿ][fà-ɏḁ-ỿ][yà-ɏḁ-ỿ]/^0.5 name:duffy~1^1 title:duffy~1^1 duffy*^0.2 name:duffy* title:duffy*)",
//   "p3": 20,
//   "p4": "+(\"mich\"^4 /[mà-ɏḁ-ỿ][ià-ɏḁ-ỿ][cà-ɏḁ-ỿ][hà-ɏḁ-ỿ]/^0.5) +(\"duf\"^4 /[dà-ɏḁ-ỿ][uà-ɏḁ-ỿ][fà-ɏḁ-ỿ]/^0.5 duf*^0.2 name:duf*) \"mich duf\"^6",
//   "p5": 20,
//   "p6": "+(\"duff\"^4 /[dà-ɏḁ-ỿ][uà-ɏḁ-ỿ][fà-ɏḁ-ỿ][fà-ɏḁ-ỿ]/^0.5 duff*^0.2 name:duff*)",
//   "p7": 20,
//   "p8": "+(\"Duffey\"^4 shortName:\"Duffey\"^20 number:\"Duffey\"^20 transmittalNumber:\"Duffey\"^20 /[dà-ɏḁ-ỿ][uà-ɏḁ-ỿ][fà-ɏḁ-ỿ][fà-ɏḁ-ỿ][eà-ɏḁ-ỿ][yà-ɏḁ-ỿ]/^0.5 name:duffey~1^1 title:duffey~1^1 duffey*^0.2 name:duffey* title:duffey*)",
//   "p9": 20,
//   "p10": "\"\"",
//   "p11": 20
// }
