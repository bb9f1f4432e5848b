MATCH (s:Sale) WHERE s.id IS NOT NULL
WITH s ORDER BY s.id LIMIT 1000
MATCH (s)-[:TO]->(p)
RETURN collect([
  s.id, s.title, s.day, s.estimatedValue, p.name, p.iso2,
  COLLECT { MATCH (s)-[l:NAMES]->(c) RETURN c.name ORDER BY l.id LIMIT 20 },
  COLLECT { MATCH (s)-[l:INCLUDES]->(a) RETURN a.name ORDER BY l.id LIMIT 20 }
])
