"""The outside comes in: departments' files, own ledgers, the synthetic district."""
