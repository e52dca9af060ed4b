"""The coverage network: its missing edges are the API's, in a district and in a village."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browsers import Running, ask

OpenPage = Callable[..., Page]


@pytest.mark.parametrize("who", ["coordinator", "manager"])
def test_missing_edges_of_the_network_are_the_unmet_needs_of_the_api(
    open_page: OpenPage, signed_in: Callable[..., Any], site: Running, who: str
) -> None:
    told = ask(signed_in(who), site, '{ coverageNetwork(area: "510115") { document } }')
    gaps = json.loads(told["coverageNetwork"]["document"])["gaps"]
    page = open_page(who, "/desk/network")
    page.wait_for_selector("svg.network .place")

    drawn = page.eval_on_selector_all(
        ".ghost.broken", "ghosts => ghosts.map(g => Number(g.dataset.count))"
    )

    assert sum(drawn) == sum(row["count"] for row in gaps)
    assert page.locator("svg.network").get_attribute("data-ghosts") == str(sum(drawn))


def test_the_network_lies_the_same_way_twice(
    signed_in: Callable[..., Any], site: Running
) -> None:
    request = signed_in("coordinator").request

    one, other = (
        request.get(f"{site.address}/view/network?area=510115").json() for _ in range(2)
    )

    assert one == other


def test_a_manager_gets_no_household_from_the_network(
    signed_in: Callable[..., Any], site: Running
) -> None:
    context = signed_in("coordinator")
    areas = ask(context, site, "{ areas { code level } }")["areas"]
    village = next(row["code"] for row in areas if row["level"] == "VILLAGE")

    theirs = signed_in("manager").request.get(f"{site.address}/view/network?area={village}")

    assert theirs.json()["homes"] == []


def _document(context: Any, site: Running, area: str) -> Any:
    told = ask(context, site, f'{{ coverageNetwork(area: "{area}") {{ document }} }}')
    return json.loads(told["coverageNetwork"]["document"])


def _torn_village(context: Any, site: Running) -> str:
    """The village with most missing parties, of the town with most."""
    area = "510115"
    for _ in ("town", "village"):
        missing: Counter[str] = Counter()
        for row in _document(context, site, area)["missing"]:
            missing[row["from"]] += row["count"]
        area = missing.most_common(1)[0][0]
    return area


def _drawn(page: Page, kind: str) -> Counter[tuple[str, str]]:
    """Missing edges as drawn, by their end: how many needs or requirements each stands for."""
    told = page.eval_on_selector_all(
        f".ghost[data-{kind}]",
        f"all => all.map(g => [g.dataset.from, g.dataset.{kind}, +g.dataset.count])",
    )
    found: Counter[tuple[str, str]] = Counter()
    for place, code, count in told:
        found[place, code] += count
    return found


def _told(rows: list[dict[str, Any]], kind: str) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found[row["from"], row[kind]] += row["count"]
    return found


@pytest.mark.parametrize("who", ["coordinator", "manager"])
def test_an_opened_village_draws_every_gap_and_every_missing_party_of_the_api(
    open_page: OpenPage,
    signed_in: Callable[..., Any],
    site: Running,
    picture: Callable[[Page, str], None],
    who: str,
) -> None:
    context = signed_in(who)
    village = _torn_village(context, site)
    told = _document(context, site, village)
    page = open_page(who, f"/desk/network?area={village}")
    page.wait_for_selector("svg.network .ghost.absent")

    assert _drawn(page, "party") == _told(told["missing"], "party") != Counter()
    assert _drawn(page, "gap") == _told(told["gaps"], "gap") != Counter()
    dashes = page.eval_on_selector_all(
        ".ghost > path", "all => all.map(p => getComputedStyle(p).strokeDasharray)"
    )
    assert len(dashes) >= len(told["missing"])
    assert "none" not in dashes
    if who == "coordinator":
        picture(page, "village")


def test_the_legend_counts_the_missing_and_hides_the_edges_of_a_party_that_is_switched_off(
    open_page: OpenPage, signed_in: Callable[..., Any], site: Running
) -> None:
    context = signed_in("coordinator")
    village = _torn_village(context, site)
    missing: Counter[str] = Counter()
    for row in _document(context, site, village)["missing"]:
        missing[row["party"]] += row["count"]
    party = missing.most_common(1)[0][0]
    page = open_page("coordinator", f"/desk/network?area={village}")
    page.wait_for_selector("svg.network .ghost.absent")

    shown = page.eval_on_selector_all(
        "[data-missing]", "all => all.map(n => [n.dataset.missing, +n.textContent])"
    )
    page.locator("label", has=page.locator(f"[data-missing='{party}']")).click()

    assert {code: count for code, count in shown if count} == dict(missing)
    assert page.locator(f".ghost[data-party='{party}']").count() == 0
    rest = sum(count for (_, code), count in _drawn(page, "party").items() if code != party)
    assert rest == missing.total() - missing[party]


def test_the_three_tiers_are_told_apart_by_the_line_not_by_a_shade(open_page: OpenPage) -> None:
    page = open_page("manager", "/desk/network")
    page.wait_for_selector("svg.network .place")

    lines = [
        page.locator(f".place .{tier} path").first.get_attribute("stroke-dasharray")
        for tier in ("t1", "t2", "t3")
    ]

    assert len(set(lines)) == 3
