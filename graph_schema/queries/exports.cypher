// Lists as files: who took one, as a person reads it. Permits: second_person.cypher.

// name: exports_login
// kind: read
// scope: none
// params: account: str
// returns: login: str
MATCH (a:Account {id: $account}) RETURN a.login AS login;
