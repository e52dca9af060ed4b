"""What was refused is not offered again while its reason lasts, and may be once it changes."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.linking.case import case
from matching.linking.policy import default_policy
from matching.linking.recheck import Offered, Register
from matching.linking.rules import Rule
from matching.linking.solve import solve
from matching.refusals import Sides, current, fingerprint, grounds, plain
from tests.matching.linking.town import AS_OF, days_ago
from tests.snapshots import VILLAGE, build

Tables = dict[str, list[dict[str, Any]]]
OTHER_VILLAGE = "510115001002"


def small_town() -> Tables:
    """One need, two items of two providers that would both serve it."""
    bodies = [{"id": o, "party": "COM", "status": "ACTIVE"} for o in ("o1", "o2")]
    item = {
        "type": "AP",
        "needs": ("N02",),
        "areas": ("510115001",),
        "capacity": 5,
        "verified_at": days_ago(3),
        "status": "ACTIVE",
    }
    return {
        "households": [{"id": "h1", "village": VILLAGE, "level": "L4_HIGH"}],
        "persons": [
            {"id": "p1", "household_id": "h1", "head": True, "birth": date(1950, 1, 1)}
        ],
        "needs": [{"id": "n1", "household_id": "h1", "code": "N02", "since": days_ago(9)}],
        "organisations": bodies,
        "items": [{"id": "i1", "code": "AP-1"} | item, {"id": "i2", "code": "AP-2"} | item],
        "offers": [
            {
                "item_id": i,
                "provider_id": o,
                "provider_label": "Organisation",
                "provider_party": "COM",
            }
            for i, o in (("i1", "o1"), ("i2", "o2"))
        ],
        "consents": [{"id": "c1", "household_id": "h1"}],
    }


def refused(tables: Tables, code: str, days: int) -> dict[str, Any]:
    """The first item was refused so long ago, with the facts as they stand in the tables."""
    snapshot = build(AS_OF, **tables)
    about = Sides(
        need=snapshot.needs.iloc[0].to_dict(),
        item=snapshot.items.iloc[0].to_dict(),
        household=snapshot.households.iloc[0].to_dict(),
        members=snapshot.persons.to_dict("records"),
    )
    return {
        "id": "l1",
        "household_id": "h1",
        "need_id": "n1",
        "item_id": "i1",
        "provider_id": "o1",
        "state": "DECLINED",
        "reason_code": code,
        "ended_at": days_ago(days),
        "refused_facts": fingerprint(code, about),
    }


def offered(tables: Tables) -> set[str]:
    """Items the need may be given; both opinions on the rules agree."""
    run = case(build(AS_OF, **tables), default_policy())
    found = {str(run.have.ids[i]) for i in run.pairs.item}
    register = Register.of(run.snapshot, default_policy().body)
    for item, provider in (("i1", "o1"), ("i2", "o2")):
        one = Offered(link="x", need="n1", item=item, provider=provider)
        assert ("COOL_DOWN" in register.broken(one)) == (item not in found)
    return found


def changed(tables: Tables, table: str, **facts: Any) -> Tables:
    return tables | {table: [tables[table][0] | facts, *tables[table][1:]]}


CHANGES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "NO_CAPACITY": [("items", {"capacity": 6}), ("items", {"verified_at": days_ago(1)})],
    "NOT_ELIGIBLE": [
        ("households", {"income_month": 90_000}),
        ("persons", {"disability_type": "1"}),
        ("items", {"age_min": 60}),
    ],
    "OUT_OF_AREA": [
        ("items", {"areas": ("510115",)}),
        ("households", {"village": OTHER_VILLAGE}),
    ],
    "CANNOT_CONTACT": [("households", {"last_contact_at": days_ago(2)})],
    "RECIPIENT_REFUSED": [("needs", {"episode": 2})],
    "DUPLICATE": [("needs", {"episode": 2})],
    "WRONG_NEED": [("items", {"needs": ("N02", "N04")})],
}
IRRELEVANT = [("households", {"score": 77}), ("needs", {"severity": 4})]


@pytest.mark.parametrize("code", CHANGES)
def test_a_refusal_stands_until_a_fact_behind_it_changes(code: str):
    tables = small_town()
    tables["links"] = [refused(tables, code, 29)]

    assert offered(tables) == {"i2"}
    for table, facts in IRRELEVANT:
        tables = changed(tables, table, **facts)
    assert offered(tables) == {"i2"}
    for table, facts in CHANGES[code]:
        assert "i1" in offered(changed(tables, table, **facts)), (table, facts)


@pytest.mark.parametrize("code", ["NO_CAPACITY", "RECIPIENT_REFUSED", "CANNOT_CONTACT"])
def test_no_number_of_days_alone_lifts_it_but_where_the_list_says_so(code: str):
    tables = small_town()
    tables["links"] = [refused(tables, code, 400)]

    lifted = grounds()[code].days is not None

    assert ("i1" in offered(tables)) == lifted == (code == "CANNOT_CONTACT")


@pytest.mark.parametrize(("code", "days", "free"), [
    ("OTHER", 89, False), ("OTHER", 91, True), ("UNSAFE", 4000, False), (None, 91, True),
])  # fmt: skip
def test_without_facts_days_count_and_unsafe_is_for_ever(code, days: int, free: bool):
    tables = small_town()
    link = refused(tables, "OTHER", days) | {"reason_code": code}
    assert link["refused_facts"] is None
    tables["links"] = [link]

    assert ("i1" in offered(tables)) == free


def test_what_is_unsafe_is_offered_again_once_a_person_has_lifted_it():
    tables = small_town()
    link = refused(tables, "OTHER", 1) | {"reason_code": "UNSAFE"}
    tables["links"] = [link]
    before = "i1" in offered(tables)
    tables["links"] = [link | {"lifted_at": days_ago(0)}]

    assert not before
    assert "i1" in offered(tables)


def test_a_new_rule_set_lifts_a_misfit():
    tables = small_town()
    tables["links"] = [refused(tables, "NOT_ELIGIBLE", 20)]
    for days, lifted in ((30, False), (10, True)):
        begun = AS_OF - timedelta(days=days)
        rules = [{"code": "benefits", "version": "2", "body": "{}", "valid_from": begun}]

        assert ("i1" in offered(tables | {"rule_sets": rules})) == lifted


def test_a_refusal_of_the_person_bars_the_provider_one_of_the_place_only_the_place():
    tables = small_town()
    tables["offers"].append(tables["offers"][1] | {"provider_id": "o1"})
    tables["offers"] = [o for o in tables["offers"] if o["provider_id"] == "o1"]

    tables["links"] = [refused(tables, "NO_CAPACITY", 5)]
    assert {str(i) for i in _items(tables)} == {"i2"}
    tables["links"] = [refused(tables, "RECIPIENT_REFUSED", 5)]
    assert _items(tables) == set()


def _items(tables: Tables) -> set[str]:
    run = case(build(AS_OF, **tables), default_policy())
    return {str(run.have.ids[i]) for i in run.pairs.item}


def test_the_plan_takes_the_other_item_and_says_declined_where_none_is_left():
    tables = small_town()
    tables["links"] = [refused(tables, "NO_CAPACITY", 200)]

    run = case(build(AS_OF, **tables), default_policy())
    assert solve(run.task).links()["resource"].tolist() == ["i2"]

    tables["offers"] = tables["offers"][:1]
    run = case(build(AS_OF, **tables), default_policy())
    assert run.pairs.first_failed.tolist() == [Rule.DECLINED]


def test_a_fingerprint_of_another_version_of_the_list_says_nothing():
    tables = small_town()
    link = refused(tables, "NO_CAPACITY", 91)
    tables["links"] = [link | {"refused_facts": "0:" + link["refused_facts"].split(":")[1]}]

    assert not current(tables["links"][0]["refused_facts"])
    assert "i1" in offered(tables)


def test_a_fingerprint_names_no_fact_and_differs_between_pairs():
    home = {"id": "h", "village": VILLAGE}
    one, other = (
        fingerprint("OUT_OF_AREA", Sides(need={"id": n}, item={"id": "i"}, household=home))
        for n in ("n1", "n2")
    )

    assert one != other
    assert VILLAGE not in str(one)


@given(
    value=st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**50), 2**50),
        st.text(max_size=5),
        st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        st.builds(datetime.fromtimestamp, st.integers(0, 4 * 10**9), st.timezones()),
        st.sets(st.text(min_size=1, max_size=3), max_size=3),
    )
)
def test_a_value_of_the_graph_and_of_a_table_come_to_one_form(value: Any):
    """The forms a snapshot keeps a value in say the same as the value itself."""
    forms = [value]
    if value is None:
        forms += [np.nan, pd.NA, pd.NaT, ""]
    elif isinstance(value, set):
        forms += [tuple(sorted(value)), sorted(value, reverse=True)]
    elif isinstance(value, datetime):
        forms += [pd.Timestamp(value), pd.Timestamp(value).tz_convert("UTC")]
    elif isinstance(value, date):
        forms += [pd.Timestamp(value)]
    elif isinstance(value, int):
        forms += [pd.array([value])[0], np.array([value])[0]]
    assert len({repr(plain(form)) for form in forms}) == 1
