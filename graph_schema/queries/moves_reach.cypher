// Who reaches an item to move it: by area, or by being somebody to it. The item is locked first; what is out of reach is
// absent. One statement a process and kind of reach (api/actions/reach.py names them).

// name: moves_in_reach_lead
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Lead {id: $id}) MATCH (a:Area {code: x.area_code})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_case
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Case {id: $id})-[:OF]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_need
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Need {id: $id})<-[:HAS_NEED]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_link
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Link {id: $id})<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_task
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Task {id: $id})-[:PART_OF_LINK]->(:Link)<-[:HAS_LINK]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_visit
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Visit {id: $id})-[:VISITS]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_consent
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Consent {id: $id})-[:COVERS]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_ticket
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Ticket {id: $id})-[:CONCERNS]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_alert
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Alert {id: $id})<-[:HAS_ALERT]-(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_change_request
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:ChangeRequest {id: $id})-[:CONCERNS]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_data_request
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:DataRequest {id: $id})-[:CONCERNS]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_application
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Application {id: $id})-[:FOR]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// A draft is its author's alone, and the clocks'.

// name: moves_in_reach_collection
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Collection {id: $id}) MATCH (a:Area {code: x.area_code})
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND $actor IN [x.created_by, 'system']
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_import
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:ImportBatch {id: $id}) MATCH (a:Area {code: x.district})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_project
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Project {id: $id}) UNWIND x.areas AS place MATCH (a:Area {code: place})
WHERE any(top IN $areas WHERE a.code STARTS WITH top OR top STARTS WITH a.code)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_bid
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Bid {id: $id})<-[:HAS_BID]-(p:Project) UNWIND p.areas AS place MATCH (a:Area {code: place})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_person_lead
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)<-[:ABOUT]-(x:Lead {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_person_need
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)-[:HAS_NEED]->(x:Need {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_person_link
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)-[:HAS_LINK]->(x:Link {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_person_task
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)-[:HAS_LINK]->(:Link)<-[:PART_OF_LINK]-(x:Task {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_person_consent
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)<-[:COVERS]-(x:Consent {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_person_data_request
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str   (about the caller, or whom he acts for)
MATCH (x:DataRequest {id: $id})-[:CONCERNS]->(p:Person)
OPTIONAL MATCH (:Person {id: $actor})-[t:GUARDIAN_OF|AGENT_OF]->(p) WHERE t.to IS NULL OR toString(t.to) > toString($now)
WITH x, p, count(t) AS acting WHERE p.id = $actor OR acting > 0
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_person_application
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)<-[:FOR]-(x:Application {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_body_lead
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)<-[:DISPATCHED_TO]-(x:Lead {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_body_link
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)<-[:PROVIDED_BY]-(x:Link {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_body_task
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)<-[:PROVIDED_BY]-(:Link)<-[:PART_OF_LINK]-(x:Task {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_body_project
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)-[:RUNS]->(x:Project {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_body_bid
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)<-[:BY]-(x:Bid {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_bidder_project
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)<-[:BY]-(:Bid)<-[:HAS_BID]-(x:Project {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_maker_lead
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Lead {id: $id}) SET x.touched = $op
WITH x WHERE x.created_by = $actor
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_doer_link
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})<-[:PROVIDED_BY|CARRIED_BY]-(x:Link {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_doer_task
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Task {id: $id}) MATCH (me:Actor {id: $actor}) SET x.touched = $op
WITH x, me OPTIONAL MATCH (x)-[mine:CLAIMED_BY]->(me)
WITH x, mine WHERE mine IS NOT NULL OR (x.kind IN ['VOLUNTEER', 'DELIVERY'] AND x.state IN ['OPEN', 'CLAIMED'])
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_doer_visit
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})<-[:BY]-(x:Visit {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_department_ticket
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (me:Actor {id: $actor}) MATCH (x:Ticket {id: $id}) SET x.touched = $op
WITH me, x WHERE x.department = me.department
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_department_import
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (me:Actor {id: $actor}) MATCH (x:ImportBatch {id: $id})-[:OF]->(d:Dataset)
SET x.touched = $op
WITH me, x, d WHERE d.owner = me.department
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_publisher_project
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:PUBLISHES]->(x:Project {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_publisher_bid
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:PUBLISHES]->(:Project)-[:HAS_BID]->(x:Bid {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_evaluator_project
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})<-[:EVALUATED_BY]-(x:Project {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_evaluator_bid
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})<-[:EVALUATED_BY]-(:Project)-[:HAS_BID]->(x:Bid {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_anybody_application
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Application {id: $id}) SET x.touched = $op
WITH x WHERE x.state = 'PUBLICITY' AND $actor <> ''
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// ── households, for what begins with one ────────────────────────────────────────────────────────

// name: moves_in_reach_household
// kind: write
// scope: areas
// params: id: str
// returns: id: str
MATCH (x:Household {id: $id})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id;

// name: moves_of_person_household
// kind: write
// scope: own
// params: id: str
// returns: id: str
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(x:Household {id: $id}) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
SET x.touched = $op
RETURN DISTINCT x.id AS id;

// name: moves_of_body_household
// kind: write
// scope: own
// params: id: str
// returns: id: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)<-[:PROVIDED_BY]-(:Link)<-[:HAS_LINK]-(x:Household {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id;

// name: moves_of_doer_household
// kind: write
// scope: own
// params: id: str
// returns: id: str
MATCH (:Actor {id: $actor})<-[:CLAIMED_BY]-(:Task)-[:PART_OF_LINK]->(:Link)<-[:HAS_LINK]-(x:Household {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id;

// name: moves_of_department_household
// kind: write
// scope: own
// params: id: str
// returns: id: str
MATCH (me:Actor {id: $actor}) MATCH (x:Household {id: $id})<-[:MEMBER_OF]-(:Person)-[:HAS_FACT]->(f)-[:FROM]->(:ImportBatch)-[:OF]->(d:Dataset)
SET x.touched = $op
WITH me, x, d WHERE d.owner = me.department
RETURN DISTINCT x.id AS id;

// name: moves_bidding_project
// kind: write
// scope: own
// params: id: str
// returns: id: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(:Organisation) MATCH (x:Project {id: $id}) SET x.touched = $op
WITH x WHERE x.state = 'BIDDING'
RETURN DISTINCT x.id AS id;

// ── requests of one's own ───────────────────────────────────────────────────────────────────────

// name: requests_ticket
// kind: read
// scope: own
// returns: id: str, state: str, since: datetime, due: datetime?
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)<-[:CONCERNS]-(t:Ticket)
OPTIONAL MATCH (t)-[:CHILD_OF]->(form:Ticket)
WITH t, form WHERE form IS NULL
RETURN DISTINCT t.id AS id, t.state AS state, coalesce(t.state_since, t.created_at) AS since, t.due AS due ORDER BY since, id;

// name: requests_application
// kind: read
// scope: own
// returns: id: str, state: str, since: datetime, due: datetime?
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)<-[:FOR]-(a:Application)
RETURN DISTINCT a.id AS id, a.state AS state, coalesce(a.state_since, a.created_at) AS since, a.due AS due ORDER BY since, id;

// name: moves_in_reach_enrolment
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Enrolment {id: $id})-[:FOR]->(:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_body_enrolment
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(:Organisation)-[:RUNS]->(:Project)<-[:IN_PROJECT]-(x:Enrolment {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_doer_enrolment
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:TAKES_PART]->(x:Enrolment {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_person_enrolment
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH way = (:Person {id: $actor})-[:MEMBER_OF|GUARDIAN_OF|AGENT_OF*1..2]->(h:Household) WHERE all(tie IN relationships(way) WHERE tie.to IS NULL OR toString(tie.to) > toString($now))
MATCH (h)<-[:FOR]-(x:Enrolment {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_goods
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:GoodsLot {id: $id}) MATCH (a:Area {code: x.district})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_body_goods
// kind: write
// scope: own
// params: id: str
// returns: id: str, version: int, state: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(:Organisation)-[:HOLDS]->(x:GoodsLot {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_project_household
// kind: write
// scope: own
// params: id: str
// returns: id: str
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(:Organisation)-[:RUNS]->(:Project)-[:SERVES]->(x:Household {id: $id})
SET x.touched = $op
RETURN DISTINCT x.id AS id;

// name: moves_in_reach_feedback
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Feedback {id: $id}) MATCH (a:Area {code: x.district})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_joining
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Joining {id: $id}) MATCH (a:Area {code: x.area_code})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_in_reach_impact_assessment
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:ImpactAssessment {id: $id}) MATCH (a:Area {code: x.district})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;


// name: moves_in_reach_breach
// kind: write
// scope: areas
// params: id: str
// returns: id: str, version: int, state: str
MATCH (x:Breach {id: $id}) MATCH (a:Area {code: x.district})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN DISTINCT x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_anybody_impact_assessment
// kind: write
// scope: aggregate
// params: id: str
// returns: id: str, version: int, state: str   (of a district; for privacy officers, whose area the session has)
MATCH (x:ImpactAssessment {id: $id}) MATCH (a:Area {code: x.district})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;

// name: moves_of_anybody_breach
// kind: write
// scope: aggregate
// params: id: str
// returns: id: str, version: int, state: str   (of a district; for privacy officers, whose area the session has)
MATCH (x:Breach {id: $id}) MATCH (a:Area {code: x.district})
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
SET x.touched = $op
RETURN x.id AS id, coalesce(x.version, 1) AS version, x.state AS state;
