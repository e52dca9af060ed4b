"""画像: what a household is like, as tags with source and date, and what they lead to."""
