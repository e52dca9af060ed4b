"""Reading and saving by subject: a session first, then keys in the plural; types come back."""
