RETURN
  [null, null, COUNT { (:`Sale`) }, null] AS r0,
  [
    null,
    null,
    COUNT {
      MATCH (n1:`Sale`)
      WHERE $p0 IN n1.`technologySecurityMarkers`
      RETURN n1
    },
    null
  ] AS r1,
  head(COLLECT {
    MATCH (n2:`PartnerNation`)
    WHERE n2.`id` = $p1
    RETURN [[null, null, COUNT { (n2)<-[:`TO`]-() }, null]]
  }) AS r2

// {
//   "p0": "COMSEC",
//   "p1": "partner:pl"
// }
