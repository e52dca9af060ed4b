"""A district out of the store as a folder, and in again: the same district, and no person."""

import re
from pathlib import Path

import pytest

from api.districts.loading import load_district
from api.districts.writing import write_district
from graph_schema.access import Access
from graph_schema.errors import NotEmpty, NotFound, Rejected
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Purpose
from matching.jobs import evaluate
from matching.snapshot import take
from tests.api.districts.neighbour import CODE, as_json, neighbour
from tests.loaders.ground import ACCESS, load_samples, nodes, prepared

pytestmark = pytest.mark.feature("F5")
FILES = {"areas.csv", "district.yml", "own_catalogue.csv", "parameters.yml", "outline.geojson"}


@pytest.fixture(scope="module")
def kept(kept_store: Store) -> Store:
    load_samples(prepared(kept_store))
    evaluate(kept_store, ACCESS)
    return kept_store


def test_a_district_written_and_read_again_changes_nothing(kept: Store, tmp_path: Path):
    before = as_json(sorted(nodes(kept, "CatalogueItem"), key=lambda one: one["id"]))

    names = write_district(kept, "510115", tmp_path / "out")
    again = load_district(kept, tmp_path / "out")

    assert set(names) >= FILES
    assert {n for n in names if n.startswith("rules/")} == {
        f"rules/{code}.2000-01-01.yml"
        for code in ("risk", "eligibility", "warning", "visits", "linking")
    }
    assert sum(again.new.values()) == 0
    (catalogue,) = again.files
    assert catalogue.loaded == catalogue.rejected == 0
    after = as_json(sorted(nodes(kept, "CatalogueItem"), key=lambda one: one["id"]))
    assert [a["used"] for a in nodes(kept, "CatalogueItem")]
    assert _without(before) == _without(after)


def test_nothing_of_a_person_leaves(kept: Store, tmp_path: Path):
    write_district(kept, "510115", tmp_path / "out")

    told = "".join(p.read_text() for p in (tmp_path / "out").rglob("*") if p.is_file())
    people = nodes(kept, "Person")
    actors = [*nodes(kept, "Actor"), *nodes(kept, "Organisation")]
    secret = {p["name"] for p in people} | {p.get("id_no") for p in people}
    secret |= {p.get("phone") for p in (*people, *actors)}
    secret |= {p.get("contact_name") for p in actors} | {p.get("contact_phone") for p in actors}
    assert not [one for one in secret - {None, ""} if one in told]


def test_rules_of_one_district_become_another_s(kept: Store, tmp_path: Path):
    """What a partner takes over: rules and catalogue as files."""
    write_district(kept, "510115", tmp_path / "from", ("rules", "catalogue"))
    folder = neighbour(tmp_path / "second")
    for path in (folder / "rules").iterdir():
        path.unlink()
    for path in (tmp_path / "from/rules").iterdir():
        (folder / "rules" / path.name).write_text(path.read_text())

    done = load_district(kept, folder)

    access = Access.system(Purpose.MATCHING, (CODE,))
    assert len(done.rules) == 5
    assert set(take(kept, access).rule_sets["code"]) >= {"risk", "eligibility", "warning"}
    with kept.read(access) as session:
        mine = {row["id"] for row in bulk.scan_own(session, "RuleSet")}
    with kept.read(ACCESS) as session:
        assert mine.isdisjoint(row["id"] for row in bulk.scan_own(session, "RuleSet"))


def test_what_cannot_be_written_is_said(kept: Store, tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/a").write_text("x")

    with pytest.raises(NotEmpty):
        write_district(kept, "510115", tmp_path / "full")
    with pytest.raises(NotFound):
        write_district(kept, "990199", tmp_path / "none")
    with pytest.raises(Rejected, match="people"):
        write_district(kept, "510115", tmp_path / "none", ("people",))


def _without(told: str) -> str:
    return re.sub(r'"(batch|line|updated_at|version|updated_by|source)": [^,}]*', "", told)
