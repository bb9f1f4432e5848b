RETURN
  [
    $p0,
    COLLECT {
      MATCH (n1:`PartnerNation`)
      USING INDEX n1:`PartnerNation`(`name`)
      WHERE n1.`name` IS NOT NULL
      WITH n1
      ORDER BY n1.`name` DESC, n1.`id` DESC
      LIMIT $p0
      RETURN [[[n1.`name`, n1.`id`], n1.`name`], [n1.`name`, n1.`id`]]
    },
    null,
    null
  ] AS r0

// {
//   "p0": 3
// }
