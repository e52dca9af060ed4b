"""From lines of text to the fields of a paper: each with how sure it is, doubt marked.

A check digit decides over a number; sex and birth stand in it as well, and where the print says
something else both are marked. Nothing here is kept: a person confirms every field.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from api.documents.engine import Line
from graph_schema.errors import Rejected
from graph_schema.text import fold
from loaders.identifiers import birth_of, fault_of, sex_of, tidy

SURE = 0.9  # below this a field is marked
DISABILITIES = MappingProxyType(
    dict(zip("1234567", ("视力", "听力", "言语", "肢体", "智力", "精神", "多重"), strict=True))
)
GRADES = MappingProxyType({"一": "1", "二": "2", "三": "3", "四": "4"} | {n: n for n in "1234"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A field of a paper: its printed labels and how it is read."""

    name: str
    read: str
    labels: tuple[str, ...] = ()
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A kind of paper. stops: labels of what is not asked for."""

    kind: str
    zh: str
    en: str
    fields: tuple[Asked, ...]
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A field as it was read. low: a person looks twice; why: a code, if it is known."""

    name: str
    value: str
    confidence: float
    low: bool
    why: str | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    label: str
    text: str
    line: Line


@cache
def papers() -> Mapping[str, Paper]:
    """Read the kinds of papers by code."""
    told = yaml.safe_load(files(__package__).joinpath("kinds.yml").read_text(encoding="utf-8"))
    return MappingProxyType({kind: _paper(kind, about) for kind, about in told.items()})


def _paper(kind: str, about: Mapping[str, Any]) -> Paper:
    fields = tuple(
        Asked(
            name=name, read=one["read"], labels=tuple(one.get("labels", ())),
            goes_on=bool(one.get("goes_on", False)),
        )
        for name, one in about["fields"].items()
    )  # fmt: skip
    return Paper(
        kind=kind, zh=about["zh"], en=about["en"], fields=fields,
        stops=tuple(about.get("stops", ())),
    )  # fmt: skip


def fields_of(kind: str, lines: Sequence[Line], today: date) -> list[Read]:
    """Read the fields of a kind of paper from its lines, in the paper's order.

    What is not there is left out. Raises Rejected for a kind unknown, or NOT_THIS_PAPER.
    """
    paper = papers().get(kind)
    if paper is None:
        raise Rejected(["DOCUMENT_UNKNOWN"], known=list(papers()))
    clean = [replace(one, text=_plain(one.text)) for one in lines]
    pieces = [piece for line in clean for piece in _pieces(paper, line)]
    found = [read for one in paper.fields if (read := _field(one, pieces, clean, today))]
    if not found:
        raise Rejected(["NOT_THIS_PAPER"], kind=kind)
    return _agreeing(found)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _pieces(paper: Paper, line: Line) -> Iterator[_Piece]:
    """Part a line at the printed labels: 性别男民族汉 is two."""
    known = sorted(
        {label for one in paper.fields for label in one.labels} | set(paper.stops),
        key=len, reverse=True,
    )  # fmt: skip
    if not known:
        return
    folded = fold(line.text)  # 別 is printed or read for 别
    if len(folded) != len(line.text):
        folded = line.text
    found = list(re.finditer("|".join(map(re.escape, known)), folded))
    ends = [label.start() for label in found[1:]] + [len(folded)]
    for label, end in zip(found, ends[: len(found)], strict=True):
        yield _Piece(label[0], line.text[label.end() : end].strip(":：.。"), line)


def _field(
    one: Asked, pieces: Sequence[_Piece], lines: Sequence[Line], today: date
) -> Read | None:
    if not one.labels:
        return _by_form(one, lines, today)
    for piece in pieces:
        if piece.label not in one.labels:
            continue
        text, used = piece.text, [piece.line]
        labelled = {id(other.line) for other in pieces}
        if not text and (beside := _beside(piece.line, lines, labelled)):
            text, used = beside.text, [*used, beside]
        if one.goes_on:
            for more in _below(used[-1], lines, labelled):
                text, used = text + more.text, [*used, more]
        if text:
            return READ[one.read](one.name, text, min(line.score for line in used), today)
    return None


def _beside(line: Line, lines: Sequence[Line], labelled: set[int]) -> Line | None:
    """Find what stands right of a label that stands alone, on the same height."""
    right = [
        other
        for other in lines
        if id(other) not in labelled
        and other.left >= line.right - 0.2 * (line.bottom - line.top)
        and _shared(line, other) > 0.5
    ]
    return min(right, key=lambda other: other.left, default=None)


