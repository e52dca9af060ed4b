"""What callers follow: a subscription is answered now, and again when its answer changes."""
