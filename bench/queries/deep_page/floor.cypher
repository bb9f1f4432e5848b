MATCH (s:Sale)
USING INDEX s:Sale(day)
WHERE s.day <= $day AND NOT (s.day = $day AND s.id <= $id)
WITH s ORDER BY s.day DESC, s.id LIMIT 21
RETURN collect([s.id, s.title, s.day, [(s)-[:TO]->(p) | p.name]])
