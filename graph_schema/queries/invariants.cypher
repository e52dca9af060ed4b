// What must hold in every district at any time; each statement gives the ids of what does not keep it, the first ones only.
// See store/invariants.py, where each has its sentence.

// name: invariant_one_evaluation
// kind: read
// scope: none
// returns: id: str, found: int   (a household's evaluations in force)
MATCH (h:Household)-[:HAS_EVALUATION]->(e:RiskEvaluation) WHERE e.valid_to IS NULL
WITH h, count(e) AS found WHERE found > 1
RETURN h.id AS id, found ORDER BY id LIMIT 20;

// name: invariant_one_colour
// kind: read
// scope: none
// returns: id: str   (a household whose colour is not that of its evaluation in force)
MATCH (h:Household)-[:HAS_EVALUATION]->(e:RiskEvaluation)
WHERE e.valid_to IS NULL AND (h.level IS NULL OR h.level <> e.level)
RETURN h.id AS id ORDER BY id LIMIT 20;

// name: invariant_one_steward
// kind: read
// scope: none
// returns: id: str, tier: str, found: int
MATCH (h:Household)-[s:STEWARDED_BY]->(:Actor) WHERE s.`to` IS NULL
WITH h, s.tier AS tier, count(s) AS found WHERE found > 1
RETURN h.id AS id, tier, found ORDER BY id, tier LIMIT 20;

// name: invariant_one_home
// kind: read
// scope: none
// returns: id: str, found: int   (a household that lives in several places)
MATCH (h:Household)-[s:LIVES_IN]->(:Area) WHERE s.`to` IS NULL
WITH h, count(s) AS found WHERE found > 1
RETURN h.id AS id, found ORDER BY id LIMIT 20;

// name: invariant_one_household
// kind: read
// scope: none
// returns: id: str, found: int   (a person of several households)
MATCH (p:Person)-[s:MEMBER_OF]->(:Household) WHERE s.`to` IS NULL
WITH p, count(s) AS found WHERE found > 1
RETURN p.id AS id, found ORDER BY id LIMIT 20;

// name: invariant_one_membership
// kind: read
// scope: none
// returns: id: str   (a person whose memberships overlap, those that ended too)
MATCH (p:Person)-[s:MEMBER_OF]->(h:Household)
WITH p, collect({home: h.id, since: coalesce(s.`from`, date('0001-01-01')), until: coalesce(s.`to`, date('9999-12-31'))}) AS times
WHERE size(times) > 1 AND any(one IN times WHERE any(other IN times
  WHERE one.home < other.home AND one.since < other.until AND other.since < one.until))
RETURN p.id AS id ORDER BY id LIMIT 20;

// name: invariant_left_household
// kind: read
// scope: none
// returns: id: str   (a household that all have left and that goes on)
MATCH (h:Household)<-[s:MEMBER_OF]-(:Person) WHERE h.valid_to IS NULL
WITH h, sum(CASE WHEN s.`to` IS NULL THEN 1 ELSE 0 END) AS found WHERE found = 0
RETURN h.id AS id ORDER BY id LIMIT 20;

// name: invariant_ended_household
// kind: read
// scope: none
// returns: id: str   (a household that is over and has members, or is monitored)
MATCH (h:Household) WHERE h.valid_to IS NOT NULL
OPTIONAL MATCH (h)<-[s:MEMBER_OF]-(:Person) WHERE s.`to` IS NULL
WITH h, count(s) AS found WHERE found > 0 OR h.monitored
RETURN h.id AS id ORDER BY id LIMIT 20;

// name: invariant_ended_household_open
// kind: read
// scope: none
// returns: id: str   (an open link, need, visit or case of a household that is over)
MATCH (h:Household)-[:HAS_LINK]->(x:Link) WHERE h.valid_to IS NOT NULL
  AND x.state IN ['RECOMMENDED', 'PROPOSED', 'WAITLISTED', 'ACCEPTED', 'IN_SERVICE', 'ON_HOLD']
