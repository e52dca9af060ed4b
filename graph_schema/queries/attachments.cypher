// Files that hang on something: on what, and which there are. Who reaches the thing reaches its files.

// name: attachments_holders
// kind: read
// scope: none
// params: id: str
// returns: label: str, holder: str   (for the program: whoever asks must reach one of them)
MATCH (x)-[:HAS_ATTACHMENT]->(:Attachment {id: $id}) RETURN labels(x)[0] AS label, x.id AS holder ORDER BY label, holder;
