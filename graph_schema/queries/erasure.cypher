// Erasure and retention: what hangs on whom, what is past its term. For the program itself.

// name: erasure_blank
// kind: write
// scope: none
// shape: LABEL
// params: rows: list[map]
// returns: id: str
UNWIND $rows AS row MATCH (n:`__LABEL__` {id: row.id}) SET n += row.props RETURN n.id AS id;

// name: erasure_versions
// kind: read
// scope: none
// params: ids: list[str]
// returns: id: str, batch: str?
UNWIND $ids AS one MATCH (v:Version {of_id: one}) RETURN v.id AS id, v.batch AS batch;

// name: erasure_pairs
// kind: read
// scope: none
// params: ids: list[str]
// returns: id: str, left: str, right: str
MATCH (d:IdentityPair) WHERE d.left IN $ids OR d.right IN $ids RETURN d.id AS id, d.left AS left, d.right AS right;

// name: erasure_lineage
// kind: read
// scope: none
// params: ids: list[str]
// returns: id: str
MATCH (l:FieldLineage) WHERE l.of_id IN $ids RETURN l.id AS id;

// name: erasure_members
// kind: read
// scope: none
// params: household: str
// returns: id: str, elsewhere: int   (whoever is or was in a household, and in how many others)
MATCH (h:Household {id: $household})<-[:MEMBER_OF]-(p:Person)
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(o:Household) WHERE o.id <> $household AND m.`to` IS NULL
RETURN p.id AS id, count(o) AS elsewhere ORDER BY id;

// name: erasure_homes
// kind: read
// scope: none
// params: person: str
// returns: id: str
MATCH (:Person {id: $person})-[:MEMBER_OF]->(h:Household) RETURN DISTINCT h.id AS id;

// name: retention_case_files
// kind: read
// scope: none
// params: before: date, until: datetime, page: int
// returns: id: str   (out of monitoring, with no award, case or link that was in force since)
MATCH (h:Household) WHERE h.monitored = false AND h.legal_hold IS NULL AND h.updated_at < $until
OPTIONAL MATCH (h)-[:RECEIVES]->(a:Award) WHERE a.`to` IS NULL OR a.`to` >= $before
WITH h, count(a) AS awards WHERE awards = 0
OPTIONAL MATCH (h)<-[:OF]-(c:Case) WHERE c.closed_at IS NULL OR c.closed_at >= $until
WITH h, count(c) AS cases WHERE cases = 0
OPTIONAL MATCH (h)-[:HAS_LINK]->(l:Link) WHERE l.ended_at IS NULL OR l.ended_at >= $until
WITH h, count(l) AS links WHERE links = 0
RETURN h.id AS id ORDER BY id LIMIT $page;

// name: retention_unfounded_leads
// kind: read
// scope: none
// params: until: datetime, page: int
// returns: id: str
MATCH (l:Lead) WHERE l.state IN ['UNFOUNDED', 'DUPLICATE', 'WITHDRAWN'] AND l.state_since < $until
  AND l.description IS NOT NULL
RETURN l.id AS id ORDER BY id LIMIT $page;

// name: retention_consents
// kind: read
// scope: none
// params: until: datetime, page: int
// returns: id: str   (consents of which nobody is left)
MATCH (c:Consent) WHERE c.updated_at < $until
OPTIONAL MATCH (c)-[:COVERS]->(h:Household)
WITH c, count(h) AS homes WHERE homes = 0
OPTIONAL MATCH (c)-[:COVERS]->(p:Person)
WITH c, count(p) AS people WHERE people = 0
RETURN c.id AS id ORDER BY id LIMIT $page;

// name: retention_unused_attachments
// kind: read
// scope: none
// params: until: datetime, page: int
// returns: id: str   (attached to nothing)
MATCH (a:Attachment) WHERE a.created_at < $until
OPTIONAL MATCH (x)-[:HAS_ATTACHMENT]->(a)
WITH a, count(x) AS uses WHERE uses = 0
RETURN a.id AS id ORDER BY id LIMIT $page;

// name: retention_volunteer_tasks
// kind: read
// scope: none
// params: until: datetime, page: int
// returns: id: str
MATCH (t:Task {kind: 'VOLUNTEER'}) WHERE t.state IN ['VERIFIED', 'CANCELLED'] AND t.state_since < $until
  AND (t.note IS NOT NULL OR t.meeting_place IS NOT NULL)
RETURN t.id AS id ORDER BY id LIMIT $page;

// name: retention_operations
// kind: read
// scope: none
// params: until: datetime, page: int
// returns: id: str
MATCH (o:Operation) WHERE o.at < $until RETURN o.id AS id ORDER BY id LIMIT $page;

// name: retention_deceased
// kind: read
// scope: none
// params: page: int
// returns: id: str   (deceased, and not restricted yet)
MATCH (p:Person) WHERE p.deceased IS NOT NULL AND coalesce(p.restricted, false) = false
RETURN p.id AS id ORDER BY id LIMIT $page;

// name: retention_params
// kind: read
// scope: none
// params: today: date
// returns: code: str, value: json
MATCH (p:Param) WHERE p.code STARTS WITH 'retention.' AND (p.valid_from IS NULL OR p.valid_from <= $today)
  AND (p.valid_to IS NULL OR p.valid_to > $today)
RETURN p.code AS code, p.value AS value ORDER BY p.valid_from, code;

// name: nightly_jobs
// kind: read
// scope: none
// params: kind: str, params: json
// returns: found: int
MATCH (j:Job {kind: $kind, params: $params}) RETURN count(j) AS found;

// name: retention_runs
// kind: read
// scope: none
// returns: id: str, state: str, at: datetime, result: json?, error: str?   (newest first)
MATCH (j:Job {kind: 'retention'})
RETURN j.id AS id, j.state AS state, j.at AS at, j.result AS result, j.error AS error ORDER BY at DESC, id LIMIT 60;
