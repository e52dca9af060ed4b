"""What must hold before a move and what follows from it: a file a process, found by name."""
