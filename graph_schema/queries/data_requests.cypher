// What people ask about their own data: of the caller, of an area; whom a request is about.

// name: data_requests_mine
// kind: read
// scope: own
// returns: id: str, version: int, kind: str = DataRequest.kind, state: str = DataRequest.state, person: str,
//   at: datetime = DataRequest.asked_at, due: datetime = DataRequest.clock_due, text: str = DataRequest.text of id,
//   answer: str = DataRequest.answer of id, open_until: date = DataRequest.open_until   (latest first)
MATCH (me:Person {id: $actor})
OPTIONAL MATCH (me)-[t:GUARDIAN_OF|AGENT_OF]->(w:Person) WHERE t.`to` IS NULL OR toString(t.`to`) > toString($now)
WITH me, collect(w) AS others UNWIND others + [me] AS p
MATCH (p)<-[:CONCERNS]-(x:DataRequest)
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.kind AS kind, x.state AS state, p.id AS person,
  x.asked_at AS at, x.clock_due AS due, x.text AS text, x.answer AS answer, x.open_until AS open_until
ORDER BY at DESC, id LIMIT 100;

// name: data_requests_waiting
// kind: read
// scope: areas
// params: page: int
// returns: id: str, version: int, kind: str = DataRequest.kind, state: str = DataRequest.state, person: str,
//   at: datetime = DataRequest.asked_at, due: datetime = DataRequest.clock_due, text: str = DataRequest.text of id,
//   answer: str = DataRequest.answer of id, open_until: date = DataRequest.open_until   (not ended, first due first)
MATCH (x:DataRequest) WHERE x.state IN ['ASKED', 'TAKEN_UP', 'OVERDUE']
MATCH (x)-[:CONCERNS]->(:Household)-[:LIVES_IN]->(a:Area) WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (x)-[:CONCERNS]->(p:Person)
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.kind AS kind, x.state AS state, p.id AS person,
  x.asked_at AS at, x.clock_due AS due, x.text AS text, x.answer AS answer, x.open_until AS open_until
ORDER BY due, id LIMIT $page;

// name: data_requests_of_person
// kind: read
// scope: own
// params: id: str
// returns: id: str, person: str, household: str, kind: str, state: str, open_until: date?
MATCH (x:DataRequest {id: $id})-[:CONCERNS]->(p:Person)
OPTIONAL MATCH (:Person {id: $actor})-[t:GUARDIAN_OF|AGENT_OF]->(p) WHERE t.`to` IS NULL OR toString(t.`to`) > toString($now)
WITH x, p, count(t) AS acting WHERE p.id = $actor OR acting > 0
MATCH (x)-[:CONCERNS]->(h:Household)
RETURN x.id AS id, p.id AS person, h.id AS household, x.kind AS kind, x.state AS state, x.open_until AS open_until;

// name: data_requests_in_area
// kind: read
// scope: areas
// params: id: str
// returns: id: str, person: str, household: str, kind: str, state: str, open_until: date?
MATCH (x:DataRequest {id: $id})-[:CONCERNS]->(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (x)-[:CONCERNS]->(p:Person)
RETURN x.id AS id, p.id AS person, h.id AS household, x.kind AS kind, x.state AS state, x.open_until AS open_until;
