// Plans of the matching: the one in force, its recommendations, and what a new one puts in their place.

// name: plans_in_force
// kind: read
// scope: areas
// returns: plan: MatchPlan
MATCH (p:MatchPlan {state: 'IN_FORCE'})
WHERE any(top IN $areas WHERE top STARTS WITH p.district)
RETURN properties(p) AS plan ORDER BY p.run_at DESC, p.id;

// name: plans_by_id
// kind: read
// scope: areas
// params: ids: list[str]
// returns: plan: MatchPlan
UNWIND $ids AS id
MATCH (p:MatchPlan {id: id})
WHERE any(top IN $areas WHERE top STARTS WITH p.district)
RETURN properties(p) AS plan;

// name: plans_before
// kind: read
// scope: areas
// params: id: str
// returns: plan: MatchPlan
MATCH (now:MatchPlan {id: $id})
WHERE any(top IN $areas WHERE top STARTS WITH now.district)
MATCH (p:MatchPlan {state: 'SUPERSEDED'})
WHERE p.district = now.district AND (p.run_at < now.run_at
  OR (p.run_at = now.run_at AND p.created_at < now.created_at))
RETURN properties(p) AS plan ORDER BY p.run_at DESC, p.created_at DESC, p.id LIMIT 1;

// name: plans_parts
// kind: read
// scope: areas
// params: ids: list[str]
// returns: plan: str, id: str, text: json = Version.props of id
UNWIND $ids AS one
MATCH (p:MatchPlan {id: one})-[:HAS_VERSION]->(v:Version)
WHERE any(top IN $areas WHERE top STARTS WITH p.district)
RETURN p.id AS plan, v.id AS id, v.props AS text ORDER BY plan, id;

// name: plans_machine_made
// kind: read
// scope: areas
// params: ids: list[str]
// returns: id: str
UNWIND $ids AS one
MATCH (l:Link {id: one})<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE l.matcher_version IS NOT NULL AND any(top IN $areas WHERE a.code STARTS WITH top)
RETURN DISTINCT l.id AS id;

// name: plans_recommendations
// kind: read
// scope: areas
// params: plan: str
// returns: id: str,
//   state: str = Link.state,
//   score: int = Link.score,
//   rank: int = Link.rank,
//   reasons: json = Link.reasons,
//   need_id: str,
//   item_id: str,
//   body_id: str,
//   one_id: str
// paged: id
MATCH (:MatchPlan {id: $plan})-[:RECOMMENDS]->(l:Link) WHERE l.id > $after
WITH DISTINCT l
MATCH (l)<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
WITH DISTINCT l ORDER BY l.id LIMIT $limit
MATCH (l)-[:FOR_NEED]->(n:Need)
MATCH (l)-[:TO_ITEM]->(i:CatalogueItem)
OPTIONAL MATCH (l)-[:PROVIDED_BY]->(body:Organisation)
OPTIONAL MATCH (l)-[:PROVIDED_BY]->(one:Actor)
RETURN l.id AS id,
  l.state AS state,
  l.score AS score,
  l.rank AS rank,
  l.reasons AS reasons,
  n.id AS need_id,
  i.id AS item_id,
  body.id AS body_id,
  one.id AS one_id
ORDER BY id;

// name: plans_link
// kind: read
// scope: areas
// params: id: str
// returns: id: str,
//   state: str = Link.state,
//   score: int = Link.score,
//   rank: int = Link.rank,
//   reasons: json = Link.reasons,
//   need_id: str,
//   item_id: str,
//   plan_id: str
MATCH (l:Link {id: $id})<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (l)-[:FOR_NEED]->(n:Need)
OPTIONAL MATCH (l)-[:TO_ITEM]->(i:CatalogueItem)
OPTIONAL MATCH (p:MatchPlan)-[:RECOMMENDS]->(l)
RETURN l.id AS id,
  l.state AS state,
  l.score AS score,
  l.rank AS rank,
  l.reasons AS reasons,
  n.id AS need_id,
  i.id AS item_id,
  p.id AS plan_id;

