"""The dirt of departments' files, in planned amounts, each defect on record by file and line.

Repairs and cell issues are written into a row and change nothing a colour hangs on. What is
rejected or queued stands on a row of its own, a copy with a defect (domain reference 5.3).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from loaders.world.write import Sheet

Fields = dict[str, object]
Mark = tuple[str, str, str]  # field, code, kind

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_YES = {"是": ("√", "Y", "1"), "否": ("×", "N", "0")}
_MONEY = ("self_pay", "total", "aid_amount", "rent_month", "base_month", "amount_month")
_FLAGS = ("boarding", "chronic", "two_allowances", "special", "pregnant")
_LOOSE_DATES = ("discharged_on", "contract_to", "issued_on")  # nothing is derived from them
_LOOSE_SUMS = ("aid_amount", "subsidy_month")
_LISTS = {"kind": "衣被", "stage": "夜校"}


def wrong_check_digit(number: str) -> str:
    """Change the last character, so that the check digit fails."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def mask(number: str) -> str:
    """Hide the middle, as printed lists do."""
    return f"{number[:4]}**********{number[-4:]}"


def scientific(number: str) -> str:
    """Write it as a spreadsheet does that took it for a number: digits are lost."""
    return f"{float(number[:17]) * 10:.5E}"


class Dirt:
    """Writes rows of department files, some of them dirty, and remembers where.

    wanted: defects by class of SPOILERS. They are spread evenly: pace() says how much of the
    district is written, and the next row that can carry a defect that is due does.
    """

    def __init__(self, sheets: Mapping[str, Sheet], wanted: Mapping[str, int]) -> None:
        self._sheets = sheets
        self._wanted = dict(wanted)
        self._sown: Counter[str] = Counter()
        self._share = 0.0
        self.planted: list[dict[str, Any]] = []

    def pace(self, done: int, count: int) -> None:
        """Say that `done` of `count` households are written."""
        self._share = (done + 1) / count

    def row(self, source: str, sheet: str, fields: Mapping[str, object]) -> None:
        """Write a row, perhaps with a defect in it or a bad twin behind it."""
        target, told, twin = self._sheets[source], dict(fields), dict(fields)
        mark = behind = None
        for name, wanted in self._wanted.items():
            if self._sown[name] >= min(wanted, int(self._share * (wanted + 1))):
                continue
            spoilers = SPOILERS[name]
            spoil = spoilers[self._sown[name] % len(spoilers)]
            hit = spoil(twin if spoil in TWINS else told, self._sown[name], target)
            if hit is None:
                continue
            self._sown[name] += 1
            mark, behind = (None, hit) if spoil in TWINS else (hit, None)
            break
        line = target.row(sheet, **told)
        if mark is not None:
            self._note(target, sheet, line, mark)
        if behind is not None:
            self._twin(target, sheet, twin, behind)

    def conflict(self, source: str, sheet: str, fields: Mapping[str, object]) -> None:
        """Write a row that gives a known ID number another name (X09)."""
        self._note(
            self._sheets[source],
            sheet,
            self._sheets[source].row(sheet, **fields),
            ("id_no", "X09", "CONFLICT"),
        )

    def _twin(self, target: Sheet, sheet: str, fields: Fields, mark: Mark) -> None:
        if mark[1] != "X32":
            self._note(target, sheet, target.row(sheet, **fields), mark)
            return
        cells = [str(fields.get(f) or "") for f in target.columns.values()]
        self._note(target, sheet, target.raw([*cells, "多出的一格"], sheet), mark)

    def _note(self, target: Sheet, sheet: str, line: int, mark: Mark) -> None:
        field, code, kind = mark
        header = next((h for h, f in target.columns.items() if f == field), "")
        self.planted.append(
            {
                "file": target.path.name,
                "sheet": target.sheet_name(sheet),
                "line": line,
                "column": header,
                "code": code,
                "kind": kind,
            }
        )


# Each spoiler changes the fields and tells field, code and kind; None where it cannot.


def _numbered(fields: Fields) -> str:
    return str(fields.get("id_no") or "")


def _wide(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    fields["id_no"] = _numbered(fields).translate(_WIDE)
    return "id_no", "X01", "REPAIR"


def _blank_inside(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    number = _numbered(fields)
    fields["id_no"] = f"{number[:6]} {number[6:14]} {number[14:]}".lower()
    return "id_no", "X05", "REPAIR"


def _date_as_written(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    for name, value in fields.items():
        if isinstance(value, date):
            forms = (
                f"{value:%Y/%m/%d}",
                f"{value.year}.{value.month}.{value.day}",
                f"{value:%Y%m%d}",
            )
            fields[name] = forms[turn % len(forms)]
            return name, "X11", "REPAIR"
    return None


def _date_that_is_none(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    for name in _LOOSE_DATES:
        if fields.get(name):
            fields[name] = ("2023-02-31", "1900-01-00")[turn % 2]
            return name, "X12", "CELL"
    return None


def _money_as_written(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    for name in _MONEY:
        value = str(fields.get(name) or "")
        if value and float(value):
            fields[name] = f"{float(value):,.2f}元"
            return name, "X13", "REPAIR"
    return None


def _money_below_zero(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    for name in _LOOSE_SUMS:
        if fields.get(name):
            fields[name] = "-500.00"
            return name, "X14", "CELL"
    return None


def _flag_as_written(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    for name in _FLAGS:
        value = fields.get(name)
        if isinstance(value, str) and value in _YES:
            fields[name] = _YES[value][turn % 3]
            return name, "X15", "REPAIR"
    return None


def _unknown_word(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    """Put a category into the row that its list does not hold."""
    name = {"csh_charity": "kind"}.get(target.source)
    if name is None:
        return None
    fields[name] = _LISTS[name]
    return name, "X27", "CELL"


def _wrong_digit(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    fields["id_no"] = wrong_check_digit(_numbered(fields))
    return "id_no", "X06", "ROW"


def _lost_digits(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    fields["id_no"] = scientific(_numbered(fields))
    return "id_no", "X04", "ROW"


def _masked(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    fields["id_no"] = mask(_numbered(fields))
    return "id_no", "X07", "QUEUE"


def _same_row(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    return "", "X18", "UNCHANGED"


def _no_number(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    if target.source != "csh_charity":
        return None
    fields["id_no"] = ""
    return "id_no", "X10", "QUEUE"


def _torn(fields: Fields, turn: int, target: Sheet) -> Mark | None:
    return ("", "X32", "ROW") if target.path.suffix == ".csv" else None


Spoiler = Callable[[Fields, int, Sheet], Mark | None]
SPOILERS: Mapping[str, tuple[Spoiler, ...]] = {
    "duplicates": (_same_row, _same_row, _no_number),
    "bad_ids": (_wrong_digit, _lost_digits, _blank_inside),
    "mixed_dates": (_date_as_written, _date_as_written, _date_that_is_none),
    "masked_ids": (_masked,),
    "wide_ids": (_wide,),
    "mixed_money": (_money_as_written, _money_as_written, _money_below_zero),
    "mixed_flags": (_flag_as_written,),
    "unknown_words": (_unknown_word,),
    "torn_rows": (_torn,),
}
TWINS = frozenset({_wrong_digit, _lost_digits, _masked, _same_row, _no_number, _torn})
