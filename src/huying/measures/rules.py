"""What rules may say about measures, zones and what serves them."""

from . import place_rules  # noqa: F401
