// What is being collected in the field: one's own drafts, whom they may be about, the form in force.

// name: collections_mine
// kind: read
// scope: areas
// returns: id: str, version: int, form: str = Collection.form, area: str = Collection.area_code,
//   household: str?, started: datetime = Collection.created_at, saved: datetime = Collection.saved_at,
//   due: datetime = Collection.clock_due
MATCH (x:Collection {created_by: $actor, state: 'DRAFT'}) MATCH (a:Area {code: x.area_code})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (x)-[:CONCERNS]->(h:Household)
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.form AS form, x.area_code AS area, h.id AS household,
  x.created_at AS started, x.saved_at AS saved, x.clock_due AS due ORDER BY started DESC, id LIMIT 100;

// name: collections_numbered
// kind: read
// scope: none
// params: keys: list[str]
// returns: key: str, person: str, name: str, deceased: date?, household: str?, area: str?   (for the program: who has a number)
UNWIND $keys AS key MATCH (p:Person {id_no_hash: key})
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(h:Household) WHERE m.to IS NULL
OPTIONAL MATCH (h)-[:LIVES_IN]->(a:Area)
RETURN key, p.id AS person, p.name_fold AS name, p.deceased AS deceased, h.id AS household, a.code AS area ORDER BY person, household;

// name: collections_alike
// kind: read
// scope: areas
// params: keys: list[str], names: list[str], births: list[date]
// returns: key: str?, name: str = Person.name_fold, birth: date = Person.birth, household: str, number: str = Household.hh_no, village: str = Area.name
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[m:MEMBER_OF]-(p:Person)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND m.to IS NULL
  AND (p.id_no_hash IN $keys OR (p.name_fold IN $names AND p.birth IN $births))
RETURN p.id_no_hash AS key, p.name_fold AS name, p.birth AS birth, h.id AS household, h.hh_no AS number, a.name AS village
ORDER BY household, name LIMIT 50;

// name: collections_cause
// kind: read
// scope: none
// params: code: str
// returns: id: str
MATCH (c:Cause {code: $code}) RETURN c.id AS id;

// name: forms_params
// kind: read
// scope: none
// params: code: str, district: str, today: date
// returns: value: json
MATCH (p:Param {code: $code}) WHERE (p.district IS NULL OR p.district = $district)
  AND (p.valid_from IS NULL OR p.valid_from <= $today) AND (p.valid_to IS NULL OR p.valid_to > $today)
RETURN p.value AS value ORDER BY p.valid_from DESC LIMIT 1;
