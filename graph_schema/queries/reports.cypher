// What reports ask beyond the snapshot: how people were found, cases, services given, surveys, goals, who was told of a policy.
// Rows come as plain lists in the order of matching/reports/facts.py, see snapshot.cypher; for the program's own access only.

// name: report_leads
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (l:Lead)
WHERE any(top IN $areas WHERE l.area_code STARTS WITH top)
OPTIONAL MATCH (l)-[:ABOUT]->(h:Household)
OPTIONAL MATCH (l)-[:BECAME]->(c:Case)
RETURN collect([
  l.id, h.id, l.area_code, l.direction, l.channel, l.state, c.id, toString(l.created_at)
]) AS rows;

// name: report_cases
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:OF]-(c:Case)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
OPTIONAL MATCH (c)<-[:BECAME]-(l:Lead)
RETURN collect([
  c.id, h.id, c.state, l.direction, l.channel, toString(c.opened_at)
]) AS rows;

// name: report_served
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[s:SERVES]-(j:Project)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([j.id + ' ' + h.id, h.id, toString(s.`from`)]) AS rows;

// name: report_goals
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:OF]-(:Case)-[:HAS_PLAN]->(p:ServicePlan)-[:HAS_GOAL]->(g:Goal)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([
  g.id, h.id, g.kind, g.before, g.after, g.state, toString(p.signed_at)
]) AS rows;

// name: report_link_records
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(l:Link)<-[:RECORDS]-(r:ServiceRecord)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([
  r.id, h.id, l.id, r.method, r.service_type, toString(r.at), r.hours, r.cost, r.attendees
]) AS rows;

// name: report_task_records
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(l:Link)<-[:PART_OF_LINK]-(:Task)<-[:RECORDS]-(r:ServiceRecord)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([
  r.id, h.id, l.id, r.method, r.service_type, toString(r.at), r.hours, r.cost, r.attendees
]) AS rows;

// name: report_visit_records
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:VISITS]-(:Visit)<-[:RECORDS]-(r:ServiceRecord)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([
  r.id, h.id, null, r.method, r.service_type, toString(r.at), r.hours, r.cost, r.attendees
]) AS rows;

// name: report_surveys
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:CONCERNS]-(s:Survey)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([
  s.id, h.id, s.scores, toString(s.created_at)
]) AS rows;

// name: report_person_surveys
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:MEMBER_OF]-(:Person)<-[:CONCERNS]-(s:Survey)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN collect([
  s.id, h.id, s.scores, toString(s.created_at)
]) AS rows;

// name: report_policies_told
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_VERDICT]->(v:Verdict)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (n:Notification {of_id: v.id})
WHERE n.state IN ['SENT', 'READ']
RETURN collect([v.id, toString(n.at)]) AS rows;

// name: report_policies_told_to_persons
// kind: read
// scope: areas
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(:Household)<-[:MEMBER_OF]-(:Person)-[:HAS_VERDICT]->(v:Verdict)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
MATCH (n:Notification {of_id: v.id})
WHERE n.state IN ['SENT', 'READ']
RETURN collect([v.id, toString(n.at)]) AS rows;

// What waits longer than its clock allows: id, household, area where there is no household, process, state, clock, when it
// was due, what share of the clock was told of. Visits keep their own day: theirs begins anew each time it is over.

// name: report_overdue_alerts
// kind: read
// scope: areas
// params: until: datetime
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_ALERT]->(w:Alert)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND w.clock_due <= $until
RETURN collect([
  w.id, h.id, null, 'alert', w.state, w.clock, toString(w.clock_due), w.clock_told
]) AS rows;

// name: report_overdue_applications
// kind: read
// scope: areas
// params: until: datetime
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:FOR]-(x:Application)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND x.clock_due <= $until
RETURN collect([
  x.id, h.id, null, 'application', x.state, x.clock, toString(x.clock_due), x.clock_told
]) AS rows;

// name: report_overdue_cases
// kind: read
// scope: areas
// params: until: datetime
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:OF]-(c:Case)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND c.clock_due <= $until
RETURN collect([
  c.id, h.id, null, 'case', c.state, c.clock, toString(c.clock_due), c.clock_told
]) AS rows;

// name: report_overdue_leads
// kind: read
// scope: areas
// params: until: datetime
// returns: rows: list[map]
MATCH (l:Lead)
WHERE any(top IN $areas WHERE l.area_code STARTS WITH top) AND l.clock_due <= $until
OPTIONAL MATCH (l)-[:ABOUT]->(h:Household)
RETURN collect([
  l.id, h.id, l.area_code, 'lead', l.state, l.clock, toString(l.clock_due), l.clock_told
]) AS rows;

// name: report_overdue_links
// kind: read
// scope: areas
// params: until: datetime
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(l:Link)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND l.clock_due <= $until
RETURN collect([
  l.id, h.id, null, 'link', l.state, l.clock, toString(l.clock_due), l.clock_told
]) AS rows;

// name: report_overdue_needs
// kind: read
// scope: areas
// params: until: datetime
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_NEED]->(n:Need)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND n.clock_due <= $until
RETURN collect([
  n.id, h.id, null, 'need', n.state, n.clock, toString(n.clock_due), n.clock_told
]) AS rows;

// name: report_overdue_tasks
// kind: read
// scope: areas
// params: until: datetime
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(:Link)<-[:PART_OF_LINK]-(t:Task)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND t.clock_due <= $until
RETURN collect([
  t.id, h.id, null, 'task', t.state, t.clock, toString(t.clock_due), t.clock_told
]) AS rows;

// name: report_overdue_tickets
// kind: read
// scope: areas
// params: until: datetime
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:CONCERNS]-(t:Ticket)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND t.clock_due <= $until
RETURN collect([
  t.id, h.id, null, 'ticket', t.state, t.clock, toString(t.clock_due), t.clock_told
]) AS rows;

// name: report_overdue_visits
// kind: read
// scope: areas
// params: today: date
// returns: rows: list[map]
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)<-[:VISITS]-(v:Visit)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
  AND v.state IN ['PLANNED', 'ASSIGNED', 'NOT_HOME'] AND v.due < $today
RETURN collect([
  v.id, h.id, null, 'visit', v.state, 'visit', toString(v.due), v.clock_told
]) AS rows;
