// Warnings about households.

// columns: alert
// returns: id: str = Alert.id, household_id: str, code: str = Alert.code,
//   priority: str = Alert.priority, value: float = Alert.value, threshold: float = Alert.threshold,
//   state: str = Alert.state, raised_at: datetime = Alert.raised_at,
//   verified_at: datetime = Alert.verified_at, reason: str = Alert.reason,
//   number: str = Alert.alert_no
w.id AS id, h.id AS household_id, w.code AS code, w.priority AS priority, w.value AS value,
  w.threshold AS threshold, w.state AS state, w.raised_at AS raised_at, w.verified_at AS verified_at,
  w.reason AS reason, w.alert_no AS number;

// name: alerts_page
// kind: read
// scope: areas
// params: area: str?, code: str? = Alert.code, priority: str? = Alert.priority,
//   state: str? = Alert.state
// sorts: Alert.raised_at, Alert.priority, Alert.code
// returns: key: str, *alert
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
MATCH (h)-[:HAS_ALERT]->(w:Alert)
WHERE ($code IS NULL OR w.code = $code) AND ($priority IS NULL OR w.priority = $priority)
  AND ($state IS NULL OR w.state = $state)
WITH h, w, coalesce(w.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND w.id __PAST__ $after_id))
WITH h, w, key ORDER BY key __WAY__, w.id __WAY__
WITH h, w, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: alerts_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *alert
UNWIND $ids AS one
MATCH (w:Alert {id: one})<-[:HAS_ALERT]-(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([__COLUMNS__]) AS rows;

// name: alerts_of_households
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *alert
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (h)-[:HAS_ALERT]->(w:Alert)
WITH h, w ORDER BY w.priority, w.id
RETURN collect([h.id, __COLUMNS__]) AS rows;
