MATCH (s:Sale {id: $id})
RETURN s.title, [(s)-[l1:RAISES]->(r) | [l1.id, r.name,
  [(r)<-[l2:ADDRESSES]-(m) | [l2.id, m.name,
    [(m)<-[l3:RESPONSIBLE_FOR]-(a) | [l3.id, a.shortName,
      [(a)-[l4:REPORTS_TO]->(b)
        WHERE coalesce(left(l4.validFrom + '-01-01', 10) <= '2026-03-01', true)
          AND coalesce('2026-03-01' < l4.validTo +
            CASE size(l4.validTo) WHEN 10 THEN '' ELSE '~' END, true) |
        [l4.id, l4.status, b.shortName,
        [(b)<-[l5:IN]-(p) | [l5.id, p.title]]
      ]]
    ]]
  ]]
]]
