"""A public notice: name under a mask, village, category, headcount, amount; for seven days."""

from datetime import date, timedelta

import pytest

from graph_schema import flows
from graph_schema.shape import LABELS
from graph_schema.vocabulary import Role
from tests.contract.parties import TODAY, stand

pytestmark = pytest.mark.fact("A15")
TOLD = {"masked_name", "village", "category", "headcount", "amount", "from", "to"}
COMMON = {"id", "district", "created_at", "created_by", "updated_at", "updated_by", "version"}


def published(town, home: int):
    application = stand(town.store, flows.load("application"), "TOWN_OPINION", home)
    done = town.do(Role.TOWN_INTAKE, "publishApplication",
                   {"id": application, "version": 1})  # fmt: skip
    assert done["state"] == "PUBLICITY"
    return town.all("PublicNotice")[-1]


def test_it_has_what_the_public_may_know_and_nothing_else(town):
    town.add({
        "Household": [{"id": "h1", "size": 3, "phone": "13900000001", "address": "村1号"}],
        "Person": [{"id": "p1", "id_no": "990115195001010019", "disability_type": "肢体",
                    "disease_flags": ["HIV"], "name": "欧阳娜娜"}],
    })  # fmt: skip

    notice = published(town, 1)

    props = set(LABELS["PublicNotice"].props)
    assert props >= TOLD
    assert set(notice) <= TOLD | COMMON
    assert (notice["masked_name"], notice["headcount"]) == ("欧阳**", 3)
    assert notice["category"] == "E10"
    assert (notice["from"], notice["to"]) == (TODAY, TODAY + timedelta(days=7))


def test_a_minor_is_not_named(town):
    town.add({"Person": [{"id": "p2", "name": "王小宝", "birth": date(2010, 1, 1)}]})

    assert published(town, 2).get("masked_name") is None
