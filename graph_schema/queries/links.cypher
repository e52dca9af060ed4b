// Links as people look at them and work them: lists, the working list, every move of the flow.

// columns: link
// returns: id: str = Link.id, household_id: str, need_id: str?, item_id: str?, organisation_id: str?,
//   actor_id: str?, version: int, number: str = Link.link_no, kind: str = Link.kind,
//   state: str = Link.state, state_since: datetime = Link.state_since, role: str = Link.role,
//   parties: set = Link.parties, units: int = Link.units, score: int = Link.score,
//   reasons: json = Link.reasons, proposed_at: datetime = Link.proposed_at,
//   accepted_at: datetime = Link.accepted_at, first_contact_at: datetime = Link.first_contact_at,
//   last_contact_at: datetime = Link.last_contact_at, completed_at: datetime = Link.completed_at,
//   ended_at: datetime = Link.ended_at, due_at: datetime = Link.answer_due,
//   reason_code: str = Link.reason_code, outcome: str = Link.outcome
l.id AS id, h.id AS household_id, 
  head([(l)-[:FOR_NEED]->(what:Need) | what.id]) AS need_id,
  head([(l)-[:TO_ITEM]->(i:CatalogueItem) | i.id]) AS item_id,
  head([(l)-[:PROVIDED_BY]->(o:Organisation) | o.id]) AS organisation_id,
  head([(l)-[:PROVIDED_BY]->(x:Actor) | x.id]) AS actor_id,
  coalesce(l.version, 1) AS version, l.link_no AS number, l.kind AS kind,
  l.state AS state, l.state_since AS state_since, l.role AS role, l.parties AS parties,
  l.units AS units, l.score AS score, l.reasons AS reasons, l.proposed_at AS proposed_at,
  l.accepted_at AS accepted_at, l.first_contact_at AS first_contact_at,
  l.last_contact_at AS last_contact_at, l.completed_at AS completed_at, l.ended_at AS ended_at,
  l.answer_due AS due_at, l.reason_code AS reason_code, l.outcome AS outcome;

// name: links_page
// kind: read
// scope: areas
// params: area: str?, state: str? = Link.state, kind: str? = Link.kind, party: str? = Link.parties,
//   level: str? = Household.level, need: str? = Need.code, resource: str?, provider: str?
// sorts: Link.state_since, Link.score, Link.answer_due, Link.last_contact_at
// returns: key: str, *link
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
  AND ($level IS NULL OR h.level = $level)
MATCH (h)-[:HAS_LINK]->(l:Link)
WHERE ($state IS NULL OR l.state = $state) AND ($kind IS NULL OR l.kind = $kind)
  AND ($party IS NULL OR $party IN l.parties)
  AND ($need IS NULL OR $need IN [(l)-[:FOR_NEED]->(n:Need) | n.code])
  AND ($resource IS NULL OR $resource IN [(l)-[:TO_ITEM]->(i:CatalogueItem) | i.id])
  AND ($provider IS NULL OR $provider IN [(l)-[:PROVIDED_BY]->(o:Organisation) | o.id]
    OR $provider IN [(l)-[:PROVIDED_BY]->(x:Actor) | x.id])
