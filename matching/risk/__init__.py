"""Colours: risk score, floors, hard rules and needs derived from files (domain, part 2)."""
