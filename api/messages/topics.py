"""The topics of messages, read from topics.yml: to whom, on which ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from graph_schema.errors import SettingsError
from graph_schema.vocabulary import Purpose

WHOM = frozenset({"household", "provider", "receivers", "bidders", "public", "volunteer"})
_KEYS = frozenset({"zh", "en", "to", "expects"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A kind of message. consent: None where it is a duty, or nobody's data."""

    name: str
    zh: str
    en: str
    to: str
    expects: frozenset[str]
    consent: Purpose | None = None


@cache
def topics() -> Mapping[str, Topic]:
    """Read every topic by name. Raises SettingsError for one that is not sound."""
    text = files(__package__).joinpath("topics.yml").read_text(encoding="utf-8")
    return MappingProxyType(
        {name: _topic(name, told) for name, told in yaml.safe_load(text).items()}
    )


def _topic(name: str, told: Mapping[str, object]) -> Topic:
    where, consent = f"topics.yml {name}", told.get("consent")
    if not set(told) - {"consent"} == _KEYS or told["to"] not in WHOM:
        raise SettingsError(where=where, expected=f"{sorted(_KEYS)}; to: {sorted(WHOM)}")
    expects = told["expects"]
    return Topic(
        name=name,
        zh=str(told["zh"]),
        en=str(told["en"]),
        to=str(told["to"]),
        expects=frozenset(expects if isinstance(expects, list) else ()),
        consent=None if consent is None else Purpose(str(consent)),
    )
