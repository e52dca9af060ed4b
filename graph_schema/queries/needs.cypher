// Needs of households.

// columns: need
// returns: id: str = Need.id, household_id: str, code: str = Need.code, severity: int = Need.severity,
//   state: str = Need.state, since: datetime = Need.since, met_at: datetime = Need.met_at,
//   episode: int = Need.episode, goal: str = Need.goal, evidence: str = Need.evidence,
//   number: str = Need.need_no, source: str = Need.source, focus: set = Need.focus
n.id AS id, h.id AS household_id, n.code AS code, n.severity AS severity, n.state AS state,
  n.since AS since, n.met_at AS met_at, n.episode AS episode, n.goal AS goal, n.evidence AS evidence,
  n.need_no AS number, n.source AS source, n.focus AS focus;

// name: needs_page
// kind: read
// scope: areas
// params: area: str?, code: str? = Need.code, state: str? = Need.state,
//   severity: int? = Need.severity, level: str? = Household.level, focus: str? = Need.focus
// sorts: Need.since, Need.severity, Need.code
// returns: key: str, *need
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
  AND ($level IS NULL OR h.level = $level)
MATCH (h)-[:HAS_NEED]->(n:Need)
WHERE ($code IS NULL OR n.code = $code) AND ($state IS NULL OR n.state = $state)
  AND ($severity IS NULL OR n.severity >= $severity) AND ($focus IS NULL OR $focus IN n.focus)
WITH h, n, coalesce(n.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND n.id __PAST__ $after_id))
WITH h, n, key ORDER BY key __WAY__, n.id __WAY__
WITH h, n, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: needs_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *need
UNWIND $ids AS one
MATCH (n:Need {id: one})<-[:HAS_NEED]-(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([__COLUMNS__]) AS rows;

// name: needs_of_households
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *need
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (h)-[:HAS_NEED]->(n:Need)
WITH h, n ORDER BY n.code, n.id
RETURN collect([h.id, __COLUMNS__]) AS rows;
