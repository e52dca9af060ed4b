"""The tables that lists are cut from: one row a household, person, need, link, alert or lead.

Only monitored households with somebody alive (H) and what is theirs enter, but leads: these
need no household. Columns of every table: matching.reports.columns; the others are what
measures.yml may ask about. Meanings: docs/algorithms/reports.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matching.coverage.live import LEVELS, OPEN_STATES, PARTIES, Reach
from matching.coverage.measures import covered
from matching.facts import some
from matching.reports import waiting
from matching.reports.columns import (
    Origin,
    as_tuple,
    gathered,
    of_facts,
    of_homes,
    packages_of,
    score_of,
    sets,
)
from matching.reports.durations import first_answers, until_service
from matching.tables import day, local_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matching.reports.facts import Facts
    from matching.snapshot import Snapshot

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

TAKEN = (
    "ACCEPTED",
    "IN_SERVICE",
    "ON_HOLD",
    "COMPLETED",
    "OUTCOME_CONFIRMED",
    "OUTCOME_DISPUTED",
)
ACTIVE = ("ACCEPTED", "IN_SERVICE", "ON_HOLD")
UNPROPOSED = ("RECOMMENDED", "DISMISSED")
HELPED = ("MET", "PARTLY")
UNTRUE = ("NOT_CONFIRMED", "DUPLICATE_OF")
UNDECIDED = ("REPORTED", "VERIFYING", "WITHDRAWN")
LEAD_TRUE = ("CONFIRMED", "TRIAGED", "DISPATCHED", "PAIRED", "CASE_OPENED")


@dataclass(frozen=True)
class Book:
    """One look at a district: the snapshot, what is alive in it, and the facts beyond it."""

    snapshot: Snapshot
    reach: Reach
    facts: Facts

    def table(self, name: str) -> pd.DataFrame:
        """Give a table by name. Raises KeyError for one that is not in TABLES."""
        if name not in TABLES:
            raise KeyError(name)
        found: pd.DataFrame = getattr(self, name)
        return found

    @cached_property
    def households(self) -> pd.DataFrame:
        """Households of H.

        hardship: not green. aided: an award in force. linked: a link accepted and not ended.
        served: a live link. public, social: something from the state, from the five parties.
        departments: departments with a ticket. money_only: aided, not served. by_project,
        by_case: served by one, has one. cohort: month in which it came under monitoring.
        unstewarded: tiers in which it has no steward. load: of its village steward;
        stewarded: has one.
        """
        shot, found, size = self.snapshot, self.reach, len(self.snapshot.households)
        look = shot.look
        home = look.home("links")
        aided = some(look.home("awards"), self._in_force(), size)
        live = found.link_live
        served = some(home, live, size)
        government = look.one_of("links", "provider_party", ("GOV",))
        five = found.link_parties.any(axis=1)
        tickets = shot.tickets.dropna(subset=["household_id", "department"])
        asked = tickets.groupby("household_id")["department"].nunique()
        told = self._of_homes(
            np.arange(size),
            shot.households["id"],
            pd.Series(shot.households["monitored_from"].to_numpy(dtype="datetime64[D]")),
            hardship=found.level < len(LEVELS) - 1,
            aided=aided,
            linked=some(home, look.one_of("links", "state", ACTIVE), size),
            served=served,
            money_only=aided & ~served,
            aid_and_service=aided & served,
            public=aided | some(home, live & government, size),
            social=some(home, live & five, size),
            departments=asked.reindex(shot.households["id"]).fillna(0).to_numpy(dtype=int),
            unstewarded=waiting.without(shot),
            load=waiting.carried(shot, found),
        )
        told["stewarded"] = told["load"].notna()
        told["isolated"] = ~told["social"]
        told["eased"] = ~told["hardship"]
        told["causes"] = gathered(shot.causes, "household_id", "code", told["id"])
        told["cohort"] = pd.Series(told["on"]).dt.strftime("%Y-%m")
        told["by_project"] = told["id"].isin(self.facts.served["household_id"])
        told["by_case"] = told["id"].isin(self.facts.cases["household_id"])
        told["by_either"] = told["by_project"] | told["by_case"]
        told["by_both"] = told["by_project"] & told["by_case"]
        told["any_side"] = told["public"] | told["social"]
        told["both_sides"] = told["public"] & told["social"]
        told["asked"] = told["departments"] >= 1
        told["asked_several"] = told["departments"] >= 2
        told["bare"] = told["hardship"] & ~told["aided"] & ~told["linked"]
        return told

    @cached_property
    def persons(self) -> pd.DataFrame:
        """Living members of H, with their own groups; the colour is the household's."""
        shot = self.snapshot
        gone = shot.persons["deceased"].to_numpy(dtype="datetime64[D]") <= day(shot.as_of)
        home = np.where(gone, -1, shot.look.home("persons"))
        told = self._of_homes(home, shot.persons["id"], None, sex=shot.persons["sex"])
        told["groups"] = shot.persons["groups"].to_numpy()[told["at"]]
        return told

    @cached_property
    def needs(self) -> pd.DataFrame:
        """Needs of H.

        Each stage lies inside the one before: recorded, matched (proposed to somebody),
        mobilised (somebody took it), improved (an outcome MET or PARTLY was confirmed).
        decided: found true or not. hours: from opening to the first yes or contact.
        """
        shot, look = self.snapshot, self.snapshot.look
        needs, links, size = shot.needs, shot.links, len(shot.needs)
        at = look.row_of("links", "need_id", "needs")
        proposed = ~look.one_of("links", "state", UNPROPOSED)
        taken = links["accepted_at"].notna().to_numpy() | look.one_of("links", "state", TAKEN)
        better = look.one_of("links", "state", ("OUTCOME_CONFIRMED",))
        better = better & links["outcome"].isin(HELPED).to_numpy()
        recorded = ~look.one_of("needs", "state", UNTRUE)
        matched = recorded & some(at, proposed, size)
        mobilised = matched & some(at, proposed & taken, size)
        providers, parties = self._cover()
        return self._of_homes(
            look.home("needs"),
            needs["id"],
            pd.Series(look.days("needs", "since")),
            code=needs["code"],
            severity=needs["severity"],
            state=needs["state"],
            open=look.one_of("needs", "state", OPEN_STATES),
            recorded=recorded,
            confirmed=recorded & ~look.one_of("needs", "state", UNDECIDED),
            decided=~look.one_of("needs", "state", UNDECIDED)
            & ~look.one_of("needs", "state", ("DUPLICATE_OF",)),
            matched=matched,
            mobilised=mobilised,
            improved=mobilised & some(at, proposed & taken & better, size),
            hours=first_answers(shot, at),
            answered=~np.isnan(first_answers(shot, at)),
            covered=providers > 0,
            single=providers == 1,
            overlap=providers > 1,
            complement=parties > 1,
        )

    @cached_property
    def links(self) -> pd.DataFrame:
        """Links of H.

        proposed, taken: ever. fits: by a project and taken. decided: the outcome was confirmed.
        met: with MET. services: types of the item.
        """
        shot, look = self.snapshot, self.snapshot.look
        links = shot.links
        item = look.row_of("links", "item_id", "items")
        services = [shot.items["service_types"].iloc[i] if i >= 0 else () for i in item]
        proposed = ~look.one_of("links", "state", UNPROPOSED)
        project = links["project_id"].notna().to_numpy()
        taken = proposed & look.one_of("links", "state", TAKEN)
        since = links["proposed_at"].fillna(links["accepted_at"]).fillna(links["state_since"])
        code = shot.needs["code"].reindex(look.row_of("links", "need_id", "needs")).to_numpy()
        return self._of_homes(
            look.home("links"),
            links["id"],
            pd.Series(local_days(since, shot.zone)),
            kind=links["kind"],
            state=links["state"],
            party=links["provider_party"],
            need=pd.Series(code),
            live=self.reach.link_live,
            proposed=proposed,
            taken=taken,
            by_project=project & proposed,
            fits=project & taken,
            decided=look.one_of("links", "state", ("OUTCOME_CONFIRMED",)),
            met=look.one_of("links", "state", ("OUTCOME_CONFIRMED",))
            & (links["outcome"] == "MET").to_numpy(dtype=bool),
            services=sets(services),
            packages=sets([packages_of(one) for one in services]),
        )

    @cached_property
    def alerts(self) -> pd.DataFrame:
        """Alerts of H.

        confirmed: verified by somebody and no false alarm. hours: from the alert to the first
        contact of a link after it.
        """
        shot, look = self.snapshot, self.snapshot.look
        alerts = shot.alerts
        false = look.one_of("alerts", "state", ("FALSE_ALARM",))
        hours = until_service(shot)
        return self._of_homes(
            look.home("alerts"),
            alerts["id"],
            pd.Series(look.days("alerts", "raised_at")),
            code=alerts["code"],
            priority=alerts["priority"],
            state=alerts["state"],
            tiers=waiting.tiers_of_alerts(alerts["priority"].tolist()),
            raised=np.ones(len(alerts), dtype=bool),
            confirmed=alerts["verified_at"].notna().to_numpy() & ~false,
            false_alarm=false,
            hours=hours,
            served=~np.isnan(hours),
        )

    @cached_property
    def leads(self) -> pd.DataFrame:
        """Leads, with a household or without. decided: found true or not."""
        rows = self.facts.leads
        told = self._of_facts(
            rows,
            direction=rows["direction"],
            channel=rows["channel"],
            state=rows["state"],
            confirmed=rows["state"].isin(LEAD_TRUE).to_numpy(dtype=bool),
            decided=rows["state"].isin((*LEAD_TRUE, "UNFOUNDED")).to_numpy(dtype=bool),
        )
        area = rows["area"].fillna("").to_numpy(dtype=object)[told["at"]]
        told["village"] = np.where(told["household"].isna(), area, told["village"])
        return told

    @cached_property
    def cases(self) -> pd.DataFrame:
        """Cases of H, with how they were found."""
        rows = self.facts.cases
        told = self._of_facts(
            rows,
            state=rows["state"],
            direction=rows["direction"].fillna("NONE"),
            channel=rows["channel"].fillna("NONE"),
        )
        return told[told["household"].notna().to_numpy()].reset_index(drop=True)

    @cached_property
    def records(self) -> pd.DataFrame:
        """Services given to H. services: the record's own type, else its link's item's."""
        rows = self.facts.records
        item = self.snapshot.links.set_index("id")["item_id"].reindex(rows["link_id"])
        types = self.snapshot.items.drop_duplicates("id").set_index("id")["service_types"]
        services = [
            (one,) if isinstance(one, str) else as_tuple(types.get(i))
            for one, i in zip(rows["service_type"], item, strict=True)
        ]
        attendees = pd.to_numeric(rows["attendees"]).fillna(0).to_numpy(dtype=float)
        told = self._of_facts(
            rows,
            method=rows["method"].fillna("M1"),
            services=sets(services),
            packages=sets([packages_of(one) for one in services]),
            cost=pd.to_numeric(rows["cost"]).to_numpy(dtype=float),
            hours=pd.to_numeric(rows["hours"]).to_numpy(dtype=float),
            attended=attendees > 0,
            paid=pd.to_numeric(rows["cost"]).notna().to_numpy(),
        )
        return told[told["household"].notna().to_numpy()].reset_index(drop=True)

    @cached_property
    def surveys(self) -> pd.DataFrame:
        """Surveys of H: score (mean of the three answers, 1 to 5); content: at least 4."""
        rows = self.facts.surveys
        score = np.array([score_of(told) for told in rows["scores"]], dtype=float)
        told = self._of_facts(
            rows, score=score, answered=~np.isnan(score), content=score >= 4.0
        )
        return told[told["household"].notna().to_numpy()].reset_index(drop=True)

    @cached_property
    def goals(self) -> pd.DataFrame:
        """Goals of plans of H. met: said so, or better after than before."""
        rows = self.facts.goals
        before, after = (
            pd.to_numeric(rows[n]).to_numpy(dtype=float) for n in ("before", "after")
        )
        told = self._of_facts(
            rows,
            kind=rows["kind"],
            met=(rows["state"] == "MET").to_numpy(bool) | (after > before),
        )
        return told[told["household"].notna().to_numpy()].reset_index(drop=True)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Whom a policy fits: machine verdicts ELIGIBLE.

        told: a message about the verdict was sent, or they receive it and so know it.
        """
        shot = self.snapshot
        rows = shot.verdicts
        fits = (rows["result"] == "ELIGIBLE").to_numpy(dtype=bool)
        told = rows["id"].isin(self.facts.told["id"]).to_numpy(dtype=bool)
        told = told | rows["receiving"].fillna(value=False).to_numpy(dtype=bool)
        home = np.where(fits, shot.look.home("verdicts"), -1)
        return self._of_homes(
            home,
            rows["id"],
            pd.Series(rows["since"].to_numpy(dtype="datetime64[D]")),
            policy=rows["policy"],
            told=told,
        )

    def _of_homes(
        self, home: Ints, ids: pd.Series[Any], on: pd.Series[Any] | None, **more: Any
    ) -> pd.DataFrame:
        return of_homes(self.snapshot, self.reach, Origin(home, ids, on), more)

    def _of_facts(self, rows: pd.DataFrame, **more: Any) -> pd.DataFrame:
        return of_facts(self.snapshot, self.reach, rows, more)

    def _in_force(self) -> Bools:
        awards, today = self.snapshot.awards, day(self.snapshot.as_of)
        start, end = (awards[n].to_numpy(dtype="datetime64[D]") for n in ("from_", "to"))
        found: Bools = ~(start > today) & ~(end < today)
        return found

    def _cover(self) -> tuple[Ints, Ints]:
        """Count providers and parties of the live links of each need: two of shape (needs,)."""
        rows = covered(self.snapshot, self.reach)
        size = len(self.snapshot.needs)
        providers = np.bincount(rows["need"].to_numpy(dtype=np.int64), minlength=size)
        on = np.zeros((size, len(PARTIES)), dtype=bool)
        need, link = self.reach.edges
        np.logical_or.at(on, need, self.reach.link_parties[link])
        return providers.astype(np.int64), on.sum(axis=1).astype(np.int64)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """Unmet needs of H, see matching.reports.waiting."""
        return waiting.gaps(self.snapshot, self.reach)

    @cached_property
    def overdue(self) -> pd.DataFrame:
        """What is past its clock, see matching.reports.waiting."""
        return waiting.overdue(self.snapshot, self.reach, self.facts)

    @cached_property
    def stewards(self) -> pd.DataFrame:
        """Stewards by tier with their load, see matching.reports.waiting."""
        return waiting.stewards(self.snapshot, self.reach)


TABLES = (
    *("households", "persons", "needs", "links", "alerts", "leads", "cases"),
    *("records", "surveys", "goals", "targets", "gaps", "overdue", "stewards"),
)
