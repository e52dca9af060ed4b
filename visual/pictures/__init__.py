"""Pure functions from data to what a picture is drawn of."""
