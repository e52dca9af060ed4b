"""A year in the synthetic district: files month by month, and a journal of what people do."""
