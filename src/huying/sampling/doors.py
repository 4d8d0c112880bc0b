"""The doors of specimens."""

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import shown_to

nav_item(
    "desk", Words("标本", "Specimens"), "specimens", icon="card", order=38, shown=shown_to("specimen.take")
)
nav_item(
    "phone",
    Words("采标本", "Specimen"),
    "specimen_new",
    icon="card",
    order=55,
    shown=shown_to("specimen.take"),
)
nav_item(
    "desk",
    Words("实验室", "Laboratory"),
    "laboratory",
    icon="search",
    order=5,
    shown=shown_to("specimen.test"),
)
nav_item(
    "desk",
    Words("测序", "Sequencing"),
    "sequencing",
    icon="chart",
    order=38,
    shown=shown_to("figures.read"),
)
