"""Who may do what, over GraphQL."""
