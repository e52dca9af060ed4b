"""Folding: what people write in many ways compares equal, and stays as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.text import fold, fold_name


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("ＬＩ　Ming", "li ming"),
        ("張偉", "张伟"),
        ("王小峯", "王小峰"),
        ("李\u200b娜", "李娜"),
        ("\ufeff溫江區", "温江区"),
        ("柳城街道 ", "柳城街道"),
        ("１２３", "123"),
    ],
)
def test_two_ways_of_writing_compare_equal(written: str, other: str):
    assert fold(written) == fold(other)


@pytest.mark.parametrize(
    "dotted", ["阿依古丽·买买提", "阿依古丽•买买提", "阿依古丽．买买提", "阿依古丽 买买提"]
)
def test_the_dot_of_a_transcribed_name_does_not_count(dotted: str):
    assert fold_name(dotted) == "阿依古丽买买提"


def test_different_names_stay_different():
    assert fold_name("王芳") != fold_name("王方")


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str):
    """Stored folds are compared with fresh ones."""
    assert fold(fold(text)) == fold(text)
    assert fold_name(fold_name(text)) == fold_name(text)
