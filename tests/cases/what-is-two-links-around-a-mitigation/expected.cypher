CALL (*) {
  MATCH (n1:`Mitigation`)
  WHERE n1.`id` = $p0
  CALL (*) {
    WITH [x IN COLLECT {
      MATCH (n1)-[l1:`ADDRESSES`]->(n2)
      WITH n2, l1
      ORDER BY l1.`id`
      LIMIT $p1
      RETURN [l1, n1, n2]
    } + COLLECT {
      MATCH (n1)<-[l2:`RESPONSIBLE_FOR`]-(n3)
      WITH n3, l2
      ORDER BY l2.`id`
      LIMIT $p2
      RETURN [l2, n1, n3]
    } | {link: x[0], origin: x[1], node: x[2], distance: 1}] AS a1
    CALL (n1, a1) {
      UNWIND a1 AS x
      WITH x WHERE x.distance = 1
      WITH DISTINCT x.node AS m
      WHERE m <> n1 AND NOT m IN [x IN a1 | x.origin]
      WITH m, COUNT { (m)-[:`HELD`|`ISSUED_BY`|`IN`|`REPORTS_TO`|`PART_OF`|`DIRECTS`|`IMPLEMENTED_BY`|`NOTIFIED_BY`|`CONDUCTED_BY`|`RESPONSIBLE_FOR`|`ADMINISTERS`|`IN_AREA_OF`|`SUPERSEDES`|`TO`|`TAKES_PART_IN`|`INCLUDES`|`NAMES`|`AMENDS`|`OF`|`RAISES`|`ADDRESSES`|`OWNED_BY`|`STATED_IN`]-() } AS degree
      WHERE degree <= 1000
      WITH m ORDER BY degree, m.`id` LIMIT 100
      MATCH (m)-[l:`HELD`|`ISSUED_BY`|`IN`|`REPORTS_TO`|`PART_OF`|`DIRECTS`|`IMPLEMENTED_BY`|`NOTIFIED_BY`|`CONDUCTED_BY`|`RESPONSIBLE_FOR`|`ADMINISTERS`|`IN_AREA_OF`|`SUPERSEDES`|`TO`|`TAKES_PART_IN`|`INCLUDES`|`NAMES`|`AMENDS`|`OF`|`RAISES`|`ADDRESSES`|`OWNED_BY`|`STATED_IN`]-(o)
      WHERE NOT l IN [x IN a1 | x.link]
      WITH m, l, o, type(l) AS type, startNode(l) = m AS out, labels(o) AS kinds
      ORDER BY l.`id`
      WITH m, type, out, kinds, collect({link: l, origin: m, node: o, distance: 2})[..$p3] AS some
      UNWIND some AS one
      WITH one.link AS l, head(collect(one)) AS one
      WITH one ORDER BY l.`id`
      RETURN collect(one) AS a2
    }
    WITH a1 + a2 AS a1
    CALL (n1, a1) {
      UNWIND a1 AS x
      WITH x.node AS m, min(x.distance) AS distance
      WHERE m <> n1
      WITH m, distance ORDER BY distance, m.`id`
      RETURN collect({node: m, distance: distance}) AS a3
    }
    WITH {nodes: [{node: n1, distance: 0}] + a3, links: a1} AS s1
    RETURN collect([[
      COLLECT {
        UNWIND s1.nodes AS x1
        WITH x1, x1.node AS n4
        RETURN [
          CASE
            WHEN n4:`Official` THEN [0, n4.`id`]
            WHEN n4:`Post` THEN [1, n4.`id`]
            WHEN n4:`Agency` THEN [2, n4.`id`]
            WHEN n4:`Memorandum` THEN [3, n4.`id`]
            WHEN n4:`PartnerNation` THEN [4, n4.`id`]
            WHEN n4:`Sale` THEN [5, n4.`id`]
            WHEN n4:`Amendment` THEN [6, n4.`id`]
            WHEN n4:`Review` THEN [7, n4.`id`]
            WHEN n4:`TechnologyRisk` THEN [8, n4.`id`]
            WHEN n4:`Mitigation` THEN [9, n4.`id`]
            WHEN n4:`DefenseArticle` THEN [10, n4.`id`]
            WHEN n4:`Contractor` THEN [11, n4.`id`]
            WHEN n4:`Program` THEN [12, n4.`id`]
            WHEN n4:`Source` THEN [13, n4.`id`]
            WHEN n4:`Claim` THEN [14, n4.`id`]
          END,
          x1.distance,
          COUNT { (n4)-[:`HELD`|`ISSUED_BY`|`IN`|`REPORTS_TO`|`PART_OF`|`DIRECTS`|`IMPLEMENTED_BY`|`NOTIFIED_BY`|`CONDUCTED_BY`|`RESPONSIBLE_FOR`|`ADMINISTERS`|`IN_AREA_OF`|`SUPERSEDES`|`TO`|`TAKES_PART_IN`|`INCLUDES`|`NAMES`|`AMENDS`|`OF`|`RAISES`|`ADDRESSES`|`OWNED_BY`|`STATED_IN`]-() }
        ]
      },
      COLLECT {
        UNWIND s1.links AS x2
        WITH x2, x2.link AS l3
        WITH *, startNode(l3) AS n5
        WITH *, endNode(l3) AS n6
        RETURN [[n5.`id`], [n6.`id`], [type(l3), l3.`rank`]]
      }
    ]]) AS a4
  }
  RETURN collect([[head([x IN a4 | x[0]])]]) AS a5
}
RETURN
  head([x IN a5 | x[0]]) AS r0

// {
//   "p0": "mitigation:export-licence-review",
//   "p1": 2,
//   "p2": 2,
//   "p3": 2
// }
