"""The doors of incidents."""

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import shown_to

_SEES = shown_to("see", "take")

nav_item("desk", Words("突发现场", "Incidents"), "incidents", icon="alert", order=39, shown=_SEES)
nav_item("phone", Words("突发现场", "Incidents"), "incidents", icon="alert", order=38, shown=_SEES)
