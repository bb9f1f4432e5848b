MATCH (s:Sale {id: $id})
RETURN {
  day: s.day,
  offset: 1 + COUNT { MATCH (o:Sale) WHERE o.day > s.day OR o.day = s.day AND o.id < s.id }
}
