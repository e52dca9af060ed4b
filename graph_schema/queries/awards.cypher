// Awards: what is paid to a household or one of its members.

// columns: award
// returns: id: str = Award.id, household_id: str, policy: str = Award.policy,
//   amount_month: int = Award.amount_month, since: date = Award.from, until: date = Award.to,
//   next_review: date = Award.next_review
w.id AS id, h.id AS household_id, w.policy AS policy, w.amount_month AS amount_month,
  w.`from` AS since, w.`to` AS until, w.next_review AS next_review;

// name: awards_page
// kind: read
// scope: areas
// params: area: str?, policy: str? = Award.policy, running: bool?
// sorts: Award.policy, Award.amount_month, Award.from
// returns: key: str, *award
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
OPTIONAL MATCH (h)<-[m:MEMBER_OF]-(p:Person) WHERE m.`to` IS NULL OR m.`to` >= p.deceased
WITH h, collect(p) + [h] AS holders
UNWIND holders AS holder
MATCH (holder)-[:RECEIVES]->(w:Award)
WHERE ($policy IS NULL OR w.policy = $policy) AND ($running IS NULL OR (w.`to` IS NULL) = $running)
WITH h, w, coalesce(w.`__SORT__`, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND w.id __PAST__ $after_id))
WITH h, w, key ORDER BY key __WAY__, w.id __WAY__
WITH h, w, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: awards_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *award
UNWIND $ids AS one
MATCH (w:Award {id: one})<-[:RECEIVES]-(holder)
OPTIONAL MATCH (holder)-[m:MEMBER_OF]->(home:Household) WHERE m.`to` IS NULL OR m.`to` >= holder.deceased
WITH w, coalesce(home, holder) AS h
MATCH (h)-[:LIVES_IN]->(a:Area) WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([__COLUMNS__]) AS rows;

// name: awards_of_households
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *award
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (h)<-[m:MEMBER_OF]-(p:Person) WHERE m.`to` IS NULL OR m.`to` >= p.deceased
WITH h, collect(p) + [h] AS holders
UNWIND holders AS holder
MATCH (holder)-[:RECEIVES]->(w:Award)
WITH h, w ORDER BY w.policy, w.id
RETURN collect([h.id, __COLUMNS__]) AS rows;
