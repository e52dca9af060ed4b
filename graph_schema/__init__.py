"""What the world is, and where it is kept."""
