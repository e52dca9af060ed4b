// Brands and what their projects did, the goods of a store-room, sessions that were booked.

// name: brands_named
// kind: read
// scope: none
// params: name: str
// returns: id: str
MATCH (b:Brand {name: $name}) RETURN b.id AS id;

// name: brands_projects
// kind: read
// scope: none
// returns: brand: str = Brand.name, id: str, title: str = Project.title, state: str = Project.state,
//   budget: int = Project.budget, spent: int = Project.spent, households: int, enrolments: list[str]
MATCH (b:Brand)<-[:OF_BRAND]-(j:Project)
WHERE __NEAR__(j)
RETURN b.name AS brand, j.id AS id, j.title AS title, j.state AS state, j.budget AS budget, j.spent AS spent,
  size([(j)-[:SERVES]->(h:Household) | h.id]) AS households,
  [(j)<-[:IN_PROJECT]-(x:Enrolment) | x.state] AS enrolments ORDER BY brand, title, id;

// name: brands_enrolments
// kind: read
// scope: areas
// params: project: str
// returns: id: str, version: int, household: str, state: str = Enrolment.state, template: str = Enrolment.template,
//   skills: set = Enrolment.skills, trained: set = Enrolment.trained, placed_on: date = Enrolment.placed_on,
//   slots: list[str], people: list[str]
MATCH (j:Project {id: $project})<-[:IN_PROJECT]-(x:Enrolment)-[:FOR]->(h:Household)-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN x.id AS id, coalesce(x.version, 1) AS version, h.id AS household, x.state AS state, x.template AS template,
  x.skills AS skills, x.trained AS trained, x.placed_on AS placed_on,
  [(x)<-[t:TAKES_PART]-(:Person) | t.slot] + [(x)<-[t:TAKES_PART]-(:Actor) | t.slot] AS slots,
  [(x)<-[:TAKES_PART]-(p:Person) | p.id] + [(x)<-[:TAKES_PART]-(p:Actor) | p.id] AS people ORDER BY id;

// name: goods_stock
// kind: read
// scope: none
// params: sku: str?
// returns: id: str, version: int, number: str = GoodsLot.lot_no, sku: str = GoodsLot.sku, unit: str = GoodsLot.unit,
//   quantity: float = GoodsLot.quantity, expiry: date = GoodsLot.expiry, state: str = GoodsLot.state,
//   store: str = Organisation.name
MATCH (o:Organisation)-[:HOLDS]->(g:GoodsLot)
WHERE ($sku IS NULL OR g.sku = $sku) AND __NEAR__(g)
RETURN g.id AS id, coalesce(g.version, 1) AS version, g.lot_no AS number, g.sku AS sku, g.unit AS unit,
  g.quantity AS quantity, g.expiry AS expiry, g.state AS state, o.name AS store ORDER BY sku, expiry, id;

// name: goods_ledger
// kind: read
// scope: own
// params: sku: str?
// returns: id: str, kind: str = GoodsMovement.kind, quantity: float = GoodsMovement.quantity,
//   at: datetime = GoodsMovement.at, delivered_at: datetime = GoodsMovement.delivered_at,
//   lot: str = GoodsLot.lot_no, sku: str = GoodsLot.sku, donor: str = GoodsLot.donor,
//   store: str = Organisation.name, household: str?, carried_by: list[str]
MATCH (:Actor {id: $actor})-[:WORKS_FOR]->(o:Organisation)-[:HOLDS]->(g:GoodsLot)<-[:MOVES]-(m:GoodsMovement)
WHERE ($sku IS NULL OR g.sku = $sku)
RETURN m.id AS id, m.kind AS kind, m.quantity AS quantity, m.at AS at, m.delivered_at AS delivered_at,
  g.lot_no AS lot, g.sku AS sku, g.donor AS donor, o.name AS store,
  head([(m)-[:TO_HOUSEHOLD]->(h:Household) | h.id]) AS household,
  [(m)<-[:DELIVERS]-(t:Task)-[:CLAIMED_BY]->(p:Actor) | p.id] AS carried_by ORDER BY at, kind DESC, id;

// name: sessions_booked
// kind: read
// scope: areas
// params: service: str = CatalogueItem.service_types
// returns: id: str, version: int, household: str, item: str = CatalogueItem.code, title: str = CatalogueItem.title,
//   state: str = Task.state, starts_at: datetime = Task.starts_at, ends_at: datetime = Task.ends_at,
//   place: str = Task.meeting_place
MATCH (a:Area)<-[:LIVES_IN]-(h:Household)-[:HAS_LINK]->(l:Link)-[:TO_ITEM]->(i:CatalogueItem)
WHERE any(top IN $areas WHERE a.code STARTS WITH top) AND $service IN i.service_types
MATCH (l)<-[:PART_OF_LINK]-(t:Task {kind: 'SESSION'})
RETURN t.id AS id, coalesce(t.version, 1) AS version, h.id AS household, i.code AS item, i.title AS title,
  t.state AS state, t.starts_at AS starts_at, t.ends_at AS ends_at, t.meeting_place AS place
ORDER BY starts_at, id LIMIT 500;
