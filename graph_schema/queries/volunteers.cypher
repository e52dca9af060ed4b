// Volunteers and tasks as the planning of waves needs them: who there is, what is wanted, who was asked.

// Tasks that still want somebody. births: of those who live there; there: who goes already.

// name: volunteers_tasks
// kind: read
// scope: areas
// params: begin: datetime, until: datetime
// returns: id: str, state: str = Task.state, starts_at: datetime = Task.starts_at, ends_at: datetime = Task.ends_at,
//   people: int = Task.people_needed, skills: set = Task.skills, wave: int = Task.wave, area: str, lon: float = Household.lon,
//   lat: float = Household.lat, level: str = Household.level, members: int, births: list[date], there: list[str]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(:Link)<-[:PART_OF_LINK]-(t:Task)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND t.kind IN ['VOLUNTEER', 'DELIVERY'] AND t.state IN ['OPEN', 'CLAIMED']
  AND t.starts_at >= $begin AND t.starts_at < $until AND t.ends_at > t.starts_at
WITH DISTINCT a, h, t
OPTIONAL MATCH (t)-[:CLAIMED_BY]->(v:Actor)
WITH a, h, t, collect(v.id) AS there
WHERE t.state = 'OPEN' OR size(there) < coalesce(t.people_needed, 1)
OPTIONAL MATCH (h)<-[m:MEMBER_OF]-(p:Person) WHERE m.`to` IS NULL AND p.deceased IS NULL
WITH a, h, t, there, count(p) AS members, collect(p.birth) AS births
RETURN t.id AS id, t.state AS state, t.starts_at AS starts_at, t.ends_at AS ends_at, t.people_needed AS people,
  t.skills AS skills, t.wave AS wave, a.code AS area, h.lon AS lon, h.lat AS lat, h.level AS level, members, births, there
ORDER BY id;

// name: volunteers_there
// kind: read
// scope: areas
// returns: id: str, skills: set = Actor.skills, languages: set = Actor.languages, availability: json = Actor.availability,
//   hours: float = Actor.weekly_hours_max, cleared: bool = Actor.clearance_minors, lon: float = Actor.lon, lat: float = Actor.lat,
//   reliability: float = Actor.reliability, status: str = Actor.status, leave_from: date = Actor.leave_from, leave_to: date = Actor.leave_to,
//   quiet_until: date = Actor.quiet_until
MATCH (a:Area)<-[:COVERS]-(v:Actor {party: 'VOL'})
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code) AND coalesce(v.status, 'ACTIVE') <> 'LEFT'
WITH DISTINCT v
RETURN v.id AS id, v.skills AS skills, v.languages AS languages, v.availability AS availability, v.weekly_hours_max AS hours,
  v.clearance_minors AS cleared, v.lon AS lon, v.lat AS lat, v.reliability AS reliability, v.status AS status, v.leave_from AS leave_from,
  v.leave_to AS leave_to, v.quiet_until AS quiet_until
ORDER BY id;

// name: volunteers_busy
// kind: read
// scope: areas
// params: since: datetime
// returns: volunteer: str, task: str, starts_at: datetime = Task.starts_at, ends_at: datetime = Task.ends_at
MATCH (a:Area)<-[:COVERS]-(v:Actor {party: 'VOL'})
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
MATCH (v)<-[:CLAIMED_BY]-(t:Task)
WHERE t.state IN ['CLAIMED', 'CONFIRMED', 'CHECKED_IN', 'DONE', 'VERIFIED'] AND t.ends_at >= $since
RETURN DISTINCT v.id AS volunteer, t.id AS task, t.starts_at AS starts_at, t.ends_at AS ends_at
ORDER BY volunteer, task;

// name: volunteers_asked
// kind: read
// scope: areas
// returns: volunteer: str, task: str, at: datetime?, answer: str?
MATCH (a:Area)<-[:COVERS]-(v:Actor {party: 'VOL'})
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
MATCH (v)<-[asked:ASKED]-(t:Task)
RETURN DISTINCT v.id AS volunteer, t.id AS task, asked.at AS at, asked.answer AS answer
ORDER BY volunteer, task;

// Who was asked for the tasks of some areas that are open, what they said, and who of them the plan sends first.

// name: volunteers_offers
// kind: read
// scope: areas
// params: area: str?
// returns: task: str, state: str = Task.state, starts_at: datetime = Task.starts_at, people: int = Task.people_needed,
//   wave: int = Task.wave, village: str = Area.name, volunteer: str, who: str = Actor.name, at: datetime?, answer: str?, planned: bool?
MATCH (a:Area)<-[:LIVES_IN]-(:Household)-[:HAS_LINK]->(:Link)<-[:PART_OF_LINK]-(t:Task)-[asked:ASKED]->(v:Actor)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
  AND t.state IN ['OPEN', 'CLAIMED', 'CONFIRMED']
RETURN DISTINCT t.id AS task, t.state AS state, t.starts_at AS starts_at, t.people_needed AS people, t.wave AS wave,
  a.name AS village, v.id AS volunteer, v.name AS who, asked.at AS at, asked.answer AS answer, asked.planned AS planned
ORDER BY starts_at, task, at, volunteer LIMIT 2000;

// name: volunteers_may_answer
// kind: write
// scope: own
// params: task: str
// returns: id: str, area: str?
MATCH (me:Actor {id: $actor}) MATCH (t:Task {id: $task})
SET t.touched = $op
WITH me, t WHERE t.kind IN ['VOLUNTEER', 'DELIVERY'] AND t.state IN ['OPEN', 'CLAIMED']
OPTIONAL MATCH (t)-[:PART_OF_LINK]->(:Link)<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
RETURN DISTINCT t.id AS id, a.code AS area;

// The reach of a first wave that a district states.

// name: volunteers_reach
// kind: read
// scope: none
// params: code: str, today: date
// returns: value: json = Param.value
MATCH (p:Param {code: 'volunteer_reach_km'})
WHERE (p.district IS NULL OR p.district = $code) AND (p.valid_from IS NULL OR p.valid_from <= $today) AND (p.valid_to IS NULL OR p.valid_to > $today)
RETURN p.value AS value ORDER BY p.valid_from DESC, p.id LIMIT 1;
