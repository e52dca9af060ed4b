"""A ledger told anew: who takes over a household, and what people decided here stands."""

from datetime import UTC, date, datetime
from pathlib import Path

from api.actions.engine import Asked, move
from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose, Role
from loaders.run import load_file
from tests.loaders.ground import ACCESS, load_samples, nodes, prepared, written

LATER = date(2024, 1, 31)
STAFF = {
    "人员编号": "S31050001",
    "姓名": "曾示范",
    "所属方": "COM",
    "角色": "R03",
    "层级": "T3",
}
HOME = {"户编号": "H00000001"}


def load(store: Store, folder: Path, source: str, *rows: dict[str, str], on: date = LATER):
    path = written(folder, source, *rows)
    return load_file(store, ACCESS, source, path, as_of=on)


def in_charge(store: Store) -> dict[str, list[tuple[date | None, date | None]]]:
    """Village stewards of the first household: when each began and ended."""
    numbers = {row["id"]: row["staff_no"] for row in nodes(store, "Actor")}
    home = next(row["id"] for row in nodes(store, "Household") if row["hh_no"] == "H00000001")
    found: dict[str, list[tuple[date | None, date | None]]] = {}
    with store.read(ACCESS) as session:
        for tie in bulk.scan_relationships(session, "STEWARDED_BY", "Household", "Actor"):
            if tie["from"] == home and tie["props"]["tier"] == "T3":
                days = (tie["props"].get("from"), tie["props"].get("to"))
                found.setdefault(numbers[tie["to"]], []).append(days)
    return {number: sorted(days, key=str) for number, days in found.items()}


def test_whoever_takes_over_is_in_charge_alone_and_who_was_before_is_kept(
    store: Store, tmp_path: Path
):
    load_samples(prepared(store))
    load(store, tmp_path, "own_staff", STAFF)

    load(store, tmp_path, "own_household", HOME | {"村级管家": "S31050001"})
    taken_over = in_charge(store)
    load(
        store, tmp_path, "own_household", HOME | {"村级管家": "S31050000"}, on=date(2024, 3, 1)
    )
    given_back = in_charge(store)

    assert taken_over == {
        "S31050000": [(date(2022, 7, 10), LATER)],
        "S31050001": [(LATER, None)],
    }
    assert given_back["S31050001"] == [(LATER, date(2024, 3, 1))]
    assert given_back["S31050000"][-1] == (date(2024, 3, 1), None)


def test_a_consent_that_was_withdrawn_here_is_not_given_again_by_a_ledger(
    store: Store, tmp_path: Path
):
    load_samples(prepared(store))
    given = nodes(store, "Consent")
    withdrawn = [{"id": row["id"], "state": "WITHDRAWN", "to": LATER} for row in given]
    _written(store, "Consent", withdrawn)

    report = load(
        store, tmp_path, "own_household",
        HOME | {"授权用途": "U1;U2;U3;U4", "授权起": "2022-07-10", "授权止": "2026-01-01"},
    )  # fmt: skip

    assert {row["state"] for row in nodes(store, "Consent")} == {"WITHDRAWN"}
    assert [(one.finding.code, one.finding.column) for one in report.issues] == [
        ("X34", "授权用途")
    ]


def test_a_link_that_moved_on_here_is_not_moved_back_by_a_ledger(store: Store, tmp_path: Path):
    load_samples(prepared(store))
    then = Store(store.connection, clock=lambda: datetime(2024, 1, 8, 4, tzinfo=UTC))
    link = next(row for row in nodes(store, "Link") if row["link_no"] == "L00000001-01")
    town = next(row["id"] for row in nodes(store, "Actor") if row["staff_no"] == "S2105000")
    access = Access(
        actor=town, role=Role.TOWN_STEWARD, purpose=Purpose.MATCHING, areas=("510115105",)
    )
    asked = Asked(
        operation="1", flow="link", event="cancel", id=link["id"], reason="搬离", told={}
    )
    move(then, access, asked)

    report = load(
        store, tmp_path, "own_link",
        HOME | {
            "链接编号": "L00000001-01", "需求编号": "N00000001-04", "资源编码": "PC-001",
            "提供方": "52990115MJ0000002W", "状态": "IN_SERVICE", "最近联系": "2024-01-20",
        },
    )  # fmt: skip

    after = next(row for row in nodes(store, "Link") if row["id"] == link["id"])
    assert after["state"] == "CANCELLED"
    assert [one.finding.code for one in report.issues] == ["X34"]


def _written(store: Store, label: str, rows: list[dict]) -> None:
    with store.write(ACCESS, Action.CONSENT_CHANGED) as session:
        bulk.upsert_nodes(session, label, rows)
