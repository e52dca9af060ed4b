// What every process needs: an item and what hangs on it, its steps, its clock, who is told. For the program, on behalf of
// who moves it; who reaches an item at all stands in moves_reach.cypher.

// name: moves_beside
// kind: read
// scope: none
// shape: FROM, TYPE, TO
// params: id: str
// returns: tie: map, node: map
MATCH (:`__FROM__` {id: $id})-[r:`__TYPE__`]->(b:`__TO__`)
RETURN properties(r) AS tie, properties(b) AS node;

// name: moves_beside_back
// kind: read
// scope: none
// shape: FROM, TYPE, TO
// params: id: str
// returns: tie: map, node: map
MATCH (:`__TO__` {id: $id})<-[r:`__TYPE__`]-(a:`__FROM__`)
RETURN properties(r) AS tie, properties(a) AS node;

// name: moves_change
// kind: write
// scope: none
// shape: LABEL
// params: id: str, props: map
// returns: version: int
MATCH (n:`__LABEL__` {id: $id})
SET n += $props, n.version = coalesce(n.version, 1) + 1, n.updated_at = $now, n.updated_by = $actor
RETURN n.version AS version;

// name: moves_add
// kind: write
// scope: none
// shape: LABEL
// params: id: str, props: map
// returns: id: str
MATCH (n:`__LABEL__` {id: $id}) SET n += $props RETURN n.id AS id;

// name: moves_lock
// kind: write
// scope: none
// shape: LABEL
// params: id: str
// returns: props: map
MATCH (n:`__LABEL__` {id: $id}) SET n.touched = $op RETURN properties(n) AS props;

// name: moves_lock_all
// kind: write
// scope: none
// shape: LABEL
// params: ids: list[str]
// returns: props: map
UNWIND $ids AS one MATCH (n:`__LABEL__` {id: one}) SET n.touched = $op RETURN properties(n) AS props;

// name: moves_add_all
// kind: write
// scope: none
// shape: LABEL
// params: rows: list[map]
// returns: id: str
UNWIND $rows AS row MATCH (n:`__LABEL__` {id: row.id}) SET n += row.props RETURN n.id AS id;

// name: moves_change_all
// kind: write
// scope: none
// shape: LABEL
// params: rows: list[map]
// returns: id: str, version: int
UNWIND $rows AS row MATCH (n:`__LABEL__` {id: row.id})
SET n += row.props, n.version = coalesce(n.version, 1) + 1, n.updated_at = $now, n.updated_by = $actor
RETURN n.id AS id, n.version AS version;

// name: moves_tie
// kind: write
// scope: none
// shape: FROM, TYPE, TO
// params: tail: str, head: str, props: map
// returns: made: int
MATCH (a:`__FROM__` {id: $tail}) MATCH (b:`__TO__` {id: $head})
MERGE (a)-[r:`__TYPE__`]->(b) SET r += $props
RETURN count(r) AS made;

// name: moves_untie
// kind: write
// scope: none
// shape: FROM, TYPE, TO
// params: tail: str, head: str
// returns: gone: int
MATCH (:`__FROM__` {id: $tail})-[r:`__TYPE__`]->(:`__TO__` {id: $head}) DELETE r RETURN count(*) AS gone;

// name: moves_step
// kind: write
// scope: none
// shape: LABEL
// params: id: str, step: Step
// returns: id: str
MATCH (n:`__LABEL__` {id: $id}) CREATE (n)-[:HAS_STEP]->(s:Step) SET s = $step RETURN s.id AS id;

// name: moves_step_all
// kind: write
// scope: none
// shape: LABEL
// params: rows: list[Step]
// returns: id: str
UNWIND $rows AS row MATCH (n:`__LABEL__` {id: row.of_id})
CREATE (n)-[:HAS_STEP]->(s:Step) SET s = row RETURN s.id AS id;

// name: moves_area
// kind: read
// scope: none
// params: code: str
// returns: id: str, name: str = Area.name
MATCH (a:Area {code: $code}) RETURN a.id AS id, a.name AS name;

// name: moves_messages_of
// kind: read
// scope: none
// params: about: str
// returns: id: str, topic: str = Outbox.topic
MATCH (o:Outbox {state: 'QUEUED', about: $about}) RETURN o.id AS id, o.topic AS topic;

