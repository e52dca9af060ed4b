"""Needs to resources: hard rules, scores, an exact plan, its proof and its reasons."""
