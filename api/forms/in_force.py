"""Which form is in force: a district's own by its dated parameter, else the one shipped."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from api.forms.definition import Form
from api.forms.reading import of_value, shipped
from graph_schema.errors import Rejected, SettingsError

BASIC = "basic"
Run = Callable[..., list[dict[str, Any]]]


def form_of(run: Run, code: str, district: str, today: date) -> Form:
    """Give the form of a district on a day. run: a session's way to run a named statement.

    Raises Rejected FORM_UNKNOWN.
    """
    own = run("forms_params", code=f"form.{code}", district=district, today=today)
    if own:
        return _own(code, own[0]["value"])
    try:
        return shipped(code)
    except SettingsError:
        raise Rejected(["FORM_UNKNOWN"], form=code[:40]) from None


@lru_cache(maxsize=32)
def _own(code: str, value: str) -> Form:
    return of_value(code, value)
