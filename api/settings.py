"""Settings of the API, read from the environment here and nowhere else in this folder."""

import os
import secrets
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from graph_schema.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """Limits, session terms, and where the cursor key is kept (owner-only file).

    secure: cookies only over TLS; without it the server must listen on loopback. second_factor:
    all staff sign in with a code too, and not only who was asked for one. kept_rows: of
    lists that are answered again while nothing has changed; 0 keeps none. virus_check: a
    command that is asked about every attachment, its path added.
    """

    keys: Path = Path(".wulian/keys")
    secure: bool = False
    second_factor: bool = False
    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    body_bytes: int = 256 * 1024
    depth: int = 12
    aliases: int = 30
    tokens: int = 2000
    root_fields: int = 20
    page: int = 100
    cost: int = 20_000
    kept_rows: int = 50_000
    virus_check: tuple[str, ...] = ()

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "ApiSettings":
        """Read WULIAN_KEYS, WULIAN_SECURE (1: behind TLS), WULIAN_VIRUS_CHECK.

        WULIAN_SECOND_FACTOR is on in production (WULIAN_PRODUCTION), where it cannot be off.
        Raises SettingsError.
        """
        secure, production = _switch(env, "WULIAN_SECURE"), _switch(env, "WULIAN_PRODUCTION")
        factor = _switch(env, "WULIAN_SECOND_FACTOR")
        if production and factor is False:
            why = "in production staff sign in with two factors"
            raise SettingsError(setting="WULIAN_SECOND_FACTOR", why=why, way_out="unset it")
        keys = (
            env.get("WULIAN_KEYS")
            or Path(env.get("WULIAN_DATA") or ".wulian/store").parent / "keys"
        )
        check = tuple(shlex.split(env.get("WULIAN_VIRUS_CHECK", "")))
        if check and shutil.which(check[0]) is None:
            raise SettingsError(setting="WULIAN_VIRUS_CHECK", why="no such command")
        return cls(
            keys=Path(keys), secure=bool(secure), virus_check=check,
            second_factor=bool(factor or production),
        )  # fmt: skip

    @property
    def cookie(self) -> str:
        """Name the session cookie; the __Host- prefix needs TLS."""
        return "__Host-wulian" if self.secure else "wulian"

    def cursor_key(self) -> bytes:
        """Read the key that seals cursors, made on first use."""
        path = self.keys / "cursor.key"
        if not path.exists():
            self.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(fresh, "wb") as file:
                file.write(secrets.token_bytes(32))
        return path.read_bytes()


def _switch(env: Mapping[str, str], name: str) -> bool | None:
    told = env.get(name, "")
    if told not in {"", "0", "1"}:
        raise SettingsError(setting=name, why="not 0 or 1")
    return None if told == "" else told == "1"


def api_settings() -> ApiSettings:
    """Read the settings of this process."""
    return ApiSettings.from_env(os.environ)  # noqa: TID251 - this is the settings module
