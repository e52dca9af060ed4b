// 社工站 A station as an actor: what its workers have in hand, in the areas of whoever looks.

// name: stations_of
// kind: read
// scope: own
// returns: id: str, name: str = Organisation.name, kind: str = Organisation.kind   (whom the caller works for)
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation) RETURN o.id AS id, o.name AS name, o.kind AS kind ORDER BY id;

// name: stations_near
// kind: read
// scope: aggregate
// returns: id: str, name: str = Organisation.name, kind: str = Organisation.kind, workers: int   (bodies with workers in the areas)
MATCH (a:Area)<-[:COVERS]-(w:Actor)-[:WORKS_FOR]->(o:Organisation)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND coalesce(w.status, 'ACTIVE') <> 'LEFT'
RETURN o.id AS id, o.name AS name, o.kind AS kind, count(DISTINCT w) AS workers ORDER BY name, id;

// name: station_leads
// kind: read
// scope: areas
// params: station: str, ends: list[str]
// returns: id: str, state: str = Lead.state, household: str?, area: str = Area.code, worker: str?, due: datetime = Lead.clock_due
MATCH (l:Lead) WHERE NOT l.state IN $ends
MATCH (a:Area {code: l.area_code}) WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (l)-[:DISPATCHED_TO]->(sent:Organisation {id: $station})
OPTIONAL MATCH (l)-[own:OWNED_BY]->(w:Actor)-[:WORKS_FOR]->(:Organisation {id: $station}) WHERE own.`to` IS NULL
OPTIONAL MATCH (l)-[:ABOUT]->(h:Household)
WITH l, a, sent, w, h WHERE sent IS NOT NULL OR w IS NOT NULL
RETURN DISTINCT l.id AS id, l.state AS state, h.id AS household, a.code AS area, w.id AS worker, l.clock_due AS due ORDER BY id;

// name: station_cases
// kind: read
// scope: areas
// params: station: str, ends: list[str]
// returns: id: str, state: str = Case.state, household: str?, area: str = Area.code, worker: str?, due: datetime = Case.clock_due
MATCH (:Organisation {id: $station})<-[:WORKS_FOR]-(w:Actor)<-[own:OWNED_BY]-(c:Case)-[:OF]->(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND own.`to` IS NULL AND NOT c.state IN $ends
RETURN DISTINCT c.id AS id, c.state AS state, h.id AS household, a.code AS area, w.id AS worker, c.clock_due AS due ORDER BY id;

// name: station_tasks
// kind: read
// scope: areas
// params: station: str, ends: list[str]
// returns: id: str, state: str = Task.state, household: str?, area: str = Area.code, worker: str?, due: datetime = Task.clock_due
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(l:Link)<-[:PART_OF_LINK]-(t:Task)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND NOT t.state IN $ends
OPTIONAL MATCH (l)-[:PROVIDED_BY]->(body:Organisation {id: $station})
OPTIONAL MATCH (l)-[:CARRIED_BY]->(w:Actor)-[:WORKS_FOR]->(:Organisation {id: $station})
WITH a, h, t, body, w WHERE body IS NOT NULL OR w IS NOT NULL
RETURN DISTINCT t.id AS id, t.state AS state, h.id AS household, a.code AS area, w.id AS worker, t.clock_due AS due ORDER BY id;

// name: station_visits
// kind: read
// scope: areas
// params: station: str, ends: list[str]
// returns: id: str, state: str = Visit.state, household: str?, area: str = Area.code, worker: str?, on: date = Visit.due
MATCH (:Organisation {id: $station})<-[:WORKS_FOR]-(w:Actor)<-[:BY]-(v:Visit)-[:VISITS]->(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND NOT v.state IN $ends
RETURN DISTINCT v.id AS id, v.state AS state, h.id AS household, a.code AS area, w.id AS worker, v.due AS on ORDER BY id;

// name: station_reviews
// kind: read
// scope: areas
// params: until: date, year: date, group: str
// returns: id: str, area: str = Area.code, on: date = Household.review_on
MATCH (h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND (h.review_on <= $until
  OR (coalesce(h.monitored, false) AND h.review_on IS NULL AND $group IN coalesce(h.groups, []) AND h.monitored_from <= $year))
RETURN DISTINCT h.id AS id, a.code AS area, h.review_on AS on ORDER BY id;
