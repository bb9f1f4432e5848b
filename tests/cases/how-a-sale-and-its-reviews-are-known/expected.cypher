RETURN
  head(COLLECT {
    MATCH (n1:`Sale`)
    WHERE n1.`id` = $p0
    RETURN [
      [
        n1.`basis`,
        n1.`rule`,
        COLLECT {
          MATCH (n2:`Claim`)
          WHERE n2.`id` IN n1.`claims`
          OPTIONAL MATCH (n2)-[:`STATED_IN`]->(n3)
          RETURN [n2.`statement`, n2.`rank`, n2.`locator`, CASE WHEN n3 IS NOT NULL THEN [n3.`title`, n3.`standing`] END]
        }
      ],
      COLLECT {
        MATCH (n1)<-[l1:`OF`]-(n4)
        WITH n4, l1
        ORDER BY l1.`id`
        LIMIT $p1
        RETURN [
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
          [
            n4.`basis`,
            n4.`rule`,
            COLLECT {
              MATCH (n7:`Claim`)
              WHERE n7.`id` IN n4.`claims`
              OPTIONAL MATCH (n7)-[:`STATED_IN`]->(n8)
              RETURN [n7.`statement`, n7.`rank`, n7.`locator`, CASE WHEN n8 IS NOT NULL THEN [n8.`title`, n8.`standing`] END]
            }
          ]
        ]
      }
    ]
  }) AS r0

// {
//   "p0": "sale:fms-26-12-sg",
//   "p1": 20
// }
