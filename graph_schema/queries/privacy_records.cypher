// Impact assessments and breaches of a district: records of the platform, about no household.

// name: privacy_assessments
// kind: read
// scope: aggregate
// returns: id: str, version: int, assessed: str, title: str, state: str, review_on: date?, approved_at: datetime?
//   (in force first, then by what is assessed)
MATCH (x:ImpactAssessment) WHERE any(top IN $areas WHERE x.district STARTS WITH top)
RETURN x.id AS id, coalesce(x.version, 1) AS version, x.assessed AS assessed, x.title AS title, x.state AS state,
  x.review_on AS review_on, x.approved_at AS approved_at ORDER BY assessed, state, id LIMIT 500;

// name: privacy_breaches
// kind: read
// scope: aggregate
// returns: id: str, version: int, state: str, drill: bool, at: datetime, due: datetime?, alarmed_at: datetime?,
//   notified_at: datetime?, data_kinds: set?, cause: str?, harm: str?, remedies: str?, contact: str?,
//   households: int?   (latest first)
MATCH (x:Breach) WHERE any(top IN $areas WHERE x.district STARTS WITH top)
RETURN x.id AS id, coalesce(x.version, 1) AS version, x.state AS state, coalesce(x.drill, false) AS drill,
  x.created_at AS at, x.clock_due AS due, x.alarmed_at AS alarmed_at, x.notified_at AS notified_at,
  x.data_kinds AS data_kinds, x.breach_cause AS cause, x.harm AS harm, x.remedies AS remedies, x.contact AS contact,
  x.told_households AS households ORDER BY at DESC, id LIMIT 500;

// name: retention_impact_assessments
// kind: read
// scope: none
// params: until: datetime, page: int
// returns: id: str
MATCH (x:ImpactAssessment {state: 'RETIRED'}) WHERE x.state_since < $until
RETURN x.id AS id ORDER BY id LIMIT $page;
