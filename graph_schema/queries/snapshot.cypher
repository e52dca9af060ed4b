// What matching reads: one statement a table, over a chunk of the caller's areas (`places`) and of ids (`heads`),
// see matching/reading.py. Everything is as of the local day $day. A table comes as one list of rows, each a list
// in the order of the columns named there, dates and instants as ISO text: row by row the driver would spend ten
// times as long on unpacking. Lists know no masks, so these are for the program's own access only.

// name: snapshot_households
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: id: list[str], rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
RETURN collect(h.id) AS id, collect([
  h.id, a.code, h.hh_no, h.size, h.income_month, h.assets_money, h.rigid_12m, h.medical_12m,
  h.housing_cost_month, h.housing_type, h.housing_grade, h.housing_ownership, h.house_count,
  h.groups, h.primary_group, h.level, h.computed_level, toString(h.level_since), h.score, h.urgent,
  h.situation_unknown, h.completeness, toString(h.lowering_agreed_on), h.level_override,
  toString(h.level_override_until), h.level_override_over, h.monitored, toString(h.monitored_from),
  toString(h.last_contact_at), h.lon, h.lat, h.restricted, h.source, h.batch
]) AS rows;

// name: snapshot_persons
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
RETURN collect([
  p.id, h.id, member.relation, member.head, toString(p.birth), p.sex, toString(p.deceased),
  p.self_care, p.disability_type, p.disability_grade, p.guardian_status, p.self_supporting,
  p.work_status, p.education, p.hukou_area, p.live_area, p.identity_unknown, p.groups,
  p.disease_flags, p.source, p.batch
]) AS rows;

// name: snapshot_cares_for
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)<-[tie:CARES_FOR]-(o:Person)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND coalesce(tie.`from`, $day) <= $day
  AND (tie.`to` IS NULL OR tie.`to` > $day)
RETURN collect([
  o.id, p.id
]) AS rows;

// name: snapshot_guardian_of
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)<-[tie:GUARDIAN_OF]-(o:Person)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND coalesce(tie.`from`, $day) <= $day
  AND (tie.`to` IS NULL OR tie.`to` > $day)
RETURN collect([
  o.id, p.id, tie.legal
]) AS rows;

// name: snapshot_kin
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[tie:KIN]->(o:Person)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
RETURN collect([
  p.id, o.id, tie.type, toString(o.deceased)
]) AS rows;

// name: snapshot_employment
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:Employment)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN collect([
  f.id, p.id, h.id, f.source, f.batch, f.line, toString(f.period_from), toString(f.period_to),
  f.status, f.base_month, toString(f.unemployed_since), f.wants_job, f.training,
  f.injury_care
]) AS rows;

// name: snapshot_medical_bills
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:MedicalBill)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN collect([
  f.id, p.id, h.id, f.source, f.batch, f.line, toString(f.period_from), toString(f.period_to),
  f.ins_type, f.total, f.pooled, f.serious, f.aid, f.self_pay, toString(f.admitted_on),
  toString(f.discharged_on), toString(f.settled_on), f.special, f.listed_disease
]) AS rows;

// name: snapshot_disability_cards
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:DisabilityCard)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN collect([
  f.id, p.id, h.id, f.source, f.batch, f.line, toString(f.period_from), toString(f.period_to),
  f.type, f.grade, toString(f.issued_on), toString(f.expires_on), f.rehab_need, f.two_allowances
]) AS rows;

// name: snapshot_schooling
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:Schooling)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN collect([
  f.id, p.id, h.id, f.source, f.batch, f.line, toString(f.period_from), toString(f.period_to),
  f.stage, f.aid_item, f.aid_amount, f.boarding, f.absence_days_30, f.dropout
]) AS rows;

// name: snapshot_housing
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:Housing)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN collect([
  f.id, p.id, h.id, f.source, f.batch, f.line, toString(f.period_from), toString(f.period_to),
  f.area, f.kind, f.grade, f.support, f.rent_month, f.subsidy_month, f.house_count,
  toString(f.contract_from), toString(f.contract_to)
]) AS rows;

// name: snapshot_health
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_FACT]->(f:HealthStatus)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND (f.valid_to IS NULL OR f.valid_to > $day)
RETURN collect([
  f.id, p.id, h.id, f.source, f.batch, f.line, toString(f.period_from), toString(f.period_to),
  f.severe_mental, toString(f.last_follow_up), f.self_care, f.chronic, f.pregnant,
  f.family_planning_special
]) AS rows;

// name: snapshot_needs
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_NEED]->(n:Need)
RETURN collect([
  n.id, h.id, n.code, n.severity, n.state, toString(n.since), toString(n.met_at), n.episode,
  n.tags, n.evidence, n.source
]) AS rows;

// name: snapshot_alerts
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_ALERT]->(w:Alert)
RETURN collect([
  w.id, h.id, w.code, w.priority, w.state, w.value, w.threshold, toString(w.raised_at),
  toString(w.verified_at), toString(w.state_since), w.fact,
  w.suppressed, toString(w.suppressed_on), w.source
]) AS rows;

