// The analyst's door: nodes of the areas in reach, each with the household it hangs on.

// name: notebook_household
// kind: read
// scope: areas
// returns: id: str, household_id: str, household: Household
// paged: id
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND h.id > $after
RETURN h.id AS id, h.id AS household_id, properties(h) AS household ORDER BY id LIMIT $limit;

// name: notebook_need
// kind: read
// scope: areas
// returns: id: str, household_id: str, need: Need
// paged: id
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_NEED]->(n:Need)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND n.id > $after
RETURN n.id AS id, h.id AS household_id, properties(n) AS need ORDER BY id LIMIT $limit;

// name: notebook_link
// kind: read
// scope: areas
// returns: id: str, household_id: str, link: Link
// paged: id
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(n:Link)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND n.id > $after
RETURN n.id AS id, h.id AS household_id, properties(n) AS link ORDER BY id LIMIT $limit;

// name: notebook_alert
// kind: read
// scope: areas
// returns: id: str, household_id: str, alert: Alert
// paged: id
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_ALERT]->(n:Alert)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND n.id > $after
RETURN n.id AS id, h.id AS household_id, properties(n) AS alert ORDER BY id LIMIT $limit;

// name: notebook_visit
// kind: read
// scope: areas
// returns: id: str, household_id: str, visit: Visit
// paged: id
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:VISITS]-(n:Visit)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND n.id > $after
RETURN n.id AS id, h.id AS household_id, properties(n) AS visit ORDER BY id LIMIT $limit;
