"""What rules may say about measures, zones and what serves them."""

from . import person_rules, place_rules  # noqa: F401
