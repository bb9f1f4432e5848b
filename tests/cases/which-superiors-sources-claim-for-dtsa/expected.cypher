RETURN
  head(COLLECT {
    MATCH (n1:`Agency`)
    WHERE n1.`id` = $p0
    RETURN [
      COLLECT {
        MATCH (n1)-[l1:`REPORTS_TO`]->(n2)
        WITH n2, l1
        ORDER BY l1.`rank` DESC, l1.`validFrom`, l1.`id`
        LIMIT $p1
        RETURN [
          l1.`status`,
          l1.`rank`,
          l1.`validFrom`,
          l1.`validTo`,
          l1.`printedAs`,
          head(COLLECT {
            MATCH (n3:`Memorandum`)
            WHERE n3.`id` IN [l1.`authority`]
            RETURN [n3.`title`]
          }),
          n2.`name`,
          COLLECT {
            MATCH (n4:`Claim`)
            WHERE n4.`id` IN l1.`claims`
            WITH n4
            ORDER BY n4.`id`
            OPTIONAL MATCH (n4)-[:`STATED_IN`]->(n5)
            RETURN [n4.`statement`, n4.`rank`, CASE WHEN n5 IS NOT NULL THEN [n5.`title`, n5.`standing`] END]
          }
        ]
      }
    ]
  }) AS r0

// {
//   "p0": "agency:dtsa",
//   "p1": 20
// }
