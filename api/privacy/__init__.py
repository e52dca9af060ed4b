"""Erasing somebody for good, and keeping nothing past its term."""
