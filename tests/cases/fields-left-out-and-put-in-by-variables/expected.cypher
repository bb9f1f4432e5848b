RETURN
  head(COLLECT {
    MATCH (n1:`Agency`)
    WHERE n1.`id` = $p0
    RETURN [n1.`shortName`]
  }) AS r0

// {
//   "p0": "agency:dsca"
// }