// name: snapshot_household_awards
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:RECEIVES]->(w:Award)
RETURN collect([
  w.id, h.id, 'Household', h.id, w.policy, w.amount_month, toString(w.`from`), toString(w.`to`),
  toString(w.next_review), w.source
]) AS rows;

// name: snapshot_person_awards
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:RECEIVES]->(w:Award)
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
RETURN collect([
  w.id, p.id, 'Person', h.id, w.policy, w.amount_month, toString(w.`from`), toString(w.`to`),
  toString(w.next_review), w.source
]) AS rows;

// name: snapshot_links
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_LINK]->(l:Link)
OPTIONAL MATCH (l)-[:FOR_NEED]->(n:Need)
OPTIONAL MATCH (l)-[:TO_ITEM]->(i:CatalogueItem)
OPTIONAL MATCH (l)-[:PROVIDED_BY]->(body:Organisation)
OPTIONAL MATCH (l)-[:PROVIDED_BY]->(one:Actor)
OPTIONAL MATCH (l)-[:CARRIED_BY]->(w:Actor)
OPTIONAL MATCH (l)-[:VIA]->(project:Project)
RETURN collect([
  l.id, h.id, n.id, l.kind, l.state, toString(l.state_since), i.id, body.id, body.party, one.id,
  one.party, w.id, w.party, l.parties, l.units, toString(l.last_contact_at),
  toString(l.proposed_at), toString(l.accepted_at), toString(l.first_contact_at),
  toString(l.ended_at), l.reason_code, l.outcome, project.id, project.state, l.refused_facts,
  toString(l.lifted_at)
]) AS rows;

// name: snapshot_stewards
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[tie:STEWARDED_BY]->(s:Actor)
WHERE coalesce(tie.`from`, $day) <= $day
  AND (tie.`to` IS NULL OR tie.`to` > $day)
RETURN collect([
  h.id, tie.tier, s.id, toString(tie.`from`), toString(tie.`to`)
]) AS rows;

// name: snapshot_visits
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date, since: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[:VISITS]-(v:Visit)
WHERE (v.due IS NULL OR v.due >= $since)
OPTIONAL MATCH (v)-[:BY]->(s:Actor)
RETURN collect([
  v.id, h.id, s.id, v.tier, v.state, v.mode, toString(v.due), toString(v.done_at),
  v.not_home_count
]) AS rows;

// name: snapshot_consents
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[:COVERS]-(c:Consent)
RETURN collect([
  c.id, h.id, c.state, c.purposes, c.receivers, toString(c.`from`), toString(c.`to`)
]) AS rows;

// name: snapshot_causes
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[tie:CAUSED_BY]->(c:Cause)
WHERE coalesce(tie.since, $day) <= $day
RETURN collect([
  h.id, c.code, tie.primary, tie.source
]) AS rows;

// name: snapshot_need_causes
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_NEED]->(n:Need)-[tie:CAUSED_BY]->(c:Cause)
WHERE n.state IN ['OPEN', 'PARTLY_MET']
  AND coalesce(tie.since, $day) <= $day
RETURN collect([
  h.id, n.id, c.code, tie.primary, tie.source
]) AS rows;

// name: snapshot_evaluations
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_EVALUATION]->(e:RiskEvaluation)
WHERE e.valid_to IS NULL
RETURN collect([
  e.id, h.id, e.level, e.computed_level, e.rule_version, e.digest, toString(e.at)
]) AS rows;

// name: snapshot_tickets
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[:CONCERNS]-(t:Ticket)
RETURN collect([
  t.id, h.id, t.department, t.state, toString(t.created_at)
]) AS rows;

// name: snapshot_reports
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[:ABOUT]-(l:Lead)
WHERE NOT l.state IN ['UNFOUNDED', 'DUPLICATE', 'WITHDRAWN']
RETURN collect([
  l.id, h.id, l.channel, l.state, l.reasons, toString(l.created_at), l.source
]) AS rows;

// name: snapshot_household_verdicts
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)-[:HAS_VERDICT]->(v:Verdict {by: 'MACHINE'})
WHERE v.valid_to IS NULL
RETURN collect([
  v.id, h.id, 'Household', h.id, v.policy, v.class, v.answer, v.receiving, toString(v.since), v.digest,
  v.rule_version
]) AS rows;

