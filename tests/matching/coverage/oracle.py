"""Coverage by plain loops, written from the definitions and not from the code."""

from collections import Counter
from datetime import date
from math import log

from graph_schema.vocabulary import NeedCode, entries

PARTIES = ["COM", "ORG", "SW", "VOL", "CHA"]
WINDOW = {"L4_HIGH": 7, "L3_MED": 30, "L2_LOW": 90, "L1_NORM": 365}
WEIGHT = {"L4_HIGH": 4, "L3_MED": 2, "L2_LOW": 1, "L1_NORM": 0.25}


def age(instant, as_of: date) -> float:
    return (as_of - instant.tz_convert("Asia/Shanghai").date()).days


def live_links(home, links, as_of):
    for link in links:
        fresh = (
            link["last_contact_at"] is not None
            and 0 <= age(link["last_contact_at"], as_of) <= WINDOW[home["level"]]
        )
        if link["household_id"] == home["id"] and link["state"] == "IN_SERVICE" and fresh:
            yield link


def lit(link) -> set[str]:
    return {link["provider_party"], link.get("worker_party")} & set(PARTIES)


def need_links(need, live):
    return [
        link
        for link in live
        if link.get("need_id") == need["id"]
        or (need["code"] == "N10" and link["kind"] == "CARE")
    ]


def met(need, live) -> float:
    on = set().union(*[lit(link) for link in need_links(need, live)])
    wanted = entries(NeedCode)[need["code"]].about["requirement"]
    if need["severity"] == 1 or need["code"] == "N13":
        return float(bool(on))
    return sum(bool(on & set(one)) for one in wanted) / len(wanted)


def absent(homes, needs, links, as_of) -> Counter[tuple[str, str]]:
    """Requirements that are off, by need and the party that ought to be there."""
    live = {home["id"]: list(live_links(home, links, as_of)) for home in homes}
    told: Counter[tuple[str, str]] = Counter()
    for need in needs:
        about = entries(NeedCode)[need["code"]].about
        wanted = [PARTIES] if need["severity"] == 1 else about["requirement"]
        lit_here = [lit(link) for link in need_links(need, live[need["household_id"]])]
        for able in wanted:
            if not any(on & set(able) for on in lit_here):
                party = about["lead"] if about["lead"] in able else able[0]
                told[need["id"], party] += 1
    return told


def measures(homes, needs, links, as_of) -> dict[str, float]:
    """All households count, no tiers, every link with a valid basis."""
    live = {home["id"]: list(live_links(home, links, as_of)) for home in homes}
    on = {h: set().union(*[lit(link) for link in live[h]]) for h in live}
    told = {p: sum(p in on[h] for h in on) / len(homes) for p in PARTIES}
    for k in range(1, 6):
        told[f"cov_{k}"] = sum(len(on[h]) >= k for h in on) / len(homes)
    told["depth"] = sum(map(len, on.values())) / len(homes)
    weight = sum(n["severity"] for n in needs)
    got = sum(n["severity"] * met(n, live[n["household_id"]]) for n in needs)
    told["nbc"] = got / weight if weight else None
    pairs = [p for h in live for link in live[h] for p in lit(link)]
    shares = [pairs.count(p) / len(pairs) for p in PARTIES if p in pairs] if pairs else []
    told["balance"] = -sum(s * log(s) for s in shares) / log(5) if pairs else None
    told["gap"] = sum(
        WEIGHT[home["level"]]
        * (
            1.5
            + sum(
                n["severity"] * (1 - met(n, live[home["id"]]))
                for n in needs
                if n["household_id"] == home["id"]
            )
        )
        for home in homes
    ) / len(homes)
    told["isolated"] = sum(not on[h] for h in on) / len(homes)
    covered = [
        {link["provider_id"] for link in need_links(n, live[n["household_id"]])} for n in needs
    ]
    covered = [one for one in covered if one]
    told["redundancy"] = sum(len(c) > 1 for c in covered) / len(covered) if covered else None
    return told
