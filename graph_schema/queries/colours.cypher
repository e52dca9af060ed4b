// A household's colour and what a steward said to it.

// name: colours_household
// kind: read
// scope: areas
// params: id: str
// returns: id: str = Household.id, version: int, level: str? = Household.level,
//   override: str? = Household.level_override, override_over: str? = Household.level_override_over,
//   override_until: date? = Household.level_override_until, override_by: str? = Household.level_override_by,
//   override_reason: str? = Household.level_override_reason of id
MATCH (h:Household {id: $id})-[:LIVES_IN]->(a:Area)
WHERE any(top IN $areas WHERE a.code STARTS WITH top)
RETURN h.id AS id, h.version AS version, h.level AS level, h.level_override AS override,
  h.level_override_over AS override_over, h.level_override_until AS override_until,
  h.level_override_by AS override_by, h.level_override_reason AS override_reason;
