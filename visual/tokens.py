"""Colours and sizes of the pages, from tokens.yml to CSS variables and TypeScript constants."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

SOURCE = Path(__file__).parent / "tokens.yml"
CSS = Path(__file__).parent / "web" / "src" / "styles" / "tokens.css"
TYPESCRIPT = Path(__file__).parent / "web" / "src" / "core" / "tokens.ts"

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by variable name and theme, and sizes by variable name."""

    colours: Mapping[str, Mapping[Theme, str]]
    sizes: Mapping[str, str]


def read_tokens(path: Path = SOURCE) -> Tokens:
    """Read the file as flat names: `surface.text` is `text`, `levels.L3_MED.soft` `l3-soft`."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    colours: dict[str, Mapping[Theme, str]] = dict(raw["surface"])
    for code, parts in raw["levels"].items():
        short = code.split("_")[0].lower()
        colours |= {f"{short}-{part}": value for part, value in parts.items()}
    colours |= {f"party-{code.lower()}": value for code, value in raw["parties"].items()}
    for number, step in enumerate(raw["coverage"]):
        colours[f"step-{number}"] = step["ground"]
        colours[f"step-{number}-ink"] = step["ink"]
    kind = raw["type"]
    sizes = {
        "font": kind["family"],
        "mono": kind["mono"],
        "desk-size": kind["desk"]["size"],
        "desk-line": kind["desk"]["line"],
        "phone-size": kind["phone"]["size"],
        "phone-line": kind["phone"]["line"],
    }
    return Tokens(colours, sizes)


def print_css(tokens: Tokens) -> str:
    """CSS variables of both themes; the system chooses unless the page says otherwise."""
    sizes = "".join(f"  --{name}: {value};\n" for name, value in tokens.sizes.items())
    light, dark = (
        "".join(f"  --{name}: {value[theme]};\n" for name, value in tokens.colours.items())
        for theme in THEMES
    )
    return (
        "/* Printed from tokens.yml by `python -m visual.tokens`. */\n"
        f":root {{\n  color-scheme: light;\n{sizes}{light}}}\n\n"
        "@media (prefers-color-scheme: dark) {\n"
        f':root:not([data-theme="light"]) {{\n  color-scheme: dark;\n{dark}}}\n}}\n\n'
        f':root[data-theme="dark"] {{\n  color-scheme: dark;\n{dark}}}\n'
    )


def print_typescript(tokens: Tokens) -> str:
    """Print the same as constants, for what draws with colours instead of classes."""
    themes = {
        theme: {name: value[theme] for name, value in tokens.colours.items()}
        for theme in THEMES
    }
    return (
        "// Printed from tokens.yml by `python -m visual.tokens`.\n"
        f"export const tokens = {json.dumps(themes, indent=2)} as const;\n"
        "export type TokenName = keyof typeof tokens.light;\n"
        f"export const font = {json.dumps(tokens.sizes['font'])};\n"
    )


def contrast(one: str, other: str) -> float:
    """Contrast of two colours `#RRGGBB`, 1 to 21 (WCAG 2.2, relative luminance)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


if __name__ == "__main__":
    found = read_tokens()
    CSS.write_text(print_css(found), encoding="utf-8")
    TYPESCRIPT.write_text(print_typescript(found), encoding="utf-8")
