// What a person has chosen for the own pages; kept with the account.

// name: preferences_own
// kind: read
// scope: none
// params: account: str
// returns: told: json? = Account.preferences
MATCH (a:Account {id: $account}) RETURN a.preferences AS told;

// name: preferences_set
// kind: write
// scope: none
// params: account: str, told: str
// returns: id: str
MATCH (a:Account {id: $account}) SET a.preferences = $told, a.updated_at = $now RETURN a.id AS id;
