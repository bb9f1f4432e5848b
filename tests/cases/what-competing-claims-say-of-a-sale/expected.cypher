RETURN
  COLLECT {
    MATCH (n1:`Claim`)
    WHERE n1.`subject` = $p0
      AND n1.`predicate` = $p1
    WITH n1
    ORDER BY n1.`rank`, n1.`id`
    LIMIT $p2
    OPTIONAL MATCH (n1)-[:`STATED_IN`]->(n2)
    RETURN [n1.`value`, n1.`rank`, n1.`basis`, n1.`statement`, CASE WHEN n2 IS NOT NULL THEN [n2.`title`] END]
  } AS r0,
  head(COLLECT {
    MATCH (n3:`Sale`)
    WHERE n3.`id` = $p3
    RETURN [
      n3.`estimatedValue`,
      n3.`status`,
      n3.`conflictNote`,
      COLLECT {
        MATCH (n4:`Claim`)
        WHERE n4.`id` IN n3.`claims`
        WITH n4
        ORDER BY n4.`id`
        RETURN [n4.`value`, n4.`rank`]
      }
    ]
  }) AS r1

// {
//   "p0": "sale:fms-25-51-dk",
//   "p1": "estimatedValue",
//   "p2": 20,
//   "p3": "sale:fms-25-51-dk"
// }
