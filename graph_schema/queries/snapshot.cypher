// What matching reads, one statement a table, by the areas in `places` (a chunk of the caller's areas, see
// matching/snapshot.py). Everything is as of the local day $day; columns are those of matching/tables.py.

// name: snapshot_households
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   area: str,
//   hh_no: str = Household.hh_no,
//   size: int = Household.size,
//   income_month: fen = Household.income_month,
//   assets_money: fen = Household.assets_money,
//   rigid_12m: fen = Household.rigid_12m,
//   medical_12m: fen = Household.medical_12m,
//   housing_cost_month: fen = Household.housing_cost_month,
//   housing_type: str = Household.housing_type,
//   housing_grade: str = Household.housing_grade,
//   housing_ownership: str = Household.housing_ownership,
//   house_count: int = Household.house_count,
//   groups: set = Household.groups,
//   primary_group: str = Household.primary_group,
//   level: str = Household.level,
//   computed_level: str = Household.computed_level,
//   level_since: datetime = Household.level_since,
//   score: pts = Household.score,
//   urgent: bool = Household.urgent,
//   situation_unknown: bool = Household.situation_unknown,
//   completeness: int = Household.completeness,
//   monitored: bool = Household.monitored,
//   monitored_from: date = Household.monitored_from,
//   last_contact_at: datetime = Household.last_contact_at,
//   lon: float = Household.lon,
//   lat: float = Household.lat,
//   restricted: bool = Household.restricted,
//   source: str = Household.source
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
RETURN h.id AS id,
  a.code AS area,
  h.hh_no AS hh_no,
  h.size AS size,
  h.income_month AS income_month,
  h.assets_money AS assets_money,
  h.rigid_12m AS rigid_12m,
  h.medical_12m AS medical_12m,
  h.housing_cost_month AS housing_cost_month,
  h.housing_type AS housing_type,
  h.housing_grade AS housing_grade,
  h.housing_ownership AS housing_ownership,
  h.house_count AS house_count,
  h.groups AS groups,
  h.primary_group AS primary_group,
  h.level AS level,
  h.computed_level AS computed_level,
  h.level_since AS level_since,
  h.score AS score,
  h.urgent AS urgent,
  h.situation_unknown AS situation_unknown,
  h.completeness AS completeness,
  h.monitored AS monitored,
  h.monitored_from AS monitored_from,
  h.last_contact_at AS last_contact_at,
  h.lon AS lon,
  h.lat AS lat,
  h.restricted AS restricted,
  h.source AS source;

// name: snapshot_persons
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   household_id: str,
//   relation: str,
//   head: bool,
//   birth: date = Person.birth,
//   sex: str = Person.sex,
//   deceased: date = Person.deceased,
//   self_care: str = Person.self_care,
//   disability_type: str = Person.disability_type,
//   disability_grade: int = Person.disability_grade,
//   guardian_status: str = Person.guardian_status,
//   self_supporting: bool = Person.self_supporting,
//   work_status: str = Person.work_status,
//   education: str = Person.education,
//   hukou_area: str = Person.hukou_area,
//   live_area: str = Person.live_area,
//   identity_unknown: bool = Person.identity_unknown,
//   groups: set = Person.groups,
//   disease_flags: set = Person.disease_flags,
//   source: str = Person.source
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
RETURN p.id AS id,
  h.id AS household_id,
  member.relation AS relation,
  member.head AS head,
  p.birth AS birth,
  p.sex AS sex,
  p.deceased AS deceased,
  p.self_care AS self_care,
  p.disability_type AS disability_type,
  p.disability_grade AS disability_grade,
  p.guardian_status AS guardian_status,
  p.self_supporting AS self_supporting,
  p.work_status AS work_status,
  p.education AS education,
  p.hukou_area AS hukou_area,
  p.live_area AS live_area,
  p.identity_unknown AS identity_unknown,
  p.groups AS groups,
  p.disease_flags AS disease_flags,
  p.source AS source;

// name: snapshot_cares_for
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: from_id: str,
//   to_id: str
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)<-[tie:CARES_FOR]-(o:Person)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND coalesce(tie.`from`, $day) <= $day
  AND (tie.`to` IS NULL OR tie.`to` > $day)
RETURN o.id AS from_id,
  p.id AS to_id;

