"""A list of the API taken out whole, line by line: who may, how it is read and written."""
