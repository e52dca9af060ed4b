"""Numbers that reconcile: measures as data, each with the list behind it."""