// name: snapshot_guardian_of
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: from_id: str,
//   to_id: str,
//   legal: bool
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)<-[tie:GUARDIAN_OF]-(o:Person)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND coalesce(tie.`from`, $day) <= $day
  AND (tie.`to` IS NULL OR tie.`to` > $day)
RETURN o.id AS from_id,
  p.id AS to_id,
  tie.legal AS legal;

// name: snapshot_kin
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: person_id: str,
//   kin_id: str,
//   type: str,
//   deceased: date = Person.deceased
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[tie:KIN]->(o:Person)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
RETURN p.id AS person_id,
  o.id AS kin_id,
  tie.type AS type,
  o.deceased AS deceased;

// name: snapshot_employment
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   person_id: str,
//   household_id: str,
//   source: str = Employment.source,
//   batch: str = Employment.batch,
//   line: int = Employment.line,
//   period_from: date = Employment.period_from,
//   period_to: date = Employment.period_to,
//   status: str = Employment.status,
//   base_month: fen = Employment.base_month,
//   unemployed_since: date = Employment.unemployed_since,
//   wants_job: str = Employment.wants_job,
//   training: str = Employment.training
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:Employment)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN f.id AS id,
  p.id AS person_id,
  h.id AS household_id,
  f.source AS source,
  f.batch AS batch,
  f.line AS line,
  f.period_from AS period_from,
  f.period_to AS period_to,
  f.status AS status,
  f.base_month AS base_month,
  f.unemployed_since AS unemployed_since,
  f.wants_job AS wants_job,
  f.training AS training;

// name: snapshot_medical_bills
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   person_id: str,
//   household_id: str,
//   source: str = MedicalBill.source,
//   batch: str = MedicalBill.batch,
//   line: int = MedicalBill.line,
//   period_from: date = MedicalBill.period_from,
//   period_to: date = MedicalBill.period_to,
//   ins_type: str = MedicalBill.ins_type,
//   total: fen = MedicalBill.total,
//   pooled: fen = MedicalBill.pooled,
//   serious: fen = MedicalBill.serious,
//   aid: fen = MedicalBill.aid,
//   self_pay: fen = MedicalBill.self_pay,
//   admitted_on: date = MedicalBill.admitted_on,
//   discharged_on: date = MedicalBill.discharged_on,
//   settled_on: date = MedicalBill.settled_on,
//   special: bool = MedicalBill.special,
//   listed_disease: bool = MedicalBill.listed_disease
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:MedicalBill)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN f.id AS id,
  p.id AS person_id,
  h.id AS household_id,
  f.source AS source,
  f.batch AS batch,
  f.line AS line,
  f.period_from AS period_from,
  f.period_to AS period_to,
  f.ins_type AS ins_type,
  f.total AS total,
  f.pooled AS pooled,
  f.serious AS serious,
  f.aid AS aid,
  f.self_pay AS self_pay,
  f.admitted_on AS admitted_on,
  f.discharged_on AS discharged_on,
  f.settled_on AS settled_on,
  f.special AS special,
  f.listed_disease AS listed_disease;

// name: snapshot_disability_cards
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   person_id: str,
//   household_id: str,
//   source: str = DisabilityCard.source,
//   batch: str = DisabilityCard.batch,
//   line: int = DisabilityCard.line,
//   period_from: date = DisabilityCard.period_from,
//   period_to: date = DisabilityCard.period_to,
//   type: str = DisabilityCard.type,
//   grade: int = DisabilityCard.grade,
//   issued_on: date = DisabilityCard.issued_on,
//   expires_on: date = DisabilityCard.expires_on,
//   rehab_need: str = DisabilityCard.rehab_need,
//   two_allowances: bool = DisabilityCard.two_allowances
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:DisabilityCard)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN f.id AS id,
  p.id AS person_id,
  h.id AS household_id,
  f.source AS source,
  f.batch AS batch,
  f.line AS line,
  f.period_from AS period_from,
  f.period_to AS period_to,
  f.type AS type,
  f.grade AS grade,
  f.issued_on AS issued_on,
  f.expires_on AS expires_on,
  f.rehab_need AS rehab_need,
  f.two_allowances AS two_allowances;

