// Who asks to join, until it is answered.

// name: joinings_open
// kind: read
// scope: areas
// returns: id: str, version: int, name: str = Joining.name, phone: str = Joining.phone of id, body: str = Joining.body,
//   skills: set = Joining.skills, town: str = Area.name, at: datetime = Joining.created_at
MATCH (j:Joining {state: 'ASKED'}) MATCH (a:Area {code: j.area_code})
WHERE any(top IN $areas WHERE j.area_code STARTS WITH top)
RETURN j.id AS id, coalesce(j.version, 1) AS version, j.name AS name, j.phone AS phone, j.body AS body, j.skills AS skills,
  a.name AS town, j.created_at AS at ORDER BY at, id LIMIT 200;

// name: joinings_like
// kind: read
// scope: none
// params: hash: str
// returns: id: str   (an open one with the same telephone)
MATCH (j:Joining {phone_hash: $hash, state: 'ASKED'}) RETURN j.id AS id ORDER BY id LIMIT 1;

// name: joinings_waiting
// kind: read
// scope: none
// params: district: str
// returns: waiting: int
MATCH (j:Joining {state: 'ASKED'}) WHERE j.area_code STARTS WITH $district RETURN count(j) AS waiting;

// name: joinings_towns
// kind: read
// scope: none
// params: district: str
// returns: code: str = Area.code, name: str = Area.name
MATCH (a:Area {level: 'TOWN'}) WHERE a.code STARTS WITH $district RETURN a.code AS code, a.name AS name ORDER BY code;