def _below(line: Line, lines: Sequence[Line], labelled: set[int]) -> Iterator[Line]:
    """Yield the lines that go on below, close and without a label of their own."""
    at = line
    for other in sorted(lines, key=lambda one: one.top):
        high = at.bottom - at.top
        near = at.bottom - 0.5 * high < other.top < at.bottom + 1.5 * high
        if near and id(other) not in labelled and other.left < line.right:
            if re.search(r"\d{15}", other.text):
                return
            yield other
            at = other


def _shared(a: Line, b: Line) -> float:
    """Share of the lower of two lines' heights that both have."""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared / max(1.0, min(a.bottom - a.top, b.bottom - b.top))


def _by_form(one: Asked, lines: Sequence[Line], today: date) -> Read | None:
    """Find a field by what it looks like: the number of a bank card, the name of a bank."""
    for line in lines:
        digits = re.sub(r"\D", "", line.text)
        if one.read == "card_number" and 15 <= len(digits) <= 19:
            return READ[one.read](one.name, digits, line.score, today)
        if one.read == "bank" and "银行" in line.text:
            return READ["text"](one.name, line.text, line.score, today)
    return None


def _text(name: str, text: str, score: float, today: date) -> Read:
    return Read(name=name, value=text, confidence=score, low=score < SURE)


def _name(name: str, text: str, score: float, today: date) -> Read:
    odd = not re.fullmatch(r"[\u3400-\u9fff·\U00020000-\U0003ffff]{2,20}", text)
    why = "NOT_A_NAME" if odd else None
    return Read(name=name, value=text, confidence=score, low=odd or score < SURE, why=why)


def _sex(name: str, text: str, score: float, today: date) -> Read:
    code = {"男": "1", "女": "2"}.get(text[:1])
    return Read(
        name=name, value=code or text, confidence=score, low=code is None or score < SURE
    )


def _day(name: str, text: str, score: float, today: date) -> Read:
    parts = re.findall(r"\d+", text)
    try:
        day = date(*map(int, parts[:3])).isoformat()
    except (ValueError, TypeError):
        return Read(name=name, value=text, confidence=score, low=True, why="NO_DAY")
    return Read(name=name, value=day, confidence=score, low=score < SURE)


def _id_number(name: str, text: str, score: float, today: date) -> Read:
    number = tidy(text)
    wrong = fault_of(number, today) is not None
    why = "CHECK_DIGIT" if wrong else None
    return Read(name=name, value=number, confidence=score, low=wrong or score < SURE, why=why)


def _grade(name: str, text: str, score: float, today: date) -> Read:
    grade = GRADES.get(text[:1])
    return Read(
        name=name, value=grade or text, confidence=score, low=grade is None or score < SURE
    )


def _certificate(name: str, text: str, score: float, today: date) -> Read:
    """Read a disability card's number: an ID number, kind and grade, perhaps a reissue."""
    number = tidy(text)
    match = re.fullmatch(r"(\d{17}[\dX])([1-7])([1-4])(B\d)?", number)
    wrong = match is None or fault_of(match[1], today) is not None
    why = "CHECK_DIGIT" if wrong else None
    return Read(name=name, value=number, confidence=score, low=wrong or score < SURE, why=why)


def _card_number(name: str, text: str, score: float, today: date) -> Read:
    wrong = not luhn(text)
    why = "CHECK_DIGIT" if wrong else None
    return Read(name=name, value=text, confidence=score, low=wrong or score < SURE, why=why)


def luhn(number: str) -> bool:
    """Tell whether a card number carries the right last digit (ISO/IEC 7812-1)."""
    total = 0
    for at, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


READ: Mapping[str, Callable[[str, str, float, date], Read]] = MappingProxyType(
    {
        "name": _name,
        "text": _text,
        "sex": _sex,
        "day": _day,
        "id_number": _id_number,
        "grade": _grade,
        "certificate": _certificate,
        "card_number": _card_number,
        "bank": _text,
    }
)


def _agreeing(found: Sequence[Read]) -> list[Read]:
    """Mark what differs from what a sound number says: birth, sex, kind and grade."""
    told = {one.name: one for one in found}
    number = told.get("id_no") or told.get("cert_no")
    if number is None or number.why is not None:
        return list(found)
    says = {"sex": sex_of(number.value)}
    if (birth := birth_of(number.value)) is not None:
        says["birth"] = birth.isoformat()
    if number.name == "cert_no":
        says["disability_type"] = DISABILITIES[number.value[18]]
        says["disability_grade"] = number.value[19]
    return [
        replace(one, low=True, why="DIFFERS_FROM_NUMBER")
        if one.name in says and says[one.name] not in one.value
        else one
        for one in found
    ]
