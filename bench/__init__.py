"""Side-by-side ratios: each piece of work against a named peer, printed with the spread."""
