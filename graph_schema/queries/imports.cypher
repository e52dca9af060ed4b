// Files that came in, what was wrong in them, and who may be one person. No values of a row.

// columns: batch
// returns: id: str = ImportBatch.id, file_name: str = ImportBatch.file_name,
//   source: str = ImportBatch.dataset, encoding: str = ImportBatch.encoding,
//   format: str = ImportBatch.format, state: str = ImportBatch.state, as_of: date = ImportBatch.as_of,
//   counts: json = ImportBatch.counts, loaded_at: datetime = ImportBatch.created_at,
//   snapshot: str = ImportBatch.snapshot, applied_at: datetime = ImportBatch.applied_at,
//   refused: str = ImportBatch.reason_code, version: int = ImportBatch.version
b.id AS id, b.file_name AS file_name, b.dataset AS source, b.encoding AS encoding,
  b.format AS format, b.state AS state, b.as_of AS as_of, b.counts AS counts,
  b.created_at AS loaded_at, b.snapshot AS snapshot, b.applied_at AS applied_at,
  b.reason_code AS refused, b.version AS version;

// name: known_moved
// kind: read
// scope: none
// shape: LABEL
// returns: id: str   (items that have taken a step of their process here)
MATCH (n:`__LABEL__`)-[:HAS_STEP]->(:Step) RETURN DISTINCT n.id AS id ORDER BY id;

// name: batches_page
// kind: read
// scope: none
// params: source: str? = ImportBatch.dataset, state: str? = ImportBatch.state
// sorts: ImportBatch.created_at, ImportBatch.dataset, ImportBatch.as_of
// returns: key: str, *batch
MATCH (b:ImportBatch)
WHERE __NEAR__(b)
  AND ($source IS NULL OR b.dataset = $source) AND ($state IS NULL OR b.state = $state)
WITH b, coalesce(b.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND b.id __PAST__ $after_id))
WITH b, key ORDER BY key __WAY__, b.id __WAY__
WITH b, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: batches_by_ids
// kind: read
// scope: none
// params: ids: list[str]
// returns: *batch
UNWIND $ids AS one
MATCH (b:ImportBatch {id: one}) WHERE __NEAR__(b)
RETURN collect([__COLUMNS__]) AS rows;

// columns: issue
// returns: id: str = ImportIssue.id, batch_id: str?, sheet: str = ImportIssue.sheet,
//   line: int = ImportIssue.line, column: str = ImportIssue.column, code: str = ImportIssue.code,
//   kind: str = ImportIssue.kind, reason: str = ImportIssue.reason, state: str = ImportIssue.state
i.id AS id, b.id AS batch_id, i.sheet AS sheet, i.line AS line, i.column AS column, i.code AS code,
  i.kind AS kind, i.reason AS reason, i.state AS state;

// name: issues_page
// kind: read
// scope: none
// params: batch: str?, code: str? = ImportIssue.code, kind: str? = ImportIssue.kind,
//   state: str? = ImportIssue.state
// sorts: ImportIssue.line, ImportIssue.code
// returns: key: str, *issue
MATCH (b:ImportBatch)-[:HAS_ISSUE]->(i:ImportIssue)
WHERE __NEAR__(b)
  AND ($batch IS NULL OR b.id = $batch) AND ($code IS NULL OR i.code = $code)
  AND ($kind IS NULL OR i.kind = $kind) AND ($state IS NULL OR i.state = $state)
WITH b, i, coalesce(i.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND i.id __PAST__ $after_id))
WITH b, i, key ORDER BY key __WAY__, i.id __WAY__
WITH b, i, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: issues_by_ids
// kind: read
// scope: none
// params: ids: list[str]
// returns: *issue
UNWIND $ids AS one
MATCH (i:ImportIssue {id: one}) WHERE __NEAR__(i)
OPTIONAL MATCH (b:ImportBatch)-[:HAS_ISSUE]->(i)
RETURN collect([__COLUMNS__]) AS rows;

// columns: pair
// returns: id: str = IdentityPair.id, left_id: str, right_id: str, score: float = IdentityPair.score,
//   reasons: json = IdentityPair.reasons, state: str = IdentityPair.state,
//   decided_by: str = IdentityPair.decided_by
d.id AS id, d.left AS left_id, d.right AS right_id, d.score AS score, d.reasons AS reasons,
  d.state AS state, d.decided_by AS decided_by;

// name: pairs_page
// kind: read
// scope: areas
// params: area: str?, state: str? = IdentityPair.state
// sorts: IdentityPair.score, IdentityPair.state
// returns: key: str, *pair
MATCH (d:IdentityPair)
WHERE ($state IS NULL OR d.state = $state)
MATCH (p:Person {id: d.right})-[:MEMBER_OF]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
WITH DISTINCT d, coalesce(d.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND d.id __PAST__ $after_id))
WITH d, key ORDER BY key __WAY__, d.id __WAY__
WITH d, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: pairs_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *pair
UNWIND $ids AS one
MATCH (d:IdentityPair {id: one})
MATCH (p:Person {id: d.right})-[:MEMBER_OF]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
WITH DISTINCT d
RETURN collect([__COLUMNS__]) AS rows;

// name: sharing_catalogue
// kind: read
// scope: none
// returns: id: str, code: str = Dataset.code, owner: str = Dataset.owner,
//   purpose: str = Dataset.purpose, fields: set = Dataset.fields, frequency: str = Dataset.frequency,
//   sharing: str = Dataset.sharing, batch: str?, as_of: date? = ImportBatch.as_of,
//   counts: json? = ImportBatch.counts   (a row a delivery that is in, latest first; one row where there is none)
MATCH (d:Dataset)
WHERE __NEAR__(d)
OPTIONAL MATCH (b:ImportBatch)-[:OF]->(d) WHERE b.state IN ['APPLIED', 'SETTLED']
RETURN d.id AS id, d.code AS code, d.owner AS owner, d.purpose AS purpose, d.fields AS fields,
  d.frequency AS frequency, d.sharing AS sharing, b.id AS batch, b.as_of AS as_of, b.counts AS counts
ORDER BY code, as_of DESC, batch;
