"""The rule sets in force on a day: the district's own of the graph, else the program's.

The graph holds what a district has of its own; of the program's it keeps a record of each
version that was used, which is never in force: a mended rule reaches every store at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from graph_schema.errors import Rejected
from graph_schema.rulefile import BadRuleFile
from graph_schema.store.repo.risk import RuleSetVersion
from matching.eligibility import rules as eligibility
from matching.risk import parameters as risk
from matching.risk.documents import derived_id
from matching.warning import triggers as warning
from matching.warning.schedule import schedule_in_force

if TYPE_CHECKING:
    from matching.eligibility.rules import RuleBook
    from matching.risk.parameters import RiskParameters
    from matching.snapshot import Snapshot
    from matching.warning.schedule import Schedule
    from matching.warning.triggers import TriggerBook

DEFAULTS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "risk": risk.default_body,
        warning.RULE_SET: warning.default_body,
        eligibility.RULE_SET: eligibility.default_body,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSets:
    """What an evaluation works with. bodies: JSON by code; own: codes kept in the graph."""

    risk: RiskParameters
    triggers: TriggerBook
    rules: RuleBook
    visits: Schedule
    bodies: Mapping[str, str]
    own: frozenset[str]

    def risk_version(self, standard: int | None) -> str:
        """Name what risk is evaluated with; standard: L, fen."""
        return risk.rule_version(self.risk, self.bodies["risk"], standard)

    def eligibility_version(self, standard: int | None) -> str:
        """Name what verdicts are made with; standard: L, fen."""
        digest = hashlib.sha256(self.bodies[eligibility.RULE_SET].encode()).hexdigest()[:12]
        end = "?" if standard is None else standard
        return f"eligibility-{self.rules.version}-{digest}-L{end}"


def in_force(snapshot: Snapshot) -> RuleSets:
    """Read the rule sets of a snapshot's day. Raises Rejected for one that cannot be used."""
    own = {
        code: body
        for code in DEFAULTS
        if (body := eligibility.rule_set_in_force(snapshot, code)) is not None
    }
    bodies = {code: own.get(code) or make() for code, make in DEFAULTS.items()}
    try:
        return RuleSets(
            risk=risk.read_parameters(bodies["risk"]),
            triggers=warning.read_triggers(bodies[warning.RULE_SET]),
            rules=eligibility.read_rules(bodies[eligibility.RULE_SET]),
            visits=schedule_in_force(snapshot),
            bodies=MappingProxyType(bodies),
            own=frozenset(own),
        )
    except BadRuleFile as error:
        raise Rejected(["BAD_RULE_SET"], why=str(error)) from None


def defaults_missing(snapshot: Snapshot, used: RuleSets) -> list[RuleSetVersion]:
    """Give the program's rule sets that were used and are not on record as they are."""
    versions = {
        "risk": used.risk.version,
        warning.RULE_SET: used.triggers.version,
        eligibility.RULE_SET: used.rules.version,
    }
    sets = snapshot.rule_sets
    held = zip(sets["code"], sets["version"], sets["body"], strict=True)
    on_record = {(code, version): body for code, version, body in held}
    return [
        RuleSetVersion(
            id=derived_id("rule_set", snapshot.district.code, code, version),
            code=code,
            version=version,
            body=used.bodies[code],
            valid_from=date(2000, 1, 1),
        )
        for code, version in versions.items()
        if code not in used.own and on_record.get((code, version)) != used.bodies[code]
    ]
