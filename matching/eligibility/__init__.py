"""Who may have what: rules as data in three-valued logic, verdicts with what is missing."""
