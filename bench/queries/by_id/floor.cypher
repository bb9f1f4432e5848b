MATCH (s:Sale {id: $id})-[:TO]->(p:PartnerNation)
RETURN
  s.title, s.transmittalNumber, s.day, s.estimatedValue, p.name, p.region,
  [(p)-[l:IN_AREA_OF]->(a) | [l.id, a.shortName]],
  [(s)-[l:NAMES]->(c) | [l.id, c.name]],
  [(s)<-[l:OF]-(r)-[:CONDUCTED_BY]->(a) | [l.id, r.kind, r.day, a.shortName]]
