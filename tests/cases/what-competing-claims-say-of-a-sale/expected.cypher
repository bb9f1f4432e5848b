RETURN
  COLLECT {
    MATCH (n1:`Claim`)
    WHERE n1.`subject` = $p0
      AND n1.`predicate` = $p1
    WITH n1
    ORDER BY n1.`rank`, n1.`id`
    LIMIT $p2
    WITH *, n1 {.`value`, .`rank`, .`basis`, .`statement`} AS m1
    OPTIONAL MATCH (n1)-[:`STATED_IN`]->(n2)
    RETURN [m1.`value`, m1.`rank`, m1.`basis`, m1.`statement`, CASE WHEN n2 IS NOT NULL THEN [n2.`title`] END]
  } AS r0,
  head(COLLECT {
    MATCH (n3:`Sale`)
    WHERE n3.`id` = $p3
    WITH *, n3 {.`estimatedValue`, .`status`, .`conflictNote`} AS m2
    RETURN [
      m2.`estimatedValue`,
      m2.`status`,
      m2.`conflictNote`,
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