RETURN x.id AS id LIMIT 20
UNION ALL
MATCH (h:Household)-[:HAS_NEED]->(x:Need) WHERE h.valid_to IS NOT NULL
  AND x.state IN ['REPORTED', 'VERIFYING', 'VERIFIED', 'ASSESSED', 'OPEN', 'PARTLY_MET']
RETURN x.id AS id LIMIT 20
UNION ALL
MATCH (h:Household)<-[:VISITS]-(x:Visit) WHERE h.valid_to IS NOT NULL AND x.state IN ['PLANNED', 'ASSIGNED']
RETURN x.id AS id LIMIT 20
UNION ALL
MATCH (h:Household)<-[:OF]-(x:Case) WHERE h.valid_to IS NOT NULL AND NOT x.state IN ['ARCHIVED', 'CLOSED_DEATH']
RETURN x.id AS id LIMIT 20;

// name: invariant_one_head
// kind: read
// scope: none
// returns: id: str, found: int   (a household with several heads)
MATCH (h:Household)<-[s:MEMBER_OF]-(:Person) WHERE s.`to` IS NULL AND s.head
WITH h, count(s) AS found WHERE found > 1
RETURN h.id AS id, found ORDER BY id LIMIT 20;

// name: invariant_one_alert
// kind: read
// scope: none
// returns: id: str, code: str, found: int   (a household warned of the same several times)
MATCH (h:Household)-[:HAS_ALERT]->(a:Alert) WHERE a.state IN ['RAISED', 'ACKED', 'VERIFIED', 'ACTION_LINKED']
WITH h, a.code AS code, count(a) AS found WHERE found > 1
RETURN h.id AS id, code, found ORDER BY id, code LIMIT 20;

// name: invariant_one_need
// kind: read
// scope: none
// returns: id: str, code: str, found: int   (a household with the same need open several times)
MATCH (h:Household)-[:HAS_NEED]->(n:Need) WHERE n.state IN ['OPEN', 'PARTLY_MET']
WITH h, n.code AS code, count(n) AS found WHERE found > 1
RETURN h.id AS id, code, found ORDER BY id, code LIMIT 20;

// name: invariant_one_case
// kind: read
// scope: none
// returns: id: str, found: int   (a household with several open cases)
MATCH (h:Household)<-[:OF]-(c:Case) WHERE NOT c.state IN ['CLOSED', 'FOLLOW_UP', 'ARCHIVED', 'CLOSED_DEATH']
WITH h, count(c) AS found WHERE found > 1
RETURN h.id AS id, found ORDER BY id LIMIT 20;

// name: invariant_places_within
// kind: read
// scope: none
// returns: id: str   (a resource of which more places are taken than there are, or fewer than none)
MATCH (i:CatalogueItem) WHERE i.used < 0 OR i.used > i.capacity
RETURN i.id AS id ORDER BY id LIMIT 20;

// name: invariant_places_taken
// kind: read
// scope: none
// returns: id: str, used: int, found: int   (a resource whose places taken are not those of the links that hold one)
MATCH (i:CatalogueItem) OPTIONAL MATCH (i)<-[:TO_ITEM]-(l:Link)
WHERE l.state IN ['ACCEPTED', 'IN_SERVICE', 'ON_HOLD']
WITH i, sum(CASE WHEN l IS NULL THEN 0 ELSE coalesce(l.units, 1) END) AS found
WHERE coalesce(i.used, 0) <> found
RETURN i.id AS id, coalesce(i.used, 0) AS used, found ORDER BY id LIMIT 20;

// name: invariant_consent_behind
// kind: read
// scope: none
// params: today: date, district: str?
// returns: id: str   (a link that serves, or waits for an answer, without a consent in force: public bodies need none)
MATCH (h:Household)-[:HAS_LINK]->(l:Link)
WHERE l.state IN ['PROPOSED', 'WAITLISTED', 'ACCEPTED', 'IN_SERVICE', 'ON_HOLD']
  AND ($district IS NULL OR coalesce(l.district, $district) = $district)
