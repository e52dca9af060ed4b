"""首页设置 What people see first, on both servers: by role and by choice, with the account."""

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from api.app import create_api
from api.preferences import cards, homes
from api.settings import ApiSettings
from graph_schema.store import bulk
from graph_schema.store.session import Store
from graph_schema.vocabulary import Role
from tests.api.callers import as_
from tests.worlds import SYSTEM, two_villages

ASKED = "{ preferences { start pages cards size } }"
SAVE = """mutation($input: SavePreferencesInput!) {
  savePreferences(input: $input) {
    ... on Preferences { start cards size } ... on Failure { code violations } } }"""


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Starlette:
    two_villages(store)
    return create_api(ApiSettings(keys=tmp_path), store)


def of(site: Starlette, who: str) -> dict[str, Any]:
    return as_(site, who, lambda p: p.data(ASKED))["preferences"]


def save(site: Starlette, who: str, operation: str = "one", **want: Any) -> dict[str, Any]:
    told = {"operationId": operation, "start": "home", "cards": [], "size": "", **want}
    return as_(site, who, lambda p: p.ask(SAVE, input=told))


@pytest.mark.feature("F19")
def test_the_first_page_differs_by_role_and_by_what_each_has_chosen(site: Starlette):
    by_role = {who: of(site, who) for who in ("coordinator", "manager", "village")}

    told = save(
        site, "coordinator", start="home", cards=["gaps.single", "net.bare"], size="large"
    )
    chosen = of(site, "coordinator")

    assert [by_role[who]["start"] for who in by_role] == ["list", "overview", "home"]
    assert by_role["manager"]["cards"] == list(homes()[Role.MANAGER].cards)
    assert told["data"]["savePreferences"] == {
        "start": "home", "cards": ["gaps.single", "net.bare"], "size": "large"
    }  # fmt: skip
    assert (chosen["start"], chosen["cards"], chosen["size"]) == (
        "home", ["gaps.single", "net.bare"], "large",
    )  # fmt: skip
    assert of(site, "manager") == by_role["manager"]  # nobody else's
    assert of(site, "village") == by_role["village"]


def test_a_choice_is_kept_once_however_often_it_is_sent_and_is_on_record(site: Starlette):
    save(site, "town", cards=["gaps.unmet"])
    again = save(site, "town", cards=["gaps.unmet"])
    other = save(site, "town", cards=["net.bare"])

    store = site.state.wulian.store
    with store.read(SYSTEM) as session:
        audit = [
            e for e in bulk.scan(session, "AuditEvent") if e["action"] == "PREFERENCES_CHANGED"
        ]
    assert again["data"]["savePreferences"]["cards"] == ["gaps.unmet"]
    assert other["data"]["savePreferences"]["code"] == "OPERATION_REUSED"
    assert of(site, "town")["cards"] == ["gaps.unmet"]
    assert len(audit) == 1


@pytest.mark.parametrize(
    ("want", "fault"),
    [
        ({"start": "list"}, "NO_SUCH_PAGE"),  # a manager has no working list
        ({"cards": ["gaps.hopes"]}, "NO_SUCH_CARD"),
        ({"cards": ["gaps.unmet", "gaps.unmet"]}, "CARD_TWICE"),
        ({"cards": list(cards()[:13])}, "TOO_MANY_CARDS"),
        ({"size": "huge"}, "NO_SUCH_SIZE"),
    ],
)
def test_what_there_is_not_cannot_be_chosen(site: Starlette, want: dict, fault: str):
    told = save(site, "manager", **want)

    assert told["data"]["savePreferences"] == {"code": "REJECTED", "violations": [fault]}


def test_a_role_without_a_desk_has_no_first_page(site: Starlette):
    assert of(site, "administrator") == {"start": "", "pages": [], "cards": [], "size": ""}
