RETURN
  [
    $p0,
    COLLECT {
      MATCH (n1:`Sale`)
      USING INDEX n1:`Sale`(`id`)
      WHERE toLower(n1.`title`) CONTAINS toLower($p1)
        AND toLower(n1.`title`) STARTS WITH toLower($p2)
        AND n1.`id` IS NOT NULL
      WITH n1
      ORDER BY n1.`id`
      LIMIT $p0
      RETURN n1.`title`
    },
    COUNT {
      MATCH (n2:`Sale`)
      WHERE toLower(n2.`title`) CONTAINS toLower($p1)
        AND toLower(n2.`title`) STARTS WITH toLower($p2)
      RETURN n2
    },
    null
  ] AS r0,
  [
    $p3,
    COLLECT {
      MATCH (n3:`PartnerNation`)
      USING INDEX n3:`PartnerNation`(`id`)
      WHERE toLower(n3.`name`) IN [x IN $p4 | toLower(x)]
        AND n3.`id` IS NOT NULL
      WITH n3
      ORDER BY n3.`id`
      LIMIT $p3
      RETURN n3.`name`
    },
    null,
    null
  ] AS r1,
  [
    $p5,
    COLLECT {
      MATCH (n4:`Agency`)
      USING INDEX n4:`Agency`(`id`)
      WHERE toLower(n4.`shortName`) = toLower($p6)
        AND n4.`id` IS NOT NULL
      WITH n4
      ORDER BY n4.`id`
      LIMIT $p5
      RETURN n4.`name`
    },
    null,
    null
  ] AS r2,
  [
    $p7,
    COLLECT {
      MATCH (n5:`Agency`)
      USING INDEX n5:`Agency`(`id`)
      WHERE n5.`shortName` IS NULL
        AND n5.`id` IS NOT NULL
      WITH n5
      ORDER BY n5.`id`
      LIMIT $p7
      RETURN n5.`name`
    },
    null,
    null
  ] AS r3

// {
//   "p0": 3,
//   "p1": "HIMARS",
//   "p2": "m142",
//   "p3": 21,
//   "p4": [
//     "poland",
//     "JAPAN"
//   ],
//   "p5": 21,
//   "p6": "dtsa",
//   "p7": 2
// }
