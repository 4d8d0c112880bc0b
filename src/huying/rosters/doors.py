"""The doors of duty rosters."""

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import shown_to

nav_item("desk", Words("值班", "On duty"), "duty", icon="clock", order=62, shown=shown_to("see"))
nav_item("phone", Words("我的班", "My shifts"), "duty_mine", icon="clock", order=60, shown=shown_to("take"))
