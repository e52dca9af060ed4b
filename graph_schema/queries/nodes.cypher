// Which kind of node an id is; whether the caller may see it is the next question's.

// name: nodes_label
// kind: read
// scope: none
// params: id: str
// returns: label: str
MATCH (n:Household {id: $id}) RETURN 'Household' AS label
UNION ALL
MATCH (n:Person {id: $id}) RETURN 'Person' AS label
UNION ALL
MATCH (n:Need {id: $id}) RETURN 'Need' AS label
UNION ALL
MATCH (n:Alert {id: $id}) RETURN 'Alert' AS label
UNION ALL
MATCH (n:Link {id: $id}) RETURN 'Link' AS label
UNION ALL
MATCH (n:CatalogueItem {id: $id}) RETURN 'CatalogueItem' AS label
UNION ALL
MATCH (n:Organisation {id: $id}) RETURN 'Organisation' AS label
UNION ALL
MATCH (n:Actor {id: $id}) RETURN 'Actor' AS label
UNION ALL
MATCH (n:Project {id: $id}) RETURN 'Project' AS label
UNION ALL
MATCH (n:RiskEvaluation {id: $id}) RETURN 'RiskEvaluation' AS label
UNION ALL
MATCH (n:Award {id: $id}) RETURN 'Award' AS label
UNION ALL
MATCH (n:Consent {id: $id}) RETURN 'Consent' AS label
UNION ALL
MATCH (n:Task {id: $id}) RETURN 'Task' AS label
UNION ALL
MATCH (n:ImportBatch {id: $id}) RETURN 'ImportBatch' AS label
UNION ALL
MATCH (n:ImportIssue {id: $id}) RETURN 'ImportIssue' AS label
UNION ALL
MATCH (n:IdentityPair {id: $id}) RETURN 'IdentityPair' AS label
UNION ALL
MATCH (n:Area {id: $id}) RETURN 'Area' AS label
UNION ALL
MATCH (n:MatchPlan {id: $id}) RETURN 'MatchPlan' AS label
UNION ALL
MATCH (n:Case {id: $id}) RETURN 'Case' AS label
UNION ALL
MATCH (n:Visit {id: $id}) RETURN 'Visit' AS label
UNION ALL
MATCH (n:Tag {id: $id}) RETURN 'Tag' AS label
UNION ALL
MATCH (n:Package {id: $id}) RETURN 'Package' AS label
UNION ALL
MATCH (n:Brand {id: $id}) RETURN 'Brand' AS label;

// name: nodes_around
// kind: read
// scope: none
// shape: LABEL
// params: id: str
// returns: tie: str, away: bool, label: str, other: str   (for the program: what of it is seen, nodes_in_reach says)
MATCH (:`__LABEL__` {id: $id})-[r]->(x)
RETURN DISTINCT type(r) AS tie, true AS away, labels(x)[0] AS label, x.id AS other LIMIT 1000
UNION ALL
MATCH (:`__LABEL__` {id: $id})<-[r]-(x)
RETURN DISTINCT type(r) AS tie, false AS away, labels(x)[0] AS label, x.id AS other LIMIT 1000;

// name: nodes_in_reach
// kind: read
// scope: areas
// params: ids: list[str]
// returns: id: str   (of what belongs to households: what lies in the caller's areas)
UNWIND $ids AS one MATCH (x:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) RETURN DISTINCT x.id AS id
UNION ALL
UNWIND $ids AS one MATCH (x:Person {id: one})-[:MEMBER_OF]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) RETURN DISTINCT x.id AS id
UNION ALL
UNWIND $ids AS one MATCH (x:Need {id: one})<-[:HAS_NEED]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) RETURN DISTINCT x.id AS id
UNION ALL
UNWIND $ids AS one MATCH (x:Link {id: one})<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) RETURN DISTINCT x.id AS id
UNION ALL
UNWIND $ids AS one MATCH (x:Alert {id: one})<-[:HAS_ALERT]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) RETURN DISTINCT x.id AS id
UNION ALL
UNWIND $ids AS one MATCH (x:Tag {id: one})<-[:HAS_TAG]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) RETURN DISTINCT x.id AS id
UNION ALL
UNWIND $ids AS one MATCH (x:Case {id: one})-[:OF]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) RETURN DISTINCT x.id AS id
UNION ALL
UNWIND $ids AS one MATCH (x:Visit {id: one})-[:VISITS]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) RETURN DISTINCT x.id AS id
UNION ALL
UNWIND $ids AS one MATCH (x:Consent {id: one})-[:COVERS]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) RETURN DISTINCT x.id AS id;
