RETURN
  [
    $p1,
    COLLECT {
      CALL db.index.fulltext.queryNodes('armsgraph_text', $p0) YIELD node AS n1, score AS v1
      WITH n1, v1
      ORDER BY v1 DESC, n1.`id`
      LIMIT $p1
      RETURN CASE
        WHEN n1:`Official` THEN [0, n1.`id`]
        WHEN n1:`Post` THEN [1, n1.`id`]
        WHEN n1:`Agency` THEN [2, n1.`id`]
        WHEN n1:`Memorandum` THEN [3, n1.`id`]
        WHEN n1:`PartnerNation` THEN [4, n1.`id`]
        WHEN n1:`Sale` THEN [
          5,
          n1.`id`,
          n1.`title`,
          head(COLLECT {
            MATCH (n1)-[l1:`TO`]->(n2)
            RETURN [n2.`name`]
          })
        ]
        WHEN n1:`Amendment` THEN [6, n1.`id`]
        WHEN n1:`TechnologyRisk` THEN [7, n1.`id`]
        WHEN n1:`Mitigation` THEN [8, n1.`id`]
        WHEN n1:`DefenseArticle` THEN [9, n1.`id`, n1.`name`, n1.`category`]
        WHEN n1:`Contractor` THEN [10, n1.`id`]
        WHEN n1:`Program` THEN [11, n1.`id`]
        WHEN n1:`Source` THEN [12, n1.`id`]
        WHEN n1:`Claim` THEN [
          13,
          n1.`id`,
          n1.`statement`,
          head(COLLECT {
            MATCH (n1)-[l2:`STATED_IN`]->(n3)
            RETURN [n3.`title`]
          })
        ]
      END
    },
    COUNT {
      CALL db.index.fulltext.queryNodes('armsgraph_text', $p0) YIELD node AS n4, score AS v2
      RETURN n4
    },
    null
  ] AS r0

// {
//   "p0": "+(\"patroit\"^4 shortName:\"patroit\"^20 number:\"patroit\"^20 transmittalNumber:\"patroit\"^20 /[pà-ɏḁ-ỿ][aà-ɏḁ-ỿ][tà-ɏḁ-ỿ][rà-ɏḁ-ỿ][oà-ɏḁ-ỿ][ià-ɏḁ-ỿ][tà-ɏḁ-ỿ]/^0.5 name:patroit~1^1 title:patroit~1^1) +(\"missles\"^4 shortName:\"missles\"^20 number:\"missles\"^20 transmittalNumber:\"missles\"^20 /[mà-ɏḁ-ỿ][ià-ɏḁ-ỿ][sà-ɏḁ-ỿ][sà-ɏḁ-ỿ][là-ɏḁ-ỿ][eà-ɏḁ-ỿ][sà-ɏḁ-ỿ]/^0.5 name:missles~1^1 title:missles~1^1 missles*^0.2 name:missles* title:missles*) \"patroit missles\"^6",
//   "p1": 6
// }