// name: moves_stewards
// kind: read
// scope: none
// params: area: str
// returns: id: str, roles: set, tier: str?, code: str   (who covers the area, nearest first)
MATCH (p:Actor)-[:COVERS]->(a:Area)
WHERE $area STARTS WITH a.code AND coalesce(p.status, 'ACTIVE') = 'ACTIVE'
RETURN p.id AS id, p.roles AS roles, p.tier AS tier, a.code AS code ORDER BY size(code) DESC, id;

// name: moves_of_role
// kind: read
// scope: none
// params: role: str
// returns: id: str
MATCH (p:Actor)
WHERE __NEAR__(p)
  AND $role IN p.roles AND coalesce(p.status, 'ACTIVE') = 'ACTIVE'
RETURN p.id AS id ORDER BY id;

// name: moves_liaisons
// kind: read
// scope: none
// params: department: str
// returns: id: str
MATCH (p:Actor {department: $department})
WHERE __NEAR__(p)
  AND coalesce(p.status, 'ACTIVE') = 'ACTIVE'
RETURN p.id AS id ORDER BY id;

// name: moves_package
// kind: read
// scope: none
// params: code: str
// returns: id: str
MATCH (p:Package {code: $code}) RETURN p.id AS id;

// name: moves_items_of_policy
// kind: read
// scope: none
// params: quoted: str
// returns: id: str, needs: set   (active items whose conditions name a policy, in quotes)
MATCH (i:CatalogueItem {status: 'ACTIVE'})
WHERE __NEAR__(i)
  AND i.conditions CONTAINS $quoted
RETURN i.id AS id, i.needs AS needs ORDER BY i.code;

// name: moves_bodies_near
// kind: read
// scope: none
// params: area: str
// returns: id: str, rating: float?   (active bodies that cover the area, best rated first)
MATCH (o:Organisation)-[:COVERS]->(a:Area)
WHERE $area STARTS WITH a.code AND coalesce(o.status, 'ACTIVE') = 'ACTIVE'
RETURN o.id AS id, o.rating AS rating ORDER BY coalesce(rating, 0.0) DESC, id LIMIT 10;

// name: moves_leads_near
// kind: read
// scope: none
// params: area: str, since: datetime
// returns: node: map, household: str?, person: str?
MATCH (l:Lead {area_code: $area})
WHERE l.created_at >= $since AND NOT l.state IN ['UNFOUNDED', 'DUPLICATE', 'WITHDRAWN']
OPTIONAL MATCH (l)-[:ABOUT]->(h:Household)
OPTIONAL MATCH (l)-[:ABOUT]->(p:Person)
RETURN properties(l) AS node, h.id AS household, p.id AS person ORDER BY l.id LIMIT 500;

// name: moves_targets
// kind: read
// scope: areas
// params: places: list[str], needs: list[str], groups: list[str], today: date, most: int
// returns: id: str, severity: int
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_NEED]->(n:Need)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND any(place IN $places WHERE a.code STARTS WITH place)
  AND n.state IN ['OPEN', 'PARTLY_MET'] AND n.code IN $needs AND any(one IN h.groups WHERE one IN $groups)
MATCH (h)<-[:COVERS]-(c:Consent {state: 'GRANTED'})
WHERE 'U4' IN c.purposes AND coalesce(c.`from`, $today) <= $today AND (c.`to` IS NULL OR c.`to` >= $today)
RETURN h.id AS id, max(coalesce(n.severity, 1)) AS severity ORDER BY severity DESC, id LIMIT $most;

// name: moves_job_waiting
// kind: read
// scope: none
// params: kind: str, params: json, place: str
// returns: found: int
MATCH (j:Job {state: 'QUEUED', kind: $kind, params: $params}) WHERE $place IN j.areas RETURN count(j) AS found;

// name: moves_history
// kind: read
// scope: none
// shape: LABEL
// params: id: str
// returns: event: str, old: str?, new: str, who: str, role: str, tier: str?, channel: str?, at: datetime, due: datetime?
MATCH (:`__LABEL__` {id: $id})-[:HAS_STEP]->(s:Step)
RETURN s.event AS event, s.old AS old, s.new AS new, s.who AS who, s.role AS role, s.tier AS tier,
  s.channel AS channel, s.at AS at, s.due AS due ORDER BY at, s.version, event;

// name: clocks_over
// kind: read
// scope: none
// shape: LABEL
// params: states: list[str], until: datetime, page: int
// returns: id: str, state: str, clock: str, due: datetime, flow_version: str?
MATCH (n:`__LABEL__`) WHERE n.state IN $states AND n.clock_due <= $until AND __NEAR__(n)
RETURN n.id AS id, n.state AS state, n.clock AS clock, n.clock_due AS due,
  n.flow_version AS flow_version ORDER BY due, id LIMIT $page;

