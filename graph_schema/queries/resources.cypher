// The catalogue: what can be given, by whom, and how many places are left. Nothing personal.

// columns: resource
// returns: id: str = CatalogueItem.id, provider_id: str?, code: str = CatalogueItem.code,
//   title: str = CatalogueItem.title, type: str = CatalogueItem.type, issuer: str = CatalogueItem.issuer,
//   service_types: set = CatalogueItem.service_types, groups: set = CatalogueItem.groups,
//   needs: set = CatalogueItem.needs, areas: set = CatalogueItem.areas,
//   benefit: str = CatalogueItem.benefit, how_to_apply: str = CatalogueItem.how_to_apply,
//   capacity: int = CatalogueItem.capacity, used: int, unit: str = CatalogueItem.unit,
//   needs_volunteer: bool = CatalogueItem.needs_volunteer,
//   verified_at: datetime = CatalogueItem.verified_at, status: str = CatalogueItem.status,
//   category: str = CatalogueItem.category
i.id AS id, head([(i)<-[:OFFERS]-(by:Organisation) | by.id]) AS provider_id, i.code AS code, i.title AS title, i.type AS type, i.issuer AS issuer,
  i.service_types AS service_types, i.groups AS groups, i.needs AS needs, i.areas AS areas,
  i.benefit AS benefit, i.how_to_apply AS how_to_apply, i.capacity AS capacity,
  coalesce(i.used, 0) AS used, i.unit AS unit, i.needs_volunteer AS needs_volunteer,
  i.verified_at AS verified_at, i.status AS status, i.category AS category;

// name: resources_page
// kind: read
// scope: none
// params: need: str? = CatalogueItem.needs, type: str? = CatalogueItem.type,
//   group: str? = CatalogueItem.groups, status: str? = CatalogueItem.status, free: bool?,
//   category: str? = CatalogueItem.category, text: str? = CatalogueItem.title
// sorts: CatalogueItem.code, CatalogueItem.title, CatalogueItem.used, CatalogueItem.verified_at
// returns: key: str, *resource
MATCH (i:CatalogueItem)
WHERE __NEAR__(i)
  AND ($need IS NULL OR $need IN i.needs) AND ($type IS NULL OR i.type = $type)
  AND ($group IS NULL OR $group IN i.groups) AND ($status IS NULL OR i.status = $status)
  AND ($category IS NULL OR i.category = $category) AND ($text IS NULL OR i.title CONTAINS $text)
  AND ($free IS NULL OR (i.capacity IS NULL OR coalesce(i.used, 0) < i.capacity) = $free)
WITH i, coalesce(i.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND i.id __PAST__ $after_id))
WITH i, key ORDER BY key __WAY__, i.id __WAY__
WITH i, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: resources_by_ids
// kind: read
// scope: none
// params: ids: list[str]
// returns: *resource
UNWIND $ids AS one
MATCH (i:CatalogueItem {id: one}) WHERE __NEAR__(i)
RETURN collect([__COLUMNS__]) AS rows;

// name: resources_of_organisations
// kind: read
// scope: none
// params: ids: list[str]
// returns: parent: str, *resource
UNWIND $ids AS one
MATCH (o:Organisation {id: one})-[:OFFERS]->(i:CatalogueItem)
WHERE __NEAR__(i)
WITH o, i ORDER BY i.code, i.id
RETURN collect([o.id, __COLUMNS__]) AS rows;

// name: resources_branches
// kind: read
// scope: none
// returns: type: str = CatalogueItem.type, category: str = CatalogueItem.category, items: int
MATCH (i:CatalogueItem)
WHERE __NEAR__(i)
RETURN i.type AS type, i.category AS category, count(i) AS items ORDER BY type, category;

// name: organisations_branches
// kind: read
// scope: none
// returns: party: str = Organisation.party, kind: str = Organisation.kind, bodies: int
MATCH (o:Organisation)
WHERE (__NEAR__(o)
  OR any(item IN [(o)-[:OFFERS]->(x:CatalogueItem) | x.district] WHERE any(top IN $areas WHERE top STARTS WITH item)))
RETURN o.party AS party, o.kind AS kind, count(o) AS bodies ORDER BY party, kind;
