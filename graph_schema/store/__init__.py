"""Where the graph is kept: one driver, one dialect, sessions opened for somebody."""