// name: clocks_to_tell
// kind: read
// scope: none
// shape: LABEL
// params: states: list[str], until: datetime, page: int
// returns: id: str, clock: str
MATCH (n:`__LABEL__`) WHERE n.state IN $states AND n.clock_next <= $until AND __NEAR__(n)
RETURN n.id AS id, n.clock AS clock ORDER BY n.clock_next, id LIMIT $page;

// name: clocks_unset
// kind: read
// scope: none
// shape: LABEL
// params: states: list[str], page: int
// returns: id: str, state: str, flow_version: str?
MATCH (n:`__LABEL__`) WHERE n.state IN $states AND n.clock_due IS NULL AND n.clock IS NULL
  AND __NEAR__(n)
RETURN n.id AS id, n.state AS state, n.flow_version AS flow_version ORDER BY id LIMIT $page;

// name: clocks_days
// kind: read
// scope: none
// returns: date: date, working: bool
MATCH (d:Workday) RETURN d.date AS date, d.working AS working ORDER BY date;

// name: clocks_params
// kind: read
// scope: none
// params: today: date
// returns: code: str, value: json
MATCH (p:Param)
WHERE __NEAR__(p)
  AND p.code STARTS WITH 'clock.' AND (p.valid_from IS NULL OR p.valid_from <= $today)
  AND (p.valid_to IS NULL OR p.valid_to > $today)
RETURN p.code AS code, p.value AS value ORDER BY p.valid_from, code;

// name: flows_own
// kind: read
// scope: none
// params: today: date
// returns: code: str, value: json, since: date?, in_force: bool   (a district's own tables, the one in force last)
MATCH (p:Param)
WHERE (p.district IS NULL OR any(top IN $areas WHERE top STARTS WITH p.district))
  AND p.code STARTS WITH 'flow.' AND (p.valid_from IS NULL OR p.valid_from <= $today)
RETURN p.code AS code, p.value AS value, p.valid_from AS since,
  p.valid_to IS NULL OR p.valid_to > $today AS in_force ORDER BY since, code;

// name: flows_running
// kind: read
// scope: none
// shape: LABEL
// params: version: str, ends: list[str]
// returns: state: str, found: int   (items on a version of their table, by state)
MATCH (n:`__LABEL__` {flow_version: $version}) WHERE __NEAR__(n) AND NOT n.state IN $ends
RETURN n.state AS state, count(n) AS found ORDER BY state;

// name: moves_param
// kind: read
// scope: none
// params: code: str, district: str, today: date
// returns: value: json
MATCH (p:Param {code: $code})
WHERE (p.district IS NULL OR p.district = $district) AND (p.valid_from IS NULL OR p.valid_from <= $today)
  AND (p.valid_to IS NULL OR p.valid_to > $today)
RETURN p.value AS value ORDER BY p.valid_from;

// name: moves_rule_set
// kind: read
// scope: none
// params: code: str, district: str, today: date
// returns: body: json   (a district's own; what is kept as a record of the program's is none)
MATCH (r:RuleSet {code: $code})
WHERE (r.district IS NULL OR r.district = $district) AND coalesce(r.source, '') <> 'default'
  AND (r.valid_from IS NULL OR r.valid_from <= $today) AND (r.valid_to IS NULL OR r.valid_to > $today)
RETURN r.body AS body ORDER BY r.valid_from, r.rule_version;

// name: clocks_notes
// kind: read
// scope: none
// params: ids: list[str]
// returns: note: Notification   (those of them that wait to be read)
UNWIND $ids AS one MATCH (n:Notification {id: one}) WHERE n.state = 'QUEUED'
RETURN properties(n) AS note ORDER BY n.id;

// name: clocks_notes_of
// kind: read
// scope: none
// params: about: str
// returns: note: Notification
MATCH (n:Notification {state: 'QUEUED'}) WHERE n.of_id = $about OR n.items CONTAINS $about
RETURN properties(n) AS note;

// name: clocks_districts
// kind: read
// scope: none
// returns: code: str, zone: str?, today: date?, at_town: bool?
MATCH (d:District)
RETURN d.code AS code, d.zone AS zone, d.today AS today, d.confirm_at_town AS at_town ORDER BY code;
