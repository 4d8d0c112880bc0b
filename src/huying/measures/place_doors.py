"""The doors of zones and of what serves them."""

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import shown_to

nav_item("desk", Words("区域", "Zones"), "zones", icon="map", order=52, shown=shown_to("see"))
nav_item("public", Words("封控区域", "Zones"), "zones_public", icon="map", order=45)
