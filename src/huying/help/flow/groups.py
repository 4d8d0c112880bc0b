"""Groups of states and roles that the acts of a request share."""

from huying.people.roles import ROLES

WAITING = ("received", "referred", "handling")
WORK = ("handling", "contacted", "liaison", "external")
OPEN = ("received", "referred", "handling", "contacted", "liaison", "external", "emergency")
ANSWERED = ("answered", "closed", "unsolvable")
# A volunteer belongs to the volunteer team, but takes orders only: so the holder's roles are named one by one.
STAFF = tuple(code for code, role in ROLES.items() if "take" in role.abilities)
# An alarm is never refused, whoever raises it.
EVERYBODY = tuple(f"{code}@scope" for code in ROLES)
SCREENERS = ("screener@scope", "volunteer_lead@scope", "district_officer@scope", "coordinator@scope")
# Whoever takes down what somebody says on the phone or at a station.
RECORDERS = (
    "grid_worker@scope",
    "grid_leader@scope",
    "community_worker@scope",
    "street_officer@scope",
    "district_officer@scope",
    "screener@scope",
    "volunteer_lead@scope",
    "coordinator@scope",
)
# The grid and the community hand up what they cannot solve: saying "not solvable" begins at the street.
DECIDERS = (
    "street_officer",
    "department_officer",
    "health_officer",
    "district_officer",
    "coordinator",
    "city_officer",
    "screener",
)
CALLERS_BACK = ("screener@scope", "community_worker@scope", "district_officer@scope", "coordinator@scope")
