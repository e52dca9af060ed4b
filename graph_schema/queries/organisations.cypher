// Organisations that serve: social organisations, charities, communities, public bodies.

// columns: organisation
// returns: id: str = Organisation.id, name: str = Organisation.name, party: str = Organisation.party,
//   kind: str = Organisation.kind, credit_code: str = Organisation.credit_code,
//   service_types: set = Organisation.service_types, groups: set = Organisation.groups,
//   capacity: int = Organisation.capacity, rating: float = Organisation.rating,
//   status: str = Organisation.status, verified_at: datetime = Organisation.verified_at
o.id AS id, o.name AS name, o.party AS party, o.kind AS kind, o.credit_code AS credit_code,
  o.service_types AS service_types, o.groups AS groups, o.capacity AS capacity, o.rating AS rating,
  o.status AS status, o.verified_at AS verified_at;

// name: organisations_page
// kind: read
// scope: none
// params: party: str? = Organisation.party, kind: str? = Organisation.kind,
//   status: str? = Organisation.status, group: str? = Organisation.groups
// sorts: Organisation.name, Organisation.rating, Organisation.verified_at
// returns: key: str, *organisation
MATCH (o:Organisation)
WHERE (__NEAR__(o)
  OR any(item IN [(o)-[:OFFERS]->(x:CatalogueItem) | x.district] WHERE any(top IN $areas WHERE top STARTS WITH item)))
  AND ($party IS NULL OR o.party = $party) AND ($kind IS NULL OR o.kind = $kind)
  AND ($status IS NULL OR o.status = $status) AND ($group IS NULL OR $group IN o.groups)
WITH o, coalesce(o.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND o.id __PAST__ $after_id))
WITH o, key ORDER BY key __WAY__, o.id __WAY__
WITH o, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: organisations_by_ids
// kind: read
// scope: none
// params: ids: list[str]
// returns: *organisation
UNWIND $ids AS one
MATCH (o:Organisation {id: one})
RETURN collect([__COLUMNS__]) AS rows;

// name: organisations_of_actors
// kind: read
// scope: none
// params: ids: list[str]
// returns: parent: str, *organisation
UNWIND $ids AS one
MATCH (x:Actor {id: one})-[:WORKS_FOR]->(o:Organisation)
WITH x, o ORDER BY o.name, o.id
RETURN collect([x.id, __COLUMNS__]) AS rows;

// name: organisations_of_projects
// kind: read
// scope: none
// params: ids: list[str]
// returns: parent: str, *organisation
UNWIND $ids AS one
MATCH (j:Project {id: one})<-[:RUNS]-(o:Organisation)
WITH j, o ORDER BY o.name, o.id
RETURN collect([j.id, __COLUMNS__]) AS rows;
