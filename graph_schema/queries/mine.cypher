// What a resident or guardian sees of his own household: no colour, no score, no other household.

// name: mine_household
// kind: read
// scope: own
// returns: id: str, number: str = Household.hh_no, size: int = Household.size, address: str = Household.address of id,
//   phone: str = Household.phone of id, village: str = Area.name
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
OPTIONAL MATCH (h)-[:LIVES_IN]->(a:Area)
RETURN DISTINCT h.id AS id, h.hh_no AS number, h.size AS size, h.address AS address, h.phone AS phone, a.name AS village
ORDER BY id;

// name: mine_cases
// kind: read
// scope: own
// params: household: str
// returns: id: str, state: str = Case.state, review_on: date = Case.review_on
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household {id: $household}) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)<-[:OF]-(c:Case)
RETURN DISTINCT c.id AS id, c.state AS state, c.review_on AS review_on ORDER BY id;

// name: mine_needs
// kind: read
// scope: own
// params: household: str
// returns: id: str, code: str = Need.code, state: str = Need.state, goal: str = Need.goal
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household {id: $household}) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)-[:HAS_NEED]->(n:Need)
RETURN DISTINCT n.id AS id, n.code AS code, n.state AS state, n.goal AS goal ORDER BY code, id;

// name: mine_services
// kind: read
// scope: own
// params: household: str
// returns: id: str, state: str = Link.state, what: str = CatalogueItem.title, provider: str = Organisation.name
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household {id: $household}) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)-[:HAS_LINK]->(l:Link) WHERE NOT l.state IN ['RECOMMENDED', 'DISMISSED']
RETURN DISTINCT l.id AS id, l.state AS state, head([(l)-[:TO_ITEM]->(i:CatalogueItem) | i.title]) AS what,
  head([(l)-[:PROVIDED_BY]->(o:Organisation) | o.name]) AS provider ORDER BY id;

// name: mine_looked
// kind: read
// scope: own
// params: household: str, since: datetime, page: int
// returns: lane: str, seq: int, at: datetime, role: str, purpose: str, action: str, fields: list[str], body: str?,
//   reason: str?   (of a reveal)
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF*1..2]->(h:Household {id: $household}) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL)
WITH DISTINCT h
OPTIONAL MATCH (h)<-[:MEMBER_OF]-(p:Person)
WITH h.id AS home, collect(p.id) AS people
MATCH (e:AuditEvent) WHERE e.at >= $since AND e.who <> $actor
  AND any(one IN e.subjects WHERE one = home OR one IN people)
OPTIONAL MATCH (a:Actor {id: e.who})
RETURN e.lane AS lane, e.seq AS seq, e.at AS at, e.role AS role, e.purpose AS purpose, e.action AS action,
  coalesce(e.fields, []) AS fields, head([(a)-[:WORKS_FOR]->(o:Organisation) | o.name]) AS body,
  CASE e.action WHEN 'REVEALED' THEN e.reason END AS reason
ORDER BY at DESC, lane, seq LIMIT $page;
