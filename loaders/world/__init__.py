"""The synthetic district: files that look like the departments', people who cannot exist."""
