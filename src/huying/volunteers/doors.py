"""The doors of volunteering."""

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import shown_to

_TAKES, _MANAGES = shown_to("order.take"), shown_to("volunteer.manage")

nav_item("phone", Words("接单", "Orders"), "volunteer_home", icon="list", order=10, shown=_TAKES)
nav_item("phone", Words("报到", "Check in"), "volunteer_here", icon="check", order=20, shown=_TAKES)
nav_item("phone", Words("我的", "Me"), "volunteer_me", icon="person", order=30, shown=_TAKES)
nav_item("public", Words("当志愿者", "Volunteer"), "volunteer_join", icon="people", order=45)
nav_item("desk", Words("志愿者", "Volunteers"), "volunteers", icon="heart", order=45, shown=_MANAGES)
