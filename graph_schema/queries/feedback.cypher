// What people said about the program, and the versions of the rules in force.

// name: feedback_mine
// kind: read
// scope: own
// returns: id: str, text: str = Feedback.text, about: str = Feedback.about, state: str = Feedback.state,
//   answer: str = Feedback.answer, release: str = Feedback.release, at: datetime = Feedback.created_at
MATCH (f:Feedback {created_by: $actor})
RETURN f.id AS id, f.text AS text, f.about AS about, f.state AS state, f.answer AS answer, f.release AS release,
  f.created_at AS at ORDER BY at DESC, id LIMIT 100;

// name: feedback_rule_sets
// kind: read
// scope: none
// returns: code: str = RuleSet.code, version: str = RuleSet.rule_version, since: date = RuleSet.valid_from,
//   until: date = RuleSet.valid_to, status: str = RuleSet.status, approved_by: str = RuleSet.approved_by
MATCH (r:RuleSet)
WHERE __NEAR__(r)
RETURN r.code AS code, r.rule_version AS version, r.valid_from AS since, r.valid_to AS until,
  CASE WHEN r.source = 'default' THEN 'RECORD' ELSE r.status END AS status,
  r.approved_by AS approved_by ORDER BY code, since DESC, version;
