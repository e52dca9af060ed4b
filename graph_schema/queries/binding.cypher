// Who an account is, and for whom somebody acts: read by the program on behalf of who binds.

// name: binding_people
// kind: read
// scope: none
// params: hash: str
// returns: id: str, household: str?, area: str?, account: str?   (whoever has the number; the account that is this person)
MATCH (p:Person {id_no_hash: $hash}) WHERE p.deceased IS NULL
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(h:Household)-[:LIVES_IN]->(a:Area) WHERE m.`to` IS NULL
OPTIONAL MATCH (x:Account)-[:IS]->(p)
RETURN p.id AS id, h.id AS household, coalesce(a.code, p.live_area) AS area, x.id AS account ORDER BY id;

// name: binding_account
// kind: read
// scope: none
// params: login: str
// returns: id: str, areas: set, person: str?, label: str?   (of whoever the account is)
MATCH (a:Account {login: $login})
OPTIONAL MATCH (a)-[:IS]->(p)
RETURN a.id AS id, a.areas AS areas, p.id AS person, labels(p)[0] AS label;

// name: binding_sign_out
// kind: write
// scope: none
// params: account: str
// returns: id: str
MATCH (:Account {id: $account})-[:HAS_SESSION]->(s:Session)
WITH s, s.id AS id DETACH DELETE s RETURN id;

// name: binding_mine
// kind: read
// scope: own
// returns: person: str, name: str = Person.name, how: str, until: date?   (the caller, and for whom he acts)
MATCH (me:Person {id: $actor}) RETURN me.id AS person, me.name AS name, 'SELF' AS how, null AS until
UNION ALL
MATCH (:Person {id: $actor})-[t:GUARDIAN_OF]->(w:Person) WHERE t.`to` IS NULL OR toString(t.`to`) > toString($now)
RETURN w.id AS person, w.name AS name, 'GUARDIAN' AS how, t.`to` AS until
UNION ALL
MATCH (:Person {id: $actor})-[t:AGENT_OF]->(w:Person) WHERE t.`to` IS NULL OR toString(t.`to`) > toString($now)
RETURN w.id AS person, w.name AS name, 'AGENT' AS how, t.`to` AS until;
