"""Encryption of single fields at rest, and keyed hashes to find them by.

A value is stored as `v1:key-id:nonce:cipher` (AES-256-GCM, random nonce of 96 bits, base64),
bound to its node's id and its field's name, so that it cannot be moved. Keys are files that
only their owner can read; `v1` names the scheme, so that another can follow it.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graph_schema.errors import SettingsError, StoreDamaged

SCHEME = "v1"
FIELD_KEYS, INDEX_KEY = "fields.json", "index.key"


class Fields:
    """Seals and opens field values with the keys of one folder; made there on first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def seal(self, field: str, subject: str, text: str) -> str:
        """Encrypt a value. field: "Label.property". subject: the id of its node."""
        key_id, keys = self._keys
        nonce = secrets.token_bytes(12)
        cipher = keys[key_id].encrypt(nonce, text.encode(), _bound(field, subject))
        return f"{SCHEME}:{key_id}:{_b64(nonce)}:{_b64(cipher)}"

    def open(self, field: str, subject: str, stored: str) -> str:
        """Decrypt a stored value.

        Raises StoreDamaged when it was changed or moved, SettingsError when its key is away.
        """
        scheme, key_id, nonce, cipher = (
            stored.split(":") if stored.count(":") == 3 else [""] * 4
        )
        if scheme != SCHEME:
            raise StoreDamaged(field=field, subject=subject, why="not an encrypted value")
        key = self._keys[1].get(key_id)
        if key is None:
            raise SettingsError(setting="WULIAN_KEYS", why="key is not there", key=key_id)
        try:
            plain = key.decrypt(
                base64.b64decode(nonce), base64.b64decode(cipher), _bound(field, subject)
            )
        except (InvalidTag, ValueError) as error:
            raise StoreDamaged(field=field, subject=subject, why="value was changed") from error
        return plain.decode()

    def blind_index(self, kind: str, value: str) -> str:
        """Hash a normalised value with a key, for equality only. kind: e.g. "id-number"."""
        return self._keyed(f"{kind}\x1f{value}".encode())

    def digest(self, content: bytes) -> str:
        """Hash what was there before or after a change, for the audit."""
        return self._keyed(b"audit\x1f" + content)

    def _keyed(self, content: bytes) -> str:
        return hmac.new(self._index_key, content, hashlib.sha256).hexdigest()

    @cached_property
    def _keys(self) -> tuple[str, dict[str, AESGCM]]:
        """The id of the key that encrypts, and every key that decrypts."""
        first = {"active": "k1", "keys": {"k1": _b64(secrets.token_bytes(32))}}
        text = _kept(self._folder / FIELD_KEYS, json.dumps(first))
        try:
            told = json.loads(text)
            keys = {name: AESGCM(base64.b64decode(key)) for name, key in told["keys"].items()}
            active = str(told["active"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(setting="WULIAN_KEYS", why="key file unreadable") from error
        if active not in keys:
            raise SettingsError(setting="WULIAN_KEYS", why="active key is not there")
        return active, keys

    @cached_property
    def _index_key(self) -> bytes:
        text = _kept(self._folder / INDEX_KEY, _b64(secrets.token_bytes(32)))
        try:
            key = base64.b64decode(text, validate=True)
        except ValueError as error:
            raise SettingsError(setting="WULIAN_KEYS", why="key file unreadable") from error
        if len(key) != 32:
            raise SettingsError(setting="WULIAN_KEYS", why="key file unreadable")
        return key


def _kept(file: Path, first: str) -> str:
    """Read a key file; when there is none, write `first`. Several processes agree on one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(first)
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(new, file)
        new.unlink()
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise SettingsError(setting="WULIAN_KEYS", why="key file is readable by others")
    return file.read_text("utf-8").strip()


def _bound(field: str, subject: str) -> bytes:
    return f"{subject}\x1f{field}\x1f{SCHEME}".encode()


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
