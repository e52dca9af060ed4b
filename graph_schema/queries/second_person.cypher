// What takes two people: asked for as a job that no worker takes before another person agreed.

// name: second_person_ask
// kind: write
// scope: none
// params: id: str, kind: str, params: json, places: list[str], result: json, state: str
// returns: id: str
CREATE (j:Job {id: $id}) SET j.kind = $kind, j.state = $state, j.progress = 0.0, j.params = $params,
  j.result = $result, j.at = $now, j.actor = $actor, j.areas = $places, j.cancel = false, j.version = 1,
  j.created_at = $now, j.created_by = $actor
RETURN j.id AS id;

// name: second_person_lock
// kind: write
// scope: none
// params: id: str, kind: str, since: datetime
// returns: params: json, areas: set   (of one that waits since, held until the end of the transaction)
MATCH (j:Job {id: $id}) SET j.touched = $op
WITH j WHERE j.kind = $kind AND j.state = 'ASKED' AND j.at >= $since
RETURN j.params AS params, j.areas AS areas;

// name: second_person_decide
// kind: write
// scope: none
// params: id: str, params: json, state: str
// returns: id: str
MATCH (j:Job {id: $id}) SET j.state = $state, j.params = $params, j.updated_at = $now, j.updated_by = $actor
RETURN j.id AS id;

// name: second_person_since
// kind: read
// scope: none
// params: kind: str, since: datetime
// returns: id: str, state: str, params: json, areas: set, at: datetime, result: json?, error: str?   (newest first)
MATCH (j:Job {kind: $kind}) WHERE j.at >= $since
RETURN j.id AS id, j.state AS state, j.params AS params, j.areas AS areas, j.at AS at,
  j.result AS result, j.error AS error ORDER BY at DESC, id LIMIT 500;
