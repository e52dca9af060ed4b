// What leads from one schema to the next: counts of what is left, and batches by id; see graph_schema/migrations.
// Each batch sets only what is not there yet, so that it may run twice.

// name: migrate_job
// kind: read
// scope: none
// params: name: str
// returns: id: str, stage: str, state: str
MATCH (j:Job {kind: 'migration', params: $name}) RETURN j.id AS id, j.stage AS stage, j.state AS state;

// name: migrate_schema
// kind: write
// scope: none
// params: schema: int
// returns: schema: int
MATCH (m:StoreMeta {id: 'store'}) SET m.schema = $schema RETURN m.schema AS schema;

// name: migrate_imports_running
// kind: read
// scope: none
// returns: found: int
MATCH (j:Job {kind: 'import', state: 'RUNNING'}) RETURN count(j) AS found;

// name: migrate_versions_left
// kind: read
// scope: none
// returns: found: int
MATCH (v:Version) WHERE v.valid_to IS NULL AND v.recorded_to IS NOT NULL
MATCH (b:ImportBatch {id: v.batch}) WHERE b.as_of IS NOT NULL RETURN count(v) AS found;

// name: migrate_versions
// kind: write
// scope: none
// params: above: str, page: int
// returns: id: str
MATCH (v:Version) WHERE v.id > $above WITH v ORDER BY v.id LIMIT $page
OPTIONAL MATCH (b:ImportBatch {id: v.batch})
SET v.valid_to = CASE WHEN v.recorded_to IS NULL THEN v.valid_to ELSE coalesce(v.valid_to, b.as_of) END
RETURN v.id AS id ORDER BY id;

// name: migrate_members_left
// kind: read
// scope: none
// returns: found: int
MATCH (:Person)-[r:MEMBER_OF]->(:Household) WHERE r.recorded_from IS NULL
MATCH (b:ImportBatch {id: r.batch}) WHERE b.created_at IS NOT NULL RETURN count(r) AS found;

// name: migrate_members
// kind: write
// scope: none
// params: above: str, page: int
// returns: id: str
MATCH (a:Person) WHERE a.id > $above WITH a ORDER BY a.id LIMIT $page
OPTIONAL MATCH (a)-[r:MEMBER_OF]->(:Household)
OPTIONAL MATCH (b:ImportBatch {id: r.batch})
SET r.recorded_from = coalesce(r.recorded_from, b.created_at)
RETURN DISTINCT a.id AS id ORDER BY id;

// name: migrate_places_left
// kind: read
// scope: none
// returns: found: int
MATCH (:Household)-[r:LIVES_IN]->(:Area) WHERE r.recorded_from IS NULL
MATCH (b:ImportBatch {id: r.batch}) WHERE b.created_at IS NOT NULL RETURN count(r) AS found;

// name: migrate_places
// kind: write
// scope: none
// params: above: str, page: int
// returns: id: str
MATCH (a:Household) WHERE a.id > $above WITH a ORDER BY a.id LIMIT $page
OPTIONAL MATCH (a)-[r:LIVES_IN]->(:Area)
OPTIONAL MATCH (b:ImportBatch {id: r.batch})
SET r.recorded_from = coalesce(r.recorded_from, b.created_at)
RETURN DISTINCT a.id AS id ORDER BY id;

// name: migrate_stewards_left
// kind: read
// scope: none
// returns: found: int
MATCH (:Household)-[r:STEWARDED_BY]->(:Actor) WHERE r.recorded_from IS NULL
MATCH (b:ImportBatch {id: r.batch}) WHERE b.created_at IS NOT NULL RETURN count(r) AS found;

// name: migrate_stewards
// kind: write
// scope: none
// params: above: str, page: int
// returns: id: str
MATCH (a:Household) WHERE a.id > $above WITH a ORDER BY a.id LIMIT $page
OPTIONAL MATCH (a)-[r:STEWARDED_BY]->(:Actor)
OPTIONAL MATCH (b:ImportBatch {id: r.batch})
SET r.recorded_from = coalesce(r.recorded_from, b.created_at)
RETURN DISTINCT a.id AS id ORDER BY id;
