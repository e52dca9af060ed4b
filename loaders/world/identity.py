"""Names, numbers and codes of people and bodies that cannot exist.

ID numbers begin with the unassigned address code 990115, phones with 10, 11 or 12, credit codes
carry the region 990115. Check digits are right: GB 11643-1999, GB 32100-2015.
"""

from datetime import date

from numpy.random import Generator

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REGION = "990115"


def id_number(birth: date, sequence: int) -> str:
    """Make an 18-character ID number; sequence 0 to 999, odd for men."""
    digits = f"{REGION}{birth:%Y%m%d}{sequence:03}"
    total = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def credit_code(kind: str, number: int) -> str:
    """Make an 18-character credit code; kind: 51 association, 52 private, 53 foundation."""
    stem = f"{kind}{REGION}MJ{number:07}"
    total = sum(_CREDIT.index(c) * pow(3, i, 31) for i, c in enumerate(stem))
    return stem + _CREDIT[(31 - total % 31) % 31]


def phone(rng: Generator) -> str:
    """Draw a number outside the mobile ranges: 10 to 12, then nine digits."""
    return f"1{rng.integers(0, 3)}{rng.integers(0, 10**9):09}"


def name(rng: Generator, surnames: str, given: str, *, surname: str | None = None) -> str:
    """Draw a name; earlier surnames of the list are commoner."""
    if surname is None:
        surname = surnames[min(int(rng.exponential(len(surnames) / 4)), len(surnames) - 1)]
    return surname + "".join(
        given[int(i)] for i in rng.integers(0, len(given), rng.integers(1, 3))
    )
