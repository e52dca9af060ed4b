"""Answers read one by one: text as a person typed it to the value it stands for, or a code."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from api.forms.definition import Question
from loaders import identifiers

PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")  # 10 to 12: of invented people
YES, NO = frozenset({"true", "1"}), frozenset({"false", "0"})
OLDEST = 150  # years; a day before that is a slip of the hand


class Unfit(Exception):
    """An answer that cannot be taken: a code, and the limit it passed."""

    def __init__(self, code: str, limit: object = None) -> None:
        self.code = code
        self.limit = None if limit is None else str(limit)
        super().__init__(code)


def empty(told: Any) -> bool:
    """Tell whether nothing was answered."""
    return told is None or told == [] or (isinstance(told, str) and not told.strip())


def value(question: Question, told: Any, today: date) -> Any:
    """Give the value of an answer: str, list of codes, bool, date, int, float, fen.

    Raises Unfit with why; nothing is guessed or repaired but blanks, width and a small x.
    """
    if question.type == "codes":
        return _several(question, told)
    if isinstance(told, bool):
        told = str(told).lower()
    if not isinstance(told, str | int | float):
        raise Unfit("NOT_READABLE")
    return READ[question.type](question, str(told).strip(), today)


def _text(question: Question, text: str, today: date) -> str:
    if len(text) > question.longest:
        raise Unfit("TOO_LONG", question.longest)
    return text


def _one(question: Question, text: str, today: date) -> str:
    if text not in question.codes:
        raise Unfit("UNKNOWN_CODE")
    return text


def _several(question: Question, told: Any) -> list[str]:
    if not isinstance(told, list) or not all(str(one) in question.codes for one in told):
        raise Unfit("UNKNOWN_CODE")
    return [code for code in question.codes if code in told]  # in the form's order, once


def _flag(question: Question, text: str, today: date) -> bool:
    if text.lower() not in YES | NO:
        raise Unfit("NOT_READABLE")
    return text.lower() in YES


def _day(question: Question, text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unfit("NO_DAY") from None
    if question.past and day > today:
        raise Unfit("IN_FUTURE", today)
    if not today.year - OLDEST <= day.year <= today.year + OLDEST:
        raise Unfit("NO_DAY")
    return day


def _whole(question: Question, text: str, today: date) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise Unfit("NO_WHOLE_NUMBER")
    return int(_number(question, text, today))


def _money(question: Question, text: str, today: date) -> int:
    return round(_number(question, text, today) * 100)


def _number(question: Question, text: str, today: date) -> float:
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,2})?", text):
        raise Unfit("NO_NUMBER")
    number = float(text)
    if question.least is not None and number < question.least:
        raise Unfit("TOO_SMALL", _plain(question.least))
    if question.most is not None and number > question.most:
        raise Unfit("TOO_LARGE", _plain(question.most))
    return number


def _plain(number: float) -> float | int:
    return int(number) if math.isclose(number, int(number)) else number


def _id_number(question: Question, text: str, today: date) -> str:
    number = identifiers.tidy(text)
    if len(number) != 18:
        raise Unfit("ID_LENGTH", 18)
    fault = identifiers.fault_of(number, today)
    if fault is None:
        return number
    if fault is identifiers.Fault.WRONG and number[:17].isdigit():
        sound = identifiers.check_character(number[:17]) == number[17]
        raise Unfit("ID_BIRTH" if sound else "CHECK_DIGIT")
    raise Unfit("ID_NUMBER")


def _phone(question: Question, text: str, today: date) -> str:
    number = re.sub(r"\s|^\+?86(?=1\d{10}$)", "", re.sub(r"\s", "", text))
    if not PHONE.fullmatch(number):
        raise Unfit("NO_PHONE")
    return number


READ: Mapping[str, Callable[[Question, str, date], Any]] = {
    "text": _text,
    "code": _one,
    "flag": _flag,
    "day": _day,
    "whole": _whole,
    "number": _number,
    "money": _money,
    "id_number": _id_number,
    "phone": _phone,
}
