// Districts, towns and villages as published; the caller's own and what is below.

// columns: area
// returns: id: str = Area.id, parent_id: str?, code: str = Area.code, name: str = Area.name,
//   level: str = Area.level, urban_rural: str = Area.urban_rural
a.id AS id, head([(a)-[:PART_OF]->(above:Area) | above.id]) AS parent_id, a.code AS code, a.name AS name, a.level AS level,
  a.urban_rural AS urban_rural;

// name: areas_below
// kind: read
// scope: aggregate
// returns: *area
MATCH (a:Area) WHERE any(top IN $areas WHERE a.code STARTS WITH top)
WITH a ORDER BY a.code
RETURN collect([__COLUMNS__]) AS rows;

// name: areas_page
// kind: read
// scope: aggregate
// params: level: str? = Area.level, within: str?
// sorts: Area.code, Area.name
// returns: key: str, *area
MATCH (a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND ($level IS NULL OR a.level = $level)
  AND ($within IS NULL OR a.code STARTS WITH $within)
WITH a, coalesce(a.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND a.id __PAST__ $after_id))
WITH a, key ORDER BY key __WAY__, a.id __WAY__
WITH a, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: areas_by_ids
// kind: read
// scope: aggregate
// params: ids: list[str]
// returns: *area
UNWIND $ids AS one
MATCH (a:Area {id: one})
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
RETURN collect([__COLUMNS__]) AS rows;

// name: areas_of_areas
// kind: read
// scope: aggregate
// params: ids: list[str]
// returns: parent: str, *area
UNWIND $ids AS one
MATCH (up:Area {id: one})<-[:PART_OF]-(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
WITH up, a ORDER BY a.code
RETURN collect([up.id, __COLUMNS__]) AS rows;

// name: areas_of_actors
// kind: read
// scope: aggregate
// params: ids: list[str]
// returns: parent: str, *area
UNWIND $ids AS one
MATCH (x:Actor {id: one})-[:COVERS]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
WITH x, a ORDER BY a.code
RETURN collect([x.id, __COLUMNS__]) AS rows;

// name: areas_shapes
// kind: read
// scope: none
// params: code: str
// returns: outline: json? = District.outline, towns: json? = District.towns
MATCH (d:District {code: $code}) RETURN d.outline AS outline, d.towns AS towns;