WITH h, l, coalesce(l.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND l.id __PAST__ $after_id))
WITH h, l, key ORDER BY key __WAY__, l.id __WAY__
WITH h, l, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: links_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *link
UNWIND $ids AS one
MATCH (l:Link {id: one})<-[:HAS_LINK]-(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([__COLUMNS__]) AS rows;

// name: links_of_households
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *link
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (h)-[:HAS_LINK]->(l:Link)
WITH h, l ORDER BY l.state, l.id
RETURN collect([h.id, __COLUMNS__]) AS rows;

// name: links_of_needs
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *link
UNWIND $ids AS one
MATCH (n:Need {id: one})<-[:HAS_NEED]-(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (n)<-[:FOR_NEED]-(l:Link)
WITH h, n, l ORDER BY l.state, l.id
RETURN collect([n.id, __COLUMNS__]) AS rows;

// name: links_worklist
// kind: read
// scope: areas
// params: area: str, states: list[str], level: str?, above: str, page: int
// returns: key: str, id: str, version: int, state: str = Link.state, score: int = Link.score,
//   reasons: json = Link.reasons, parties: set = Link.parties, answer_due: datetime = Link.answer_due,
//   household_id: str, household_number: str = Household.hh_no, household_level: str = Household.level,
//   urgent: bool = Household.urgent, village: str = Area.name, head_name: str = Person.name,
//   need_code: str = Need.code, severity: int = Need.severity,
//   item_code: str = CatalogueItem.code, item_title: str = CatalogueItem.title,
//   capacity: int = CatalogueItem.capacity, used: int = CatalogueItem.used,
//   verified_at: datetime = CatalogueItem.verified_at,
//   body_name: str = Organisation.name, body_party: str = Organisation.party,
//   person_name: str = Actor.name, person_party: str = Actor.party
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(l:Link)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND a.code STARTS WITH $area
  AND l.state IN $states AND ($level IS NULL OR h.level = $level)
OPTIONAL MATCH (l)-[:FOR_NEED]->(n:Need)
WITH a, h, l, n, CASE WHEN h.urgent THEN '0' WHEN h.level = 'L4_HIGH' THEN '1' WHEN h.level = 'L3_MED' THEN '2'
  WHEN h.level = 'L2_LOW' THEN '3' ELSE '4' END
  + toString(9 - coalesce(n.severity, 0)) + l.id AS key
WHERE key > $above
WITH a, h, l, n, key ORDER BY key LIMIT $page
OPTIONAL MATCH (h)<-[m:MEMBER_OF {head: true}]-(p:Person) WHERE m.`to` IS NULL
OPTIONAL MATCH (l)-[:TO_ITEM]->(i:CatalogueItem)
OPTIONAL MATCH (l)-[:PROVIDED_BY]->(o:Organisation)
OPTIONAL MATCH (l)-[:PROVIDED_BY]->(s:Actor)
RETURN key, l.id AS id, l.version AS version, l.state AS state, l.score AS score,
  l.reasons AS reasons, l.parties AS parties, l.answer_due AS answer_due, h.id AS household_id,
  h.hh_no AS household_number, h.level AS household_level, h.urgent AS urgent, a.name AS village,
  p.name AS head_name, n.code AS need_code, n.severity AS severity, i.code AS item_code,
  i.title AS item_title, i.capacity AS capacity, i.used AS used, i.verified_at AS verified_at,
  o.name AS body_name, o.party AS body_party, s.name AS person_name, s.party AS person_party
ORDER BY key;

// name: links_counts
// kind: read
// scope: areas
// params: area: str
// returns: state: str, found: int
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(l:Link)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND a.code STARTS WITH $area
RETURN l.state AS state, count(l) AS found;

// name: links_one
// kind: read
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str = Link.state, kind: str = Link.kind,
//   score: int = Link.score, reasons: json = Link.reasons, parties: set = Link.parties,
//   household_id: str, household_level: str = Household.level, item_id: str?, item_title: str = CatalogueItem.title
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(l:Link {id: $id})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (l)-[:TO_ITEM]->(i:CatalogueItem)
RETURN l.id AS id, l.version AS version, l.state AS state, l.kind AS kind, l.score AS score,
  l.reasons AS reasons, l.parties AS parties, h.id AS household_id, h.level AS household_level,
  i.id AS item_id, i.title AS item_title;

// name: links_again
// kind: write
// scope: areas
// params: id: str, fresh: str
// returns: id: str, version: int, state: str
MATCH (old:Link {id: $id})<-[:HAS_LINK]-(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
CREATE (h)-[:HAS_LINK]->(l:Link)
SET l = properties(old)
SET l.id = $fresh, l.state = 'RECOMMENDED', l.state_since = $now, l.version = 1, l.created_at = $now,
  l.created_by = $actor, l.proposed_at = null, l.accepted_at = null, l.ended_at = null,
  l.reason_code = null, l.link_no = null
WITH old, l
OPTIONAL MATCH (old)-[:FOR_NEED]->(n:Need)
FOREACH (one IN CASE WHEN n IS NULL THEN [] ELSE [n] END | CREATE (l)-[:FOR_NEED]->(one))
WITH old, l
OPTIONAL MATCH (old)-[:TO_ITEM]->(i:CatalogueItem)
FOREACH (one IN CASE WHEN i IS NULL THEN [] ELSE [i] END | CREATE (l)-[:TO_ITEM]->(one))
WITH old, l
OPTIONAL MATCH (old)-[:PROVIDED_BY]->(o:Organisation)
FOREACH (one IN CASE WHEN o IS NULL THEN [] ELSE [o] END | CREATE (l)-[:PROVIDED_BY]->(one))
WITH old, l
OPTIONAL MATCH (plan:MatchPlan)-[:RECOMMENDS]->(old)
FOREACH (one IN CASE WHEN plan IS NULL THEN [] ELSE [plan] END | CREATE (one)-[:RECOMMENDS]->(l))
RETURN l.id AS id, l.version AS version, l.state AS state;
