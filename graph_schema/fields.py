"""Encryption of single fields at rest, and keyed hashes to find them by.

A value is stored as `scheme:key-id:nonce:cipher` (random nonce of 96 bits, base64), bound to
its node's id and its field's name, so that it cannot be moved. Keys are files that only their
owner can read; ciphers.py has the schemes, and each key says which it is for.
"""

import base64
import contextlib
import json
import os
import secrets
import stat
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag

from graph_schema.ciphers import KEYED, NONCE, SCHEMES, SUITES, Sealing
from graph_schema.errors import SettingsError, StoreDamaged

FIELD_KEYS, INDEX_KEY = "fields.json", "index.key"
INDEX_SIZE = 32  # bytes
FIRST = "v1"  # the scheme of a key that names none


class Fields:
    """Seals and opens field values with the keys of one folder; made there on first use.

    suite: which ciphers new keys are for; keys that are there keep theirs.
    """

    def __init__(self, folder: Path, suite: str = "aes") -> None:
        self._folder, self._suite = folder, SUITES[suite]

    def seal(self, field: str, subject: str, text: str) -> str:
        """Encrypt a value. field: "Label.property". subject: the id of its node."""
        key_id, keys = self._keys
        scheme, key = keys[key_id]
        nonce = secrets.token_bytes(NONCE)
        cipher = key.encrypt(nonce, text.encode(), _bound(field, subject, scheme))
        return f"{scheme}:{key_id}:{_b64(nonce)}:{_b64(cipher)}"

    def open(self, field: str, subject: str, stored: str) -> str:
        """Decrypt a stored value.

        Raises StoreDamaged when it was changed or moved, SettingsError when its key is away.
        """
        scheme, key_id, nonce, cipher = (
            stored.split(":") if stored.count(":") == 3 else [""] * 4
        )
        if scheme not in SCHEMES:
            raise StoreDamaged(field=field, subject=subject, why="not an encrypted value")
        found = self._keys[1].get(key_id)
        if found is None:
            raise SettingsError(setting="WULIAN_KEYS", why="key is not there", key=key_id)
        of, key = found
        if of != scheme:
            raise StoreDamaged(field=field, subject=subject, why="key is of another cipher")
        bound = _bound(field, subject, scheme)
        try:
            plain = key.decrypt(base64.b64decode(nonce), base64.b64decode(cipher), bound)
        except (InvalidTag, ValueError) as error:
            raise StoreDamaged(field=field, subject=subject, why="value was changed") from error
        return plain.decode()

    def blind_index(self, kind: str, value: str) -> str:
        """Hash a normalised value with a key, for equality only. kind: e.g. "id-number"."""
        return self._keyed(f"{kind}\x1f{value}".encode())

    def digest(self, content: bytes) -> str:
        """Hash what was there before or after a change, for the audit."""
        return self._keyed(b"audit\x1f" + content)

    def renew(self) -> str:
        """Add a key for the suite and seal with it from now; older ones go on opening theirs.

        Returns its id. Whoever has the folder open keeps the key it read: start anew.
        """
        told = self._told()
        known = [int(name[1:]) for name in told["keys"] if name[1:].isdigit()]
        key_id = f"k{1 + max(known, default=0)}"
        told["keys"][key_id] = _fresh(self._suite.sealing)
        told["active"] = key_id
        _replace(self._folder / FIELD_KEYS, json.dumps(told))
        self.__dict__.pop("_keys", None)
        return key_id

    def _keyed(self, content: bytes) -> str:
        name, key = self._index_key
        return KEYED[name](key, content)

    def _told(self) -> dict[str, Any]:
        """Read the file of keys; made when there is none."""
        first = {"active": "k1", "keys": {"k1": _fresh(self._suite.sealing)}}
        text = _kept(self._folder / FIELD_KEYS, json.dumps(first))
        try:
            told: dict[str, Any] = json.loads(text)
            there = told["active"] in told["keys"]
        except (ValueError, KeyError, TypeError) as error:
            raise SettingsError(setting="WULIAN_KEYS", why="key file unreadable") from error
        if not there:
            raise SettingsError(setting="WULIAN_KEYS", why="active key is not there")
        return told

    @cached_property
    def _keys(self) -> tuple[str, dict[str, tuple[str, Sealing]]]:
        """The id of the key that encrypts, and every key that decrypts, with its scheme."""
        told = self._told()
        try:
            keys = {name: _key(about) for name, about in told["keys"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(setting="WULIAN_KEYS", why="key file unreadable") from error
        return str(told["active"]), keys

    @cached_property
    def _index_key(self) -> tuple[str, bytes]:
        """The keyed hash and its key; a file of before says no hash."""
        fresh = _b64(secrets.token_bytes(INDEX_SIZE))
        name = self._suite.keyed
        text = _kept(self._folder / INDEX_KEY, fresh if name == "sha256" else f"{name}:{fresh}")
        name, _, told = text.rpartition(":")
        try:
            key = base64.b64decode(told, validate=True)
        except ValueError as error:
            raise SettingsError(setting="WULIAN_KEYS", why="key file unreadable") from error
        name = name or "sha256"
        if len(key) != INDEX_SIZE or name not in KEYED:
            raise SettingsError(setting="WULIAN_KEYS", why="key file unreadable")
        return name, key


def _fresh(scheme: str) -> str | dict[str, str]:
    """Make a key as the file tells it: of the first scheme by itself, else with its scheme."""
    key = _b64(secrets.token_bytes(SCHEMES[scheme].size))
    return key if scheme == FIRST else {"scheme": scheme, "key": key}


def _key(about: str | dict[str, str]) -> tuple[str, Sealing]:
    """Read a key of the file. Raises ValueError, KeyError, TypeError for one that is none."""
    scheme, key = (FIRST, about) if isinstance(about, str) else (about["scheme"], about["key"])
    raw = base64.b64decode(key)
    if len(raw) != SCHEMES[scheme].size:
        raise ValueError(scheme)
    return scheme, SCHEMES[scheme].made(raw)


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


def _replace(file: Path, text: str) -> None:
    """Write a key file anew, whole or not at all."""
    new = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)


def _bound(field: str, subject: str, scheme: str) -> bytes:
    return f"{subject}\x1f{field}\x1f{scheme}".encode()


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
