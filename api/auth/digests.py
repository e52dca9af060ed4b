"""How random secrets are kept: by their hash."""

import hashlib


def digest(secret: str) -> str:
    """Hash a random secret; it has 64 bits at least, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
