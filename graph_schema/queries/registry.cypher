// The register over time: who reaches a household, what was said before, which ties it has and had.

// name: registry_reach
// kind: read
// scope: areas
// params: id: str
// returns: id: str, area: str, area_id: str
MATCH (h:Household {id: $id})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN h.id AS id, a.code AS area, a.id AS area_id ORDER BY area LIMIT 1;

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

// name: registry_number
// kind: read
// scope: none
// params: number: str
// returns: id: str   (household of a number)
MATCH (h:Household {hh_no: $number}) RETURN h.id AS id LIMIT 1;

// name: registry_place
// kind: read
// scope: none
// params: code: str
// returns: id: str, level: str   (a move may lead out of the area of who records it)
MATCH (a:Area {code: $code}) WHERE a.valid_to IS NULL RETURN a.id AS id, a.level AS level;

// name: registry_pair_reach
// kind: read
// scope: areas
// params: id: str
// returns: id: str
MATCH (d:IdentityPair {id: $id})
MATCH (p:Person)-[:MEMBER_OF]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE p.id IN [d.left, d.right] AND any(top IN $areas WHERE a.code STARTS WITH top)
RETURN DISTINCT d.id AS id;

// name: registry_ties_of
// kind: read
// scope: none
// params: id: str
// returns: type: str, away: bool, label: str, other: str, props: map   (all that hangs on a person)
MATCH (:Person {id: $id})-[r]->(x)
RETURN type(r) AS type, true AS away, labels(x)[0] AS label, x.id AS other, properties(r) AS props
UNION ALL
MATCH (:Person {id: $id})<-[r]-(x)
RETURN type(r) AS type, false AS away, labels(x)[0] AS label, x.id AS other, properties(r) AS props;

// name: registry_pairs_of
// kind: read
// scope: none
// params: id: str
// returns: id: str, left: str, right: str   (other pairs of a person that wait)
MATCH (d:IdentityPair {state: 'OPEN'}) WHERE d.left = $id OR d.right = $id
RETURN d.id AS id, d.left AS left, d.right AS right ORDER BY id;

// name: registry_restore
// kind: write
// scope: none
// shape: LABEL
// params: id: str, props: map
// returns: id: str
MATCH (n:`__LABEL__` {id: $id}) SET n = $props RETURN n.id AS id;

// name: registry_replaced
// kind: read
// scope: aggregate
// returns: code: str, name: str, by: str, by_name: str, since: date?   (areas in reach that were merged)
MATCH (a:Area)-[r:REPLACED_BY]->(b:Area) WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
RETURN a.code AS code, a.name AS name, b.code AS by, b.name AS by_name, r.`on` AS since ORDER BY since, code;
