"""A planned district judged by a program that knows its export and the domain's text alone."""

import json
from datetime import date, timedelta

import pytest

from graph_schema.store.portable import export as write_export
from loaders.directory import load_directory
from loaders.world.generate import generate
from matching.coverage.report import report
from matching.jobs import evaluate, plan
from matching.linking.verify import check_plan
from matching.snapshot import take
from tests import servers
from tests.matching.independent.__main__ import differences
from tests.matching.independent.export import Export
from tests.matching.written import ACCESS

pytestmark = pytest.mark.slow
SEED, HOUSEHOLDS = 99, 800


@pytest.fixture(scope="module")
def judged(embedded_server, tmp_path_factory):
    """A district from files to a plan: the folder of its export, its coverage as printed."""
    servers.wipe(embedded_server)
    place = tmp_path_factory.mktemp("district")
    as_of = date(2023, 12, 31)
    generate(place / "world", seed=SEED, count=HOUSEHOLDS, area="510115", as_of=as_of)
    load_directory(embedded_server, ACCESS, place / "world", rejects=place / "rejects")
    evaluate(embedded_server, ACCESS)
    made = plan(embedded_server, ACCESS, seed=3)
    assert made.links > HOUSEHOLDS / 4
    assert check_plan(embedded_server, ACCESS).sound
    write_export(embedded_server, place / "export", reason="an independent check")
    told = report(take(embedded_server, ACCESS)).to_json()
    return place / "export", json.loads(json.dumps(told))


def test_colours_links_coverage_and_gaps_are_what_the_exported_facts_say(judged):
    export, coverage = Export(judged[0]), judged[1]

    assert len(export.homes()) == HOUSEHOLDS
    assert differences(export, coverage) == []


def recommended(export: Export) -> tuple[str, str, str]:
    """A recommendation, its item and its household: few places, and no public body."""
    for link in export.all("Link"):
        item = export.one("TO_ITEM", link["id"], "CatalogueItem")
        body = export.one("PROVIDED_BY", link["id"], "Organisation")
        if link["state"] == "RECOMMENDED" and item.get("capacity") and body["party"] == "ORG":
            (home,) = export.starts("HAS_LINK", link["id"], "Household")
            return link["id"], item["id"], home["id"]
    raise AssertionError("no such recommendation")


def spoil_capacity(export, _, item, __):
    export.nodes["CatalogueItem"][item] |= {"capacity": 1, "used": 1}


def spoil_area(export, _, item, __):
    export.nodes["CatalogueItem"][item]["areas"] = ["990101"]


def spoil_age(export, _, item, __):
    export.nodes["CatalogueItem"][item] |= {"age_min": 130, "age_max": 140}


def spoil_date(export, _, item, __):
    export.nodes["CatalogueItem"][item]["verified_at"] -= timedelta(days=1000)


def spoil_consent(export, _, __, home):
    for consent in export.starts("COVERS", home, "Consent"):
        consent["purposes"] = ["U1", "U2"]


def spoil_score(export, _, __, home):
    export.nodes["Household"][home]["score"] += 1


def spoil_contacts(export, *_):
    for link in export.all("Link"):
        if link["state"] == "IN_SERVICE":
            link["last_contact_at"] -= timedelta(days=2000)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (spoil_capacity, "OVER_CAPACITY {1}"),
        (spoil_area, "AREA {0}"),
        (spoil_age, "ELIGIBLE {0}"),
        (spoil_date, "FRESH {0}"),
        (spoil_consent, "CONSENT {0}"),
        (spoil_score, "score {2}: "),
        (spoil_contacts, "510115 cov_1: "),
    ],
)
def test_each_thing_that_is_not_so_is_named(judged, spoil, told):
    export, coverage = Export(judged[0]), judged[1]
    names = recommended(export)

    spoil(export, *names)

    assert any(one.startswith(told.format(*names)) for one in differences(export, coverage))
