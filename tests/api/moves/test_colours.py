"""A steward's word on a colour, over the schema: leaving orange, raising, lowering, why."""

from datetime import date, timedelta
from typing import Any

import pytest

from graph_schema.vocabulary import Role
from tests.api.moves.conftest import Town
from tests.api.moves.test_portraits import worked
from tests.contract.parties import NOW

VILLAGE, STREET, DISTRICT = Role.VILLAGE_STEWARD, Role.TOWN_STEWARD, Role.DISTRICT_STEWARD
WHY = """query($id: ID!) { colourReasons(household: $id) { level computedLevel score heldBy
  pointsToNext lines { rule points level } ways { rules facts level }
  setBy { level over until by reason } } }"""
WAITING = "{ households(lowerable: true) { edges { node { id } } } }"


def say(town: Town, role: Role, name: str, home: str = "h1", /, **told: Any) -> dict[str, Any]:
    """Say a word on a household's colour in the version that is there."""
    town.operations += 1
    input_ = {
        "operationId": f"{name} {town.operations}",
        "id": home,
        "expectedVersion": (town.node("Household", home) or {})["version"],
        "reason": told.pop("reason", "入户核实"),
    }
    more = {"level": "Level!", "evidence": "String"} if name == "setColour" else {}
    head = "".join(f", ${one}: {kind}" for one, kind in more.items())
    body = "".join(f", {one}: ${one}" for one in more)
    text = f"""mutation($input: ColourInput!{head}) {{ done: {name}(input: $input{body}) {{
      __typename ... on ColourSaid {{ version until }}
      ... on Failure {{ code violations }} }} }}"""
    return town.ask(role, text, input=input_, **told)["done"]


def colour(town: Town, home: str = "h1") -> str:
    worked(town)
    return str((town.node("Household", home) or {})["level"])


@pytest.fixture
def orange(town: Town) -> Town:
    """Orange for forty days, seen yesterday, and nothing of it is left."""
    since = NOW - timedelta(days=40)
    town.add({"Household": [{"id": "h1", "level": "L4_HIGH", "level_since": since}]})
    return town


def test_orange_is_left_when_the_town_agrees_and_not_before(orange: Town):
    assert say(orange, VILLAGE, "agreeToLeaveOrange")["code"] == "FORBIDDEN"
    told = orange.ask(STREET, WHY, id="h1")["colourReasons"]
    assert (told["level"], told["heldBy"]) == ("ORANGE", ["APPROVAL"])

    agreed = say(orange, STREET, "agreeToLeaveOrange")

    assert agreed["__typename"] == "ColourSaid"
    assert colour(orange) == "L3_MED"
    again = say(orange, STREET, "agreeToLeaveOrange")
    assert again["violations"] == ["NOT_ORANGE"]
    assert say(orange, STREET, "agreeToLeaveOrange", reason=" ")["violations"] == [
        "REASON_MISSING"
    ]


def test_the_list_of_the_town_names_who_waits_for_its_word_alone(orange: Town):
    say(orange, VILLAGE, "setColour", "h2", level="ORANGE")
    worked(orange)

    waiting = orange.ask(STREET, WAITING)["households"]["edges"]

    assert [one["node"]["id"] for one in waiting] == ["h1"]


def test_any_steward_raises_for_thirty_days_and_the_raise_is_named(town: Town):
    raised = say(town, VILLAGE, "setColour", level="ORANGE", reason="邻居反映家中无人照料")

    assert raised["until"] == "2024-02-07"
    assert colour(town) == "L4_HIGH"
    told = town.ask(STREET, WHY, id="h1")["colourReasons"]["setBy"]
    assert told == {
        "level": "ORANGE", "over": "YELLOW", "until": "2024-02-07", "by": "aR03",
        "reason": "邻居反映家中无人照料",
    }  # fmt: skip
    town.add({"District": [{"id": "d", "today": date(2024, 2, 7)}]})
    assert say(town, VILLAGE, "endSetColour")["violations"] == ["NOTHING_SET"]
    say(town, STREET, "setColour", "h2", level="ORANGE")  # the village is evaluated anew
    assert colour(town) == "L3_MED"


def test_lowering_is_for_the_town_with_evidence_and_never_below_a_hard_rule(town: Town):
    assert say(town, VILLAGE, "setColour", level="BLUE")["code"] == "FORBIDDEN"
    assert say(town, STREET, "setColour", level="GREEN")["violations"] == ["EVIDENCE_MISSING"]
    say(town, STREET, "setColour", level="GREEN", evidence="走访记录 v1")
    assert colour(town) == "L1_NORM"
    ended = say(town, VILLAGE, "endSetColour")
    assert ended["__typename"] == "ColourSaid"
    assert colour(town) != "L1_NORM"

    child = {"id": "kid", "name": "王小", "name_fold": "王小", "id_no_hash": "kid"}
    town.add(
        {"Person": [child | {"birth": date(2015, 1, 1), "guardian_status": "NONE"}]},
        ("MEMBER_OF", "Person", "Household", [("kid", "h2")]),
    )
    say(town, STREET, "setColour", "h2", level="ORANGE")
    assert colour(town, "h2") == "L4_HIGH"
    say(town, DISTRICT, "setColour", "h2", level="BLUE", evidence="临时监护协议")
    assert colour(town, "h2") == "L4_HIGH"  # a child without guardian, whoever says what


def test_why_is_at_most_five_lines_and_what_it_says_would_lower_does(town: Town):
    told = town.ask(VILLAGE, WHY, id="h1")["colourReasons"]

    assert 0 < len(told["lines"]) <= 5
    assert told["lines"][0]["rule"] == "N04"
    assert ["n1"] in [way["facts"] for way in told["ways"]]
    assert told["pointsToNext"] > 0


def test_a_household_out_of_reach_has_no_colour(town: Town):
    with pytest.raises(Exception, match="NOT_FOUND"):
        town.ask(VILLAGE, WHY, id="nobody")