// name: plans_places
// kind: read
// scope: none
// params: states: list[str]
// returns: item: str, state: str, units: int
MATCH (l:Link)-[:TO_ITEM]->(i:CatalogueItem)
WHERE l.state IN $states
RETURN i.id AS item, l.state AS state, sum(coalesce(l.units, 1)) AS units
ORDER BY item, state;

// name: plans_needs_open
// kind: read
// scope: areas
// params: ids: list[str], open: list[str], in_flight: list[str]
// returns: id: str
UNWIND $ids AS one
MATCH (n:Need {id: one})<-[:HAS_NEED]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND n.state IN $open
OPTIONAL MATCH (n)<-[:FOR_NEED]-(l:Link)
WITH n, collect(l.state) AS states
WHERE none(s IN states WHERE s IN $in_flight)
RETURN n.id AS id;

// name: plans_not_taken_up
// kind: write
// scope: areas
// params: rows: list[map], state: str, at: datetime
// returns: id: str
UNWIND $rows AS row
MATCH (l:Link {id: row.id})<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET l.touched = $op
WITH l, row WHERE l.state = 'RECOMMENDED'
SET l.state = $state, l.state_since = $at, l.ended_at = $at, l.reason_code = row.reason,
  l.version = coalesce(l.version, 0) + 1, l.updated_at = $now, l.updated_by = $actor
RETURN l.id AS id;

// name: plans_let_go
// kind: write
// scope: areas
// params: ids: list[str]
// returns: id: str
UNWIND $ids AS one
MATCH (l:Link {id: one})<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (l)<-[r:RECOMMENDS]-(:MatchPlan)
DELETE r RETURN l.id AS id;

// name: plans_put_in_force
// kind: write
// scope: areas
// params: id: str
// returns: id: str
MATCH (p:MatchPlan)
WHERE any(top IN $areas WHERE top STARTS WITH p.district)
SET p.touched = $op
WITH p WHERE p.state IN ['IN_FORCE', 'WRITING']
SET p.state = CASE WHEN p.id = $id THEN 'IN_FORCE' WHEN p.state = 'WRITING' THEN 'BROKEN_OFF' ELSE 'SUPERSEDED' END
RETURN p.id AS id;

// columns: plan
// returns: id: str = MatchPlan.id, run_at: datetime = MatchPlan.run_at, as_of: date = MatchPlan.as_of,
//   state: str = MatchPlan.state, seed: int = MatchPlan.seed, seed_hash: str = MatchPlan.seed_hash,
//   committed_at: datetime = MatchPlan.committed_at, digest: str = MatchPlan.digest,
//   matcher_version: str = MatchPlan.matcher_version, rule_version: str = MatchPlan.rule_version,
//   objective: json = MatchPlan.objective, bound: json = MatchPlan.bound,
//   certificate: json = MatchPlan.certificate, fairness: json = MatchPlan.fairness,
//   unmet: json = MatchPlan.unmet
p.id AS id, p.run_at AS run_at, p.as_of AS as_of, p.state AS state, p.seed AS seed,
  p.seed_hash AS seed_hash, p.committed_at AS committed_at, p.digest AS digest, p.matcher_version AS matcher_version, p.rule_version AS rule_version,
  p.objective AS objective, p.bound AS bound, p.certificate AS certificate, p.fairness AS fairness,
  p.unmet AS unmet;

// name: plans_page
// kind: read
// scope: aggregate
// params: state: str? = MatchPlan.state, seed: int? = MatchPlan.seed
// sorts: MatchPlan.run_at, MatchPlan.state, MatchPlan.as_of
// returns: key: str, *plan
MATCH (p:MatchPlan)
WHERE any(top IN $areas WHERE top STARTS WITH p.district) AND ($state IS NULL OR p.state = $state)
  AND ($seed IS NULL OR p.seed = $seed)
WITH p, coalesce(p.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND p.id __PAST__ $after_id))
WITH p, key ORDER BY key __WAY__, p.id __WAY__
WITH p, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: plans_told
// kind: read
// scope: aggregate
// params: ids: list[str]
// returns: *plan
UNWIND $ids AS one
MATCH (p:MatchPlan {id: one})
WHERE any(top IN $areas WHERE top STARTS WITH p.district)
RETURN collect([__COLUMNS__]) AS rows;
