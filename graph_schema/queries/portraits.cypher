// Portraits: what the program keeps tags up to date by, and how people see them. Lists of rows come in the order told in
// matching/portrait/refresh.py, for the program's own access only.

// name: portrait_places
// kind: read
// scope: areas
// returns: code: str   (towns where somebody lives)
MATCH (a:Area)<-[:LIVES_IN]-(:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN DISTINCT substring(a.code, 0, 9) AS code ORDER BY code;

// name: portrait_evaluations
// kind: read
// scope: areas
// params: place: str
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_EVALUATION]->(e:RiskEvaluation)
WHERE a.code STARTS WITH $place AND any(top IN $areas WHERE a.code STARTS WITH top) AND e.valid_to IS NULL
RETURN collect([h.id, e.level, e.rows, e.rule_version, toString(e.valid_from)]) AS rows;

// name: portrait_held
// kind: read
// scope: areas
// params: place: str
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(:Household)-[:HAS_TAG]->(t:Tag)
WHERE a.code STARTS WITH $place AND any(top IN $areas WHERE a.code STARTS WITH top) AND t.`to` IS NULL
RETURN collect([t.id]) AS rows;

// name: portrait_alerts
// kind: read
// scope: areas
// params: place: str
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_ALERT]->(w:Alert)
WHERE a.code STARTS WITH $place AND any(top IN $areas WHERE a.code STARTS WITH top)
  AND w.state IN ['RAISED', 'ACKED', 'VERIFIED', 'ACTION_LINKED']
RETURN collect([w.id, h.id, w.code, w.state, head([(w)-[:CALLS_FOR]->(p:Package) | p.code])]) AS rows;

// name: portrait_changes
// kind: read
// scope: areas
// params: place: str
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(:Household)-[:HAS_NEED]->(n:Need)-[:CHANGES]->(t:Tag)
WHERE a.code STARTS WITH $place AND any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([n.id, t.id]) AS rows;

// name: portrait_raises
// kind: read
// scope: areas
// params: place: str
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(:Household)-[:HAS_TAG]->(t:Tag)-[:RAISES]->(w:Alert)
WHERE a.code STARTS WITH $place AND any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([t.id, w.id]) AS rows;

// name: portrait_packages
// kind: read
// scope: none
// returns: code: str, id: str
MATCH (p:Package) RETURN p.code AS code, p.id AS id ORDER BY code;

// name: portrait_uncall
// kind: write
// scope: none
// params: ids: list[str]
// returns: gone: int
UNWIND $ids AS one
MATCH (:Alert {id: one})-[r:CALLS_FOR]->(:Package) DELETE r RETURN count(*) AS gone;

// name: portrait_tags
// kind: read
// scope: areas
// params: id: str
// returns: id: str, code: str = Tag.code, value: str = Tag.value, source: str = Tag.source,
//   batch: str = Tag.batch, rule_version: str = Tag.rule_version, since: date = Tag.from, until: date = Tag.to
MATCH (h:Household {id: $id})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (h)-[:HAS_TAG]->(t:Tag)
RETURN t.id AS id, t.code AS code, t.value AS value, t.source AS source, t.batch AS batch,
  t.rule_version AS rule_version, t.`from` AS since, t.`to` AS until ORDER BY until DESC, code, since;

// name: portrait_numbers
// kind: read
// scope: areas
// params: id: str
// returns: id: str, level: str = Household.level, score: int = Household.score,
//   completeness: int = Household.completeness, groups: set = Household.groups, need: int = RiskEvaluation.need,
//   portrait: int = RiskEvaluation.portrait, event: int = RiskEvaluation.event,
//   protect: int = RiskEvaluation.protect, evaluated_at: datetime = RiskEvaluation.at
MATCH (h:Household {id: $id})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (h)-[:HAS_EVALUATION]->(e:RiskEvaluation) WHERE e.valid_to IS NULL
RETURN h.id AS id, h.level AS level, h.score AS score, h.completeness AS completeness, h.groups AS groups,
  e.need AS need, e.portrait AS portrait, e.event AS event, e.protect AS protect, e.at AS evaluated_at LIMIT 1;

// name: portrait_path
// kind: read
// scope: areas
// params: id: str
// returns: need: str, tag: str, tag_code: str = Tag.code, alert: str, alert_code: str = Alert.code,
//   package: str = Package.code, project: str, project_title: str = Project.title
MATCH (n:Need {id: $id})<-[:HAS_NEED]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (n)-[:CHANGES]->(t:Tag)-[:RAISES]->(w:Alert)-[:CALLS_FOR]->(p:Package)-[:RUN_AS]->(j:Project)
WHERE t.`to` IS NULL AND NOT j.state IN ['DRAFT', 'CANCELLED', 'TERMINATED', 'CLOSED']
  AND (coalesce(size(j.areas), 0) = 0 OR any(one IN j.areas WHERE a.code STARTS WITH one))
RETURN n.id AS need, t.id AS tag, t.code AS tag_code, w.id AS alert, w.code AS alert_code,
  p.code AS package, j.id AS project, j.title AS project_title ORDER BY tag_code, alert_code, project;

// name: qr_household
// kind: read
// scope: areas
// params: token: str = Household.qr_token
// returns: id: str
MATCH (h:Household {qr_token: $token})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN h.id AS id LIMIT 1;