// name: snapshot_schooling
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   person_id: str,
//   household_id: str,
//   source: str = Schooling.source,
//   batch: str = Schooling.batch,
//   line: int = Schooling.line,
//   period_from: date = Schooling.period_from,
//   period_to: date = Schooling.period_to,
//   stage: str = Schooling.stage,
//   aid_item: str = Schooling.aid_item,
//   aid_amount: fen = Schooling.aid_amount,
//   boarding: bool = Schooling.boarding,
//   absence_days_30: int = Schooling.absence_days_30,
//   dropout: bool = Schooling.dropout
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:Schooling)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN f.id AS id,
  p.id AS person_id,
  h.id AS household_id,
  f.source AS source,
  f.batch AS batch,
  f.line AS line,
  f.period_from AS period_from,
  f.period_to AS period_to,
  f.stage AS stage,
  f.aid_item AS aid_item,
  f.aid_amount AS aid_amount,
  f.boarding AS boarding,
  f.absence_days_30 AS absence_days_30,
  f.dropout AS dropout;

// name: snapshot_housing
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   person_id: str,
//   household_id: str,
//   source: str = Housing.source,
//   batch: str = Housing.batch,
//   line: int = Housing.line,
//   period_from: date = Housing.period_from,
//   period_to: date = Housing.period_to,
//   area: float = Housing.area,
//   kind: str = Housing.kind,
//   grade: str = Housing.grade,
//   support: str = Housing.support,
//   rent_month: fen = Housing.rent_month,
//   subsidy_month: fen = Housing.subsidy_month,
//   house_count: int = Housing.house_count,
//   contract_from: date = Housing.contract_from,
//   contract_to: date = Housing.contract_to
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:Housing)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN f.id AS id,
  p.id AS person_id,
  h.id AS household_id,
  f.source AS source,
  f.batch AS batch,
  f.line AS line,
  f.period_from AS period_from,
  f.period_to AS period_to,
  f.area AS area,
  f.kind AS kind,
  f.grade AS grade,
  f.support AS support,
  f.rent_month AS rent_month,
  f.subsidy_month AS subsidy_month,
  f.house_count AS house_count,
  f.contract_from AS contract_from,
  f.contract_to AS contract_to;

// name: snapshot_health
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   person_id: str,
//   household_id: str,
//   source: str = HealthStatus.source,
//   batch: str = HealthStatus.batch,
//   line: int = HealthStatus.line,
//   period_from: date = HealthStatus.period_from,
//   period_to: date = HealthStatus.period_to,
//   severe_mental: bool = HealthStatus.severe_mental,
//   last_follow_up: date = HealthStatus.last_follow_up,
//   self_care: str = HealthStatus.self_care,
//   chronic: bool = HealthStatus.chronic,
//   pregnant: bool = HealthStatus.pregnant,
//   family_planning_special: bool = HealthStatus.family_planning_special
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:HealthStatus)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN f.id AS id,
  p.id AS person_id,
  h.id AS household_id,
  f.source AS source,
  f.batch AS batch,
  f.line AS line,
  f.period_from AS period_from,
  f.period_to AS period_to,
  f.severe_mental AS severe_mental,
  f.last_follow_up AS last_follow_up,
  f.self_care AS self_care,
  f.chronic AS chronic,
  f.pregnant AS pregnant,
  f.family_planning_special AS family_planning_special;

// name: snapshot_needs
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   household_id: str,
//   code: str = Need.code,
//   severity: int = Need.severity,
//   state: str = Need.state,
//   since: datetime = Need.since,
//   met_at: datetime = Need.met_at,
//   episode: int = Need.episode,
//   tags: set = Need.tags,
//   evidence: str = Need.evidence,
//   source: str = Need.source
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_NEED]->(n:Need)
RETURN n.id AS id,
  h.id AS household_id,
  n.code AS code,
  n.severity AS severity,
  n.state AS state,
  n.since AS since,
  n.met_at AS met_at,
  n.episode AS episode,
  n.tags AS tags,
  n.evidence AS evidence,
  n.source AS source;

// name: snapshot_alerts
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   household_id: str,
//   code: str = Alert.code,
//   priority: str = Alert.priority,
//   state: str = Alert.state,
//   value: float = Alert.value,
//   threshold: float = Alert.threshold,
//   raised_at: datetime = Alert.raised_at,
//   verified_at: datetime = Alert.verified_at,
//   source: str = Alert.source
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_ALERT]->(w:Alert)
RETURN w.id AS id,
  h.id AS household_id,
  w.code AS code,
  w.priority AS priority,
  w.state AS state,
  w.value AS value,
  w.threshold AS threshold,
  w.raised_at AS raised_at,
  w.verified_at AS verified_at,
  w.source AS source;

