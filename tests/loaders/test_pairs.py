"""Pairs that may be one person: merged, told apart for good, a merge taken back to the byte."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_schema.access import Access
from graph_schema.audit import Action
from graph_schema.errors import NotFound, Rejected
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from loaders.identity import decide, propose
from loaders.world.identity import id_number
from tests.loaders.ground import ACCESS, graph, load, load_samples, nodes, prepared, written

BORN = date(1960, 5, 5)
HERE = {"镇街": "万春镇", "村社区": "永和社区居委会"}
NUMBER = id_number(BORN, 7)


@pytest.fixture
def doubted(embedded_store: Store, tmp_path: Path) -> Store:
    """A homeless man the ledger knows without a number, and one of his name who has one."""
    store = prepared(embedded_store)
    load_samples(store, "mz_ledger")
    homeless = {"户编号": "H00000009", "成员姓名": "无名氏", "与户主关系": "其他"}
    row = homeless | HERE | {"对象类别": "流浪乞讨人员"}
    load(store, "mz_ledger", written(tmp_path, "mz_ledger", row))
    job = {"姓名": "无名氏", "身份证号": NUMBER, "就业状态": "失业"}
    load(store, "rs_employment", written(tmp_path, "rs_employment", job))
    return store


def pair(store: Store) -> dict[str, Any]:
    (one,) = nodes(store, "IdentityPair")
    return one


def world(store: Store, folder: Path) -> list[str]:
    """Every line of the export but the pair's own."""
    return [line for line in graph(store, folder) if '"label":"IdentityPair"' not in line]


def test_a_merge_keeps_the_numbered_record_with_the_ties_of_both(doubted: Store):
    asked = pair(doubted)

    done = decide(doubted, ACCESS, asked["id"], "same")

    (man,) = [p for p in nodes(doubted, "Person") if p["name"] == "无名氏"]
    assert (done["person"], man["id_no"]) == (man["id"], NUMBER)
    assert man["groups"] == ["G06"]
    with doubted.read(ACCESS) as session:
        homes = bulk.scan_relationships(session, "MEMBER_OF", "Person", "Household")
        assert [t["from"] for t in homes].count(man["id"]) == 1
        facts = bulk.scan_relationships(session, "HAS_FACT", "Person", "Employment")
        assert {t["from"] for t in facts} == {man["id"]}
    assert any(v["of_id"] == man["id"] for v in nodes(doubted, "Version"))
    with pytest.raises(Rejected, match="DECIDED"):
        decide(doubted, ACCESS, asked["id"], "different")


@pytest.mark.feature("F33")
def test_a_merge_taken_back_leaves_the_bytes_of_before(doubted: Store, tmp_path: Path):
    before = world(doubted, tmp_path / "before")

    decide(doubted, ACCESS, pair(doubted)["id"], "same")
    between = world(doubted, tmp_path / "between")
    decide(doubted, ACCESS, pair(doubted)["id"], "undo")

    assert between != before
    assert world(doubted, tmp_path / "after") == before
    told = pair(doubted)
    assert (told["state"], told.get("before")) == ("DIFFERENT", None)
    assert told["undone_at"] is not None
    assert propose(doubted, ACCESS) == 0


def test_a_merge_on_which_others_built_is_not_taken_back(doubted: Store):
    done = decide(doubted, ACCESS, pair(doubted)["id"], "same")
    with doubted.write(ACCESS, Action.PERSON_CHANGED) as session:
        bulk.upsert_nodes(session, "Person", [{"id": done["person"], "education": "初中"}])

    with pytest.raises(Rejected, match="CHANGED_SINCE"):
        decide(doubted, ACCESS, pair(doubted)["id"], "undo")


def test_records_that_agree_are_proposed_once_whatever_was_decided(
    doubted: Store, tmp_path: Path
):
    decide(doubted, ACCESS, pair(doubted)["id"], "different")
    people = [
        {"id": f"twin{n}", "name": "双生", "name_fold": "双生", "birth": BORN, "sex": "1",
         "live_area": "510115105001", "identity_unknown": True}
        for n in range(2)
    ]  # fmt: skip
    with doubted.write(ACCESS, Action.PERSON_CHANGED) as session:
        bulk.upsert_nodes(session, "Person", people)

    assert (propose(doubted, ACCESS), propose(doubted, ACCESS)) == (1, 0)
    found = [p for p in nodes(doubted, "IdentityPair") if p["state"] == "OPEN"]
    assert [(p["score"], p["reasons"]) for p in found] == [
        (0.8, '["NAME", "BIRTH", "SEX", "AREA"]')
    ]


def test_a_pair_out_of_reach_is_not_there(doubted: Store):
    far = Access.system(Purpose.MONITORING, ("510115001",))

    with pytest.raises(NotFound):
        decide(doubted, far, pair(doubted)["id"], "same")
