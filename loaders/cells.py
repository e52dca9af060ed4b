"""Reading one cell: text, number, money, date, flag; what was repaired, what cannot be read.

Source: domain reference 5.3 (X01, X11 to X15, X27). Nothing is guessed: a cell that does not
say its value clearly has none, and an issue.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from loaders.identifiers import tidy

MOST = 10_000_000 * 100  # fen; more in one cell is a slip of the keyboard
UNKNOWN = frozenset({"-", "—", "无", "/", "不详"})
YES = frozenset({"是", "√", "1", "Y", "YES", "有", "TRUE"})
NO = frozenset({"否", "×", "0", "N", "NO", "无", "FALSE"})
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff\u00ad]")
_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Read:
    """A cell's value (None: unknown), the code of a repair, the code of an issue."""

    value: Any = None
    repair: str | None = None
    issue: str | None = None


def clean(text: str) -> tuple[str, bool]:
    """Drop invisible characters and outer blanks; tell whether anything inside was dropped."""
    told = _INVISIBLE.sub("", text)
    return told.strip(" \t\r\n\u3000\u00a0"), told != text


def narrow(text: str) -> str:
    """Fold width and drop blanks, for codes, numbers and dates."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def text(cell: str) -> Read:
    """Read text as written; private-use, bidi and control characters are an issue."""
    told, dropped = clean(cell)
    if _CONTROL.search(told):
        return Read(issue="X03")
    return Read(told or None, "X01" if dropped else None)


def identity(cell: str) -> Read:
    """Read an ID number, repaired where nothing is lost; the number is judged elsewhere."""
    told = tidy(cell)
    if told == cell.strip():
        return Read(told or None)
    return Read(told or None, "X01" if unicodedata.normalize("NFKC", cell) != cell else "X05")


def whole(cell: str) -> Read:
    """Read a whole number."""
    told = narrow(cell)
    if not told or told in UNKNOWN:
        return Read()
    match = re.fullmatch(r"(-?\d{1,15})(\.0+)?", told)
    if match is None:
        return Read(issue="X14")
    return Read(int(match[1]), "X01" if told != cell.strip() else None)


def number(cell: str) -> Read:
    """Read a number with a decimal point."""
    told = narrow(cell).replace(",", "")
    if not told or told in UNKNOWN:
        return Read()
    if not re.fullmatch(r"[-+]?\d{1,12}(\.\d*)?", told):
        return Read(issue="X14")
    return Read(float(told))


def money(cell: str) -> Read:
    """Read CNY into fen: thousands, 元 and 万元 are repaired; `-`, `无`, `/` are unknown."""
    told = narrow(cell)
    if not told or told in UNKNOWN:
        return Read()
    match = re.fullmatch(r"[¥￥]?(-?[\d,]+(?:\.\d+)?)(万元|万|元)?", told)
    if match is None:
        return Read(issue="X14")
    plain = match[1].replace(",", "")
    fen = round(float(plain) * (1_000_000 if (match[2] or "").startswith("万") else 100))
    if fen < 0 or fen > MOST:
        return Read(issue="X14")
    return Read(fen, None if plain == cell.strip() else "X13")


def day(cell: str) -> Read:
    """Read a day: 2023-1-5, 2023/01/05, 2023.1.5, 20230105, 二〇二三年一月, 44931."""
    told = narrow(cell)
    if not told or told in UNKNOWN:
        return Read()
    found = _day(told)
    if found is None:
        return Read(issue="X12")
    return Read(found, None if told == found.isoformat() else "X11")


def _day(told: str) -> date | None:
    if re.search("[〇零一二三四五六七八九十]", told):
        told = _arabic(told)
    match = re.fullmatch(
        r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?(?:T?00:00:00)?", told
    )
    if match is None and re.fullmatch(r"\d{8}", told):
        match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", told)
    if match is not None:
        year, month, place = int(match[1]), int(match[2]), int(match[3] or 1)
        if year < 1901:
            return None
        try:
            return date(year, month, place)
        except ValueError:
            return None
    if re.fullmatch(r"[34]\d{4}", told):
        return date(1899, 12, 30) + timedelta(days=int(told))
    return None


def _arabic(told: str) -> str:
    """Write Chinese numerals of a date as digits: 二〇二三年十一月 as 2023年11月."""

    def part(match: re.Match[str]) -> str:
        word = match[0]
        if "十" in word:
            tens, _, ones = word.partition("十")
            return str((_DIGITS.get(tens, 1)) * 10 + (_DIGITS.get(ones, 0) if ones else 0))
        return "".join(str(_DIGITS[c]) for c in word)

    return re.sub("[〇零一二三四五六七八九十]+", part, told)


def flag(cell: str) -> Read:
    """Read yes or no in the forms departments use."""
    told = narrow(cell).upper()
    if not told:
        return Read()
    if told in YES:
        return Read(True, None if told == "是" else "X15")
    if told in NO:
        return Read(False, None if told == "否" else "X15")
    return Read(issue="X15")


def listed(cell: str) -> Read:
    """Read a list separated by ; or 、."""
    told, _ = clean(cell)
    if _CONTROL.search(told):
        return Read(issue="X03")
    return Read([part for piece in re.split("[;；、]", told) if (part := piece.strip())])


READERS: Mapping[str, Callable[[str], Read]] = MappingProxyType(
    {
        "text": text,
        "name": text,
        "id": identity,
        "whole": whole,
        "number": number,
        "money": money,
        "date": day,
        "flag": flag,
        "list": listed,
    }
)
