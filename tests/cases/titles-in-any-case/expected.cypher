RETURN
  [
    null,
    COLLECT {
      MATCH (n1:`Sale`)
      USING INDEX n1:`Sale`(`id`)
      WHERE toLower(n1.`title`) CONTAINS toLower($p0)
        AND toLower(n1.`title`) STARTS WITH toLower($p1)
        AND n1.`id` IS NOT NULL
      WITH n1
      ORDER BY n1.`id`
      LIMIT $p2
      RETURN n1.`title`
    },
    COUNT {
      MATCH (n2:`Sale`)
      WHERE toLower(n2.`title`) CONTAINS toLower($p0)
        AND toLower(n2.`title`) STARTS WITH toLower($p1)
      RETURN n2
    },
    null
  ] AS r0,
  COLLECT {
    MATCH (n3:`PartnerNation`)
    USING INDEX n3:`PartnerNation`(`id`)
    WHERE toLower(n3.`name`) IN [x IN $p3 | toLower(x)]
      AND n3.`id` IS NOT NULL
    WITH n3
    ORDER BY n3.`id`
    LIMIT $p4
    RETURN n3.`name`
  } AS r1,
  COLLECT {
    MATCH (n4:`Agency`)
    USING INDEX n4:`Agency`(`id`)
    WHERE toLower(n4.`shortName`) = toLower($p5)
      AND n4.`id` IS NOT NULL
    WITH n4
    ORDER BY n4.`id`
    LIMIT $p6
    RETURN n4.`name`
  } AS r2,
  COLLECT {
    MATCH (n5:`Agency`)
    USING INDEX n5:`Agency`(`id`)
    WHERE n5.`shortName` IS NULL
      AND n5.`id` IS NOT NULL
    WITH n5
    ORDER BY n5.`id`
    LIMIT $p7
    RETURN n5.`name`
  } AS r3

// {
//   "p0": "HIMARS",
//   "p1": "m142",
//   "p2": 2,
//   "p3": [
//     "poland",
//     "JAPAN"
//   ],
//   "p4": 20,
//   "p5": "dtsa",
//   "p6": 20,
//   "p7": 1
// }
