"""Our own ledgers: who there is, what is offered, and what stands with each household."""

from datetime import date

from numpy.random import Generator

from loaders.world.identity import phone
from loaders.world.parties import Parties
from loaders.world.places import shares
from loaders.world.services import Served
from loaders.world.write import Sheet, yuan


def parties_files(sheets: dict[str, Sheet], around: Parties) -> None:
    """Write organisations, staff and catalogue; the catalogue last, when places are taken."""
    for body in around.bodies:
        sheets["own_org"].row(
            credit_code=body.code,
            name=body.name,
            party=body.party,
            kind=body.kind,
            service_types=body.services,
            groups=body.groups,
            capacity=body.capacity or None,
            lon=body.lon,
            lat=body.lat,
            rating=body.rating,
            verified_on=body.verified,
            status="ACTIVE",
        )
    for one in around.staff:
        sheets["own_staff"].row(
            staff_no=one.number,
            name=one.name,
            phone=one.phone,
            party=one.party,
            roles=one.role,
            tier=one.tier,
            areas=one.areas,
            organisation=one.body,
            skills=one.skills,
            languages="zh",
            weekly_hours_max=one.hours,
            capacity_units=one.capacity,
            clearance_minors=one.minors,
            lon=one.lon,
            lat=one.lat,
            status="ACTIVE",
        )
    for offer in around.offers:
        item = offer.item
        sheets["own_catalogue"].row(
            code=item.code,
            type=item.type,
            title=item.title,
            category=item.category,
            needs=item.needs,
            groups=item.groups,
            service_types=item.service_types,
            areas=offer.prefixes,
            age_min=item.age[0],
            age_max=item.age[1],
            rule=item.rule,
            benefit=item.benefit,
            how_to_apply=item.how_to_apply,
            documents=item.documents,
            unit=item.unit,
            price=yuan(item.price),
            capacity=offer.capacity,
            used=offer.used,
            needs_volunteer=item.needs_volunteer,
            skills=item.skills,
            providers=[b.code for b in offer.providers],
            status="ACTIVE" if offer.active else "INACTIVE",
            verified_on=offer.verified,
        )


def household_files(
    sheets: dict[str, Sheet], rng: Generator, served: Served, as_of: date
) -> None:
    """Write a household into our own ledgers."""
    house = served.house
    purposes = ["U1", "U2", "U3", "U4"] if house.consent else ["U1", "U2"]
    road = shares()["roads"][int(rng.integers(0, len(shares()["roads"])))]
    sheets["own_household"].row(
        hh_no=house.number,
        address=f"{served.village.town_name}{served.village.name}{road}{rng.integers(400)}号",
        phone=phone(rng),
        lon=house.lon,
        lat=house.lat,
        income_month=yuan(house.income),
        assets_money=yuan(house.assets),
        housing_grade=house.grade,
        monitored_from=house.since,
        steward_t1=served.stewards["T1"].number,
        steward_t2=served.stewards["T2"].number,
        steward_t3=served.stewards["T3"].number,
        purposes=purposes,
        consent_from=house.since,
        consent_to=served.consent_to(as_of),
    )
    for need in house.needs:
        sheets["own_need"].row(
            need_no=need.number,
            hh_no=house.number,
            code=need.code,
            severity=need.severity,
            since=need.since,
            source="走访",
            state="OPEN",
            goal="",
        )
    for alert in house.alerts:
        if not alert.number:
            continue  # raised when the files are read
        sheets["own_alert"].row(
            alert_no=alert.number,
            hh_no=house.number,
            code=alert.code,
            priority=alert.priority,
            raised_on=alert.raised,
            verified_on=alert.verified,
            state="VERIFIED" if alert.verified else "RAISED",
        )
    for link in served.links:
        sheets["own_link"].row(
            link_no=link.number,
            hh_no=house.number,
            need_no=link.need.number if link.need else "",
            item=link.item,
            provider=link.provider,
            worker=link.worker,
            state=link.state,
            proposed_on=link.proposed,
            accepted_on=link.accepted,
            first_contact_on=link.first,
            last_contact_on=link.last,
            ended_on=link.ended,
            reason=link.reason,
        )
    for visit in served.visits:
        sheets["own_visit"].row(
            visit_no=visit.number,
            hh_no=house.number,
            staff_no=visit.staff,
            tier=visit.tier,
            due=visit.due,
            done_on=visit.done,
            mode=MODES[visit.mode],
            result=visit.result,
        )


MODES = {"HOME": "入户", "CALL": "电话", "DESK": "桌面核查", "CONFERENCE": "个案会议"}
