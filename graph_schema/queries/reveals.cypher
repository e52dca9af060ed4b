// Guarded numbers in full, one at a time, and how many each user has had shown within the hour.

// name: reveals_id_no
// kind: read
// scope: areas
// params: id: str
// returns: id: str, value: str = Person.id_no of id
MATCH (p:Person {id: $id})-[m:MEMBER_OF]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE (m.`to` IS NULL OR m.`to` >= p.deceased) AND any(top IN $areas WHERE a.code STARTS WITH top)
RETURN p.id AS id, p.id_no AS value LIMIT 1;

// name: reveals_cert_no
// kind: read
// scope: areas
// params: id: str
// returns: person: str, id: str, value: str = DisabilityCard.cert_no of id   (the latest card of a person)
MATCH (p:Person {id: $id})-[m:MEMBER_OF]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE (m.`to` IS NULL OR m.`to` >= p.deceased) AND any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (p)-[:HAS_FACT]->(c:DisabilityCard) WHERE c.cert_no IS NOT NULL
RETURN p.id AS person, c.id AS id, c.cert_no AS value ORDER BY c.issued_on DESC, id LIMIT 1;

// name: reveals_budget
// kind: write
// scope: none
// params: id: str
// returns: spent: json, told_at: datetime?   (when the caller had numbers shown, locked)
MERGE (b:RevealBudget {actor: $actor})
ON CREATE SET b.id = $id, b.spent = '[]', b.created_at = $now
SET b.updated_at = $now
RETURN b.spent AS spent, b.told_at AS told_at;

// name: reveals_spend
// kind: write
// scope: none
// params: spent: str, told_at: datetime?
// returns: id: str
MATCH (b:RevealBudget {actor: $actor}) SET b.spent = $spent, b.told_at = $told_at RETURN b.id AS id;
