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
MATCH (n:MatchPlan {id: $id}) RETURN 'MatchPlan' AS label;
