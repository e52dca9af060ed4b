"""Settings of the site, read from the environment here and nowhere else in this folder."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph_schema.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """Where the site listens, and what the sample of `wulian run` is made of and kept in.

    production: for real people; then the sample is neither made nor served.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    households: int = 3000
    seed: int = 7
    folder: Path = Path(".wulian")
    production: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "SiteSettings":
        """Read WULIAN_HOST, PORT, HOUSEHOLDS (100 to 1,000,000), SEED, WULIAN_PRODUCTION.

        Raises SettingsError.
        """
        production = env.get("WULIAN_PRODUCTION", "")
        if production not in {"", "0", "1"}:
            raise SettingsError(setting="WULIAN_PRODUCTION", why="not 0 or 1")
        return cls(
            host=env.get("WULIAN_HOST") or "127.0.0.1",
            port=_number(env, "PORT", 8000, 0, 65_535),
            households=_number(env, "HOUSEHOLDS", 3000, 100, 1_000_000),
            folder=Path(env.get("WULIAN_DATA") or ".wulian/store").parent,
            seed=_number(env, "SEED", 7, 0, 2**31 - 1),
            production=production == "1",
        )


def site_settings() -> SiteSettings:
    """Read the settings of this process; for the commands of this folder."""
    return SiteSettings.from_env(os.environ)  # noqa: TID251 - this is the settings module


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise SettingsError(setting=name, why="not a whole number") from None
    if not least <= value <= most:
        raise SettingsError(setting=name, why=f"not between {least} and {most}")
    return value
