MATCH (a:DefenseArticle {id: $id})
RETURN
  a.name,
  COUNT { (a)<-[:INCLUDES]-() },
  COLLECT {
    MATCH (a)<-[l:INCLUDES]-(s)
    WITH l, s ORDER BY l.id LIMIT 26
    RETURN [l.id, l.quantity, l.upTo, s.title, s.day, [(s)-[:TO]->(p) | p.name]]
  }
