"""Pages that the server makes itself: sign-in, shells, plain answers."""
