"""Cursors that decode to nothing: sort values and id, encrypted and bound to their list.

The same place gives the same cursor (a cipher that needs no nonce, RFC 5297), so that an answer
differs only where what it tells differs: who follows a list is told of changes only.
"""

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from graph_schema.errors import Rejected


class Cursors:
    """Seals and opens cursors with the installation's key, 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def seal(self, of: str, place: str) -> str:
        """Seal a place in the list `of`; it is not empty."""
        sealed = self._cipher.encrypt(place.encode(), [of.encode()])
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, of: str, cursor: str | None) -> str:
        """Open a cursor of the list; none is the beginning. Raises Rejected (BAD_CURSOR)."""
        if cursor is None:
            return ""
        try:
            raw = base64.urlsafe_b64decode(cursor.encode())
            return self._cipher.decrypt(raw, [of.encode()]).decode()
        except (ValueError, InvalidTag) as exc:
            raise Rejected(["BAD_CURSOR"]) from exc
