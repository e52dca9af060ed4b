"""What follows from the graph: pure functions from tables to scores, plans and coverage."""
