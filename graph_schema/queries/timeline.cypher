// One timeline of all departments' programmes: awards, facts that are aid, requests. Facts come as whole nodes, for the program.

// name: timeline_facts
// kind: read
// scope: none
// params: ids: list[str]
// returns: holder: str, label: str, node: map   (of households and persons)
UNWIND $ids AS one
MATCH (x:Person {id: one})-[:HAS_FACT|RECEIVES]->(f)
RETURN x.id AS holder, labels(f)[0] AS label, properties(f) AS node
UNION ALL
UNWIND $ids AS one
MATCH (x:Household {id: one})-[:HAS_FACT|RECEIVES]->(f)
RETURN x.id AS holder, labels(f)[0] AS label, properties(f) AS node;
