// What stewards' work asks beyond the snapshot: ties over a span of days. Rows come as plain lists, see snapshot.cypher;
// for the program's own access only.

// name: steward_ties
// kind: read
// scope: areas
// params: tier: str, first: date, last: date
// returns: rows: list[map]
MATCH (a:Area)<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND h.level = 'L4_HIGH'
  AND (lives.`to` IS NULL OR lives.`to` > $first)
MATCH (h)-[tie:STEWARDED_BY]->(s:Actor)
WHERE tie.tier = $tier
  AND coalesce(tie.`from`, $first) <= $last
  AND (tie.`to` IS NULL OR tie.`to` > $first)
RETURN collect([
  h.id, s.id, toString(tie.`from`), toString(tie.`to`)
]) AS rows;