// name: snapshot_household_awards
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   holder_id: str,
//   holder_label: str,
//   household_id: str,
//   policy: str = Award.policy,
//   amount_month: fen = Award.amount_month,
//   from_: date = Award.from,
//   to: date = Award.to,
//   source: str = Award.source
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:RECEIVES]->(w:Award)
RETURN w.id AS id,
  h.id AS holder_id,
  'Household' AS holder_label,
  h.id AS household_id,
  w.policy AS policy,
  w.amount_month AS amount_month,
  w.`from` AS from_,
  w.`to` AS to,
  w.source AS source;

// name: snapshot_person_awards
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   holder_id: str,
//   holder_label: str,
//   household_id: str,
//   policy: str = Award.policy,
//   amount_month: fen = Award.amount_month,
//   from_: date = Award.from,
//   to: date = Award.to,
//   source: str = Award.source
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:RECEIVES]->(w:Award)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
RETURN w.id AS id,
  p.id AS holder_id,
  'Person' AS holder_label,
  h.id AS household_id,
  w.policy AS policy,
  w.amount_month AS amount_month,
  w.`from` AS from_,
  w.`to` AS to,
  w.source AS source;

// name: snapshot_links
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   household_id: str,
//   need_id: str,
//   kind: str = Link.kind,
//   state: str = Link.state,
//   state_since: datetime = Link.state_since,
//   item_id: str,
//   body_id: str,
//   body_party: str = Organisation.party,
//   one_id: str,
//   one_party: str = Actor.party,
//   worker_id: str,
//   worker_party: str = Actor.party,
//   parties: set = Link.parties,
//   units: int = Link.units,
//   last_contact_at: datetime = Link.last_contact_at,
//   proposed_at: datetime = Link.proposed_at,
//   accepted_at: datetime = Link.accepted_at,
//   first_contact_at: datetime = Link.first_contact_at,
//   ended_at: datetime = Link.ended_at,
//   reason_code: str = Link.reason_code,
//   outcome: str = Link.outcome,
//   project_id: str
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_LINK]->(l:Link)
OPTIONAL MATCH (l)-[:FOR_NEED]->(n:Need)
OPTIONAL MATCH (l)-[:TO_ITEM]->(i:CatalogueItem)
OPTIONAL MATCH (l)-[:PROVIDED_BY]->(body:Organisation)
OPTIONAL MATCH (l)-[:PROVIDED_BY]->(one:Actor)
OPTIONAL MATCH (l)-[:CARRIED_BY]->(w:Actor)
OPTIONAL MATCH (l)-[:VIA]->(project:Project)
RETURN l.id AS id,
  h.id AS household_id,
  n.id AS need_id,
  l.kind AS kind,
  l.state AS state,
  l.state_since AS state_since,
  i.id AS item_id,
  body.id AS body_id,
  body.party AS body_party,
  one.id AS one_id,
  one.party AS one_party,
  w.id AS worker_id,
  w.party AS worker_party,
  l.parties AS parties,
  l.units AS units,
  l.last_contact_at AS last_contact_at,
  l.proposed_at AS proposed_at,
  l.accepted_at AS accepted_at,
  l.first_contact_at AS first_contact_at,
  l.ended_at AS ended_at,
  l.reason_code AS reason_code,
  l.outcome AS outcome,
  project.id AS project_id;

// name: snapshot_stewards
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: household_id: str,
//   tier: str,
//   actor_id: str,
//   from_: date,
//   to: date
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[tie:STEWARDED_BY]->(s:Actor)
WHERE coalesce(tie.`from`, $day) <= $day
  AND (tie.`to` IS NULL OR tie.`to` > $day)
RETURN h.id AS household_id,
  tie.tier AS tier,
  s.id AS actor_id,
  tie.`from` AS from_,
  tie.`to` AS to;

// name: snapshot_visits
// kind: read
// scope: areas
// params: places: list[str], day: date, since: date
// returns: id: str,
//   household_id: str,
//   actor_id: str,
//   tier: str = Visit.tier,
//   state: str = Visit.state,
//   mode: str = Visit.mode,
//   due: date = Visit.due,
//   done_at: datetime = Visit.done_at,
//   not_home_count: int = Visit.not_home_count
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[:VISITS]-(v:Visit)
WHERE (v.due IS NULL OR v.due >= $since)
OPTIONAL MATCH (v)-[:BY]->(s:Actor)
RETURN v.id AS id,
  h.id AS household_id,
  s.id AS actor_id,
  v.tier AS tier,
  v.state AS state,
  v.mode AS mode,
  v.due AS due,
  v.done_at AS done_at,
  v.not_home_count AS not_home_count;

