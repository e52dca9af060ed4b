// Permits to take a list as a file; the file itself is made anew when it is fetched and kept nowhere.

// name: exports_ask
// kind: write
// scope: none
// params: id: str, params: json, places: list[str], result: json, state: str
// returns: id: str   (no worker takes it: who asked fetches the file)
CREATE (j:Job {id: $id}) SET j.kind = 'export', j.state = $state, j.progress = 0.0, j.params = $params,
  j.result = $result, j.at = $now, j.actor = $actor, j.areas = $places, j.cancel = false, j.version = 1,
  j.created_at = $now, j.created_by = $actor
RETURN j.id AS id;

// name: exports_decide
// kind: write
// scope: none
// params: id: str, params: json, state: str
// returns: id: str
MATCH (j:Job {id: $id}) SET j.touched = $op
WITH j WHERE j.kind = 'export' AND j.state = 'ASKED'
SET j.state = $state, j.params = $params, j.updated_at = $now, j.updated_by = $actor
RETURN j.id AS id;

// name: exports_since
// kind: read
// scope: none
// params: since: datetime
// returns: id: str, state: str, params: json, areas: set, at: datetime, result: json   (newest first)
MATCH (j:Job {kind: 'export'}) WHERE j.at >= $since
RETURN j.id AS id, j.state AS state, j.params AS params, j.areas AS areas, j.at AS at, j.result AS result
ORDER BY at DESC, id LIMIT 500;

// name: exports_login
// kind: read
// scope: none
// params: account: str
// returns: login: str
MATCH (a:Account {id: $account}) RETURN a.login AS login;
