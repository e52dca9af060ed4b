// Stewards, social workers, volunteers: those who cover an area in reach, or one around it.

// columns: actor
// returns: id: str = Actor.id, staff_no: str = Actor.staff_no, name: str = Actor.name,
//   phone: str = Actor.phone of id, party: str = Actor.party, roles: set = Actor.roles,
//   tier: str = Actor.tier, skills: set = Actor.skills, languages: set = Actor.languages,
//   certificate: str = Actor.certificate, weekly_hours_max: float = Actor.weekly_hours_max,
//   capacity_units: float = Actor.capacity_units, status: str = Actor.status,
//   leave_from: date = Actor.leave_from, leave_to: date = Actor.leave_to
x.id AS id, x.staff_no AS staff_no, x.name AS name, x.phone AS phone, x.party AS party,
  x.roles AS roles, x.tier AS tier, x.skills AS skills, x.languages AS languages,
  x.certificate AS certificate, x.weekly_hours_max AS weekly_hours_max,
  x.capacity_units AS capacity_units, x.status AS status, x.leave_from AS leave_from,
  x.leave_to AS leave_to;

// name: actors_page
// kind: read
// scope: areas
// params: area: str?, party: str? = Actor.party, tier: str? = Actor.tier, role: str? = Actor.roles,
//   status: str? = Actor.status, skill: str? = Actor.skills
// sorts: Actor.staff_no, Actor.name, Actor.tier
// returns: key: str, *actor
MATCH (a:Area)<-[:COVERS]-(x:Actor)
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
  AND ($area IS NULL OR a.code STARTS WITH $area OR $area STARTS WITH a.code)
  AND ($party IS NULL OR x.party = $party) AND ($tier IS NULL OR x.tier = $tier)
  AND ($role IS NULL OR $role IN x.roles) AND ($status IS NULL OR x.status = $status)
  AND ($skill IS NULL OR $skill IN x.skills)
WITH DISTINCT x, coalesce(x.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND x.id __PAST__ $after_id))
WITH x, key ORDER BY key __WAY__, x.id __WAY__
WITH x, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: actors_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *actor
UNWIND $ids AS one
MATCH (x:Actor {id: one})-[:COVERS]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
WITH DISTINCT x
RETURN collect([__COLUMNS__]) AS rows;

// name: actors_of_households
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *actor   (the nearest tier first)
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (h)-[:STEWARDED_BY]->(x:Actor)
WITH h, x ORDER BY x.tier DESC, x.id
RETURN collect([h.id, __COLUMNS__]) AS rows;

// name: actors_of_tasks
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *actor
UNWIND $ids AS one
MATCH (t:Task {id: one})-[:PART_OF_LINK]->(:Link)<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (t)-[:CLAIMED_BY]->(x:Actor)
WITH t, x ORDER BY x.staff_no, x.id
RETURN collect([t.id, __COLUMNS__]) AS rows;