MATCH (l)-[:PROVIDED_BY]->(who) WHERE NOT who.party IN ['COM', 'GOV']
OPTIONAL MATCH (h)<-[:COVERS]-(c:Consent {state: 'GRANTED'})
WHERE 'U3' IN c.purposes AND coalesce(c.`from`, $today) <= $today AND (c.`to` IS NULL OR c.`to` >= $today)
WITH l, count(c) AS found WHERE found = 0
RETURN l.id AS id ORDER BY id LIMIT 20;

// name: invariant_ended_consent
// kind: read
// scope: none
// params: today: date, district: str?
// returns: id: str   (a consent that is withdrawn or over and says that it still holds)
MATCH (c:Consent)
WHERE ($district IS NULL OR coalesce(c.district, $district) = $district)
  AND c.state IN ['WITHDRAWN', 'EXPIRED'] AND (c.`to` IS NULL OR c.`to` > $today)
RETURN c.id AS id ORDER BY id LIMIT 20;

// name: invariant_ended_project
// kind: read
// scope: none
// returns: id: str, found: int   (a project that is over and still serves households)
MATCH (p:Project)-[s:SERVES]->(:Household) WHERE p.state IN ['TERMINATED', 'CANCELLED'] AND s.`to` IS NULL
WITH p, count(s) AS found
RETURN p.id AS id, found ORDER BY id LIMIT 20;

// name: invariant_ended_project_links
// kind: read
// scope: none
// returns: id: str   (an open link of a project that is over)
MATCH (p:Project)<-[:VIA]-(l:Link)
WHERE p.state IN ['TERMINATED', 'CANCELLED']
  AND l.state IN ['RECOMMENDED', 'PROPOSED', 'WAITLISTED', 'DECLINED_PENDING', 'ACCEPTED', 'IN_SERVICE', 'ON_HOLD']
RETURN l.id AS id ORDER BY id LIMIT 20;

// name: invariant_need_of_link
// kind: read
// scope: none
// returns: id: str   (a link for a need of another household)
MATCH (h:Household)-[:HAS_LINK]->(l:Link)-[:FOR_NEED]->(n:Need)<-[:HAS_NEED]-(o:Household)
WHERE h.id <> o.id
RETURN l.id AS id ORDER BY id LIMIT 20;

// name: invariant_state_of_steps
// kind: read
// scope: none
// shape: LABEL
// returns: id: str   (an item that is not where its steps end: where one more leads to than away, or, where they come back,
//   where they began)
MATCH (n:`__LABEL__`)-[:HAS_STEP]->(s:Step)
WITH n, collect(s.old) AS olds, collect(s.new) AS news
WITH n, olds, news, size([one IN news WHERE one = n.state]) - size([one IN olds WHERE one = n.state]) AS over
WHERE over < 0 OR over > 1 OR (over = 0 AND any(state IN news
  WHERE size([one IN news WHERE one = state]) > size([one IN olds WHERE one = state])))
RETURN n.id AS id ORDER BY id LIMIT 20;

// name: invariant_counts_of_files
// kind: read
// scope: none
// returns: id: str, counts: json   (what became of the rows of every file that is in)
MATCH (b:ImportBatch) WHERE b.state IN ['APPLIED', 'SETTLED']
RETURN b.id AS id, b.counts AS counts ORDER BY id;

// name: invariant_counts_of_lanes
// kind: read
// scope: none
// returns: id: str, seq: int, found: int   (a lane with other entries than it has counted)
MATCH (l:AuditLane) OPTIONAL MATCH (e:AuditEvent {lane: l.id})
WITH l, count(e) AS found WHERE l.seq <> found
RETURN l.id AS id, l.seq AS seq, found ORDER BY id;
