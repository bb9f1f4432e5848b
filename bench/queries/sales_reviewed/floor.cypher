MATCH (by:Agency {id: $by})
WITH by, COLLECT {
  MATCH (by) (()-[s:REPORTS_TO
    WHERE s.status IN ['CONFIRMED', 'DIRECTED', 'EFFECTIVE']]->()){0,8} (top:Agency)
  MATCH (top)<-[:IN]-(:Post {head: true})<-[h:HELD]-(:Official {id: $under})
  WHERE h.rank <> 'DEPRECATED'
  WITH s, h,
    reduce(d = '', x IN s + [h] | CASE WHEN x.validFrom > d THEN x.validFrom ELSE d END)
      AS since,
    reduce(d = '~', x IN s + [h] |
      CASE WHEN x.validTo + CASE size(x.validTo) WHEN 10 THEN '' ELSE '~' END < d
      THEN x.validTo + CASE size(x.validTo) WHEN 10 THEN '' ELSE '~' END ELSE d END)
      AS until
  WHERE since < until
  ORDER BY size(s),
    [x IN s + [h] | CASE x.rank WHEN 'PREFERRED' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END],
    [x IN s + [h] | x.id]
  RETURN [since, until, [x IN s | [x.status, x.validFrom, endNode(x).shortName]]]
} AS chains
WITH by, chains,
  reduce(d = '~', c IN chains | CASE WHEN c[0] < d THEN c[0] ELSE d END) AS since,
  reduce(d = '', c IN chains | CASE WHEN c[1] > d THEN c[1] ELSE d END) AS until
CALL (by, chains, since, until) {
  MATCH (v:Review)
  USING INDEX v:Review(day)
  WHERE v.day >= left(since, 4) AND v.day < until
    AND any(c IN chains WHERE v.day < c[1] AND v.day + '~' >= c[0])
  MATCH (by)<-[:CONDUCTED_BY]-(v)-[:OF]->(s)
  WITH DISTINCT s ORDER BY s.day DESC, s.id
  RETURN collect(s) AS found
}
RETURN size(found), COLLECT {
  UNWIND found[..20] AS s
  RETURN [s.transmittalNumber, s.title, s.day,
    head(COLLECT {
      MATCH (by)<-[:CONDUCTED_BY]-(v)-[:OF]->(s)
      WITH v, head([c IN chains WHERE v.day < c[1] AND v.day + '~' >= c[0]]) AS c
      WHERE c IS NOT NULL
      ORDER BY v.basis DESC, v.day, v.id
      RETURN [v.basis, v.day, c[2]]
      LIMIT 1
    }),
    [(s)-[:TO]->(p) | p.name]]
}
