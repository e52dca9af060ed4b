"""The vectorised measures equal plain loops on generated districts."""

from collections import Counter
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.coverage.absent import absent
from matching.coverage.live import reach
from matching.coverage.report import report
from tests.examples import examples
from tests.matching.coverage import oracle
from tests.matching.coverage.oracle import PARTIES, WINDOW, measures
from tests.snapshots import AS_OF, build

DAYS_AGO = st.sampled_from([0, 6, 7, 8, 29, 30, 31, 89, 90, 91, 364, 365, 366])


@st.composite
def districts(draw):
    homes = [
        {"id": f"h{i}", "level": draw(st.sampled_from(sorted(WINDOW)))}
        for i in range(draw(st.integers(1, 5)))
    ]
    ids = [home["id"] for home in homes]
    needs = [
        {
            "id": f"n{i}",
            "household_id": draw(st.sampled_from(ids)),
            "code": f"N{draw(st.integers(1, 13)):02}",
            "severity": draw(st.integers(1, 4)),
        }
        for i in range(draw(st.integers(0, 6)))
    ]
    links = []
    for i in range(draw(st.integers(0, 12))):
        home = draw(st.sampled_from(ids))
        own = [n["id"] for n in needs if n["household_id"] == home]
        need = draw(st.sampled_from([None, *own]))
        party = draw(st.sampled_from([*PARTIES, "GOV"]))
        contact = datetime(2023, 12, 31, 3, tzinfo=UTC) - pd.Timedelta(days=draw(DAYS_AGO))
        links.append(
            {
                "id": f"l{i}",
                "household_id": home,
                "need_id": need,
                "kind": "NEED" if need else "CARE",
                "state": draw(st.sampled_from(["IN_SERVICE", "IN_SERVICE", "ACCEPTED"])),
                "provider_id": f"p{draw(st.integers(0, 3))}-{party}",
                "provider_party": party,
                "last_contact_at": pd.Timestamp(contact),
            }
            | draw(st.sampled_from([{}, {"worker_id": "w", "worker_party": "SW"}]))
        )
    return homes, needs, links


@examples(25)
@given(districts())
def test_the_report_equals_plain_loops_and_its_classes_partition_the_unmet(district):
    homes, needs, links = district
    expected = measures(homes, needs, links, AS_OF)
    consents = [{"id": f"c{h['id']}", "household_id": h["id"]} for h in homes]

    told = report(build(households=homes, needs=needs, links=links, consents=consents))
    said = told.to_json()
    row = said["areas"][0]

    assert row["households"] == len(homes)
    assert {p: row["party"][p] for p in PARTIES} == pytest.approx(
        {p: expected[p] for p in PARTIES}
    )
    for name in expected.keys() - set(PARTIES):
        assert row[name] == (None if expected[name] is None else pytest.approx(expected[name]))
    for area in said["areas"]:
        gaps = area["gaps"]
        for by in ("by_class", "by_party", "by_tier"):
            assert sum(gaps[by].values()) == gaps["unmet"]
    assert row["gaps"]["unmet"] == len(said["unmet"]) == len({r["need"] for r in said["unmet"]})


@examples(25)
@given(districts())
def test_every_requirement_that_is_off_names_the_party_that_ought_to_be_there(district):
    homes, needs, links = district
    consents = [{"id": f"c{h['id']}", "household_id": h["id"]} for h in homes]
    snapshot = build(households=homes, needs=needs, links=links, consents=consents)
    found = reach(snapshot)

    rows = absent(snapshot, found)

    ids, wanted = snapshot.needs["id"].to_numpy(dtype=object), Counter(rows["need"])
    told = Counter(zip(ids[rows["need"]], rows["party"], strict=True))
    assert told == oracle.absent(homes, needs, links, AS_OF)
    assert {n for n, met in enumerate(found.met) if met < 1} == set(wanted)
    assert list(rows["need"]) == sorted(rows["need"])
