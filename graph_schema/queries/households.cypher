// Households as people look at them, page by page, and what hangs on many of them at once.

// name: households_page
// kind: read
// scope: areas
// params: area: str, level: str?, above: str, page: int
// returns: key: str, id: str, number: str = Household.hh_no, size: int = Household.size,
//   level: str = Household.level, score: int = Household.score, urgent: bool = Household.urgent,
//   groups: set = Household.groups, completeness: int = Household.completeness,
//   last_contact_at: datetime = Household.last_contact_at, village: str = Area.name,
//   village_code: str = Area.code, head_name: str = Person.name
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND a.code STARTS WITH $area
  AND ($level IS NULL OR h.level = $level) AND h.hh_no > $above
WITH a, h ORDER BY h.hh_no LIMIT $page
OPTIONAL MATCH (h)<-[:MEMBER_OF {head: true}]-(p:Person)
RETURN h.hh_no AS key, h.id AS id, h.hh_no AS number, h.size AS size, h.level AS level,
  h.score AS score, h.urgent AS urgent, h.groups AS groups, h.completeness AS completeness,
  h.last_contact_at AS last_contact_at, a.name AS village, a.code AS village_code,
  p.name AS head_name
ORDER BY key;

// name: households_one
// kind: read
// scope: areas
// params: id: str
// returns: key: str, id: str, number: str = Household.hh_no, size: int = Household.size,
//   level: str = Household.level, score: int = Household.score, urgent: bool = Household.urgent,
//   groups: set = Household.groups, completeness: int = Household.completeness,
//   last_contact_at: datetime = Household.last_contact_at, village: str = Area.name,
//   village_code: str = Area.code, head_name: str = Person.name
MATCH (a:Area)<-[:LIVES_IN]-(h:Household {id: $id})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (h)<-[:MEMBER_OF {head: true}]-(p:Person)
RETURN h.hh_no AS key, h.id AS id, h.hh_no AS number, h.size AS size, h.level AS level,
  h.score AS score, h.urgent AS urgent, h.groups AS groups, h.completeness AS completeness,
  h.last_contact_at AS last_contact_at, a.name AS village, a.code AS village_code,
  p.name AS head_name;

// name: households_needs
// kind: read
// scope: areas
// params: ids: list[str]
// returns: household_id: str, id: str, code: str = Need.code, severity: int = Need.severity,
//   state: str = Need.state, since: datetime = Need.since, evidence: str = Need.evidence
UNWIND $ids AS one
MATCH (a:Area)<-[:LIVES_IN]-(h:Household {id: one})-[:HAS_NEED]->(n:Need)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN h.id AS household_id, n.id AS id, n.code AS code, n.severity AS severity, n.state AS state,
  n.since AS since, n.evidence AS evidence ORDER BY code, id;

// name: households_alerts
// kind: read
// scope: areas
// params: ids: list[str]
// returns: household_id: str, id: str, code: str = Alert.code, priority: str = Alert.priority,
//   state: str = Alert.state, raised_at: datetime = Alert.raised_at
UNWIND $ids AS one
MATCH (a:Area)<-[:LIVES_IN]-(h:Household {id: one})-[:HAS_ALERT]->(w:Alert)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN h.id AS household_id, w.id AS id, w.code AS code, w.priority AS priority, w.state AS state,
  w.raised_at AS raised_at ORDER BY priority, id;

// name: households_links
// kind: read
// scope: areas
// params: ids: list[str]
// returns: household_id: str, id: str, version: int, state: str = Link.state, kind: str = Link.kind,
//   parties: set = Link.parties, last_contact_at: datetime = Link.last_contact_at
UNWIND $ids AS one
MATCH (a:Area)<-[:LIVES_IN]-(h:Household {id: one})-[:HAS_LINK]->(l:Link)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN h.id AS household_id, l.id AS id, coalesce(l.version, 1) AS version, l.state AS state,
  l.kind AS kind, l.parties AS parties, l.last_contact_at AS last_contact_at ORDER BY state, id;

// name: resources_page
// kind: read
// scope: none
// params: need: str?, above: str, page: int
// returns: key: str, id: str = CatalogueItem.id, code: str = CatalogueItem.code,
//   title: str = CatalogueItem.title, type: str = CatalogueItem.type, needs: set = CatalogueItem.needs,
//   capacity: int = CatalogueItem.capacity, used: int = CatalogueItem.used,
//   verified_at: datetime = CatalogueItem.verified_at, status: str = CatalogueItem.status
MATCH (i:CatalogueItem) WHERE i.code > $above AND ($need IS NULL OR $need IN i.needs)
RETURN i.code AS key, i.id AS id, i.code AS code, i.title AS title, i.type AS type, i.needs AS needs,
  i.capacity AS capacity, i.used AS used, i.verified_at AS verified_at, i.status AS status
ORDER BY key LIMIT $page;

// name: areas_below
// kind: read
// scope: aggregate
// returns: code: str = Area.code, name: str = Area.name, level: str = Area.level
MATCH (a:Area) WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN a.code AS code, a.name AS name, a.level AS level ORDER BY code;