// name: snapshot_consents
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   household_id: str,
//   state: str = Consent.state,
//   purposes: set = Consent.purposes,
//   receivers: set = Consent.receivers,
//   from_: date = Consent.from,
//   to: date = Consent.to
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[:COVERS]-(c:Consent)
RETURN c.id AS id,
  h.id AS household_id,
  c.state AS state,
  c.purposes AS purposes,
  c.receivers AS receivers,
  c.`from` AS from_,
  c.`to` AS to;

// name: snapshot_causes
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: household_id: str,
//   code: str,
//   primary: bool,
//   source: str
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[tie:CAUSED_BY]->(c:Cause)
WHERE coalesce(tie.since, $day) <= $day
RETURN h.id AS household_id,
  c.code AS code,
  tie.primary AS primary,
  tie.source AS source;

// name: snapshot_need_causes
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: household_id: str,
//   need_id: str,
//   code: str,
//   primary: bool,
//   source: str
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_NEED]->(n:Need)-[tie:CAUSED_BY]->(c:Cause)
WHERE n.state IN ['OPEN', 'PARTLY_MET']
  AND coalesce(tie.since, $day) <= $day
RETURN h.id AS household_id,
  n.id AS need_id,
  c.code AS code,
  tie.primary AS primary,
  tie.source AS source;

// name: snapshot_evaluations
// kind: read
// scope: areas
// params: places: list[str], day: date
// returns: id: str,
//   household_id: str,
//   level: str = RiskEvaluation.level,
//   computed_level: str = RiskEvaluation.computed_level,
//   rule_version: str = RiskEvaluation.rule_version,
//   digest: str = RiskEvaluation.digest,
//   at: datetime = RiskEvaluation.at
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_EVALUATION]->(e:RiskEvaluation)
WHERE e.valid_to IS NULL
RETURN e.id AS id,
  h.id AS household_id,
  e.level AS level,
  e.computed_level AS computed_level,
  e.rule_version AS rule_version,
  e.digest AS digest,
  e.at AS at;

// name: snapshot_places
// kind: read
// scope: aggregate
// returns: code: str,
//   households: int
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN a.code AS code,
  count(h) AS households;

