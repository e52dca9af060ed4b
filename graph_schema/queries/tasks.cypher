// Service orders for volunteers: what is open, what is mine, and its moves.

// Open tasks a volunteer may claim: skill, distance by the wave (10 km, doubled each), clearance where a child lives.

// name: tasks_for_me
// kind: read
// scope: own
// returns: id: str, version: int, state: str = Task.state, kind: str = Task.kind, starts_at: datetime = Task.starts_at,
//   ends_at: datetime = Task.ends_at, place: str = Task.meeting_place, note: str = Task.note,
//   people: int = Task.people_needed, skills: set = Task.skills, mine: bool, asked: bool, town: str
MATCH (me:Actor {id: $actor})-[:COVERS]->(town:Area)
MATCH (t:Task) WHERE t.kind IN ['VOLUNTEER', 'DELIVERY']
OPTIONAL MATCH (t)-[c:CLAIMED_BY]->(me)
OPTIONAL MATCH (t)-[asked:ASKED]->(me)
WITH me, t, town, c IS NOT NULL AS mine, asked.at IS NOT NULL AND asked.answer IS NULL AS asked, coalesce(asked.answer, '') AS said
WHERE mine OR (t.state = 'OPEN' AND said <> 'NO' AND all(skill IN t.skills WHERE skill IN me.skills))
OPTIONAL MATCH (d:District) WHERE town.code STARTS WITH d.code
OPTIONAL MATCH (t)-[:PART_OF_LINK]->(:Link)<-[:HAS_LINK]-(h:Household)
OPTIONAL MATCH (h)<-[:MEMBER_OF]-(p:Person)
WHERE p.deceased IS NULL AND p.birth > coalesce(d.today, date($now)) - duration('P18Y')
WITH me, t, town, mine, asked, h, count(p) AS children
WHERE mine OR ((children = 0 OR me.clearance_minors) AND (h.lon IS NULL OR h.lat IS NULL OR me.lon IS NULL OR me.lat IS NULL
  OR 2 * 6371.0088 * asin(sqrt(sin(radians(h.lat - me.lat) / 2) ^ 2 + cos(radians(me.lat)) * cos(radians(h.lat))
  * sin(radians(h.lon - me.lon) / 2) ^ 2)) <= 10.0 * 2 ^ (coalesce(t.wave, 1) - 1)))
RETURN DISTINCT t.id AS id, coalesce(t.version, 1) AS version, t.state AS state, t.kind AS kind,
  t.starts_at AS starts_at, t.ends_at AS ends_at, t.meeting_place AS place, t.note AS note,
  t.people_needed AS people, t.skills AS skills, mine, asked, town.name AS town
ORDER BY asked DESC, starts_at, id LIMIT 100;

// name: tasks_wanted
// kind: read
// scope: areas
// returns: link: str, title: str = CatalogueItem.title, skills: set = CatalogueItem.skills, village: str = Area.name
MATCH (a:Area)<-[:LIVES_IN]-(:Household)-[:HAS_LINK]->(l:Link)-[:TO_ITEM]->(i:CatalogueItem {needs_volunteer: true})
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND l.state IN ['ACCEPTED', 'IN_SERVICE']
OPTIONAL MATCH (t:Task)-[:PART_OF_LINK]->(l)
WITH a, l, i, count(t) AS there WHERE there = 0
RETURN l.id AS link, i.title AS title, i.skills AS skills, a.name AS village ORDER BY link;

// name: tasks_claimed
// kind: read
// scope: areas
// returns: id: str, version: int, state: str = Task.state, starts_at: datetime = Task.starts_at,
//   ends_at: datetime = Task.ends_at, place: str = Task.meeting_place, note: str = Task.note,
//   skills: set = Task.skills, who: str = Actor.name, village: str = Area.name
MATCH (a:Area)<-[:LIVES_IN]-(:Household)-[:HAS_LINK]->(:Link)<-[:PART_OF_LINK]-(t:Task {state: 'CLAIMED'})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (t)-[:CLAIMED_BY]->(who:Actor)
RETURN t.id AS id, coalesce(t.version, 1) AS version, t.state AS state, t.starts_at AS starts_at,
  t.ends_at AS ends_at, t.meeting_place AS place, t.note AS note, t.skills AS skills,
  who.name AS who, a.name AS village
ORDER BY starts_at, id LIMIT 100;

// columns: order
// returns: id: str = Task.id, link_id: str, version: int, kind: str = Task.kind, state: str = Task.state,
//   starts_at: datetime = Task.starts_at, ends_at: datetime = Task.ends_at,
//   meeting_place: str = Task.meeting_place, note: str = Task.note,
//   people_needed: int = Task.people_needed, skills: set = Task.skills, due: datetime = Task.due,
//   village: str = Area.name
t.id AS id, l.id AS link_id, coalesce(t.version, 1) AS version, t.kind AS kind, t.state AS state,
  t.starts_at AS starts_at, t.ends_at AS ends_at, t.meeting_place AS meeting_place, t.note AS note,
  t.people_needed AS people_needed, t.skills AS skills, t.due AS due, a.name AS village;

// name: orders_page
// kind: read
// scope: areas
// params: area: str?, state: str? = Task.state, kind: str? = Task.kind, skill: str? = Task.skills
// sorts: Task.starts_at, Task.state, Task.due
// returns: key: str, *order
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
MATCH (h)-[:HAS_LINK]->(l:Link)<-[:PART_OF_LINK]-(t:Task)
WHERE ($state IS NULL OR t.state = $state) AND ($kind IS NULL OR t.kind = $kind)
  AND ($skill IS NULL OR $skill IN t.skills)
WITH a, l, t, coalesce(t.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND t.id __PAST__ $after_id))
WITH a, l, t, key ORDER BY key __WAY__, t.id __WAY__
WITH a, l, t, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: orders_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *order
UNWIND $ids AS one
MATCH (t:Task {id: one})-[:PART_OF_LINK]->(l:Link)<-[:HAS_LINK]-(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([__COLUMNS__]) AS rows;

// name: orders_of_links
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *order
UNWIND $ids AS one
MATCH (l:Link {id: one})<-[:HAS_LINK]-(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (l)<-[:PART_OF_LINK]-(t:Task)
WITH a, l, t ORDER BY t.starts_at, t.id
RETURN collect([l.id, __COLUMNS__]) AS rows;