// name: snapshot_person_verdicts
// kind: read
// scope: areas
// params: places: list[str], heads: list[str], day: date
// returns: rows: list[map]
UNWIND $places AS place
MATCH (a:Area {code: place})<-[lives:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND any(head IN $heads WHERE h.id STARTS WITH head)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
MATCH (h)<-[member:MEMBER_OF]-(p:Person)-[:HAS_VERDICT]->(v:Verdict {by: 'MACHINE'})
WHERE coalesce(member.`from`, $day) <= $day
  AND (member.`to` IS NULL OR member.`to` > $day)
  AND v.valid_to IS NULL
RETURN collect([
  v.id, p.id, 'Person', h.id, v.policy, v.class, v.answer, v.receiving, toString(v.since), v.digest,
  v.rule_version
]) AS rows;

// name: snapshot_places
// kind: read
// scope: aggregate
// returns: code: str,
//   households: int
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN a.code AS code,
  count(h) AS households;

// name: snapshot_numbered
// kind: read
// scope: areas
// params: number: str
// returns: id: str
MATCH (h:Household)-[:LIVES_IN]->(a:Area)
WHERE (h.hh_no = $number OR h.id = $number) AND any(top IN $areas WHERE a.code STARTS WITH top)
RETURN DISTINCT h.id AS id;

// name: snapshot_places_of
// kind: read
// scope: areas
// params: ids: list[str]
// returns: id: str, code: str   (of a household that has moved, each place it lived in)
UNWIND $ids AS one
MATCH (h:Household {id: one})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN DISTINCT h.id AS id, a.code AS code;

// name: snapshot_people_beside
// kind: read
// scope: areas
// params: ids: list[str], day: date
// returns: rows: list[map]
UNWIND $ids AS one
MATCH (p:Person {id: one})-[member:MEMBER_OF]->(h:Household)-[lives:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND coalesce(lives.`from`, $day) <= $day AND (lives.`to` IS NULL OR lives.`to` > $day)
  AND coalesce(member.`from`, $day) <= $day AND (member.`to` IS NULL OR member.`to` > $day)
RETURN collect([
  p.id, h.id, member.relation, member.head, toString(p.birth), p.sex, toString(p.deceased),
  p.self_care, p.disability_type, p.disability_grade, p.guardian_status, p.self_supporting,
  p.work_status, p.education, p.hukou_area, p.live_area, p.identity_unknown, p.groups,
  p.disease_flags, p.source, p.batch
]) AS rows;

// name: snapshot_touched
// kind: read
// scope: areas
// params: people: list[str]
// returns: id: str
UNWIND $people AS one
MATCH (p:Person {id: one})
OPTIONAL MATCH (p)-[:CARES_FOR|GUARDIAN_OF|KIN]-(o:Person)
WITH collect(DISTINCT p) + collect(DISTINCT o) AS everybody
UNWIND everybody AS somebody
MATCH (somebody)-[:MEMBER_OF]->(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN DISTINCT h.id AS id ORDER BY id;

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

// name: snapshot_demo_districts
// kind: read
// scope: none
// returns: code: str   (of invented people)
MATCH (d:District {demo: true}) RETURN d.code AS code ORDER BY code;

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
//   source: str = RuleSet.source,
//   valid_from: date = RuleSet.valid_from,
//   valid_to: date = RuleSet.valid_to
MATCH (r:RuleSet)
WHERE (r.district IS NULL OR r.district = $code)
RETURN r.id AS id,
  r.code AS code,
  r.rule_version AS version,
  r.body AS body,
  r.source AS source,
  r.valid_from AS valid_from,
  r.valid_to AS valid_to;

// name: snapshot_batches
// kind: read
// scope: none
// params: code: str
// returns: id: str = ImportBatch.id,
//   dataset: str = ImportBatch.dataset,
//   state: str = ImportBatch.state,
//   as_of: date = ImportBatch.as_of,
//   loaded_at: datetime = ImportBatch.created_at
MATCH (b:ImportBatch)
WHERE (b.district IS NULL OR b.district = $code)
RETURN b.id AS id,
  b.dataset AS dataset,
  b.state AS state,
  b.as_of AS as_of,
  b.created_at AS loaded_at;

// name: snapshot_workdays
// kind: read
// scope: none
// returns: date: date = Workday.date,
//   working: bool = Workday.working
MATCH (w:Workday)
RETURN w.date AS date,
  w.working AS working;

// name: snapshot_items
// kind: read
// scope: none
// params: code: str
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
WHERE (i.district IS NULL OR i.district = $code)
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
// params: code: str
// returns: item_ids: list[str],
//   provider_id: str,
//   provider_party: str = Organisation.party,
//   lon: float = Organisation.lon,
//   lat: float = Organisation.lat   (a body a row: one a pair takes the server ten times as long)
MATCH (o:Organisation)-[:OFFERS]->(i:CatalogueItem)
WHERE (i.district IS NULL OR i.district = $code)
WITH o, collect(i.id) AS item_ids
RETURN item_ids,
  o.id AS provider_id,
  o.party AS provider_party,
  o.lon AS lon,
  o.lat AS lat;

// name: snapshot_organisations
// kind: read
// scope: none
// params: code: str
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
WHERE (o.district IS NULL OR o.district = $code
  OR any(item IN [(o)-[:OFFERS]->(x:CatalogueItem) | x.district] WHERE item = $code))
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
