RETURN
  [
    $p10,
    COLLECT {
      CALL () {
        MATCH (n1:`Agency`)
        WHERE n1.`establishedOn` >= $p5
          AND n1.`establishedOn` < $p6
          AND left(n1.`establishedOn` + '-01-01', 10) < $p6 AND n1.`establishedOn` + '~' >= $p7
          AND (n1.`id` = $p0 OR EXISTS {
          MATCH (n1)-[l12:`REPORTS_TO`]->(n22)
          WHERE n22.`id` = $p0
          RETURN n22
        } OR EXISTS {
          MATCH (n1)<-[l13:`REPORTS_TO`]-(n23)
          WHERE n23.`id` = $p0
          RETURN n23
        } OR EXISTS {
          MATCH (n1)-[l14:`PART_OF`]->(n24)
          WHERE n24.`id` = $p0
          RETURN n24
        } OR EXISTS {
          MATCH (n1)<-[l15:`PART_OF`]-(n25)
          WHERE n25.`id` = $p0
          RETURN n25
        })
        RETURN {part: 0, place: n1.`establishedOn`, id: n1.`id`} AS e1, n1 AS n21, null AS l11
        UNION ALL
        MATCH (n2:`Memorandum`)
        WHERE n2.`issuedOn` >= $p5
          AND n2.`issuedOn` < $p6
          AND left(n2.`issuedOn` + '-01-01', 10) < $p6 AND n2.`issuedOn` + '~' >= $p7
          AND (EXISTS {
          MATCH (n2)-[l16:`DIRECTS`]->(n26)
          WHERE n26.`id` = $p0
          RETURN n26
        } OR EXISTS {
          MATCH (n2)-[l17:`ISSUED_BY`]->(n27)
          WHERE n27.`id` = $p0
          RETURN n27
        })
        RETURN {part: 1, place: n2.`issuedOn`, id: n2.`id`} AS e1, n2 AS n21, null AS l11
        UNION ALL
        MATCH (n3:`Agency`)
        WHERE n3.`id` = $p0
        MATCH (n3)<-[l1:`IN`]-(n4)
        MATCH (n4)<-[l2:`HELD` WHERE NOT (l2.`rank` = $p1)]-(n5)
        WHERE l2.`validTo` >= $p5
          AND l2.`validTo` < $p6
          AND left(l2.`validTo` + '-01-01', 10) < $p6 AND l2.`validTo` + '~' >= $p7
          AND EXISTS {
          UNWIND [endNode(l2)] AS n28
          WITH n28
          WHERE n28.`head` = $p8
          RETURN n28
        }
        RETURN {part: 2, place: l2.`validTo`, id: l2.`id`} AS e1, n5 AS n21, l2 AS l11
        UNION ALL
        MATCH (n6:`Agency`)
        WHERE n6.`id` = $p0
        MATCH (n6)<-[l3:`IN`]-(n7)
        MATCH (n7)<-[l4:`HELD` WHERE NOT (l4.`rank` = $p1)]-(n8)
        WHERE l4.`validFrom` >= $p5
          AND l4.`validFrom` < $p6
          AND left(l4.`validFrom` + '-01-01', 10) < $p6 AND l4.`validFrom` + '~' >= $p7
          AND EXISTS {
          UNWIND [endNode(l4)] AS n29
          WITH n29
          WHERE n29.`head` = $p9
          RETURN n29
        }
        RETURN {part: 3, place: l4.`validFrom`, id: l4.`id`} AS e1, n8 AS n21, l4 AS l11
        UNION ALL
        MATCH (n9:`Agency`)
        WHERE n9.`id` = $p0
        MATCH (n9)-[l5:`REPORTS_TO` WHERE NOT (l5.`rank` = $p2)]-(n10)
        WHERE l5.`validTo` >= $p5
          AND l5.`validTo` < $p6
          AND left(l5.`validTo` + '-01-01', 10) < $p6 AND l5.`validTo` + '~' >= $p7
        RETURN {part: 4, place: l5.`validTo`, id: l5.`id`} AS e1, n10 AS n21, l5 AS l11
        UNION ALL
        MATCH (n11:`Agency`)
        WHERE n11.`id` = $p0
        MATCH (n11)-[l6:`REPORTS_TO` WHERE NOT (l6.`rank` = $p2)]-(n12)
        WHERE l6.`validFrom` >= $p5
          AND l6.`validFrom` < $p6
          AND left(l6.`validFrom` + '-01-01', 10) < $p6 AND l6.`validFrom` + '~' >= $p7
        RETURN {part: 5, place: l6.`validFrom`, id: l6.`id`} AS e1, n12 AS n21, l6 AS l11
        UNION ALL
        MATCH (n13:`Agency`)
        WHERE n13.`id` = $p0
        MATCH (n13)-[l7:`PART_OF` WHERE NOT (l7.`rank` = $p3)]-(n14)
        WHERE l7.`validTo` >= $p5
          AND l7.`validTo` < $p6
          AND left(l7.`validTo` + '-01-01', 10) < $p6 AND l7.`validTo` + '~' >= $p7
        RETURN {part: 6, place: l7.`validTo`, id: l7.`id`} AS e1, n14 AS n21, l7 AS l11
        UNION ALL
        MATCH (n15:`Agency`)
        WHERE n15.`id` = $p0
        MATCH (n15)-[l8:`PART_OF` WHERE NOT (l8.`rank` = $p3)]-(n16)
        WHERE l8.`validFrom` >= $p5
          AND l8.`validFrom` < $p6
          AND left(l8.`validFrom` + '-01-01', 10) < $p6 AND l8.`validFrom` + '~' >= $p7
        RETURN {part: 7, place: l8.`validFrom`, id: l8.`id`} AS e1, n16 AS n21, l8 AS l11
        UNION ALL
        MATCH (n17:`Agency`)
        WHERE n17.`id` = $p0
        MATCH (n17)<-[l9:`DIRECTS` WHERE NOT (l9.`rank` = $p4)]-(n18)
        WHERE l9.`validTo` >= $p5
          AND l9.`validTo` < $p6
          AND left(l9.`validTo` + '-01-01', 10) < $p6 AND l9.`validTo` + '~' >= $p7
        RETURN {part: 8, place: l9.`validTo`, id: l9.`id`} AS e1, n18 AS n21, l9 AS l11
        UNION ALL
        MATCH (n19:`Agency`)
        WHERE n19.`id` = $p0
        MATCH (n19)<-[l10:`DIRECTS` WHERE NOT (l10.`rank` = $p4)]-(n20)
        WHERE l10.`validFrom` >= $p5
          AND l10.`validFrom` < $p6
          AND left(l10.`validFrom` + '-01-01', 10) < $p6 AND l10.`validFrom` + '~' >= $p7
        RETURN {part: 9, place: l10.`validFrom`, id: l10.`id`} AS e1, n20 AS n21, l10 AS l11
      }
      WITH e1, n21, l11
      ORDER BY e1.place DESC, e1.part DESC, e1.id DESC
      LIMIT $p10
      RETURN [
        [e1.place, e1.part, e1.id],
        CASE
          WHEN e1.part IN [0, 1] THEN [
            e1.part,
            e1.place,
            n21.`basis`,
            COLLECT {
              MATCH (n30:`Claim`)
              WHERE n30.`id` IN n21.`claims`
              WITH n30
              ORDER BY n30.`id`
              OPTIONAL MATCH (n30)-[:`STATED_IN`]->(n31)
              RETURN CASE WHEN n31 IS NOT NULL THEN [n31.`title`] END
            }
          ]
          WHEN e1.part IN [2, 3, 4, 5, 6, 7, 8, 9] THEN [
            e1.part,
            e1.place,
            l11.`basis`,
            COLLECT {
              MATCH (n32:`Claim`)
              WHERE n32.`id` IN l11.`claims`
              WITH n32
              ORDER BY n32.`id`
              OPTIONAL MATCH (n32)-[:`STATED_IN`]->(n33)
              RETURN CASE WHEN n33 IS NOT NULL THEN [n33.`title`] END
            }
          ]
        END
      ]
    },
    COUNT {
      CALL () {
        MATCH (n34:`Agency`)
        WHERE n34.`establishedOn` >= $p5
          AND n34.`establishedOn` < $p6
          AND left(n34.`establishedOn` + '-01-01', 10) < $p6 AND n34.`establishedOn` + '~' >= $p7
          AND (n34.`id` = $p0 OR EXISTS {
          MATCH (n34)-[l29:`REPORTS_TO`]->(n55)
          WHERE n55.`id` = $p0
          RETURN n55
        } OR EXISTS {
          MATCH (n34)<-[l30:`REPORTS_TO`]-(n56)
          WHERE n56.`id` = $p0
          RETURN n56
        } OR EXISTS {
          MATCH (n34)-[l31:`PART_OF`]->(n57)
          WHERE n57.`id` = $p0
          RETURN n57
        } OR EXISTS {
          MATCH (n34)<-[l32:`PART_OF`]-(n58)
          WHERE n58.`id` = $p0
          RETURN n58
        })
        RETURN {part: 0, place: n34.`establishedOn`, id: n34.`id`} AS e2, n34 AS n54, null AS l28
        UNION ALL
        MATCH (n35:`Memorandum`)
        WHERE n35.`issuedOn` >= $p5
          AND n35.`issuedOn` < $p6
          AND left(n35.`issuedOn` + '-01-01', 10) < $p6 AND n35.`issuedOn` + '~' >= $p7
          AND (EXISTS {
          MATCH (n35)-[l33:`DIRECTS`]->(n59)
          WHERE n59.`id` = $p0
          RETURN n59
        } OR EXISTS {
          MATCH (n35)-[l34:`ISSUED_BY`]->(n60)
          WHERE n60.`id` = $p0
          RETURN n60
        })
        RETURN {part: 1, place: n35.`issuedOn`, id: n35.`id`} AS e2, n35 AS n54, null AS l28
        UNION ALL
        MATCH (n36:`Agency`)
        WHERE n36.`id` = $p0
        MATCH (n36)<-[l18:`IN`]-(n37)
        MATCH (n37)<-[l19:`HELD` WHERE NOT (l19.`rank` = $p1)]-(n38)
        WHERE l19.`validTo` >= $p5
          AND l19.`validTo` < $p6
          AND left(l19.`validTo` + '-01-01', 10) < $p6 AND l19.`validTo` + '~' >= $p7
          AND EXISTS {
          UNWIND [endNode(l19)] AS n61
          WITH n61
          WHERE n61.`head` = $p8
          RETURN n61
        }
        RETURN {part: 2, place: l19.`validTo`, id: l19.`id`} AS e2, n38 AS n54, l19 AS l28
        UNION ALL
        MATCH (n39:`Agency`)
        WHERE n39.`id` = $p0
        MATCH (n39)<-[l20:`IN`]-(n40)
        MATCH (n40)<-[l21:`HELD` WHERE NOT (l21.`rank` = $p1)]-(n41)
        WHERE l21.`validFrom` >= $p5
          AND l21.`validFrom` < $p6
          AND left(l21.`validFrom` + '-01-01', 10) < $p6 AND l21.`validFrom` + '~' >= $p7
          AND EXISTS {
          UNWIND [endNode(l21)] AS n62
          WITH n62
          WHERE n62.`head` = $p9
          RETURN n62
        }
        RETURN {part: 3, place: l21.`validFrom`, id: l21.`id`} AS e2, n41 AS n54, l21 AS l28
        UNION ALL
        MATCH (n42:`Agency`)
        WHERE n42.`id` = $p0
        MATCH (n42)-[l22:`REPORTS_TO` WHERE NOT (l22.`rank` = $p2)]-(n43)
        WHERE l22.`validTo` >= $p5
          AND l22.`validTo` < $p6
          AND left(l22.`validTo` + '-01-01', 10) < $p6 AND l22.`validTo` + '~' >= $p7
        RETURN {part: 4, place: l22.`validTo`, id: l22.`id`} AS e2, n43 AS n54, l22 AS l28
        UNION ALL
        MATCH (n44:`Agency`)
        WHERE n44.`id` = $p0
        MATCH (n44)-[l23:`REPORTS_TO` WHERE NOT (l23.`rank` = $p2)]-(n45)
        WHERE l23.`validFrom` >= $p5
          AND l23.`validFrom` < $p6
          AND left(l23.`validFrom` + '-01-01', 10) < $p6 AND l23.`validFrom` + '~' >= $p7
        RETURN {part: 5, place: l23.`validFrom`, id: l23.`id`} AS e2, n45 AS n54, l23 AS l28
        UNION ALL
        MATCH (n46:`Agency`)
        WHERE n46.`id` = $p0
        MATCH (n46)-[l24:`PART_OF` WHERE NOT (l24.`rank` = $p3)]-(n47)
        WHERE l24.`validTo` >= $p5
          AND l24.`validTo` < $p6
          AND left(l24.`validTo` + '-01-01', 10) < $p6 AND l24.`validTo` + '~' >= $p7
        RETURN {part: 6, place: l24.`validTo`, id: l24.`id`} AS e2, n47 AS n54, l24 AS l28
        UNION ALL
        MATCH (n48:`Agency`)
        WHERE n48.`id` = $p0
        MATCH (n48)-[l25:`PART_OF` WHERE NOT (l25.`rank` = $p3)]-(n49)
        WHERE l25.`validFrom` >= $p5
          AND l25.`validFrom` < $p6
          AND left(l25.`validFrom` + '-01-01', 10) < $p6 AND l25.`validFrom` + '~' >= $p7
        RETURN {part: 7, place: l25.`validFrom`, id: l25.`id`} AS e2, n49 AS n54, l25 AS l28
        UNION ALL
        MATCH (n50:`Agency`)
        WHERE n50.`id` = $p0
        MATCH (n50)<-[l26:`DIRECTS` WHERE NOT (l26.`rank` = $p4)]-(n51)
        WHERE l26.`validTo` >= $p5
          AND l26.`validTo` < $p6
          AND left(l26.`validTo` + '-01-01', 10) < $p6 AND l26.`validTo` + '~' >= $p7
        RETURN {part: 8, place: l26.`validTo`, id: l26.`id`} AS e2, n51 AS n54, l26 AS l28
        UNION ALL
        MATCH (n52:`Agency`)
        WHERE n52.`id` = $p0
        MATCH (n52)<-[l27:`DIRECTS` WHERE NOT (l27.`rank` = $p4)]-(n53)
        WHERE l27.`validFrom` >= $p5
          AND l27.`validFrom` < $p6
          AND left(l27.`validFrom` + '-01-01', 10) < $p6 AND l27.`validFrom` + '~' >= $p7
        RETURN {part: 9, place: l27.`validFrom`, id: l27.`id`} AS e2, n53 AS n54, l27 AS l28
      }
      RETURN n54
    },
    null
  ] AS r0

// {
//   "p0": "agency:dtsa",
//   "p1": "DEPRECATED",
//   "p2": "DEPRECATED",
//   "p3": "DEPRECATED",
//   "p4": "DEPRECATED",
//   "p5": "2010",
//   "p6": "2026-03-01",
//   "p7": "2010-01-02",
//   "p8": true,
//   "p9": true,
//   "p10": 4
// }
