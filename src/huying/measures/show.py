"""How the matters of this app are shown."""

from . import person_show, show_loops, show_teams, show_transfers, show_upkeep, show_zones  # noqa: F401
