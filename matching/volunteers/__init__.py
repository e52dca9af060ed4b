"""Volunteers to tasks: who can go where and when, who is asked and how often."""
