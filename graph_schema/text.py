"""Folding of text for comparison; what is stored stays as it was written.

Width (NFKC), traditional to simplified, variant characters, the name dot, spaces and case.
Folding and search run here, not in the database. Source: domain reference, part 0.
"""

import re
import unicodedata
from functools import cache

import opencc

# Variant characters that OpenCC leaves alone; both forms are met in names.
VARIANTS = str.maketrans({"峯": "峰", "喆": "哲", "堃": "坤", "犇": "奔", "甦": "苏"})
DOTS = re.compile(r"[·•・‧∙⋅.]")
BLANKS = re.compile("[\\s\u200b\u200c\u200d\ufeff\u3000]+")


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Fold for comparison: "ＬＩ　Ming" and "li ming" agree, as do 峯 and 峰, 張 and 张."""
    narrow = BLANKS.sub("", unicodedata.normalize("NFKC", text))
    plain = _simplifier().convert(narrow).translate(VARIANTS).casefold()
    return unicodedata.normalize("NFKC", plain)  # no blank parts an accent now


def fold_name(name: str) -> str:
    """Fold a person's name: as `fold`, and without the dot of transcribed names."""
    return DOTS.sub("", fold(name))
