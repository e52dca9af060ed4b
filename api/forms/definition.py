"""What a form is: blocks of fields, each with its kind and limits. No behaviour of a page."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from graph_schema.vocabulary import Purpose

TYPES = frozenset(
    {"text", "code", "codes", "flag", "day", "whole", "number", "money", "id_number", "phone"}
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads, in Chinese and English."""

    zh: str
    en: str

    def label(self, language: str) -> str:
        """Give the words in a language; Chinese where it is not English."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One field. codes: what may be chosen, in order. least, most: limits, money in yuan.

    to: the property it becomes, as (label, name); None where what takes the form in reads it.
    """

    name: str
    words: Words
    type: str
    required: bool = False
    codes: Mapping[str, Words]
    least: float | None = None
    most: float | None = None
    longest: int = 200
    past: bool = False
    to: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must hold between fields. name: a function of rules.py. code: the value it needs."""

    name: str
    fields: tuple[str, ...]
    code: str | bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One screen. most: rows it may have; 1 where it is answered once."""

    name: str
    words: Words
    purpose: Purpose
    most: int
    fields: Mapping[str, Question]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form. told: the data it was read from, for keeping it as a district's own."""

    code: str
    words: Words
    version: str
    notice: Words
    rests_on: Purpose
    asks_for: tuple[Purpose, ...]
    blocks: Mapping[str, Block]
    told: Mapping[str, Any]

    def open_to(self, purposes: Collection[Purpose]) -> Self:
        """Give it without the blocks of purposes that nobody agreed to."""
        kept = {name: b for name, b in self.blocks.items() if b.purpose in purposes}
        return replace(self, blocks=kept)

    def text(self) -> str:
        """Give what it was read from as JSON: the value of a parameter."""
        return json.dumps(self.told, ensure_ascii=False, default=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with an answer, and where; never the answer. row: counts from 0.

    field None: the block or row as a whole. limit: the number or code that was passed, if any.
    """

    block: str
    row: int
    field: str | None
    code: str
    limit: str | None = None

    def place(self) -> str:
        """Name it in one word, as the violation of a move: `members.0.id_no:CHECK_DIGIT`."""
        where = [self.block, str(self.row), *([self.field] if self.field else [])]
        return f"{'.'.join(where)}:{self.code}"
