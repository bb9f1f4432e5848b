MATCH (s:Sale)
USING INDEX s:Sale(day)
WHERE s.day IS NOT NULL AND s.category = $category AND s.estimatedValue >= $least
WITH s ORDER BY s.day DESC, s.id LIMIT 21
RETURN collect([
  s.id, s.title, s.day, s.estimatedValue, [(s)-[:TO]->(p) | p.name]
])
