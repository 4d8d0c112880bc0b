"""The doors of daily rounds."""

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import shown_to

nav_item(
    "phone",
    Words("排摸", "Round"),
    "round_field",
    icon="home",
    order=17,
    shown=shown_to("residents.read", "arrivals"),
)
nav_item(
    "desk", Words("每日排摸", "Daily round"), "rounds", icon="home", order=22, shown=shown_to("arrivals")
)
