"""Cells as departments write them: repaired where nothing is lost, an issue where it is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import cells
from loaders.cells import Read
from loaders.identifiers import Fault, check_character, fault_of, is_credit_code, tidy

DAY = date(2023, 12, 31)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2023-1-5", date(2023, 1, 5)),
        ("2023/01/05", date(2023, 1, 5)),
        ("2023.1.5", date(2023, 1, 5)),
        ("20230105", date(2023, 1, 5)),
        ("二〇二三年一月", date(2023, 1, 1)),
        ("二〇二三年十一月二十五日", date(2023, 11, 25)),
        ("44931", date(2023, 1, 5)),
    ],
)
def test_dates_in_every_known_form_are_read_and_noted(written: str, meant: date):
    assert cells.day(written) == Read(meant, "X11")


@pytest.mark.parametrize("written", ["1900-01-00", "2023-02-31", "23-1-5", "去年"])
def test_impossible_dates_are_an_issue_and_no_value(written: str):
    assert cells.day(written) == Read(issue="X12")


@given(st.dates(date(1901, 1, 1), date(2100, 1, 1)))
def test_a_day_written_as_iso_is_that_day_without_a_note(day: date):
    assert cells.day(day.isoformat()) == Read(day)


@pytest.mark.parametrize(
    ("written", "fen"),
    [("1,234.50元", 123450), ("3.5万元", 3_500_000), ("￥20", 2000), ("１２", 1200)],
)
def test_money_in_every_known_form_is_read_and_noted(written: str, fen: int):
    assert cells.money(written) == Read(fen, "X13")


@pytest.mark.parametrize("written", ["-", "无", "/", ""])
def test_a_dash_is_unknown_and_never_zero(written: str):
    assert cells.money(written).value is None
    assert cells.money(written).issue is None


@pytest.mark.parametrize("written", ["-5", "100000001", "约五百"])
def test_money_that_cannot_be_is_an_issue(written: str):
    assert cells.money(written).issue == "X14"


@given(st.integers(0, 10**8))
def test_plain_money_is_exact_to_the_fen(fen: int):
    assert cells.money(f"{fen // 100}.{fen % 100:02}").value == fen


def test_numbers_of_the_reference_are_sound_and_one_changed_digit_is_not():
    assert fault_of("34052419800101001X", DAY) is None
    assert fault_of("440524188001010014", DAY) is Fault.WRONG  # born 1880
    assert tidy("110105491231002") == "11010519491231002X"
    assert tidy("３４０５２４ 19800101 001x") == "34052419800101001X"


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_one_digit_changed_is_found(place: int, by: int):
    number = "34052419800101001X"
    changed = str((int(number[place]) + by) % 10)

    assert fault_of(number[:place] + changed + number[place + 1 :], DAY) is Fault.WRONG


@given(st.from_regex(r"\d{17}", fullmatch=True))
def test_a_check_character_is_a_digit_or_x(stem: str):
    assert check_character(stem) in "0123456789X"


def test_masked_lost_and_empty_numbers_are_told_apart():
    assert fault_of("3405**********001X", DAY) is Fault.MASKED
    assert fault_of("3.40524E+17", DAY) is Fault.LOST_DIGITS
    assert fault_of("", DAY) is Fault.EMPTY


def test_the_credit_code_of_the_reference_is_sound():
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44")


@pytest.mark.parametrize("written", ["√", "Y", "1", "有"])
def test_yes_in_every_form(written: str):
    assert cells.flag(written) == Read(True, "X15")


def test_a_control_character_is_an_issue():
    assert cells.text("王\u202e明").issue == "X03"
