// Consents: to which purposes a household agreed, from when to when.

// columns: consent
// returns: id: str = Consent.id, household_id: str, state: str = Consent.state,
//   purposes: set = Consent.purposes, fields: set = Consent.fields, receivers: set = Consent.receivers,
//   notice_version: str = Consent.notice_version, method: str = Consent.method,
//   signer: str = Consent.signer, since: date = Consent.from, until: date = Consent.to
c.id AS id, h.id AS household_id, c.state AS state, c.purposes AS purposes, c.fields AS fields,
  c.receivers AS receivers, c.notice_version AS notice_version, c.method AS method,
  c.signer AS signer, c.`from` AS since, c.`to` AS until;

// name: consents_page
// kind: read
// scope: areas
// params: area: str?, state: str? = Consent.state, purpose: str? = Consent.purposes
// sorts: Consent.from, Consent.state
// returns: key: str, *consent
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
MATCH (h)<-[:COVERS]-(c:Consent)
WHERE ($state IS NULL OR c.state = $state) AND ($purpose IS NULL OR $purpose IN c.purposes)
WITH h, c, coalesce(c.`__SORT__`, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND c.id __PAST__ $after_id))
WITH h, c, key ORDER BY key __WAY__, c.id __WAY__
WITH h, c, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: consents_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *consent
UNWIND $ids AS one
MATCH (c:Consent {id: one})-[:COVERS]->(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([__COLUMNS__]) AS rows;

// name: consents_of_households
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *consent
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (h)<-[:COVERS]-(c:Consent)
WITH h, c ORDER BY c.`from`, c.id
RETURN collect([h.id, __COLUMNS__]) AS rows;
