// Persons of monitored households: who belongs to one today, and the dead where they belonged.

// columns: person
// returns: id: str = Person.id, household_id: str, name: str = Person.name,
//   id_no: str = Person.id_no of id, sex: str = Person.sex, birth: date = Person.birth,
//   relation: str, head: bool, ethnicity: str = Person.ethnicity, education: str = Person.education,
//   marital: str = Person.marital, work_status: str = Person.work_status,
//   self_care: str = Person.self_care, disability_type: str = Person.disability_type,
//   disability_grade: int = Person.disability_grade, guardian_status: str = Person.guardian_status,
//   groups: set = Person.groups, primary_group: str = Person.primary_group, deceased: date = Person.deceased
p.id AS id, h.id AS household_id, p.name AS name, p.id_no AS id_no, p.sex AS sex, p.birth AS birth,
  m.relation AS relation, coalesce(m.head, false) AS head, p.ethnicity AS ethnicity,
  p.education AS education, p.marital AS marital, p.work_status AS work_status,
  p.self_care AS self_care, p.disability_type AS disability_type,
  p.disability_grade AS disability_grade, p.guardian_status AS guardian_status, p.groups AS groups, p.primary_group AS primary_group,
  p.deceased AS deceased;

// name: persons_page
// kind: read
// scope: areas
// params: area: str?, group: str? = Person.groups, sex: str? = Person.sex,
//   born_from: date? = Person.birth, born_to: date? = Person.birth, alive: bool?
// sorts: Person.birth, Person.name
// returns: key: str, *person
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[m:MEMBER_OF]-(p:Person)
WHERE (m.`to` IS NULL OR m.`to` >= p.deceased)
  AND any(top IN $areas WHERE a.code STARTS WITH top) AND ($area IS NULL OR a.code STARTS WITH $area)
  AND ($group IS NULL OR $group IN p.groups) AND ($sex IS NULL OR p.sex = $sex)
  AND ($born_from IS NULL OR p.birth >= $born_from) AND ($born_to IS NULL OR p.birth <= $born_to)
  AND ($alive IS NULL OR (p.deceased IS NULL) = $alive)
WITH h, m, p, coalesce(p.__SORT__, $least) AS key
WHERE ($after IS NULL OR key __PAST__ $after OR (key = $after AND p.id __PAST__ $after_id))
WITH h, m, p, key ORDER BY key __WAY__, p.id __WAY__
WITH h, m, p, key LIMIT $limit
RETURN collect([__KEY__, __COLUMNS__]) AS rows;

// name: persons_by_ids
// kind: read
// scope: areas
// params: ids: list[str]
// returns: *person
UNWIND $ids AS one
MATCH (p:Person {id: one})-[m:MEMBER_OF]->(h:Household)-[:LIVES_IN]->(a:Area)
WHERE (m.`to` IS NULL OR m.`to` >= p.deceased)
  AND any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([__COLUMNS__]) AS rows;

// name: persons_of_households
// kind: read
// scope: areas
// params: ids: list[str]
// returns: parent: str, *person   (the head first, then by birth)
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (h)<-[m:MEMBER_OF]-(p:Person) WHERE (m.`to` IS NULL OR m.`to` >= p.deceased)
WITH h, m, p ORDER BY coalesce(m.head, false) DESC, p.birth, p.id
RETURN collect([h.id, __COLUMNS__]) AS rows;
