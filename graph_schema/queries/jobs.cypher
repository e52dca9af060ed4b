// Long work: asked for, claimed by a worker, followed, cancelled.

// name: jobs_make
// kind: write
// scope: none
// params: id: str, kind: str, params: json, places: list[str], role: str
// returns: id: str
CREATE (j:Job {id: $id}) SET j.kind = $kind, j.state = 'QUEUED', j.progress = 0.0, j.params = $params,
  j.at = $now, j.actor = $actor, j.role = $role, j.areas = $places, j.cancel = false, j.version = 1,
  j.created_at = $now, j.created_by = $actor
RETURN j.id AS id;

// name: jobs_one
// kind: read
// scope: none
// params: id: str
// returns: id: str, kind: str, state: str, progress: float, stage: str?, result: json?, error: str?, actor: str
MATCH (j:Job {id: $id}) RETURN j.id AS id, j.kind AS kind, j.state AS state, j.progress AS progress,
  j.stage AS stage, j.result AS result, j.error AS error, j.actor AS actor;

// name: jobs_next
// kind: read
// scope: none
// params: silent: datetime
// returns: id: str   (the oldest that waits, or whose worker has been silent since)
MATCH (j:Job) WHERE j.state = 'QUEUED' OR (j.state = 'RUNNING' AND j.beat_at < $silent)
RETURN j.id AS id ORDER BY j.at LIMIT 1;

// name: jobs_claim
// kind: write
// scope: none
// params: id: str, worker: str, silent: datetime
// returns: id: str, kind: str, params: json, areas: set
MATCH (j:Job {id: $id}) SET j.touched = $op
WITH j WHERE j.state = 'QUEUED' OR (j.state = 'RUNNING' AND j.beat_at < $silent)
SET j.state = 'RUNNING', j.worker = $worker, j.beat_at = $now
RETURN j.id AS id, j.kind AS kind, j.params AS params, j.areas AS areas;

// name: jobs_claim_alike
// kind: write
// scope: none
// params: worker: str, kind: str, params: json, district: str
// returns: id: str, areas: set   (all that wait with the same to do, in one district)
MATCH (j:Job {state: 'QUEUED', kind: $kind, params: $params}) SET j.touched = $op
WITH j WHERE j.state = 'QUEUED' AND size(j.areas) > 0 AND all(one IN j.areas WHERE one STARTS WITH $district)
SET j.state = 'RUNNING', j.worker = $worker, j.beat_at = $now
RETURN j.id AS id, j.areas AS areas;

// name: jobs_progress
// kind: write
// scope: none
// params: id: str, state: str, progress: float, stage: str?, result: json?, error: str?
// returns: id: str, cancel: bool
MATCH (j:Job {id: $id}) SET j.state = $state, j.progress = $progress, j.stage = $stage,
  j.result = coalesce($result, j.result), j.error = $error, j.beat_at = $now
RETURN j.id AS id, j.cancel AS cancel;

// name: jobs_cancel
// kind: write
// scope: none
// params: id: str
// returns: id: str
MATCH (j:Job {id: $id}) SET j.touched = $op
WITH j WHERE j.actor = $actor AND j.state IN ['QUEUED', 'RUNNING']
SET j.cancel = true, j.state = CASE WHEN j.state = 'QUEUED' THEN 'CANCELLED' ELSE j.state END
RETURN j.id AS id;
