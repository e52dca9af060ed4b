// What the store itself needs: lanes, operations, schema, bulk writing and reading, checks.

// name: store_lane_lock
// kind: write
// scope: none
// params: lane: str, changes: int   (1, or 0 for a look)
// returns: seq: int, head: str, paused: datetime?
MATCH (l:AuditLane {id: $lane}) SET l.seq = l.seq + 1, l.changes = coalesce(l.changes, 0) + $changes
RETURN l.seq AS seq, l.head AS head, l.paused AS paused;

// name: store_changes
// kind: read
// scope: none
// returns: changes: int   (how many transactions have changed something so far)
OPTIONAL MATCH (l:AuditLane) RETURN coalesce(sum(l.changes), 0) AS changes;

// name: store_record
// kind: write
// scope: none
// params: lane: str, hash: str, entry: AuditEvent, kept: Operation
MATCH (l:AuditLane {id: $lane}) SET l.head = $hash
CREATE (e:AuditEvent) SET e = $entry
CREATE (o:Operation) SET o = $kept;

// name: store_record_look
// kind: write
// scope: none
// params: lane: str, hash: str, entry: AuditEvent
MATCH (l:AuditLane {id: $lane}) SET l.head = $hash
CREATE (e:AuditEvent) SET e = $entry;

// name: store_record_look_after
// kind: write
// scope: none
// params: lane: str, seq: int, before: str, hash: str, entry: AuditEvent
// returns: seq: int   (none when the lane no longer ends where it is thought to)
MATCH (l:AuditLane {id: $lane}) SET l.seq = l.seq + 1
WITH l WHERE l.seq = $seq AND l.head = $before
SET l.head = $hash
CREATE (e:AuditEvent) SET e = $entry
RETURN l.seq AS seq;

// name: store_operation
// kind: read
// scope: none
// params: op_id: str
// returns: id: str, actor: str, digest: str, answer: json = Operation.answer of id
MATCH (o:Operation {op_id: $op_id})
RETURN o.id AS id, o.actor AS actor, o.digest AS digest, o.answer AS answer;

// name: store_lanes_make
// kind: write
// scope: none
// params: ids: list[str]
// returns: made: int
UNWIND $ids AS id
MERGE (l:AuditLane {id: id})
ON CREATE SET l.seq = 0, l.head = ''
RETURN count(l) AS made;

// name: store_lanes
// kind: read
// scope: none
// returns: id: str, seq: int, head: str, paused: datetime?
MATCH (l:AuditLane) RETURN l.id AS id, l.seq AS seq, l.head AS head, l.paused AS paused ORDER BY id;

// name: store_lanes_pause
// kind: write
// scope: none
// params: until: datetime?
// returns: id: str
MATCH (l:AuditLane) WITH l ORDER BY l.id SET l.paused = $until RETURN l.id AS id;

// name: store_audit_page
// kind: read
// scope: none
// params: lane: str, above: int, page: int
// returns: entry: AuditEvent
MATCH (e:AuditEvent {lane: $lane}) WHERE e.seq > $above
RETURN properties(e) AS entry ORDER BY e.seq LIMIT $page;

// name: store_meta
// kind: read
// scope: none
// returns: meta: StoreMeta
MATCH (m:StoreMeta {id: 'store'}) RETURN properties(m) AS meta;

// name: store_meta_make
// kind: write
// scope: none
// params: schema: int, app: str, store_id: str
// returns: schema: int
MERGE (m:StoreMeta {id: 'store'})
ON CREATE SET m.schema = $schema, m.app = $app, m.store_id = $store_id
RETURN m.schema AS schema;

// name: store_constraint_names
// kind: read
// scope: none
// returns: name: str
SHOW CONSTRAINTS YIELD name RETURN name;

// name: store_index_names
// kind: read
// scope: none
// returns: name: str
SHOW INDEXES YIELD name RETURN name;

// name: bulk_find
// kind: read
// scope: none
// shape: LABEL
// params: ids: list[str]
// returns: props: map
UNWIND $ids AS id MATCH (n:`__LABEL__` {id: id}) RETURN properties(n) AS props;

// name: bulk_create
// kind: write
// scope: none
// shape: LABEL
// params: rows: list[map]
UNWIND $rows AS row CREATE (n:`__LABEL__`) SET n = row;

// name: bulk_born
// kind: write
// scope: none
// shape: LABEL
// params: rows: list[map], by: str, district: str?
UNWIND $rows AS row CREATE (n:`__LABEL__`)
SET n.version = 1, n.created_at = $now, n.created_by = $by, n.updated_at = $now, n.updated_by = $by,
  n.district = $district, n += row;

