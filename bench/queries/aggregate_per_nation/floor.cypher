MATCH (p:PartnerNation)<-[:TO]-(s)
WITH p, count(*) AS sales, sum(s.estimatedValue) AS dollars
ORDER BY dollars DESC, p.id
RETURN collect([p.name, sales, dollars])
