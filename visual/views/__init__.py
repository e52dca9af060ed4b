"""JSON for the pages: asks the schema as the signed-in caller, adds what a picture needs."""
