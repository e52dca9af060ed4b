"""What a role may ask for: pure functions to an Access or a refusal; default deny."""

from api.auth.sessions import Caller
from graph_schema import flows
from graph_schema.access import Access
from graph_schema.errors import Forbidden
from graph_schema.vocabulary import Purpose, RevealReason, Role

_STAFF = frozenset(
    {
        Role.VILLAGE_STEWARD,
        Role.TOWN_STEWARD,
        Role.SOCIAL_WORKER,
        Role.DISTRICT_CASEWORKER,
        Role.DISTRICT_STEWARD,
    }
)
READERS = _STAFF | {Role.DISTRICT_APPROVER, Role.TOWN_INTAKE, Role.TOWN_REVIEWER}
COUNTERS = READERS | {Role.MANAGER}
IMPORTERS = READERS | {Role.DEPARTMENT, Role.ADMINISTRATOR}
REGISTRARS = frozenset(
    {
        Role.VILLAGE_STEWARD,
        Role.TOWN_INTAKE,
        Role.TOWN_STEWARD,
        Role.DISTRICT_CASEWORKER,
        Role.DISTRICT_STEWARD,
    }
)
ERASERS = frozenset({Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD, Role.AUDITOR})
EXPORTERS = frozenset(
    {
        Role.TOWN_INTAKE,
        Role.TOWN_REVIEWER,
        Role.TOWN_STEWARD,
        Role.DISTRICT_CASEWORKER,
        Role.DISTRICT_APPROVER,
        Role.DISTRICT_STEWARD,
    }
)
EXPORT_DECIDERS = frozenset({Role.DISTRICT_APPROVER, Role.DISTRICT_STEWARD, Role.AUDITOR})
PLANNERS = frozenset({Role.TOWN_STEWARD, Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD})


def reading(caller: Caller) -> Access:
    """Open for looking at people in the caller's areas."""
    return _allowed(caller, READERS, Purpose.MONITORING)


def counting(caller: Caller) -> Access:
    """Open for counts over the caller's areas; the program adds up, no person leaves it."""
    access = _allowed(caller, COUNTERS, Purpose.STATISTICS)
    return Access.system(Purpose.STATISTICS, access.areas)


def summing(caller: Caller) -> Access:
    """Open for what is told about areas as a whole: their names, plans and proofs."""
    return _allowed(caller, COUNTERS, Purpose.STATISTICS)


def importing(caller: Caller) -> Access:
    """Open for what came of files: batches, issues, who may be one person."""
    return _allowed(caller, IMPORTERS, Purpose.MONITORING)


def plain(caller: Caller) -> Access:
    """Open for what is no personal data: the catalogue, jobs; any signed-in role."""
    return _access(caller, Purpose.MONITORING)


def working(caller: Caller) -> Access:
    """Open for moving links of households in the caller's areas."""
    return _allowed(caller, _STAFF, Purpose.MATCHING)


def registering(caller: Caller) -> Access:
    """Open for keeping the register: who belongs to which household, who is one person."""
    return _allowed(caller, REGISTRARS, Purpose.MONITORING)


def colouring(caller: Caller) -> Access:
    """Open for a steward's word on a colour; who may lower one, the action says."""
    roles = frozenset(
        {
            Role.VILLAGE_STEWARD,
            Role.TOWN_STEWARD,
            Role.DISTRICT_CASEWORKER,
            Role.DISTRICT_STEWARD,
        }
    )
    return _allowed(caller, roles, Purpose.MONITORING)


def mapping(caller: Caller) -> Access:
    """Open for changing areas of the district."""
    roles = frozenset({Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD})
    return _allowed(caller, roles, Purpose.MONITORING)


def volunteering(caller: Caller) -> Access:
    """Open for a volunteer's own tasks."""
    return _allowed(caller, frozenset({Role.VOLUNTEER}), Purpose.MATCHING)


def moving(caller: Caller, flow: str) -> Access:
    """Open for moving items of a process: its table says which roles may cause which event."""
    table = flows.load(flow)
    may = frozenset().union(*(table.roles_of(row.event) for row in table.transitions))
    return _allowed(caller, may - {Role.SYSTEM}, table.purpose)


def sharing(caller: Caller) -> Access:
    """Open for what a body is entrusted with for its own projects (U4)."""
    return _allowed(caller, frozenset({Role.ORGANISATION}), Purpose.SHARING)


def erasing(caller: Caller) -> Access:
    """Open for what was erased, or is asked to be: counts by label, no names."""
    return _allowed(caller, ERASERS, Purpose.STATISTICS)


def asking_erasure(caller: Caller) -> Access:
    """Open for asking that somebody in reach is erased."""
    roles = frozenset({Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD})
    return _allowed(caller, roles, Purpose.MONITORING)


def deciding_erasure(caller: Caller) -> Access:
    """Open for deciding what another person asked for."""
    roles = frozenset({Role.AUDITOR, Role.DISTRICT_STEWARD})
    return _allowed(caller, roles, Purpose.STATISTICS)


def asking(caller: Caller) -> Access:
    """Open for a resident's or guardian's own requests."""
    return _allowed(caller, frozenset({Role.RESIDENT, Role.GUARDIAN}), Purpose.ELIGIBILITY)


def revealing(caller: Caller, reason: RevealReason) -> Access:
    """Open for having one guarded number shown in full, for a reason (domain 7.1)."""
    roles = frozenset(
        {
            Role.TOWN_STEWARD,
            Role.DISTRICT_CASEWORKER,
            Role.DISTRICT_APPROVER,
            Role.DISTRICT_STEWARD,
        }
    )
    return _allowed(caller, roles, Purpose.MONITORING).revealing(str(reason))


def copying(caller: Caller) -> Access:
    """Open for a file about somebody, for that person: himself, or who hands it over."""
    roles = frozenset({Role.DISTRICT_CASEWORKER, Role.DISTRICT_STEWARD})
    own = caller.role in {Role.RESIDENT, Role.GUARDIAN}
    return asking(caller) if own else _allowed(caller, roles, Purpose.ELIGIBILITY)


def overseeing(caller: Caller) -> Access:
    """Open for the records of the platform: impact assessments, breaches; nobody's data."""
    return _allowed(caller, ERASERS, Purpose.STATISTICS)


def exporting(caller: Caller) -> Access:
    """Open for taking lists of people as files: staff of town and district."""
    return _allowed(caller, EXPORTERS | EXPORT_DECIDERS, Purpose.MONITORING)


def deciding_export(caller: Caller) -> Access:
    """Open for agreeing to a file that another person asked for."""
    return _allowed(caller, EXPORT_DECIDERS, Purpose.STATISTICS)


def operating(caller: Caller) -> Access:
    """Open for how the server does: counts of its own work, nobody's data."""
    return _allowed(caller, frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), Purpose.STATISTICS)


def planning(caller: Caller) -> Access:
    """Open for asking for a plan."""
    return _allowed(caller, PLANNERS, Purpose.MATCHING)


def _allowed(caller: Caller, roles: frozenset[Role], purpose: Purpose) -> Access:
    if caller.role not in roles:
        raise Forbidden(role=str(caller.role))
    return _access(caller, purpose)


def _access(caller: Caller, purpose: Purpose) -> Access:
    return Access(actor=caller.actor, role=caller.role, purpose=purpose, areas=caller.areas)


def stationing(caller: Caller) -> Access:
    """Open for a station's own work, in the caller's areas: ids, states and days only."""
    access = _allowed(caller, READERS | {Role.ORGANISATION}, Purpose.MONITORING)
    return Access.system(Purpose.MONITORING, access.areas)
