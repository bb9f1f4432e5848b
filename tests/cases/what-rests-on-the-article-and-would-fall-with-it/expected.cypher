CALL (*) {
  MATCH (n1:`Source`)
  WHERE n1.`id` = $p0
  CALL (*) {
    CALL (n1) {
      UNWIND CASE WHEN COUNT { (n1)<-[:`STATED_IN`]-() } > 10000 THEN [] ELSE [0] END AS gate
      CALL (n1) {
        MATCH (c1)-[s:`STATED_IN`]->(n1)
        RETURN c1 ORDER BY c1.`id`
      }
      RETURN c1
      UNION ALL
      UNWIND CASE WHEN COUNT { (n1)<-[:`STATED_IN`]-() } > 10000 THEN [0] ELSE [] END AS gate
      CALL (n1) {
        MATCH (c1:`Claim`)
        USING INDEX c1:`Claim`(`id`)
        WHERE c1.`id` > '' AND EXISTS { (c1)-[s:`STATED_IN`]->(n1) }
        RETURN c1 ORDER BY c1.`id`
      }
      RETURN c1
    }
    CALL (n1, c1) {
      CALL (c1) {
        CALL db.index.fulltext.queryNodes('armsgraph_evidence', 'claims:"' + c1.`id` + '"') YIELD node AS n2
        RETURN n2, null AS l1
        UNION ALL
        CALL db.index.fulltext.queryRelationships('armsgraph_link_evidence', 'claims:"' + c1.`id` + '"') YIELD relationship AS l1
        WHERE NOT l1:`STATED_IN`
        RETURN null AS n2, l1
      }
      WITH n2, l1, c1
      WHERE NOT EXISTS {
        MATCH (o:`Claim`)-[s:`STATED_IN`]->(n1)
        WHERE o.`id` IN coalesce(l1.`claims`, n2.`claims`)
          AND o.`id` < c1.`id`
        RETURN o
      }
      RETURN n2, l1
      ORDER BY coalesce(l1.`id`, n2.`id`)
    }
    WITH n2, l1, c1
    WHERE (coalesce(l1.`basis`, n2.`basis`) = $p1 OR size(coalesce(l1.`sources`, n2.`sources`)) = $p2)
    WITH n2, l1, c1
    LIMIT $p3
    WITH n2, l1, c1
    ORDER BY c1.`id`, coalesce(l1.`id`, n2.`id`)
    LIMIT $p3
    WITH *, startNode(l1) AS n7
    WITH *, endNode(l1) AS n8
    RETURN collect([[
      [c1.`id`, coalesce(l1.`id`, n2.`id`)],
      [
        [c1.`id`, coalesce(l1.`id`, n2.`id`)],
        (size(coalesce(l1.`sources`, n2.`sources`)) = $p2),
        CASE
          WHEN n2:`Official`|`Post`|`Agency`|`Memorandum`|`PartnerNation`|`Sale`|`Amendment`|`Review`|`TechnologyRisk`|`Mitigation`|`DefenseArticle`|`Contractor`|`Program` THEN [
            CASE WHEN n2:`Official` THEN 0 WHEN n2:`Post` THEN 1 WHEN n2:`Agency` THEN 2 WHEN n2:`Memorandum` THEN 3 WHEN n2:`PartnerNation` THEN 4 WHEN n2:`Sale` THEN 5 WHEN n2:`Amendment` THEN 6 WHEN n2:`Review` THEN 7 WHEN n2:`TechnologyRisk` THEN 8 WHEN n2:`Mitigation` THEN 9 WHEN n2:`DefenseArticle` THEN 10 WHEN n2:`Contractor` THEN 11 WHEN n2:`Program` THEN 12 END,
            [
              n2.`basis`,
              n2.`rule`,
              COLLECT {
                MATCH (n3:`Claim`)
                WHERE n3.`id` IN n2.`claims`
                OPTIONAL MATCH (n3)-[:`STATED_IN`]->(n4)
                RETURN [n3.`statement`, n3.`rank`, n3.`locator`, CASE WHEN n4 IS NOT NULL THEN [n4.`title`, n4.`standing`] END]
              }
            ],
            n2.`id`
          ]
          WHEN l1:`HELD`|`ISSUED_BY`|`IN`|`REPORTS_TO`|`PART_OF`|`DIRECTS`|`IMPLEMENTED_BY`|`NOTIFIED_BY`|`CONDUCTED_BY`|`RESPONSIBLE_FOR`|`ADMINISTERS`|`IN_AREA_OF`|`SUPERSEDES`|`TO`|`TAKES_PART_IN`|`INCLUDES`|`NAMES`|`AMENDS`|`OF`|`RAISES`|`ADDRESSES`|`OWNED_BY` THEN [
            CASE WHEN l1:`HELD` THEN 13 WHEN l1:`ISSUED_BY` THEN 14 WHEN l1:`IN` THEN 15 WHEN l1:`REPORTS_TO` THEN 16 WHEN l1:`PART_OF` THEN 17 WHEN l1:`DIRECTS` THEN 18 WHEN l1:`IMPLEMENTED_BY` THEN 19 WHEN l1:`NOTIFIED_BY` THEN 20 WHEN l1:`CONDUCTED_BY` THEN 21 WHEN l1:`RESPONSIBLE_FOR` THEN 22 WHEN l1:`ADMINISTERS` THEN 23 WHEN l1:`IN_AREA_OF` THEN 24 WHEN l1:`SUPERSEDES` THEN 25 WHEN l1:`TO` THEN 26 WHEN l1:`TAKES_PART_IN` THEN 27 WHEN l1:`INCLUDES` THEN 28 WHEN l1:`NAMES` THEN 29 WHEN l1:`AMENDS` THEN 30 WHEN l1:`OF` THEN 31 WHEN l1:`RAISES` THEN 32 WHEN l1:`ADDRESSES` THEN 33 WHEN l1:`OWNED_BY` THEN 34 END,
            [
              l1.`basis`,
              l1.`rule`,
              COLLECT {
                MATCH (n5:`Claim`)
                WHERE n5.`id` IN l1.`claims`
                OPTIONAL MATCH (n5)-[:`STATED_IN`]->(n6)
                RETURN [n5.`statement`, n5.`rank`, n5.`locator`, CASE WHEN n6 IS NOT NULL THEN [n6.`title`, n6.`standing`] END]
              }
            ],
            l1.`id`,
            type(l1),
            [n7.`id`],
            CASE
              WHEN n8:`Official`|`Post`|`Memorandum`|`PartnerNation`|`Sale`|`Amendment`|`Review`|`TechnologyRisk`|`Mitigation`|`DefenseArticle`|`Contractor`|`Program`|`Source`|`Claim` THEN [0, n8.`id`]
              WHEN n8:`Agency` THEN [1, n8.`id`, n8.`name`]
            END
          ]
        END
      ]
    ]]) AS a1
  }
  CALL (*) {
    CALL (n1) {
      CALL db.index.fulltext.queryNodes('armsgraph_evidence', 'sources:"' + n1.`id` + '"') YIELD node AS n9
      RETURN n9, null AS l2
      UNION ALL
      CALL db.index.fulltext.queryRelationships('armsgraph_link_evidence', 'sources:"' + n1.`id` + '"') YIELD relationship AS l2
      WHERE NOT l2:`STATED_IN`
      RETURN null AS n9, l2
    }
    WITH n9, l2
    WHERE (coalesce(l2.`basis`, n9.`basis`) = $p1 OR size(coalesce(l2.`sources`, n9.`sources`)) = $p2)
    RETURN count(coalesce(l2.`id`, n9.`id`)) AS a2
  }
  RETURN collect([[[$p3, [x IN a1 | x[0]], a2, null]]]) AS a3
}
RETURN
  head([x IN a3 | x[0]]) AS r0

// {
//   "p0": "source:le-haut-panel-2026-02-11",
//   "p1": "INFERRED",
//   "p2": 1,
//   "p3": 4
// }
