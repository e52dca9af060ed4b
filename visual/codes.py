"""The closed codes of the domain as TypeScript constants, printed from the vocabulary."""

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from graph_schema.vocabulary import (
    AlertCode,
    CauseCode,
    DeclineCode,
    GapClass,
    GroupCode,
    LeadChannel,
    Level,
    Method,
    NeedCode,
    Package,
    Party,
    Role,
    Tier,
    entries,
)

TYPESCRIPT = Path(__file__).parent / "web" / "src" / "core" / "vocabulary.ts"

# Constant's name, type's name, and what else of an entry the pages use. The API names a code by
# its enum's member (`ORANGE`), the pages by the stable code (`L4_HIGH`).
PRINTED: Mapping[type[StrEnum], tuple[str, str, tuple[str, ...]]] = MappingProxyType(
    {
        Level: ("levels", "LevelCode", ("letter",)),
        Party: ("parties", "PartyCode", ("mark",)),
        Tier: ("tiers", "TierCode", ()),
        NeedCode: ("needs", "NeedCode", ()),
        GroupCode: ("groups", "GroupCode", ()),
        GapClass: ("gaps", "GapCode", ()),
        DeclineCode: ("declines", "DeclineCode", ()),
        AlertCode: ("alerts", "AlertCode", ()),
        CauseCode: ("causes", "CauseCode", ()),
        LeadChannel: ("channels", "ChannelCode", ()),
        Method: ("methods", "MethodCode", ()),
        Package: ("packages", "PackageCode", ()),
        Role: ("roles", "RoleCode", ()),
    }
)


def print_codes() -> str:
    """Every printed vocabulary, codes in the order of their file."""
    parts = ["// Printed from graph_schema/vocabulary by `python -m visual.codes`.\n"]
    for kind, (constant, name, about) in PRINTED.items():
        words = {
            code: {
                "member": kind(code).name,
                "label": {"zhHans": entry.zh_hans, "zhHant": entry.zh_hant, "en": entry.en},
                **{key: entry.about[key] for key in about},
            }
            for code, entry in entries(kind).items()
        }
        printed = json.dumps(words, ensure_ascii=False, indent=2)
        parts.append(f"export const {constant} = {printed} as const\n")
        parts.append(f"export type {name} = keyof typeof {constant}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    TYPESCRIPT.write_text(print_codes(), encoding="utf-8")
