RETURN
  COLLECT {
    MATCH (n1:`Program`)
    USING INDEX n1:`Program`(`id`)
    WHERE n1.`id` IS NOT NULL
    WITH n1
    ORDER BY n1.`id` DESC
    LIMIT $p0
    RETURN [
      n1.`name`,
      COLLECT {
        MATCH (n2:`Source`)
        WHERE n2.`id` IN n1.`sources`
        WITH n2
        ORDER BY n2.`id`
        RETURN n2.`publishedOn`
      },
      [null, [], 0, null],
      [null, null, COUNT { (n1)<-[:`ADMINISTERS`]-() }, null]
    ]
  } AS r0

// {
//   "p0": 2
// }
