"""Who is asking: sign-in, sessions, tokens, and what each role may ask for."""
