// Risk evaluations with their reasons, the one in force and those before it.

// columns: evaluation
// returns: id: str = RiskEvaluation.id, household_id: str, level: str = RiskEvaluation.level,
//   computed_level: str = RiskEvaluation.computed_level, previous: str = RiskEvaluation.previous,
//   score: int = RiskEvaluation.score, need: int = RiskEvaluation.need,
//   portrait: int = RiskEvaluation.portrait, event: int = RiskEvaluation.event,
//   protect: int = RiskEvaluation.protect, rows: json = RiskEvaluation.rows,
//   floors: json = RiskEvaluation.floors, rule_version: str = RiskEvaluation.rule_version,
//   trigger: str = RiskEvaluation.trigger, at: datetime = RiskEvaluation.at,
//   in_force: bool
e.id AS id, h.id AS household_id, e.level AS level, e.computed_level AS computed_level,
  e.previous AS previous, e.score AS score, e.need AS need, e.portrait AS portrait, e.event AS event,
  e.protect AS protect, e.rows AS rows, e.floors AS floors, e.rule_version AS rule_version,
  e.trigger AS trigger, e.at AS at, e.valid_to IS NULL AS in_force;

// name: evaluations_page
// kind: read
// scope: areas
// params: area: str?, level: str? = RiskEvaluation.level, in_force: bool?
// sorts: RiskEvaluation.at, RiskEvaluation.score, RiskEvaluation.level
// returns: key: str, *evaluation
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
MATCH (h)-[:HAS_EVALUATION]->(e:RiskEvaluation)
WHERE ($level IS NULL OR e.level = $level) AND ($in_force IS NULL OR (e.valid_to IS NULL) = $in_force)
WITH h, e, coalesce(e.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND e.id __PAST__ $after_id))
WITH h, e, key ORDER BY key __WAY__, e.id __WAY__
WITH h, e, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: evaluations_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *evaluation
UNWIND $ids AS one
MATCH (e:RiskEvaluation {id: one})<-[:HAS_EVALUATION]-(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([__COLUMNS__]) AS rows;

// name: evaluations_of_households
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *evaluation   (the latest first)
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (h)-[:HAS_EVALUATION]->(e:RiskEvaluation)
WITH h, e ORDER BY e.at DESC, e.id
RETURN collect([h.id, __COLUMNS__]) AS rows;
