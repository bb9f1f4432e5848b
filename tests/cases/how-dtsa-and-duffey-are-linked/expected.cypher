RETURN
  head(COLLECT {
    MATCH (n1:`Official`|`Post`|`Agency`|`Memorandum`|`PartnerNation`|`Sale`|`Amendment`|`Review`|`TechnologyRisk`|`Mitigation`|`DefenseArticle`|`Contractor`|`Program`|`Source`|`Claim`)
    WHERE n1.`id` = $p0
    MATCH (n2:`Official`|`Post`|`Agency`|`Memorandum`|`PartnerNation`|`Sale`|`Amendment`|`Review`|`TechnologyRisk`|`Mitigation`|`DefenseArticle`|`Contractor`|`Program`|`Source`|`Claim`)
    WHERE n2.`id` = $p1
    WITH reduce(search = {near: [{node: [n1], before: [null], links: [[]], degree: [COUNT { (n1)-[]-() }], cost: [0], via: [null], first: [0]}], far: [{node: [n2], before: [null], links: [[]], degree: [COUNT { (n2)-[]-() }], cost: [0], via: [null], first: [0]}], nearLinks: COUNT { (n1)-[]-() }, farLinks: COUNT { (n2)-[]-() }, found: CASE WHEN n1 = n2 THEN [[0, [n1], []]] ELSE [] END, complete: true}, turn IN range(1, CASE WHEN n1 = n2 THEN 0 ELSE $p3 END) |
      CASE WHEN size(search.found) >= $p2 THEN search ELSE
      head([forward IN [search.nearLinks <= search.farLinks] |
      head([level IN [head(COLLECT {
        WITH last(CASE WHEN forward THEN search.near ELSE search.far END) AS rim,
          CASE WHEN forward THEN n1 ELSE n2 END AS root,
          CASE WHEN forward THEN n2 ELSE n1 END AS goal,
          CASE WHEN forward THEN search.nearLinks ELSE search.farLinks END
            > 25000 AS cut
        WITH rim, root, goal, cut, [x IN CASE WHEN cut THEN rim.first ELSE [] END |
          type(head(rim.links[x]))] AS kinds
        WITH rim, root, goal, cut, COLLECT {
          UNWIND CASE WHEN size(kinds) < 2 THEN [null] ELSE kinds END AS kind
          WITH DISTINCT kind
          WITH CASE WHEN kind IS NULL THEN range(0, size(rim.first) - 1)
            ELSE [x IN range(0, size(kinds) - 1) WHERE kinds[x] = kind][..2500]
          END AS alike
          ORDER BY size(alike)
          UNWIND alike AS place
          WITH place WHERE rim.node[rim.first[place]] <> goal
          RETURN place
        } AS places
        WITH rim, root, goal, cut, places, [x IN places WHERE cut AND rim.degree[rim.first[x]] > 2500] AS hubs
        WITH cut, COLLECT {
          CALL (rim, places, hubs) {
            UNWIND [x IN places WHERE NOT x IN hubs] AS place
            WITH place, rim.node[rim.first[place]] AS n
            MATCH (n)-[l:`HELD`|`ISSUED_BY`|`IN`|`REPORTS_TO`|`PART_OF`|`DIRECTS`|`IMPLEMENTED_BY`|`NOTIFIED_BY`|`CONDUCTED_BY`|`RESPONSIBLE_FOR`|`ADMINISTERS`|`IN_AREA_OF`|`SUPERSEDES`|`TO`|`TAKES_PART_IN`|`INCLUDES`|`NAMES`|`AMENDS`|`OF`|`RAISES`|`ADDRESSES`|`OWNED_BY`|`STATED_IN`]-(m)
            RETURN place, n, l, m LIMIT 25000
            UNION ALL
            UNWIND hubs AS place
            WITH place, rim.node[rim.first[place]] AS n
            MATCH (n)-[l:`HELD`|`ISSUED_BY`|`IN`|`REPORTS_TO`|`PART_OF`|`DIRECTS`|`IMPLEMENTED_BY`|`NOTIFIED_BY`|`CONDUCTED_BY`|`RESPONSIBLE_FOR`|`ADMINISTERS`|`IN_AREA_OF`|`SUPERSEDES`|`TO`|`TAKES_PART_IN`|`INCLUDES`|`NAMES`|`AMENDS`|`OF`|`RAISES`|`ADDRESSES`|`OWNED_BY`|`STATED_IN`]->(m)
            RETURN place, n, l, m LIMIT 10000
            UNION ALL
            UNWIND hubs AS place
            WITH place, rim.node[rim.first[place]] AS n
            MATCH (n)<-[l:`HELD`|`ISSUED_BY`|`IN`|`REPORTS_TO`|`PART_OF`|`DIRECTS`|`RESPONSIBLE_FOR`|`ADMINISTERS`|`SUPERSEDES`|`AMENDS`|`OF`|`ADDRESSES`|`OWNED_BY`]-(m)
            RETURN place, n, l, m LIMIT 10000
            UNION ALL
            UNWIND hubs AS place
            WITH place, rim.node[rim.first[place]] AS n
            MATCH (n)<-[l:`IMPLEMENTED_BY`|`NOTIFIED_BY`|`CONDUCTED_BY`|`IN_AREA_OF`|`TO`|`TAKES_PART_IN`|`INCLUDES`|`NAMES`|`RAISES`|`STATED_IN`]-(m)
            RETURN place, n, l, m LIMIT 10000
          }
          WITH place, n, l, m, rim.first[place] AS way
          WHERE m <> root AND NOT (l.`rank` = $p4)
          WITH place, n, l, m, CASE
            WHEN NOT coalesce(rim.before[way] = m, false) THEN rim.cost[way]
            WHEN rim.node[way + 1] = n THEN rim.cost[way + 1]
          END AS cost
          WHERE cost IS NOT NULL
          WITH place, n, l, m, cost, COUNT { (m)-[]-() } AS degree
          ORDER BY degree, m.`id`, cost, place
          RETURN [m, place, n, degree, cost + degree, l]
        } AS ways
        WITH cut, ways, [x IN range(0, size(ways) - 1) WHERE x = 0
          OR ways[x][0] <> ways[x - 1][0] OR ways[x][1] <> ways[x - 1][1]] AS firsts
        RETURN {
          cut: cut,
          node: [x IN firsts | ways[x][0]],
          via: [x IN firsts | ways[x][1]],
          before: [x IN firsts | ways[x][2]],
          degree: [x IN firsts | ways[x][3]],
          cost: [x IN firsts | ways[x][4]],
          links: [i IN range(0, size(firsts) - 1) |
            [x IN range(firsts[i], coalesce(firsts[i + 1], size(ways)) - 1) | ways[x][5]]],
          first: [i IN range(0, size(firsts) - 1)
            WHERE i = 0 OR ways[firsts[i]][0] <> ways[firsts[i - 1]][0]]
        }
      })] |
      head([near IN [CASE WHEN forward THEN search.near + [level] ELSE search.near END] |
      head([far IN [CASE WHEN forward THEN search.far ELSE search.far + [level] END] |
      head([links IN [reduce(sum = 0, x IN level.first | sum + level.degree[x])] |
      {
      near: near, far: far, complete: search.complete AND NOT level.cut,
      nearLinks: CASE WHEN forward THEN links ELSE search.nearLinks END,
      farLinks: CASE WHEN forward THEN search.farLinks ELSE links END,
      found: search.found + head([left IN [last(near)] |
      head([right IN [last(far)] |
      head([leftNodes IN [[x IN left.first | left.node[x]]] |
      head([rightNodes IN [[x IN right.first | right.node[x]]] |
      head([inLeft IN [[x IN range(0, size(leftNodes) - 1) WHERE leftNodes[x] IN rightNodes]] |
      head([inRight IN [[x IN range(0, size(rightNodes) - 1) WHERE rightNodes[x] IN leftNodes]] |
      CASE size(inLeft) WHEN 0 THEN [] ELSE reduce(
      paths = COLLECT {
        UNWIND range(0, size(inLeft) - 1) AS i
        WITH inLeft[i] AS inNear, inRight[i] AS inFar,
          left.first[inLeft[i]] AS l, right.first[inRight[i]] AS r
        WHERE coalesce(left.before[l] <> right.before[r], true)
          OR left.node[l + 1] = left.node[l] OR right.node[r + 1] = right.node[r]
        WITH left.node[l] AS node, left.cost[l] + right.cost[r] - left.degree[l] AS cost,
          inNear, inFar
        ORDER BY cost, node.`id`
        RETURN [cost, [node], [], inNear, inFar]
      },
      depth IN range(size(near) - 1, 1, -1) + range(1 - size(far), -1) |
      COLLECT {
        UNWIND paths[..50] AS path
        WITH path[0] AS cost, path[1] AS nodes, path[2] AS steps, path[3] AS inNear,
          path[4] AS inFar, CASE WHEN depth > 0 THEN near[depth] ELSE far[-depth] END AS here,
          CASE WHEN depth > 0 THEN path[3] ELSE path[4] END AS place,
          CASE WHEN depth > 0 THEN path[1][1] WHEN depth > 1 - size(far) THEN path[1][-2] END
            AS inner
        WITH cost, nodes, steps, inNear, inFar, here, place, here.first[place] AS best, inner
        UNWIND range(best, coalesce(here.first[place + 1], size(here.node)) - 1
        )[..50] AS way
        WITH nodes, steps, inNear, inFar, here.before[way] AS node, here.links[way] AS step,
          here.via[way] AS via, cost + here.cost[way] - here.cost[
            CASE WHEN here.before[best] = inner THEN best + 1 ELSE best END
          ] AS cost
        WHERE NOT node IN nodes
        WITH CASE WHEN depth > 0
          THEN [cost, [node] + nodes, [step] + steps, via, inFar]
          ELSE [cost, nodes + [node], steps + [step], inNear, via]
        END AS path
        ORDER BY path[0], [n IN path[1] | n.`id`]
        RETURN path
      }) END])])])])])])
      }])])])])])
      END
    ) AS s1
    WITH {complete: s1.complete, found: s1.found[..$p2]} AS s1
    RETURN [
      s1.complete,
      COLLECT {
        UNWIND s1.found AS c1
        WITH {cost: c1[0], nodes: c1[1], links: c1[2], lines: reduce(lines = [], links IN c1[2] | lines + links)} AS c1
        RETURN [
          size(c1.links),
          c1.cost,
          COLLECT {
            UNWIND range(0, size(c1.links) - 1) AS x1
            WITH *, c1.nodes[x1] AS n3
            WITH *, c1.nodes[x1 + 1] AS n4
            RETURN [
              [n3.`id`],
              [n4.`id`],
              COLLECT {
                UNWIND c1.links[x1] AS l1
                WITH l1
                ORDER BY l1.`rank` DESC, l1.`id`
                RETURN CASE
                  WHEN l1:`HELD`|`ISSUED_BY`|`IN`|`PART_OF`|`DIRECTS`|`IMPLEMENTED_BY`|`NOTIFIED_BY`|`CONDUCTED_BY`|`RESPONSIBLE_FOR`|`ADMINISTERS`|`IN_AREA_OF`|`SUPERSEDES`|`TO`|`TAKES_PART_IN`|`INCLUDES`|`NAMES`|`AMENDS`|`OF`|`RAISES`|`ADDRESSES`|`OWNED_BY`|`STATED_IN` THEN [
                    0,
                    type(l1),
                    CASE startNode(l1) WHEN c1.nodes[x1] THEN 'OUT' ELSE 'IN' END,
                    l1.`rank`,
                    l1.`basis`,
                    l1.`validFrom`,
                    l1.`validTo`,
                    COLLECT {
                      MATCH (n5:`Claim`)
                      WHERE n5.`id` IN l1.`claims`
                      WITH n5
                      ORDER BY n5.`id`
                      RETURN n5.`statement`
                    }
                  ]
                  WHEN l1:`REPORTS_TO` THEN [
                    1,
                    type(l1),
                    CASE startNode(l1) WHEN c1.nodes[x1] THEN 'OUT' ELSE 'IN' END,
                    l1.`rank`,
                    l1.`basis`,
                    l1.`validFrom`,
                    l1.`validTo`,
                    l1.`status`,
                    COLLECT {
                      MATCH (n6:`Claim`)
                      WHERE n6.`id` IN l1.`claims`
                      WITH n6
                      ORDER BY n6.`id`
                      RETURN n6.`statement`
                    }
                  ]
                END
              }
            ]
          },
          COLLECT {
            MATCH (n7:`Source`)
            WHERE n7.`id` IN coalesce(c1.review.`sources`, []) + coalesce(c1.tenure.`sources`, []) + reduce(e = [], x IN c1.lines | e + x.`sources`)
            WITH n7
            ORDER BY n7.`id`
            RETURN n7.`title`
          }
        ]
      }
    ]
  }) AS r0,
  COLLECT {
    MATCH (r:`Redirect`)
    WHERE r.`id` IN [] + $p0 + $p1
    RETURN [r.`id`, r.`to`]
  } AS redirects

// {
//   "p0": "agency:dtsa",
//   "p1": "official:michael-p-duffey",
//   "p2": 1,
//   "p3": 6,
//   "p4": "DEPRECATED"
// }
