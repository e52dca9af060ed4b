"""What must hold between the answers of a row, or between the rows of a block: by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.forms.definition import Rule
from loaders.identifiers import birth_of, sex_of

Values = Mapping[str, Any]
Found = Iterator[tuple[int, str, str]]  # row, field, code


@dataclass(frozen=True, slots=True)
class Named:
    """A rule's function and over how many fields it goes."""

    check: Callable[[Rule, Sequence[Values]], Found]
    fields: int


def _birth_of_number(rule: Rule, rows: Sequence[Values]) -> Found:
    """Let the day of birth be the one in the ID number. Fields: number, birth."""
    number, birth = rule.fields
    for at, row in enumerate(rows):
        if row.get(number) and row.get(birth) and birth_of(row[number]) != row[birth]:
            yield at, birth, "BIRTH_DIFFERS"


def _sex_of_number(rule: Rule, rows: Sequence[Values]) -> Found:
    """Let the sex be the one in the ID number. Fields: number, sex."""
    number, sex = rule.fields
    for at, row in enumerate(rows):
        if row.get(number) and row.get(sex) in {"1", "2"} and sex_of(row[number]) != row[sex]:
            yield at, sex, "SEX_DIFFERS"


def _needed_when(rule: Rule, rows: Sequence[Values]) -> Found:
    """Need the second where the first is `is`. Fields: what tells, what is needed."""
    tells, needed = rule.fields
    for at, row in enumerate(rows):
        told = row.get(tells)
        if (told == rule.code or (isinstance(told, list) and rule.code in told)) and (
            row.get(needed) in (None, "", [])
        ):
            yield at, needed, "REQUIRED"


def _one_has(rule: Rule, rows: Sequence[Values]) -> Found:
    """Let exactly one row say `is`: one head of a household. Fields: which."""
    (field,) = rule.fields
    saying = [at for at, row in enumerate(rows) if row.get(field) == rule.code]
    if rows and len(saying) != 1:
        yield (saying[1] if saying else 0), field, "ONE_HEAD"


def _all_differ(rule: Rule, rows: Sequence[Values]) -> Found:
    """Let no two rows say the same. Fields: which."""
    (field,) = rule.fields
    seen: set[Any] = set()
    for at, row in enumerate(rows):
        if (told := row.get(field)) is not None:
            if told in seen:
                yield at, field, "TWICE"
            seen.add(told)


def _at_most(rule: Rule, rows: Sequence[Values]) -> Found:
    """Let the first be at most the second. Fields: part, whole."""
    part, whole = rule.fields
    for at, row in enumerate(rows):
        if None not in (row.get(part), row.get(whole)) and row[part] > row[whole]:
            yield at, part, "MORE_THAN_WHOLE"


def _among(rule: Rule, rows: Sequence[Values]) -> Found:
    """Let the first be one of the second. Fields: one, several."""
    one, several = rule.fields
    for at, row in enumerate(rows):
        if row.get(one) and row[one] not in (row.get(several) or ()):
            yield at, one, "NOT_AMONG"


def _one_of(rule: Rule, rows: Sequence[Values]) -> Found:
    """Let at least one of two be told. Fields: both."""
    first, second = rule.fields
    for at, row in enumerate(rows):
        if not row.get(first) and not row.get(second):
            yield at, first, "ONE_OF_TWO"


RULES: Mapping[str, Named] = {
    "birth_of_number": Named(_birth_of_number, 2),
    "sex_of_number": Named(_sex_of_number, 2),
    "needed_when": Named(_needed_when, 2),
    "one_has": Named(_one_has, 1),
    "all_differ": Named(_all_differ, 1),
    "at_most": Named(_at_most, 2),
    "among": Named(_among, 2),
    "one_of": Named(_one_of, 2),
}
