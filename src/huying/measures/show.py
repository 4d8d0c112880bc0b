"""How the matters of this app are shown."""

from . import show_zones  # noqa: F401
