"""The record of who did what: whether it holds."""