// name: snapshot_areas
// kind: read
// scope: aggregate
// returns: code: str = Area.code,
//   name: str = Area.name,
//   level: str = Area.level,
//   parent: str,
//   lon: float = Area.lon,
//   lat: float = Area.lat
MATCH (a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
OPTIONAL MATCH (a)-[:PART_OF]->(up:Area)
RETURN a.code AS code,
  a.name AS name,
  a.level AS level,
  up.code AS parent,
  a.lon AS lon,
  a.lat AS lat;

// name: snapshot_districts
// kind: read
// scope: none
// returns: code: str = District.code,
//   name: str = District.name,
//   zone: str = District.zone,
//   today: date = District.today
MATCH (d:District)
RETURN d.code AS code,
  d.name AS name,
  d.zone AS zone,
  d.today AS today;

// name: snapshot_params
// kind: read
// scope: none
// params: code: str
// returns: code: str = Param.code,
//   value: json = Param.value,
//   unit: str = Param.unit,
//   valid_from: date = Param.valid_from,
//   valid_to: date = Param.valid_to,
//   verified_by: str = Param.verified_by
MATCH (p:Param)
WHERE (p.district IS NULL OR p.district = $code)
RETURN p.code AS code,
  p.value AS value,
  p.unit AS unit,
  p.valid_from AS valid_from,
  p.valid_to AS valid_to,
  p.verified_by AS verified_by;

// name: snapshot_rule_sets
// kind: read
// scope: none
// params: code: str
// returns: id: str = RuleSet.id,
//   code: str = RuleSet.code,
//   version: str = RuleSet.rule_version,
//   body: json = RuleSet.body,
//   valid_from: date = RuleSet.valid_from,
//   valid_to: date = RuleSet.valid_to
MATCH (r:RuleSet)
WHERE (r.district IS NULL OR r.district = $code)
RETURN r.id AS id,
  r.code AS code,
  r.rule_version AS version,
  r.body AS body,
  r.valid_from AS valid_from,
  r.valid_to AS valid_to;

// name: snapshot_items
// kind: read
// scope: none
// returns: id: str = CatalogueItem.id,
//   code: str = CatalogueItem.code,
//   type: str = CatalogueItem.type,
//   needs: set = CatalogueItem.needs,
//   groups: set = CatalogueItem.groups,
//   areas: set = CatalogueItem.areas,
//   service_types: set = CatalogueItem.service_types,
//   age_min: int = CatalogueItem.age_min,
//   age_max: int = CatalogueItem.age_max,
//   capacity: int = CatalogueItem.capacity,
//   used: int = CatalogueItem.used,
//   needs_volunteer: bool = CatalogueItem.needs_volunteer,
//   skills: set = CatalogueItem.skills,
//   status: str = CatalogueItem.status,
//   verified_at: datetime = CatalogueItem.verified_at,
//   conditions: json = CatalogueItem.conditions
MATCH (i:CatalogueItem)
RETURN i.id AS id,
  i.code AS code,
  i.type AS type,
  i.needs AS needs,
  i.groups AS groups,
  i.areas AS areas,
  i.service_types AS service_types,
  i.age_min AS age_min,
  i.age_max AS age_max,
  i.capacity AS capacity,
  i.used AS used,
  i.needs_volunteer AS needs_volunteer,
  i.skills AS skills,
  i.status AS status,
  i.verified_at AS verified_at,
  i.conditions AS conditions;

// name: snapshot_offers
// kind: read
// scope: none
// returns: item_id: str,
//   provider_id: str,
//   provider_party: str = Organisation.party,
//   lon: float = Organisation.lon,
//   lat: float = Organisation.lat
MATCH (o:Organisation)-[:OFFERS]->(i:CatalogueItem)
RETURN i.id AS item_id,
  o.id AS provider_id,
  o.party AS provider_party,
  o.lon AS lon,
  o.lat AS lat;

// name: snapshot_organisations
// kind: read
// scope: none
// returns: id: str = Organisation.id,
//   credit_code: str = Organisation.credit_code,
//   name: str = Organisation.name,
//   party: str = Organisation.party,
//   kind: str = Organisation.kind,
//   groups: set = Organisation.groups,
//   capacity: int = Organisation.capacity,
//   lon: float = Organisation.lon,
//   lat: float = Organisation.lat,
//   status: str = Organisation.status,
//   verified_at: datetime = Organisation.verified_at
MATCH (o:Organisation)
RETURN o.id AS id,
  o.credit_code AS credit_code,
  o.name AS name,
  o.party AS party,
  o.kind AS kind,
  o.groups AS groups,
  o.capacity AS capacity,
  o.lon AS lon,
  o.lat AS lat,
  o.status AS status,
  o.verified_at AS verified_at;

// name: snapshot_actors
// kind: read
// scope: areas
// returns: id: str,
//   staff_no: str = Actor.staff_no,
//   party: str = Actor.party,
//   roles: set = Actor.roles,
//   tier: str = Actor.tier,
//   skills: set = Actor.skills,
//   languages: set = Actor.languages,
//   capacity_units: float = Actor.capacity_units,
//   weekly_hours_max: float = Actor.weekly_hours_max,
//   clearance_minors: bool = Actor.clearance_minors,
//   lon: float = Actor.lon,
//   lat: float = Actor.lat,
//   status: str = Actor.status,
//   leave_from: date = Actor.leave_from,
//   leave_to: date = Actor.leave_to,
//   reliability: float = Actor.reliability,
//   area: str
MATCH (a:Area)<-[:COVERS]-(s:Actor)
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
RETURN s.id AS id,
  s.staff_no AS staff_no,
  s.party AS party,
  s.roles AS roles,
  s.tier AS tier,
  s.skills AS skills,
  s.languages AS languages,
  s.capacity_units AS capacity_units,
  s.weekly_hours_max AS weekly_hours_max,
  s.clearance_minors AS clearance_minors,
  s.lon AS lon,
  s.lat AS lat,
  s.status AS status,
  s.leave_from AS leave_from,
  s.leave_to AS leave_to,
  s.reliability AS reliability,
  a.code AS area;
