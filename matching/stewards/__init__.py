"""Who looks after whom: load, what breaks when somebody leaves, hand-over, cover, routes."""
