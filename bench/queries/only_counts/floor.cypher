MATCH (p:PartnerNation {id: $id})
RETURN COUNT { (:Sale) }, COUNT { (p)<-[:TO]-() }
