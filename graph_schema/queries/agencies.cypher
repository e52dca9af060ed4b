// What a body is entrusted with for a project it runs: its own project, its areas, whoever agreed to it (U4), until the day access ends.

// name: agencies_project
// kind: read
// scope: own
// params: project: str
// returns: id: str, title: str = Project.title, areas: set = Project.areas, ends_on: date = Project.ends_on,
//   access_until: date = Project.access_until
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(:Organisation)-[:RUNS]->(j:Project {id: $project})
RETURN DISTINCT j.id AS id, j.title AS title, j.areas AS areas, j.ends_on AS ends_on, j.access_until AS access_until;

// name: agencies_objects
// kind: read
// scope: own
// params: project: str, today: date
// returns: id: str, number: str = Household.hh_no, head_name: str = Person.name, village: str = Area.name,
//   phone: str = Household.phone of id, agreed_until: date = Consent.to
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(:Organisation)-[:RUNS]->(j:Project {id: $project})-[s:SERVES]->(h:Household)-[:LIVES_IN]->(a:Area)
WHERE s.`to` IS NULL AND (coalesce(size(j.areas), 0) = 0 OR any(one IN j.areas WHERE a.code STARTS WITH one))
MATCH (h)<-[:COVERS]-(c:Consent {state: 'GRANTED'})
WHERE 'U4' IN c.purposes AND coalesce(c.`from`, $today) <= $today AND (c.`to` IS NULL OR c.`to` >= $today)
RETURN h.id AS id, h.hh_no AS number,
  head([(h)<-[m:MEMBER_OF]-(p:Person) WHERE m.`to` IS NULL | p.name]) AS head_name, a.name AS village,
  h.phone AS phone, max(c.`to`) AS agreed_until ORDER BY number, id LIMIT 1000;

// name: agencies_needs
// kind: read
// scope: own
// params: project: str, ids: list[str]
// returns: id: str, household: str, code: str = Need.code, severity: int = Need.severity
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(:Organisation)-[:RUNS]->(j:Project {id: $project})-[:SERVES]->(h:Household)-[:HAS_NEED]->(n:Need)
WHERE h.id IN $ids AND n.state IN ['OPEN', 'PARTLY_MET'] AND n.code IN j.needs
RETURN DISTINCT n.id AS id, h.id AS household, n.code AS code, n.severity AS severity ORDER BY household, code, id;

// name: agencies_resources
// kind: read
// scope: own
// params: project: str
// returns: id: str, code: str = CatalogueItem.code, title: str = CatalogueItem.title,
//   capacity: int = CatalogueItem.capacity, used: int = CatalogueItem.used
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)-[:RUNS]->(j:Project {id: $project})
MATCH (o)-[:OFFERS]->(i:CatalogueItem {status: 'ACTIVE'})
WHERE any(one IN i.needs WHERE one IN j.needs)
RETURN DISTINCT i.id AS id, i.code AS code, i.title AS title, i.capacity AS capacity, i.used AS used ORDER BY code;

// name: agencies_services
// kind: read
// scope: own
// params: project: str, ids: list[str]
// returns: id: str, household: str, state: str = Link.state, last_contact_at: datetime = Link.last_contact_at
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)-[:RUNS]->(j:Project {id: $project})
MATCH (h:Household)-[:HAS_LINK]->(l:Link)-[:PROVIDED_BY]->(o)
WHERE h.id IN $ids
RETURN DISTINCT l.id AS id, h.id AS household, l.state AS state, l.last_contact_at AS last_contact_at ORDER BY household, id;

// name: aid_awards
// kind: read
// scope: areas
// params: id: str
// returns: id: str, what: str = Award.policy, amount: int = Award.amount_month, since: date = Award.from,
//   until: date = Award.to
MATCH (h:Household {id: $id})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (h)<-[m:MEMBER_OF]-(p:Person) WHERE m.`to` IS NULL
WITH h, collect(p) + [h] AS holders
UNWIND holders AS holder
MATCH (holder)-[:RECEIVES]->(w:Award)
RETURN DISTINCT w.id AS id, w.policy AS what, w.amount_month AS amount, w.`from` AS since, w.`to` AS until ORDER BY what, id;

// name: aid_charity
// kind: read
// scope: areas
// params: id: str
// returns: id: str, what: str = CharityAid.item, amount: int = CharityAid.amount, since: date = CharityAid.given_on
MATCH (h:Household {id: $id})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (h)<-[m:MEMBER_OF]-(p:Person) WHERE m.`to` IS NULL
WITH h, collect(p) + [h] AS holders
UNWIND holders AS holder
MATCH (holder)-[:HAS_FACT]->(c:CharityAid)
RETURN DISTINCT c.id AS id, c.item AS what, c.amount AS amount, c.given_on AS since ORDER BY since, id;

// name: aid_links
// kind: read
// scope: areas
// params: id: str
// returns: id: str, what: str = CatalogueItem.title, since: datetime = Link.accepted_at, state: str = Link.state,
//   party: str = Organisation.party
MATCH (h:Household {id: $id})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (h)-[:HAS_LINK]->(l:Link)
WHERE l.state IN ['ACCEPTED', 'IN_SERVICE', 'ON_HOLD', 'COMPLETED', 'OUTCOME_CONFIRMED']
RETURN l.id AS id, head([(l)-[:TO_ITEM]->(i:CatalogueItem) | i.title]) AS what, l.accepted_at AS since,
  l.state AS state, coalesce(head([(l)-[:PROVIDED_BY]->(o:Organisation) | o.party]),
  head([(l)-[:PROVIDED_BY]->(x:Actor) | x.party])) AS party ORDER BY since, id;
