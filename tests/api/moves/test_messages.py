"""What leaves: in order, at least once, never without its ground; policies find people."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.messages.channels import Folder, Message, Undelivered
from api.messages.finding import find_people
from api.messages.sending import TRIES, put_off_for, send_again, send_waiting
from api.messages.topics import topics
from graph_schema import flows
from graph_schema.vocabulary import Role
from matching.jobs import evaluate
from matching.reports.commands import book_of, tell
from tests.commands import wulian
from tests.contract.parties import DISTRICT, TODAY, stand
from tests.worlds import HERE, SYSTEM

VILLAGE, STREET = Role.VILLAGE_STEWARD, Role.TOWN_STEWARD


class Post:
    """A channel that keeps what it took. does: what it does before it takes a message."""

    name = "post"

    def __init__(self, does: Callable[[Message], None] = lambda message: None) -> None:
        self.does, self.took = does, list[Message]()

    def send(self, message: Message) -> None:
        self.does(message)
        self.took.append(message)


def closed(message: Message) -> None:
    raise Undelivered("CLOSED")


@pytest.fixture
def proposed(town):
    """A link of household 1 that was proposed: a message to its provider waits."""
    stand(town.store, flows.load("link"), "RECOMMENDED", 1)
    return town.do(STREET, "proposeLink", "x1")


def states(town, topic: str) -> list[str]:
    return sorted(o["state"] for o in town.all("Outbox") if o["topic"] == topic)


def waits(town, *topics_: str, about: str = "h1") -> None:
    """Messages about something that were written a second apart."""
    for n, topic in enumerate(topics_):
        at = town.now - timedelta(seconds=len(topics_) - n)
        row = {"id": f"{about} {n}", "topic": topic, "about": about, "at": at, "payload": "{}"}
        town.add({"Outbox": [row | {"state": "QUEUED"}]})


def test_a_message_goes_into_the_folder_once_and_names_nobody(town, proposed, tmp_path: Path):
    folder = Folder(tmp_path / "out")

    first, second = send_waiting(town.store, folder), send_waiting(town.store, folder)

    (file,) = (tmp_path / "out").iterdir()
    told = json.loads(file.read_text("utf-8"))
    assert (first.sent, second.sent) == (1, 0)
    assert (told["topic"], told["to"], told["about"]) == ("link.proposed", "provider", "h1")
    assert told["payload"] == {"link": proposed["id"], "basis": "CONSENT"}
    assert file.stat().st_mode & 0o077 == 0
    assert states(town, "link.proposed") == ["SENT"]


def test_what_cannot_be_delivered_is_put_off_and_those_behind_it_keep_their_order(town):
    waits(town, "application.letter", "consent.ending")
    waits(town, "application.letter", about="h2")
    post = Post()
    shut = Post(lambda m: closed(m) if m.about == "h1" else None)

    first = send_waiting(town.store, shut)
    soon = send_waiting(town.store, post)
    town.now += put_off_for(1)
    later = send_waiting(town.store, post)

    assert [m.about for m in shut.took] == ["h2"]  # what is about others does not wait
    assert (first.sent, first.put_off, soon.sent, later.sent) == (1, 1, 0, 2)
    assert [m.topic for m in post.took] == ["application.letter", "consent.ending"]


def test_the_waits_double_from_a_minute_to_six_hours():
    minutes = [put_off_for(n).total_seconds() / 60 for n in range(1, 12)]

    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]


def test_a_message_whose_sender_died_is_given_again_with_the_same_id(town):
    waits(town, "application.letter")
    fell = Post()

    def dies(message: Message) -> None:
        fell.took.append(message)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_waiting(town.store, Post(dies))
    post = Post()
    claimed = send_waiting(town.store, post)
    town.now += timedelta(minutes=5)
    again = send_waiting(town.store, post)

    assert (claimed.sent, again.sent) == (0, 1)
    assert [m.id for m in fell.took] == [m.id for m in post.took]


def test_what_never_goes_is_a_dead_letter_until_somebody_lets_it_wait_anew(town):
    waits(town, "application.letter", "consent.ending")
    shut = Post(lambda m: closed(m) if m.topic == "application.letter" else None)
    for _ in range(TRIES):
        send_waiting(town.store, shut)
        town.now += timedelta(hours=6)
    behind = [m.topic for m in shut.took]
    dead = states(town, "application.letter")
    post = Post()
    again = send_again(town.store)
    send_waiting(town.store, post)

    assert (dead, behind) == (["DEAD"], ["consent.ending"])  # then those behind it go
    assert (again, [m.topic for m in post.took]) == (1, ["application.letter"])


@pytest.mark.fact("A02")
def test_consent_is_checked_again_when_a_message_is_sent(town, proposed):
    town.add({"Consent": [{"id": "c1", "to": date(2024, 1, 1)}]})  # ended meanwhile
    post = Post()

    done = send_waiting(town.store, post)

    assert (done.sent, done.dropped, post.took) == (0, 1, [])
    (message,) = town.all("Outbox")
    assert (message["state"], message["error"]) == ("DROPPED", "NO_CONSENT")


def test_on_the_command_line_the_outbox_goes_into_the_folder_and_is_counted(town):
    waits(town, "application.letter")
    folder = town.store.connection.settings.data.parent / "outbox"

    told = wulian(town.store, "api", "messages", "--again").splitlines()

    assert told == [
        "waiting anew 0", "sent 1, dropped 0, put off 0, dead 0", "application.letter SENT 1"
    ]  # fmt: skip
    assert len([f for f in folder.iterdir() if "h1 0" in f.name]) == 1


def test_every_message_that_is_written_has_its_topic():
    written = {
        found
        for path in Path(__file__).parents[3].joinpath("api").rglob("*.py")
        for found in re.findall(r'send\(\s*"([a-z]+\.[a-z]+)"', path.read_text("utf-8"))
    }

    assert written == set(topics())


@pytest.fixture
def eighty(town):
    """Households 1 and 2 have somebody over eighty and get nothing; 2 agreed to nothing."""
    people = [
        {"id": f"p{n}", "birth": date(1940, 1, 1), "hukou_area": HERE, "live_area": HERE}
        for n in (1, 2)
    ]
    homes = [
        {"id": f"h{n}", "monitored": True, "monitored_from": date(2023, 1, 1)} for n in (1, 2)
    ]
    town.add(
        {"Person": people, "Household": homes, "Consent": [{"id": "c2", "state": "EXPIRED"}]}
    )
    town.add({}, ("STEWARDED_BY", "Household", "Actor", [("h1", "aR03"), ("h2", "aR03")]))
    return town


@pytest.mark.feature("F14")
@pytest.mark.feature("F27")
def test_a_policy_that_newly_fits_goes_to_the_steward_and_with_consent_to_the_person(eighty):
    town = eighty
    evaluate(town.store, SYSTEM, as_of=TODAY)

    found = find_people(town.store)
    once = find_people(town.store)
    evaluate(town.store, SYSTEM, as_of=TODAY + timedelta(days=1))
    next_day = find_people(town.store)
    post = Post()
    send_waiting(town.store, post)

    fits = {v["id"] for v in town.all("Verdict") if v["policy"] == "E10"}
    lines = [
        line
        for note in town.all("Notification")
        if note["to"] == "aR03"
        for line in json.loads(note.get("items") or "[]")
    ]
    told = [m for m in post.took if m.payload["policy"] == "E10"]
    assert {"POLICY_FOUND"} == {line["template"] for line in lines}
    assert len(fits & {line["of"] for line in lines}) == 2
    assert [(m.about, m.payload["person"]) for m in told] == [("h1", "p1")]
    assert found.policies > 0
    assert once.policies == next_day.policies == 0  # what was known is no news
    book = book_of(town.store, SYSTEM, TODAY)
    numbers = tell(book, "awareness", DISTRICT, (), publish=False).to_json(ids=True)["numbers"]
    aware = next(n for n in numbers if (n["area"], n["part"]) == (DISTRICT, "E10"))
    assert (aware["numerator"], aware["denominator"]) == (1, 2)


MINE = "{ myMessages { id state urgent lines { template of } } }"
OPEN = """mutation($op: String!, $id: ID!) { openMessage(operationId: $op, id: $id) {
  ... on OpenedMessage { id } ... on Failure { code } } }"""


@pytest.mark.feature("F27")
def test_people_see_their_own_messages_and_open_them(eighty):
    town = eighty
    evaluate(town.store, SYSTEM, as_of=TODAY)
    find_people(town.store)
    send_waiting(town.store, Post())

    theirs = town.ask(Role.RESIDENT, MINE)["myMessages"]
    stewards = town.ask(VILLAGE, MINE)["myMessages"]
    others = town.ask(Role.RESIDENT, MINE, home=2)["myMessages"]
    foreign = town.ask(Role.RESIDENT, OPEN, home=2, op="o1", id=theirs[0]["id"])
    town.ask(Role.RESIDENT, OPEN, op="o2", id=theirs[0]["id"])

    assert {line["template"] for one in theirs for line in one["lines"]} == {"POLICY_FOUND"}
    assert {one["state"] for one in theirs} == {"SENT"}
    assert len(stewards[0]["lines"]) > len(theirs)  # a digest of both households
    assert others == []
    assert foreign["openMessage"] == {"code": "NOT_FOUND"}
    opened = {m["id"]: m["state"] for m in town.ask(Role.RESIDENT, MINE)["myMessages"]}
    assert opened[theirs[0]["id"]] == "READ"
