"""Writing about volunteers: joining, standing, orders, hours, certificates."""

from .certificates import certificate_issue
from .hours import turnout_check_in, turnout_check_out, turnout_claim, turnout_confirm
from .musters import muster_answer, muster_publish
from .orders import order_place, order_place_for
from .people import application_open, volunteer_join, volunteer_register, volunteer_stand
from .photos import proof_drop, proof_keep, proof_path

__all__ = [
    "application_open",
    "certificate_issue",
    "muster_answer",
    "muster_publish",
    "order_place",
    "order_place_for",
    "proof_drop",
    "proof_keep",
    "proof_path",
    "turnout_check_in",
    "turnout_check_out",
    "turnout_claim",
    "turnout_confirm",
    "volunteer_join",
    "volunteer_register",
    "volunteer_stand",
]
