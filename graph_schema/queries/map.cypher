// Where households are, for the map of whoever looks after them; restricted ones have no point. `mine`: the caller is their
// steward or has their case.

// name: map_points
// kind: read
// scope: areas
// params: area: str, most: int
// returns: id: str, lon: float = Household.lon, lat: float = Household.lat, level: str = Household.level,
//   urgent: bool = Household.urgent, needs: set = Need.code, mine: bool
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND a.code STARTS WITH $area
  AND coalesce(h.monitored, false) AND NOT coalesce(h.restricted, false) AND h.lon IS NOT NULL AND h.lat IS NOT NULL
WITH h ORDER BY h.id LIMIT $most
OPTIONAL MATCH (h)-[tie:STEWARDED_BY]->(s:Actor {id: $actor})
WHERE tie.`to` IS NULL
WITH h, count(s) AS stewards
OPTIONAL MATCH (h)<-[:OF]-(:Case)-[:OWNED_BY]->(w:Actor {id: $actor})
WITH h, stewards, count(w) AS workers
OPTIONAL MATCH (h)-[:HAS_NEED]->(n:Need)
WHERE n.state IN ['OPEN', 'PARTLY_MET']
WITH h, stewards, workers, collect(DISTINCT n.code) AS needs
RETURN h.id AS id, h.lon AS lon, h.lat AS lat, h.level AS level, h.urgent AS urgent, needs AS needs,
  stewards + workers > 0 AS mine ORDER BY id;
