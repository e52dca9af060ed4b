"""Settings of the site, read from the environment here and nowhere else in this folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class BadSetting(Exception):
    """A setting has a value that cannot be used; the message names it and shows no value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """Where the site listens, and what the sample of `wulian run` is made of."""

    host: str = "127.0.0.1"
    port: int = 8000
    households: int = 3000
    seed: int = 7
    area: str = "510115"
    folder: Path = Path(".wulian")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "SiteSettings":
        """Read WULIAN_HOST, PORT, HOUSEHOLDS (100 to 1,000,000), SEED. Raises BadSetting."""
        return cls(
            host=env.get("WULIAN_HOST") or "127.0.0.1",
            port=_number(env, "PORT", 8000, 0, 65_535),
            households=_number(env, "HOUSEHOLDS", 3000, 100, 1_000_000),
            seed=_number(env, "SEED", 7, 0, 2**31 - 1),
        )


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    raw = env.get(name, "").strip()
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise BadSetting(f"{name} must be a whole number") from None
    if not least <= value <= most:
        raise BadSetting(f"{name} must lie between {least} and {most}")
    return value
