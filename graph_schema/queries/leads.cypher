// Leads as they are listed and counted: by cause, direction and channel.

// name: leads_list
// kind: read
// scope: areas
// params: cause: str?, state: str?, direction: str?, page: int
// returns: id: str = Lead.id, version: int = Lead.version, state: str = Lead.state, direction: str = Lead.direction,
//   channel: str = Lead.channel, cause: str = Lead.cause, urgency: int = Lead.urgency, area: str = Area.code,
//   referring_unit: str = Lead.referring_unit, created_at: datetime = Lead.created_at, due: datetime = Lead.clock_due
MATCH (l:Lead) WHERE ($state IS NULL OR l.state = $state) AND ($cause IS NULL OR l.cause = $cause)
  AND ($direction IS NULL OR l.direction = $direction)
MATCH (a:Area {code: l.area_code}) WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN l.id AS id, l.version AS version, l.state AS state, l.direction AS direction, l.channel AS channel,
  l.cause AS cause, l.urgency AS urgency, a.code AS area, l.referring_unit AS referring_unit,
  l.created_at AS created_at, l.clock_due AS due
ORDER BY coalesce(cause, 'C99'), created_at, id LIMIT $page;

// name: leads_count
// kind: read
// scope: aggregate
// returns: direction: str?, channel: str?, state: str, found: int
MATCH (l:Lead) MATCH (a:Area {code: l.area_code}) WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN l.direction AS direction, l.channel AS channel, l.state AS state, count(l) AS found
ORDER BY direction, channel, state;
