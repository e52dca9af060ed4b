"""The coverage network as it is drawn: where things lie, how much is shown, what is missing."""
