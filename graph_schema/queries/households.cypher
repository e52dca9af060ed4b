// Households as people look at them: page by page, by id, and from what hangs on them.

// columns: household
// returns: id: str = Household.id, version: int, number: str = Household.hh_no,
//   head_name: str = Person.name, village: str = Area.name, area: str = Area.code,
//   size: int = Household.size, level: str = Household.level,
//   level_since: datetime = Household.level_since, score: int = Household.score,
//   urgent: bool = Household.urgent, situation_unknown: bool = Household.situation_unknown,
//   groups: set = Household.groups, primary_group: str = Household.primary_group,
//   completeness: int = Household.completeness, monitored: bool = Household.monitored,
//   review_on: date = Household.review_on, last_contact_at: datetime = Household.last_contact_at
h.id AS id, coalesce(h.version, 1) AS version, h.hh_no AS number, 
  head([(h)<-[m:MEMBER_OF]-(p:Person) WHERE m.head AND m.`to` IS NULL | p.name]) AS head_name,
  a.name AS village, a.code AS area, h.size AS size, h.level AS level, h.level_since AS level_since,
  h.score AS score, h.urgent AS urgent, h.situation_unknown AS situation_unknown, h.groups AS groups,
  h.primary_group AS primary_group, h.completeness AS completeness, h.monitored AS monitored,
  h.review_on AS review_on, h.last_contact_at AS last_contact_at;

// name: households_page
// kind: read
// scope: areas
// params: area: str?, level: str? = Household.level, group: str? = Household.groups,
//   urgent: bool? = Household.urgent, monitored: bool? = Household.monitored,
//   number: str? = Household.hh_no, need: str? = Need.code, severity: int? = Need.severity,
//   agreed: str? = Consent.purposes, lowerable: bool? = Household.urgent
// sorts: Household.hh_no, Household.level, Household.score, Household.completeness,
//   Household.last_contact_at
// returns: key: str, *household
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
  AND ($level IS NULL OR h.level = $level) AND ($group IS NULL OR $group IN h.groups)
  AND ($urgent IS NULL OR coalesce(h.urgent, false) = $urgent)
  AND ($monitored IS NULL OR coalesce(h.monitored, false) = $monitored)
  AND ($number IS NULL OR h.hh_no = $number)
  AND ($need IS NULL OR $need IN [(h)-[:HAS_NEED]->(n:Need) WHERE n.state IN ['OPEN', 'PARTLY_MET'] | n.code])
  AND ($severity IS NULL OR any(s IN [(h)-[:HAS_NEED]->(n:Need) WHERE n.state IN ['OPEN', 'PARTLY_MET'] | n.severity] WHERE s >= $severity))
  AND ($lowerable IS NULL OR $lowerable = any(told IN [(h)-[:HAS_EVALUATION]->(e:RiskEvaluation) WHERE e.valid_to IS NULL | e.floors] WHERE told CONTAINS '"value":["APPROVAL"]'))
  AND ($agreed IS NULL OR any(p IN [(h)<-[:COVERS]-(c:Consent {state: 'GRANTED'}) | c.purposes] WHERE $agreed IN p))
WITH a, h, coalesce(h.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND h.id __PAST__ $after_id))
WITH a, h, key ORDER BY key __WAY__, h.id __WAY__
WITH a, h, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: households_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *household
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([__COLUMNS__]) AS rows;

// name: households_contact
// kind: read
// scope: areas
// params: ids: list[str]
// returns: id: str = Household.id, address: str = Household.address of id, phone: str = Household.phone of id
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN h.id AS id, h.address AS address, h.phone AS phone;

// name: households_means
// kind: read
// scope: areas
// params: ids: list[str]
// returns: id: str = Household.id, income_month: int = Household.income_month,
//   assets_money: int = Household.assets_money, rigid_12m: int = Household.rigid_12m,
//   medical_12m: int = Household.medical_12m, housing_cost_month: int = Household.housing_cost_month,
//   housing_type: str = Household.housing_type, housing_area: float = Household.housing_area
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN h.id AS id, h.income_month AS income_month, h.assets_money AS assets_money,
  h.rigid_12m AS rigid_12m, h.medical_12m AS medical_12m, h.housing_cost_month AS housing_cost_month,
  h.housing_type AS housing_type, h.housing_area AS housing_area;
