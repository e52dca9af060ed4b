// Districts, towns and villages as published; the caller's own and what is below.

// columns: area
// returns: id: str = Area.id, parent_id: str?, code: str = Area.code, name: str = Area.name,
//   level: str = Area.level, urban_rural: str = Area.urban_rural
a.id AS id, up.id AS parent_id, a.code AS code, a.name AS name, a.level AS level,
  a.urban_rural AS urban_rural;

// name: areas_below
// kind: read
// scope: aggregate
// returns: *area
MATCH (a:Area) WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (a)-[:PART_OF]->(up:Area)
RETURN __COLUMNS__ ORDER BY code;

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
WHERE $after IS NULL OR key __PAST__ $after OR (key = $after AND a.id __PAST__ $after_id)
WITH a, key ORDER BY key __WAY__, a.id __WAY__ LIMIT $limit
OPTIONAL MATCH (a)-[:PART_OF]->(up:Area)
RETURN key, __COLUMNS__ ORDER BY key __WAY__, id __WAY__;

// name: areas_by_ids
// kind: read
// scope: aggregate
// params: ids: list[str]
// returns: *area
UNWIND $ids AS one
MATCH (a:Area {id: one})
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
OPTIONAL MATCH (a)-[:PART_OF]->(up:Area)
RETURN __COLUMNS__;

// name: areas_of_areas
// kind: read
// scope: aggregate
// params: ids: list[str]
// returns: parent: str, *area
UNWIND $ids AS one
MATCH (up:Area {id: one})<-[:PART_OF]-(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN up.id AS parent, __COLUMNS__ ORDER BY code;

// name: areas_of_actors
// kind: read
// scope: aggregate
// params: ids: list[str]
// returns: parent: str, *area
UNWIND $ids AS one
MATCH (x:Actor {id: one})-[:COVERS]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
OPTIONAL MATCH (a)-[:PART_OF]->(up:Area)
RETURN x.id AS parent, __COLUMNS__ ORDER BY code;
