"""Instants come out in UTC, wherever the machine thinks it is."""

import time
from datetime import UTC, datetime

import neo4j.time
import pytest

from graph_schema.store.values import native


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_an_instant_without_a_zone_is_utc_on_every_machine(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        bare = native(neo4j.time.DateTime(2023, 8, 3, 4, 0, 0))
        told = native(neo4j.time.DateTime.from_native(datetime(2023, 8, 3, 4, tzinfo=UTC)))
    finally:
        monkeypatch.undo()
        time.tzset()

    assert bare == told == datetime(2023, 8, 3, 4, tzinfo=UTC)
