"""The ciphers and keyed hashes that protect fields at rest, by the name they are stored with.

Two suites: `aes` (AES-256-GCM, HMAC-SHA-256) and `sm` (SM4-GCM, HMAC-SM3), for places that must
use the state's own (GB/T 32907, 32905, 39786). All are those of `cryptography`. A value says
which cipher it is sealed with, so that both live side by side while keys are renewed.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

NONCE, TAG = 12, 16  # bytes


class Sealing(Protocol):
    """Authenticated encryption: what is bound must be the same to open it again.

    `decrypt` raises cryptography's InvalidTag for anything that was changed.
    """

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes: ...


class SM4GCM:
    """SM4 in Galois/counter mode, the tag of 16 bytes at the end as AESGCM has it."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes:
        """Encrypt; the tag is at the end."""
        sealing = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(bound)
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes:
        """Decrypt. Raises InvalidTag, ValueError for what is too short."""
        mode = modes.GCM(nonce, data[-TAG:])
        opening = Cipher(self._algorithm, mode).decryptor()
        opening.authenticate_additional_data(bound)
        return opening.update(data[:-TAG]) + opening.finalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A cipher by name. size: bytes of its keys."""

    size: int
    made: Callable[[bytes], Sealing]


def _sha256(key: bytes, content: bytes) -> str:
    return hmac.digest(key, content, "sha256").hex()


def _sm3(key: bytes, content: bytes) -> str:
    digest = HMAC(key, SM3())
    digest.update(content)
    return digest.finalize().hex()


# `v1` names AES-256-GCM in what is stored, as it always did.
SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {"v1": Scheme(size=32, made=AESGCM), "sm4": Scheme(size=16, made=SM4GCM)}
)
KEYED: Mapping[str, Callable[[bytes, bytes], str]] = MappingProxyType(
    {"sha256": _sha256, "sm3": _sm3}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """What new keys are made for."""

    sealing: str
    keyed: str


SUITES: Mapping[str, Suite] = MappingProxyType(
    {"aes": Suite(sealing="v1", keyed="sha256"), "sm": Suite(sealing="sm4", keyed="sm3")}
)
