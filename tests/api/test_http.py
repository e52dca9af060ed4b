"""GraphQL over HTTP as its specification has it: the audits of a package, each kind."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_api
from api.auth.accounts import create_account, create_token
from api.http import JSON, KINDS, RESPONSE, negotiated
from api.settings import ApiSettings
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.api.serving import served

BY_GET = {"5A70", "D6D5", "6A70"}  # what they MAY: we have no GET, see endpoint.py


@pytest.mark.skipif(shutil.which("node") is None, reason="the audits need Node")
def test_every_audit_of_graphql_over_http_passes(embedded_store: Store, tmp_path: Path) -> None:
    create_account(
        embedded_store, "audit", "a long password", [Role.DISTRICT_CASEWORKER], ["510115"]
    )
    token = create_token(embedded_store, "audit", "audit", 1)
    app = create_api(ApiSettings(keys=tmp_path), embedded_store)

    with served(app) as address:
        script = Path(__file__).with_name("audits.mjs")
        done = subprocess.run(
            ["node", str(script), f"{address}/graphql", token],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip

    audits = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(audits) >= 61
    assert [one for one in audits if one["status"] != "ok" and one["id"] not in BY_GET] == []


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{RESPONSE};q=0.5, {JSON}", JSON),
        ("text/html, */*;q=0.1", JSON),
        ("text/html", None),
        (f"{JSON};q=0", None),
        (f"{JSON};q=none", None),
        (f"{RESPONSE};charset=utf-8", RESPONSE),
    ],
)
def test_the_kind_is_the_one_that_was_wanted_most(accept: str, kind: str | None) -> None:
    assert negotiated(accept) == kind


@given(
    st.lists(
        st.tuples(st.sampled_from(["text/html", *KINDS]), st.integers(0, 10)),
        min_size=1,
        unique_by=lambda one: one[0],
    )
)
def test_what_was_refused_is_never_given_and_what_is_taken_always_found(
    wanted: list[tuple[str, int]],
) -> None:
    told = negotiated(", ".join(f"{name};q={weight / 10}" for name, weight in wanted))

    good = {KINDS[name][0] for name, weight in wanted if weight and name in KINDS}
    assert (told in good) if good else told is None
