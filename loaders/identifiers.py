"""Check numbers: ID numbers GB 11643-1999 and credit codes GB 32100-2015.

Source: domain reference 4.3. A number is repaired only where nothing is lost: width, spaces,
a small x, fifteen digits.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_OLDEST = 120


class Fault(StrEnum):
    """Why an ID number cannot be used; the code of the defect (domain reference 5.3)."""

    EMPTY = "X10"
    LOST_DIGITS = "X04"
    MASKED = "X07"
    WRONG = "X06"


def tidy(text: str) -> str:
    """Fold width, drop spaces and primes, write x as X, and lengthen fifteen digits."""
    told = re.sub(r"[\s'’′‘`]", "", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"\d{15}", told):
        stem = f"{told[:6]}19{told[6:]}"
        return stem + check_character(stem)
    return told


def check_character(stem: str) -> str:
    """Compute the last character from the first seventeen digits."""
    total = sum(int(d) * w for d, w in zip(stem, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def fault_of(number: str, as_of: date) -> Fault | None:
    """Tell what is wrong with a tidied number, None when it is sound on that day."""
    if not number:
        return Fault.EMPTY
    if "*" in number:
        return Fault.MASKED
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+|\d+\.0+", number):
        return Fault.LOST_DIGITS
    if not re.fullmatch(r"\d{17}[\dX]", number) or check_character(number[:17]) != number[17]:
        return Fault.WRONG
    born = birth_of(number)
    if born is None or born > as_of or as_of.year - born.year > _OLDEST:
        return Fault.WRONG
    return None


def birth_of(number: str) -> date | None:
    """Read the day of birth; None when it is no day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """Read the sex, GB/T 2261.1: 1 male, 2 female."""
    return "1" if int(number[16]) % 2 else "2"


def is_credit_code(code: str) -> bool:
    """Tell whether eighteen characters carry the right check character."""
    if len(code) != 18 or any(c not in _CREDIT for c in code):
        return False
    total = sum(_CREDIT.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _CREDIT[(31 - total % 31) % 31] == code[17]
