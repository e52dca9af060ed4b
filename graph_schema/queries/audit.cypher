// Cuts of the audit lanes: what was past its term is gone, and where each lane goes on is on record, signed.

// name: audit_cuts
// kind: read
// scope: none
// returns: cut: AuditCut
MATCH (c:AuditCut) RETURN properties(c) AS cut ORDER BY c.seq;

// name: audit_first_kept
// kind: read
// scope: none
// params: lane: str, until: datetime
// returns: seq: int?   (of the first entry of the lane that is not older)
MATCH (e:AuditEvent {lane: $lane}) WHERE e.at >= $until RETURN min(e.seq) AS seq;

// name: audit_entry
// kind: read
// scope: none
// params: lane: str, seq: int
// returns: hash: str, at: datetime
MATCH (e:AuditEvent {lane: $lane, seq: $seq}) RETURN e.hash AS hash, e.at AS at;

// name: audit_cut_make
// kind: write
// scope: none
// params: id: str, seq: int, ends: str, until: datetime, approver: str, previous: str, signature: str, entries: int
// returns: id: str
MERGE (c:AuditCut {seq: $seq})
ON CREATE SET c.id = $id, c.ends = $ends, c.until = $until, c.approver = $approver, c.previous = $previous,
  c.signature = $signature, c.entries = $entries, c.at = $now
RETURN c.id AS id;

// name: audit_let_go
// kind: write
// scope: none
// params: lane: str, seq: int, page: int
// returns: gone: int   (entries of the lane up to the number, at most a page)
MATCH (e:AuditEvent {lane: $lane}) WHERE e.seq <= $seq
WITH e LIMIT $page
DETACH DELETE e
RETURN count(*) AS gone;
