"""The dirt of departments' files, in known amounts, each defect on record by file and line.

Repairs (KIND REPAIR) are written into a row and change no meaning. Rejects are rows of their
own, copies with a defect, so that no fact behind a colour hangs on a row that cannot be read.
Codes: domain reference 5.3.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from numpy.random import Generator

from loaders.world.write import Sheet

REPAIR_SHARE, REJECT_SHARE = 0.02, 0.008
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_YES = {"是": ("√", "Y", "1"), "否": ("×", "N", "0")}


def wrong_check_digit(number: str) -> str:
    """Change the last character, so that the check digit fails."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def mask(number: str) -> str:
    """Hide the middle, as printed lists do."""
    return f"{number[:4]}**********{number[-4:]}"


def scientific(number: str) -> str:
    """Write it as a spreadsheet does that took it for a number: digits are lost."""
    return f"{float(number[:17]) * 10:.5E}"


REJECTS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("X06", "ROW", wrong_check_digit),
    ("X04", "ROW", scientific),
    ("X07", "QUEUE", mask),
)


class Dirt:
    """Writes rows of department files, some of them dirty, and remembers where."""

    def __init__(self, rng: Generator, sheets: Mapping[str, Sheet]) -> None:
        self._rng = rng
        self._sheets = sheets
        self.planted: list[dict[str, Any]] = []

    def row(self, source: str, sheet: str, fields: Mapping[str, object]) -> None:
        """Write a row, perhaps with a repairable defect, perhaps with a bad twin behind it."""
        target = self._sheets[source]
        told = dict(fields)
        mark = self._repair(told) if self._rng.random() < REPAIR_SHARE else None
        line = target.row(sheet, **told)
        if mark is not None:
            self._note(target, sheet, line, *mark, "REPAIR")
        draw = self._rng.random()
        if draw < REJECT_SHARE:
            self._bad_twin(target, sheet, dict(fields))
        elif draw < REJECT_SHARE * 1.5:
            self._note(target, sheet, target.row(sheet, **fields), "", "X18", "UNCHANGED")

    def _bad_twin(self, target: Sheet, sheet: str, fields: dict[str, object]) -> None:
        if target.path.suffix == ".csv" and self._rng.random() < 0.2:
            cells = [str(fields.get(f) or "") for f in target.columns.values()]
            line = target.raw([*cells, "多出的一格"], sheet)
            self._note(target, sheet, line, "", "X32", "ROW")
            return
        number = str(fields.get("id_no") or "")
        if not number:
            return
        code, kind, spoil = REJECTS[int(self._rng.integers(0, len(REJECTS)))]
        line = target.row(sheet, **(fields | {"id_no": spoil(number)}))
        self._note(target, sheet, line, "id_no", code, kind)

    def _repair(self, fields: dict[str, object]) -> tuple[str, str] | None:
        """Put one repairable defect into a row: (field, code), or None where none fits."""
        tries = [self._wide_number, self._blank_inside, self._dated, self._money, self._flag]
        start = int(self._rng.integers(0, len(tries)))
        for attempt in (*tries[start:], *tries[:start]):
            done = attempt(fields)
            if done is not None:
                return done
        return None

    def _wide_number(self, fields: dict[str, object]) -> tuple[str, str] | None:
        fields["id_no"] = str(fields["id_no"]).translate(_WIDE)
        return "id_no", "X01"

    def _blank_inside(self, fields: dict[str, object]) -> tuple[str, str] | None:
        number = str(fields["id_no"])
        fields["id_no"] = f"{number[:6]} {number[6:14]} {number[14:]}".lower()
        return "id_no", "X05"

    def _dated(self, fields: dict[str, object]) -> tuple[str, str] | None:
        for name, value in fields.items():
            if isinstance(value, date):
                forms = (
                    f"{value:%Y/%m/%d}",
                    f"{value.year}.{value.month}.{value.day}",
                    f"{value:%Y%m%d}",
                )
                fields[name] = forms[int(self._rng.integers(0, len(forms)))]
                return name, "X11"
        return None

    def _money(self, fields: dict[str, object]) -> tuple[str, str] | None:
        for name in (
            "self_pay",
            "total",
            "aid_amount",
            "rent_month",
            "base_month",
            "amount_month",
        ):
            value = str(fields.get(name) or "")
            if value and float(value):
                fields[name] = f"{float(value):,.2f}元"
                return name, "X13"
        return None

    def _flag(self, fields: dict[str, object]) -> tuple[str, str] | None:
        for name in ("boarding", "chronic", "two_allowances", "special", "pregnant"):
            value = fields.get(name)
            if isinstance(value, str) and value in _YES:
                fields[name] = _YES[value][int(self._rng.integers(0, 3))]
                return name, "X15"
        return None

    def _note(
        self, target: Sheet, sheet: str, line: int, field: str, code: str, kind: str
    ) -> None:
        header = next((h for h, f in target.columns.items() if f == field), "")
        self.planted.append(
            {
                "file": target.path.name,
                "sheet": sheet,
                "line": line,
                "column": header,
                "code": code,
                "kind": kind,
            }
        )
