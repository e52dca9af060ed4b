// Accounts, their sessions and tokens; read and written by the program on behalf of who signs in.

// name: accounts_by_login
// kind: read
// scope: none
// params: login: str
// returns: id: str, secret: str, status: str
MATCH (a:Account {login: $login}) RETURN a.id AS id, a.secret_hash AS secret, a.status AS status;

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
// returns: login: str, roles: set, areas: set, status: str
MATCH (a:Account) RETURN a.login AS login, a.roles AS roles, a.areas AS areas, a.status AS status
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
// scope: none
// params: role: str
// returns: id: str, able: int   (whom most open tasks fit, first)
MATCH (p:Actor {status: 'ACTIVE'})-[:COVERS]->(:Area) WHERE $role IN p.roles
OPTIONAL MATCH (t:Task {state: 'OPEN'}) WHERE all(skill IN t.skills WHERE skill IN p.skills)
WITH p, count(DISTINCT t) AS able
RETURN p.id AS id, able ORDER BY able DESC, p.staff_no LIMIT 1;

// name: villages_by_homes
// kind: read
// scope: none
// params: district: str
// returns: code: str = Area.code, homes: int   (most households first)
MATCH (a:Area {level: 'VILLAGE'}) WHERE a.code STARTS WITH $district
OPTIONAL MATCH (a)<-[:LIVES_IN]-(h:Household)
RETURN a.code AS code, count(h) AS homes ORDER BY homes DESC, code;
