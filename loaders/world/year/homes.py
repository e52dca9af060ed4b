"""What households live through besides their links: needs, consent, visits, warnings."""

from datetime import datetime, timedelta

from loaders.world.households import NEEDS
from loaders.world.parties import Parties
from loaders.world.services import Served
from loaders.world.stewards import Staff
from loaders.world.year.days import Days, habits
from loaders.world.year.journal import ANY, MADE, Journal

NOTICE = "1"  # version of the notice that is given
PACKAGE = "P-MED"
CLOSE_TO_THE_END = timedelta(days=25)  # a household answers after it was asked, a month before


def live(days: Days, served: Served, around: Parties, journal: Journal) -> None:
    """Let a household's year go by."""
    worker = _worker(days, served, around)
    _consent(days, served, worker, journal)
    _needs(days, served, worker, journal)
    if days.chance(habits()["visited"]):
        _visit(days, served, journal)
    for alert in served.house.alerts:
        if alert.number and alert.verified is None and days.chance(habits()["warned"]):
            _alert(days, served, alert.number, journal)
    if days.chance(habits()["lead"]):
        _lead(days, served, worker, journal)
    if days.chance(habits()["case"]):
        told = {"household": served.house.number}
        journal.add(days.any(), (worker.number, "R07"), "case.open", told=told)


def _worker(days: Days, served: Served, around: Parties) -> Staff:
    people = around.workers[served.village.town]
    return people[int(days.rng.integers(0, len(people)))]


def _consent(days: Days, served: Served, worker: Staff, journal: Journal) -> None:
    """Withdraw it, and perhaps give it again; answer when a new one is asked for."""
    about, house = habits()["consent"], served.house
    own = (house.number, "R01")
    if house.consent and days.chance(about["withdrawn"]):
        at = days.any()
        journal.add(at, own, "consent.withdraw", of=f"{ANY}{house.number}")
        if days.chance(about["asked_again"]):
            asked = days.after(at, (20, 60))
            made = journal.add(
                asked, (worker.number, "R07"), "consent.request",
                told={
                    "household": house.number, "purposes": ["U3", "U4"],
                    "data_fields": ["needs"], "receivers": [worker.body],
                    "notice_version": NOTICE,
                },
            )  # fmt: skip
            if made is not None:
                _granted(served, f"{MADE}{made}", days.after(asked, (0, 5)), journal)
        return
    answer = days.one_of({"grant": about["renewed"], "refuse": about["refused"]})
    if house.consent and answer is not None:
        at = days.at(served.consent_to(days.first - timedelta(days=1)) - CLOSE_TO_THE_END)
        if answer == "grant":
            _granted(served, f"{ANY}{house.number}", at, journal)
        else:
            journal.add(at, own, "consent.refuse", of=f"{ANY}{house.number}")


def _granted(served: Served, of: str, at: datetime, journal: Journal) -> None:
    told = {"method": "SIGNATURE", "signer": "户主"}
    journal.add(at, (served.house.number, "R01"), "consent.grant", of=of, told=told)


def _needs(days: Days, served: Served, worker: Staff, journal: Journal) -> None:
    """Report a need that the household did not have, up to open; withdraw one it has."""
    house, village = served.house, (served.stewards["T3"].number, "R03")
    if days.chance(habits()["reported"]):
        lacking = [code for code in NEEDS if code not in {n.code for n in house.needs}]
        code = lacking[int(days.rng.integers(0, len(lacking)))]
        at, social = days.any(), (worker.number, "R07")
        told = {"household": house.number, "need_code": code, "notice_version": NOTICE}
        made = journal.add(at, village, "need.report", told=told | {"evidence": "入户"})
        steps: tuple[tuple[str, dict[str, object]], ...] = (
            ("verify", {"document": "入户记录"}),
            ("confirm", {}),
            (
                "assess",
                {
                    "severity": int(days.rng.integers(1, 5)),
                    "evidence": "入户评估",
                    "goal": "缓解",
                },
            ),
            ("open", {"household_agrees": True}),
        )
        for event, more in steps if made is not None else ():
            at = days.after(at, (0, 2))
            journal.add(at, social, f"need.{event}", of=f"{MADE}{made}", told=dict(more))
    for need in house.needs:
        if days.chance(habits()["withdrawn"]):
            journal.add(days.any(), (house.number, "R01"), "need.withdraw", of=need.number)


