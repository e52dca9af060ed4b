"""Cursors that decode to nothing: sort values and id, encrypted and bound to their list."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graph_schema.errors import Rejected


class Cursors:
    """Seals and opens cursors with the installation's key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, of: str, place: str) -> str:
        """Seal a place in the list `of`."""
        nonce = secrets.token_bytes(12)
        sealed = self._cipher.encrypt(nonce, place.encode(), of.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, of: str, cursor: str | None) -> str:
        """Open a cursor of the list; none is the beginning. Raises Rejected (BAD_CURSOR)."""
        if cursor is None:
            return ""
        try:
            raw = base64.urlsafe_b64decode(cursor.encode())
            return self._cipher.decrypt(raw[:12], raw[12:], of.encode()).decode()
        except (ValueError, InvalidTag) as exc:
            raise Rejected(["BAD_CURSOR"]) from exc
