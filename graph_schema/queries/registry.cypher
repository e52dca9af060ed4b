// The register over time: who reaches a household, what was said before, which ties it has and had.

// name: registry_reach
// kind: read
// scope: areas
// params: id: str
// returns: id: str, version: int, area: str
MATCH (h:Household {id: $id})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN h.id AS id, coalesce(h.version, 1) AS version, a.code AS area ORDER BY area LIMIT 1;

// name: registry_versions
// kind: read
// scope: none
// params: ids: list[str]
// returns: version: map
UNWIND $ids AS one MATCH (v:Version {of_id: one}) RETURN properties(v) AS version;

// name: registry_batches
// kind: read
// scope: none
// params: ids: list[str]
// returns: id: str, file_name: str, source: str, as_of: date?, loaded_at: datetime?
UNWIND $ids AS one MATCH (b:ImportBatch {id: one})
RETURN b.id AS id, b.file_name AS file_name, b.dataset AS source, b.as_of AS as_of, b.created_at AS loaded_at;
