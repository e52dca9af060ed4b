"""Where the store is and how it is opened; only here this folder reads the environment."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from graph_schema.ciphers import SUITES
from graph_schema.errors import SettingsError

NAMES = frozenset(
    {
        "WULIAN_DATA",
        "WULIAN_KEYS",
        "WULIAN_CIPHERS",
        "WULIAN_STORE_URI",
        "WULIAN_STORE_USER",
        "WULIAN_STORE_PASSWORD_FILE",
        "WULIAN_STORE_PLAINTEXT",
        "WULIAN_STORE_DATABASE",
        "WULIAN_STORE_HEAP",
        "WULIAN_STORE_PORT",
        "WULIAN_STORE_IDLE",
    }
)
SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """How the store is opened. `uri` None is the embedded server kept in the folder `data`.

    ciphers: the suite of new keys. heap: as Java writes it ("512m", "1g"). port: 0 takes a
    free one. idle: seconds without a client after which a server that was started on demand
    stops itself.
    """

    data: Path = Path(".wulian/store")
    keys: Path = Path(".wulian/keys")
    ciphers: str = "aes"
    uri: str | None = None
    user: str = "neo4j"
    password_file: Path | None = None
    database: str = "neo4j"
    heap: str = "1g"
    port: int = 0
    idle: float = 5.0
    plaintext_inside: bool = False

    def __post_init__(self) -> None:
        if self.ciphers not in SUITES:
            raise SettingsError(setting="WULIAN_CIPHERS", why=f"not one of {', '.join(SUITES)}")
        if self.uri is not None:
            _check_uri(self.uri, plaintext_inside=self.plaintext_inside)
            if self.password_file is None:
                raise SettingsError(setting="WULIAN_STORE_PASSWORD_FILE", why="missing")
        if not (self.heap[:-1].isdigit() and self.heap[-1:].lower() in {"m", "g"}):
            raise SettingsError(setting="WULIAN_STORE_HEAP", why="not like 512m or 1g")
        if not 0 <= self.port < 65536:
            raise SettingsError(setting="WULIAN_STORE_PORT", why="not a port number")
        if not (math.isfinite(self.idle) and self.idle > 0):
            raise SettingsError(
                setting="WULIAN_STORE_IDLE", why="not a number of seconds above 0"
            )

    @property
    def embedded(self) -> bool:
        return self.uri is None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "StoreSettings":
        """Read the `WULIAN_…` names; an empty value counts as unset.

        Raises SettingsError with the name of the setting, never its value: for a store name
        that is not known, a number that is none, an address without a password, or one that
        would send the password in the clear beyond this machine.
        """
        for name in env:
            if name.startswith("WULIAN_STORE_") and name not in NAMES:
                raise SettingsError(setting=name, why="unknown", known=sorted(NAMES))
        found = {name: env[name] for name in NAMES if env.get(name)}
        data = Path(found.get("WULIAN_DATA", ".wulian/store"))
        password = found.get("WULIAN_STORE_PASSWORD_FILE")
        return cls(
            data=data,
            keys=Path(found["WULIAN_KEYS"]) if "WULIAN_KEYS" in found else data.parent / "keys",
            ciphers=found.get("WULIAN_CIPHERS", "aes"),
            uri=found.get("WULIAN_STORE_URI"),
            user=found.get("WULIAN_STORE_USER", "neo4j"),
            password_file=Path(password) if password else None,
            database=found.get("WULIAN_STORE_DATABASE", "neo4j"),
            heap=found.get("WULIAN_STORE_HEAP", "1g"),
            port=int(_number(found, "WULIAN_STORE_PORT", "0")),
            idle=_number(found, "WULIAN_STORE_IDLE", "5"),
            plaintext_inside=found.get("WULIAN_STORE_PLAINTEXT") == "internal",
        )

    def password(self) -> str:
        """Read the password of an outside store from its file, without the line end."""
        if self.password_file is None:
            raise SettingsError(setting="WULIAN_STORE_PASSWORD_FILE", why="missing")
        try:
            text = self.password_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                setting="WULIAN_STORE_PASSWORD_FILE", why="cannot be read"
            ) from error
        if not text:
            raise SettingsError(setting="WULIAN_STORE_PASSWORD_FILE", why="empty")
        return text


def store_settings() -> StoreSettings:
    """Read the settings of this process; for command lines and the start of the server."""
    return StoreSettings.from_env(os.environ)  # noqa: TID251 - this is the settings module


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictSettings:
    """Which district commands work on: six digits; None: the only one of the store."""

    district: str | None = None

    def __post_init__(self) -> None:
        code = self.district
        if code is not None and not (code.isdecimal() and len(code) == 6):
            raise SettingsError(setting="WULIAN_DISTRICT", why="not six digits")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "DistrictSettings":
        """Read WULIAN_DISTRICT; empty counts as unset. Raises SettingsError."""
        return cls(district=env.get("WULIAN_DISTRICT") or None)


def district_settings() -> DistrictSettings:
    """Read the settings of this process; for command lines."""
    return DistrictSettings.from_env(os.environ)  # noqa: TID251 - this is the settings module


def _number(found: Mapping[str, str], name: str, default: str) -> float:
    try:
        return float(found.get(name, default))
    except ValueError:
        raise SettingsError(setting=name, why="not a number") from None


def _check_uri(uri: str, *, plaintext_inside: bool) -> None:
    """Refuse to reach a store beyond this machine in the clear, unless told it is inside."""
    parts = urlsplit(uri)
    if parts.scheme not in SCHEMES:
        raise SettingsError(
            setting="WULIAN_STORE_URI", why="unknown scheme", known=sorted(SCHEMES)
        )
    if parts.username or parts.password:
        raise SettingsError(setting="WULIAN_STORE_URI", why="holds a password; use the file")
    if not parts.hostname:
        raise SettingsError(setting="WULIAN_STORE_URI", why="names no host")
    plain = parts.scheme in {"bolt", "neo4j"} and parts.hostname not in LOOPBACK
    if plain and not plaintext_inside:
        raise SettingsError(
            setting="WULIAN_STORE_URI",
            why="unencrypted beyond this machine: use bolt+s or neo4j+s, "
            "or WULIAN_STORE_PLAINTEXT=internal on a closed network",
        )
