RETURN
  [
    $p0,
    COLLECT {
      MATCH (n1:`Agency`)
      WHERE n1.`id` IN $p0
      RETURN [n1.`id`, [n1.`id`, n1.`basis`, n1.`shortName`]]
    },
    COLLECT {
      MATCH (n2:`Sale`)
      WHERE n2.`id` IN $p0
      RETURN [n2.`id`, [n2.`id`, n2.`basis`, n2.`title`]]
    },
    COLLECT {
      MATCH (n3:`Source`)
      WHERE n3.`id` IN $p0
      RETURN [n3.`id`, [n3.`id`]]
    }
  ] AS r0,
  head(COLLECT {
    MATCH (n4:`Official`)
    WHERE n4.`id` = $p1
    RETURN [n4.`id`, n4.`name`]
  }) AS r1,
  head(COLLECT {
    MATCH (n5:`Official`)
    WHERE n5.`id` = $p2
    RETURN [n5.`id`]
  }) AS r2,
  null AS r3

// {
//   "p0": [
//     "agency:dtsa",
//     "sale:fms-26-12-sg",
//     "agency:none",
//     "nothing:here",
//     "source:dtsa-site"
//   ],
//   "p1": "official:pete-hegseth",
//   "p2": "official:nobody"
// }