// name: bulk_change
// kind: write
// scope: none
// shape: LABEL
// params: rows: list[map], by: str
// returns: id: str
UNWIND $rows AS row MATCH (n:`__LABEL__` {id: row.id})
SET n += row, n.version = coalesce(n.version, 0) + 1, n.updated_at = $now, n.updated_by = $by
RETURN n.id AS id;

// name: bulk_delete
// kind: write
// scope: none
// shape: LABEL
// params: ids: list[str]
// returns: id: str
UNWIND $ids AS gone MATCH (n:`__LABEL__` {id: gone}) WITH n, n.id AS id DETACH DELETE n RETURN id;

// name: bulk_find_edges
// kind: read
// scope: none
// shape: TYPE, FROM, TO
// params: ids: list[str]
// returns: tail: str, head: str, props: map
UNWIND $ids AS id MATCH (a:`__FROM__` {id: id})-[r:`__TYPE__`]->(b:`__TO__`)
RETURN a.id AS tail, b.id AS head, properties(r) AS props;

// name: bulk_find_edges_back
// kind: read
// scope: none
// shape: TYPE, FROM, TO
// params: ids: list[str]
// returns: tail: str, head: str, props: map
UNWIND $ids AS id MATCH (b:`__TO__` {id: id})<-[r:`__TYPE__`]-(a:`__FROM__`)
RETURN a.id AS tail, b.id AS head, properties(r) AS props;

// name: bulk_create_edges
// kind: write
// scope: none
// shape: TYPE, FROM, TO
// params: rows: list[map]
// returns: made: int
UNWIND $rows AS row
MATCH (a:`__FROM__` {id: row.tail}) MATCH (b:`__TO__` {id: row.head})
CREATE (a)-[r:`__TYPE__`]->(b) SET r = row.props
RETURN count(r) AS made;

// name: bulk_delete_edges
// kind: write
// scope: none
// shape: TYPE, FROM, TO
// params: rows: list[map]
// returns: gone: int
UNWIND $rows AS row
MATCH (a:`__FROM__` {id: row.tail})-[r:`__TYPE__`]->(b:`__TO__` {id: row.head})
DELETE r RETURN count(*) AS gone;

// name: bulk_ids
// kind: read
// scope: none
// shape: LABEL
// params: floor: str, below: str
// returns: ids: list[str]   (of one part of a label: ids from `floor` on and below `below`)
MATCH (n:`__LABEL__`) WHERE n.id >= $floor AND n.id < $below RETURN collect(n.id) AS ids;

// name: bulk_ids_own
// kind: read
// scope: none
// shape: LABEL
// params: own: str, floor: str, below: str
// returns: ids: list[str]
MATCH (n:`__LABEL__`) WHERE n.id >= $floor AND n.id < $below AND (n.district IS NULL OR n.district = $own)
RETURN collect(n.id) AS ids;

// name: bulk_count
// kind: read
// scope: none
// shape: LABEL
// returns: found: int
MATCH (n:`__LABEL__`) RETURN count(n) AS found;

// name: store_import_job
// kind: read
// scope: none
// params: params: str
// returns: id: str, stage: str
MATCH (j:Job {kind: 'import', state: 'RUNNING', params: $params})
RETURN j.id AS id, j.stage AS stage;

// name: store_job_make
// kind: write
// scope: none
// params: job: Job
// returns: id: str
CREATE (j:Job) SET j = $job RETURN j.id AS id;

// name: store_job_stage
// kind: write
// scope: none
// params: id: str, stage: str, state: str
// returns: id: str
MATCH (j:Job {id: $id}) SET j.stage = $stage, j.state = $state RETURN j.id AS id;

// name: check_missing
// kind: read
// scope: none
// shape: LABEL
// params: name: str
// returns: found: int
MATCH (n:`__LABEL__`) WHERE n[$name] IS NULL RETURN count(n) AS found;

// name: check_twice
// kind: read
// scope: none
// shape: LABEL
// params: name: str
// returns: found: int   (values of a key that several nodes of one district have)
MATCH (n:`__LABEL__`) WHERE n[$name] IS NOT NULL
WITH n.district AS district, n[$name] AS value, count(n) AS nodes WHERE nodes > 1
RETURN count(*) AS found;

// name: check_all_nodes
// kind: read
// scope: none
// returns: found: int
MATCH (n) RETURN count(n) AS found;

// name: check_ties
// kind: read
// scope: none
// returns: source: str, type: str, target: str, found: int
MATCH (a)-[r]->(b)
RETURN labels(a)[0] AS source, type(r) AS type, labels(b)[0] AS target, count(r) AS found;

// name: store_lock
// kind: write
// scope: none
// shape: LABEL
// params: id: str, by: str
// returns: version: int
MATCH (n:`__LABEL__` {id: $id})
SET n.touched = $op, n.version = coalesce(n.version, 0) + 1, n.updated_at = $now, n.updated_by = $by
RETURN n.version AS version;
