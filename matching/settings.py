"""What matching takes from the environment: the district the commands work on."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from graph_schema.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingSettings:
    """district: six digits; commands without --area work on the whole of it."""

    district: str = "510115"

    def __post_init__(self) -> None:
        if not (self.district.isdigit() and len(self.district) == 6):
            raise SettingsError(setting="WULIAN_DISTRICT", why="not six digits")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "MatchingSettings":
        """Read WULIAN_DISTRICT; empty counts as unset. Raises SettingsError."""
        return cls(district=env["WULIAN_DISTRICT"]) if env.get("WULIAN_DISTRICT") else cls()


def matching_settings() -> MatchingSettings:
    """Read the settings of this process; for command lines."""
    return MatchingSettings.from_env(os.environ)  # noqa: TID251 - this is the settings module
