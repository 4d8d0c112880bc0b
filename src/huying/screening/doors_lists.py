"""The doors of lists: to check in the street; lists, clocks and balance at the desk."""

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import shown_to

_SEES, _LOADS = shown_to("see", "residents.read"), shown_to("import.load")

nav_item("phone", Words("核查", "Check"), "check_tasks", icon="search", order=15, shown=_SEES)
nav_item("desk", Words("名单协查", "Lists"), "lists", icon="list", order=25, shown=_LOADS)
nav_item(
    "command",
    Words("名单时钟", "Clocks of lists"),
    "list_wall",
    icon="bell",
    order=20,
    shown=shown_to("command.view"),
)