def _visit(days: Days, served: Served, journal: Journal) -> None:
    """Plan a visit, set out, and tell what came of it."""
    about, house, at = habits()["visit"], served.house, days.any()
    steward = (served.stewards["T3"].number, "R03")
    due = (at.date() + timedelta(days=1)).isoformat()
    told: dict[str, object] = {"household": house.number, "due": due, "mode": "HOME"}
    made = journal.add(at, steward, "visit.plan", told=told)
    if made is None:
        return
    name = f"{MADE}{made}"
    journal.add(days.after(at, (0, 0)), steward, "visit.assign", of=name,
                told={"volunteer": steward[0]})  # fmt: skip
    at = days.after(at, (1, 3))
    journal.add(at, steward, "visit.set_out", of=name)
    at += timedelta(minutes=25)
    out = {name: about[name] for name in ("not_home", "refused", "moved")}
    match days.one_of(out):
        case "not_home":
            journal.add(at, steward, "visit.not_home", of=name)
        case "refused" | "moved" as event:
            journal.add(at, steward, f"visit.{event}", of=name, reason="邻居告知")
        case _:
            told = {"mode": "HOME", "note": "已访", "notice_version": NOTICE}
            if days.chance(about["found_need"]):
                told["found_needs"] = [NEEDS[int(days.rng.integers(0, len(NEEDS)))]]
            if days.chance(about["found_person"]):
                told["found_person"] = "邻居家中有人需要照料"
            if days.chance(about["change"]):
                told |= {"changed_field": "Household.size", "new_value": "3"}
            journal.add(at, steward, "visit.finish", of=name, told=told)


def _alert(days: Days, served: Served, alert: str, journal: Journal) -> None:
    steward, at = (served.stewards["T3"].number, "R03"), days.any()
    journal.add(at, steward, "alert.acknowledge", of=alert)
    at = days.after(at, (0, 2))
    if days.chance(habits()["alert"]["false_alarm"]):
        journal.add(at, steward, "alert.false_alarm", of=alert, reason="数据有误")
        return
    journal.add(at, steward, "alert.verify", of=alert, told={"mode": "CALL"})
    at = days.after(at, (0, 5))
    journal.add(at, steward, "alert.link_action", of=alert, told={"package": PACKAGE})
    at = days.after(at, (5, 40))
    journal.add(at, steward, "alert.resolve", of=alert, told={"ended": True})


def _lead(days: Days, served: Served, worker: Staff, journal: Journal) -> None:
    """Tell of somebody near by; the street sends the social worker, who finds nothing."""
    village, at = served.stewards["T3"], days.any()
    told = {
        "direction": "BOTTOM_UP", "channel": "VILLAGE_VISIT", "area_code": served.village.code,
        "description": "独居老人无人照料", "notice_version": NOTICE,
    }  # fmt: skip
    made = journal.add(at, (village.number, "R03"), "lead.create", told=told)
    if made is None:
        return
    name = f"{MADE}{made}"
    at = days.after(at, (0, 1))
    journal.add(at, (village.number, "R03"), "lead.report", of=name)
    at = days.after(at, (0, 1))
    told = {"verifier": worker.number}
    journal.add(at, (served.stewards["T2"].number, "R06"), "lead.assign", of=name, told=told)
    at = days.after(at, (1, 6))
    journal.add(at, (worker.number, "R07"), "lead.refute", of=name,
                told={"evidence": "入户查看"}, reason="已有家人照料")  # fmt: skip
