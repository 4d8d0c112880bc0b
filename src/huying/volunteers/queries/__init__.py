"""Reading volunteers, orders and hours."""

from .hours import Given, certificates_of, claims_in, given_by, given_in, runs, turnouts_in, turnouts_of
from .musters import muster_at
from .orders import (
    Candidate,
    OrderContact,
    asked_of,
    callable_places,
    candidates,
    contact_for,
    may_see_contact,
    order_for,
    order_to_take,
    orders_held,
    orders_of,
    taken_by_others,
    waiting_near,
)
from .people import able_to_take, living_in, volunteer_for, volunteer_of, volunteers_in

__all__ = [
    "Candidate",
    "Given",
    "OrderContact",
    "able_to_take",
    "asked_of",
    "callable_places",
    "candidates",
    "certificates_of",
    "claims_in",
    "contact_for",
    "given_by",
    "given_in",
    "living_in",
    "may_see_contact",
    "muster_at",
    "order_for",
    "order_to_take",
    "orders_held",
    "orders_of",
    "runs",
    "taken_by_others",
    "turnouts_in",
    "turnouts_of",
    "volunteer_for",
    "volunteer_of",
    "volunteers_in",
    "waiting_near",
]
