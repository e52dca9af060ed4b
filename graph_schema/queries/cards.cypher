// 政策一看就懂: cards of policies for residents, and which of them a resident has looked at.

// name: cards_items
// kind: read
// scope: none
// params: text: str?
// returns: code: str = CatalogueItem.code, title: str = CatalogueItem.title, benefit: str = CatalogueItem.benefit,
//   how_to_apply: str = CatalogueItem.how_to_apply, documents: json = CatalogueItem.documents,
//   conditions: json = CatalogueItem.conditions
MATCH (i:CatalogueItem {status: 'ACTIVE'})
WHERE __NEAR__(i)
  AND i.type IN ['AP', 'WP'] AND ($text IS NULL OR i.title CONTAINS $text OR i.benefit CONTAINS $text)
RETURN i.code AS code, i.title AS title, i.benefit AS benefit, i.how_to_apply AS how_to_apply,
  i.documents AS documents, i.conditions AS conditions ORDER BY code LIMIT 200;

// name: cards_verdicts
// kind: read
// scope: own
// params: policy: str
// returns: id: str
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)-[:HAS_VERDICT]->(v:Verdict {policy: $policy}) WHERE v.valid_to IS NULL
RETURN v.id AS id
UNION
MATCH (p:Person {id: $actor})-[:HAS_VERDICT]->(v:Verdict {policy: $policy}) WHERE v.valid_to IS NULL
RETURN v.id AS id;
