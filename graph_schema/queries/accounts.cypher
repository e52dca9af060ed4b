// Accounts, their sessions and tokens; read and written by the program on behalf of who signs in.

// name: accounts_by_login
// kind: read
// scope: none
// params: login: str
// returns: id: str, secret: str, status: str, roles: set, has_secret: bool, required: bool
MATCH (a:Account {login: $login}) RETURN a.id AS id, a.secret_hash AS secret, a.status AS status, a.roles AS roles,
  a.totp_secret IS NOT NULL AS has_secret, coalesce(a.factor_required, false) AS required;

// name: accounts_factor
// kind: read
// scope: none
// params: id: str
// returns: id: str, secret: str? = Account.totp_secret of id
MATCH (a:Account {id: $id, status: 'ACTIVE'}) RETURN a.id AS id, a.totp_secret AS secret;

// name: accounts_enrolled
// kind: write
// scope: none
// params: id: str, secret: str = Account.totp_secret of id, step: int, recovery: list[str]
// returns: id: str   (none where there is an authenticator already)
MATCH (a:Account {id: $id, status: 'ACTIVE'}) SET a.touched = $op
WITH a WHERE a.totp_secret IS NULL
SET a.totp_secret = $secret, a.totp_step = $step, a.recovery = $recovery
RETURN a.id AS id;

// name: accounts_code_used
// kind: write
// scope: none
// params: id: str, step: int
// returns: id: str   (none where a code of that step, or of a later one, was taken)
MATCH (a:Account {id: $id}) SET a.touched = $op
WITH a WHERE coalesce(a.totp_step, 0) < $step
SET a.totp_step = $step
RETURN a.id AS id;

// name: accounts_recovery_used
// kind: write
// scope: none
// params: id: str, hash: str
// returns: id: str   (none where it is no code of the account, or was taken)
MATCH (a:Account {id: $id}) SET a.touched = $op
WITH a WHERE $hash IN coalesce(a.recovery, [])
SET a.recovery = [one IN a.recovery WHERE one <> $hash]
RETURN a.id AS id;

// name: accounts_factor_forget
// kind: write
// scope: none
// params: id: str
// returns: id: str
MATCH (a:Account {id: $id}) SET a.totp_secret = null, a.recovery = null RETURN a.id AS id;

// name: accounts_sessions_end
// kind: write
// scope: none
// params: id: str
// returns: id: str   (of each session that was ended)
MATCH (:Account {id: $id})-[:HAS_SESSION]->(s:Session) WITH s, s.id AS id DETACH DELETE s RETURN id;

// name: accounts_by_session
// kind: read
// scope: none
// params: hash: str
// returns: session: str, id: str, roles: set, areas: set, role: str, csrf: str, seen_at: datetime,
//   ends_at: datetime, actor: str?, changes: int   (of the graph, so far)
MATCH (a:Account {status: 'ACTIVE'})-[:HAS_SESSION]->(s:Session {token_hash: $hash})
OPTIONAL MATCH (a)-[:IS]->(p)
OPTIONAL MATCH (l:AuditLane)
WITH a, s, p, sum(l.changes) AS changes
RETURN s.id AS session, a.id AS id, a.roles AS roles, a.areas AS areas, s.role AS role,
  s.csrf AS csrf, s.seen_at AS seen_at, s.ends_at AS ends_at, p.id AS actor,
  changes;

// name: accounts_by_token
// kind: read
// scope: none
// params: hash: str
// returns: id: str, roles: set, areas: set, role: str, ends_at: datetime, revoked: bool, actor: str?,
//   changes: int   (of the graph, so far)
MATCH (a:Account {status: 'ACTIVE'})-[:HAS_TOKEN]->(t:Token {token_hash: $hash})
OPTIONAL MATCH (a)-[:IS]->(p)
OPTIONAL MATCH (l:AuditLane)
WITH a, t, p, sum(l.changes) AS changes
RETURN a.id AS id, a.roles AS roles, a.areas AS areas, t.role AS role, t.ends_at AS ends_at,
  t.revoked AS revoked, p.id AS actor, changes;

// name: accounts_list
// kind: read
// scope: none
// returns: login: str, roles: set, areas: set, status: str, factor: bool
MATCH (a:Account) RETURN a.login AS login, a.roles AS roles, a.areas AS areas, a.status AS status,
  a.totp_secret IS NOT NULL AS factor
ORDER BY login;

// name: accounts_session_touch
// kind: write
// scope: none
// params: id: str
// returns: id: str
MATCH (s:Session {id: $id}) SET s.seen_at = $now RETURN s.id AS id;

// name: accounts_session_end
// kind: write
// scope: none
// params: hash: str
// returns: id: str
MATCH (s:Session {token_hash: $hash}) WITH s, s.id AS id DETACH DELETE s RETURN id;

// name: accounts_volunteer
// kind: read
// scope: areas
// params: role: str
// returns: id: str, able: int, staff_no: str = Actor.staff_no   (whom most open tasks are offered, first)
MATCH (t:Task {state: 'OPEN'})-[:PART_OF_LINK]->(:Link)<-[:HAS_LINK]-(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (d:District) WHERE a.code STARTS WITH d.code
OPTIONAL MATCH (h)<-[:MEMBER_OF]-(c:Person)
WHERE c.deceased IS NULL AND c.birth > coalesce(d.today, date($now)) - duration('P18Y')
WITH t, h, count(c) AS children
MATCH (p:Actor {status: 'ACTIVE'})-[:COVERS]->(:Area)
WHERE $role IN p.roles AND all(skill IN t.skills WHERE skill IN p.skills) AND (children = 0 OR p.clearance_minors)
  AND (h.lon IS NULL OR h.lat IS NULL OR p.lon IS NULL OR p.lat IS NULL
  OR 2 * 6371.0088 * asin(sqrt(sin(radians(h.lat - p.lat) / 2) ^ 2 + cos(radians(p.lat)) * cos(radians(h.lat))
  * sin(radians(h.lon - p.lon) / 2) ^ 2)) <= 10.0)
RETURN p.id AS id, count(DISTINCT t) AS able, p.staff_no AS staff_no ORDER BY able DESC, staff_no LIMIT 1;

// name: accounts_any_volunteer
// kind: read
// scope: none
// params: role: str
// returns: id: str, staff_no: str = Actor.staff_no   (by staff number)
MATCH (p:Actor {status: 'ACTIVE'})-[:COVERS]->(:Area) WHERE $role IN p.roles
RETURN DISTINCT p.id AS id, p.staff_no AS staff_no ORDER BY staff_no LIMIT 1;

// name: villages_by_homes
// kind: read
// scope: none
// params: district: str
// returns: code: str = Area.code, homes: int   (most households first)
MATCH (a:Area {level: 'VILLAGE'}) WHERE a.code STARTS WITH $district
OPTIONAL MATCH (a)<-[:LIVES_IN]-(h:Household)
RETURN a.code AS code, count(h) AS homes ORDER BY homes DESC, code;
