"""The schema, a file a subject: types and fields; nothing is computed here."""
