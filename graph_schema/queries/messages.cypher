// The outbox: what waits to go outside, and whom a policy has found.

// name: outbox_waiting
// kind: read
// scope: none
// params: until: datetime, page: int
// returns: id: str, about: str = Outbox.about, at: datetime = Outbox.at, nth: int, district: str? = Outbox.district
//   (oldest first)
MATCH (o:Outbox {state: 'QUEUED'})
WHERE (o.next_at IS NULL OR o.next_at <= $until) AND (o.lease_until IS NULL OR o.lease_until <= $until)
RETURN o.id AS id, o.about AS about, o.at AS at, coalesce(o.nth, 0) AS nth, o.district AS district
ORDER BY at, nth, id LIMIT $page;

// name: outbox_held
// kind: read
// scope: none
// params: until: datetime
// returns: about: str = Outbox.about, first: datetime   (what must wait behind a message that waits)
MATCH (o:Outbox {state: 'QUEUED'}) WHERE o.next_at > $until OR o.lease_until > $until
RETURN o.about AS about, min(o.at) AS first;

// name: outbox_dead
// kind: read
// scope: none
// returns: id: str
MATCH (o:Outbox {state: 'DEAD'}) RETURN o.id AS id ORDER BY id;

// name: outbox_counts
// kind: read
// scope: none
// returns: topic: str = Outbox.topic, state: str = Outbox.state, found: int
MATCH (o:Outbox) RETURN o.topic AS topic, o.state AS state, count(o) AS found ORDER BY topic, state;

// name: outbox_claim
// kind: write
// scope: none
// params: ids: list[str], until: datetime, lease: datetime
// returns: id: str, topic: str = Outbox.topic, about: str = Outbox.about, at: datetime = Outbox.at, nth: int,
//   tries: int, payload: json = Outbox.payload of id
UNWIND $ids AS one
MATCH (o:Outbox {id: one}) SET o.touched = $op
WITH o WHERE o.state = 'QUEUED' AND (o.lease_until IS NULL OR o.lease_until <= $until)
SET o.lease_until = $lease
RETURN o.id AS id, o.topic AS topic, o.about AS about, o.at AS at, coalesce(o.nth, 0) AS nth,
  coalesce(o.tries, 0) AS tries, o.payload AS payload;

// name: outbox_of
// kind: read
// scope: none
// params: ids: list[str]
// returns: id: str, topic: str = Outbox.topic, payload: json = Outbox.payload of id
UNWIND $ids AS one
MATCH (o:Outbox {id: one})
RETURN o.id AS id, o.topic AS topic, o.payload AS payload;

// name: outbox_consented
// kind: read
// scope: none
// params: homes: list[str], purpose: str, today: date
// returns: household: str
UNWIND $homes AS home
MATCH (h:Household {id: home})<-[:COVERS]-(c:Consent {state: 'GRANTED'})
WHERE $purpose IN c.purposes AND coalesce(c.`from`, $today) <= $today AND (c.`to` IS NULL OR c.`to` >= $today)
RETURN DISTINCT h.id AS household;

// name: consents_ending
// kind: read
// scope: none
// params: today: date, until: date, page: int
// returns: id: str, until: date, district: str?
MATCH (c:Consent {state: 'GRANTED'})
WHERE c.`to` > $today AND c.`to` <= $until AND c.renewal IS NULL AND c.emergency_reason IS NULL
RETURN c.id AS id, c.`to` AS until, c.district AS district ORDER BY until, id LIMIT $page;

// name: policies_found_for_households
// kind: read
// scope: none
// params: page: int
// returns: verdict: str, policy: str, subject: str, household: str, district: str?, ended: date?
MATCH (v:Verdict {news: 'POLICY_FOUND'})<-[:HAS_VERDICT]-(h:Household)
RETURN v.id AS verdict, v.policy AS policy, h.id AS subject, h.id AS household, v.district AS district,
  v.valid_to AS ended ORDER BY verdict LIMIT $page;

// name: policies_found_for_persons
// kind: read
// scope: none
// params: page: int
// returns: verdict: str, policy: str, subject: str, household: str, district: str?, ended: date?
MATCH (v:Verdict {news: 'POLICY_FOUND'})<-[:HAS_VERDICT]-(p:Person)-[m:MEMBER_OF]->(h:Household)
WHERE m.`to` IS NULL
RETURN v.id AS verdict, v.policy AS policy, p.id AS subject, h.id AS household, v.district AS district,
  v.valid_to AS ended ORDER BY verdict LIMIT $page;

// name: policies_stewards
// kind: read
// scope: none
// params: homes: list[str]
// returns: household: str, steward: str, tier: str
UNWIND $homes AS home
MATCH (h:Household {id: home})-[s:STEWARDED_BY]->(p:Actor) WHERE s.`to` IS NULL
RETURN h.id AS household, p.id AS steward, s.tier AS tier;

// name: policies_claim
// kind: write
// scope: none
// params: ids: list[str]
// returns: id: str
UNWIND $ids AS one
MATCH (v:Verdict {id: one}) SET v.touched = $op
WITH v WHERE v.news = 'POLICY_FOUND'
SET v.news = null
RETURN v.id AS id;

// name: messages_of_actor
// kind: read
// scope: own
// params: page: int
// returns: id: str, template: str = Notification.template, of: str? = Notification.of_id,
//   items: json? = Notification.items, urgent: bool? = Notification.urgent, day: date? = Notification.day,
//   at: datetime = Notification.at, state: str = Notification.state
MATCH (n:Notification {to: $actor}) WHERE n.state IN ['QUEUED', 'SENT', 'READ']
RETURN n.id AS id, n.template AS template, n.of_id AS of, n.items AS items, n.urgent AS urgent, n.day AS day,
  n.at AS at, n.state AS state ORDER BY at DESC, id LIMIT $page;

// name: messages_of_home
// kind: read
// scope: own
// params: page: int
// returns: id: str, template: str = Notification.template, of: str? = Notification.of_id,
//   items: json? = Notification.items, urgent: bool? = Notification.urgent, day: date? = Notification.day,
//   at: datetime = Notification.at, state: str = Notification.state
MATCH (:Person {id: $actor})-[m:MEMBER_OF]->(h:Household) WHERE m.`to` IS NULL
MATCH (n:Notification {to: h.id}) WHERE n.state IN ['QUEUED', 'SENT', 'READ']
RETURN n.id AS id, n.template AS template, n.of_id AS of, n.items AS items, n.urgent AS urgent, n.day AS day,
  n.at AS at, n.state AS state ORDER BY at DESC, id LIMIT $page;

// name: messages_open
// kind: write
// scope: own
// params: id: str
// returns: id: str
MATCH (n:Notification {id: $id}) SET n.touched = $op
WITH n OPTIONAL MATCH (:Person {id: $actor})-[m:MEMBER_OF]->(h:Household) WHERE m.`to` IS NULL
WITH n, collect(h.id) AS homes WHERE n.`to` = $actor OR n.`to` IN homes
SET n.state = 'READ', n.version = coalesce(n.version, 1) + 1
RETURN n.id AS id;
