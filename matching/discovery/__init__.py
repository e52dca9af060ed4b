"""How many people in need nobody has found yet."""
