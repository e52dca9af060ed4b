"""Papers read from a picture: what stands on them, how sure, for a person to confirm. F24."""
