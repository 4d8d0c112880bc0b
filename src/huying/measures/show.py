"""How measures and what serves them look on desks."""

from . import person_show  # noqa: F401
