RETURN
  COLLECT {
    MATCH (n1:`Sale`)
    USING INDEX n1:`Sale`(`id`)
    WHERE n1.`id` IS NOT NULL
    WITH n1
    ORDER BY n1.`id`
    LIMIT $p0
    RETURN n1.`id`
  } AS r0,
  COLLECT {
    MATCH (n2:`Sale`)
    USING INDEX n2:`Sale`(`id`)
    WHERE n2.`id` IS NOT NULL
    WITH n2
    ORDER BY n2.`id` DESC
    LIMIT $p1
    RETURN [[n2.`id`], [n2.`id`]]
  } AS r1

// {
//   "p0": 2,
//   "p1": 2
// }
