"""The doors of travellers: the public form, the desk's lists, the field."""

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import shown_to

nav_item("public", Words("来返报备", "Declare travel"), "declare", icon="map", order=15)
for _title, _url, _icon, _order, _ability in (
    (Words("来返人员", "Arrivals"), "arrivals", "map", 20, "arrivals"),
    (Words("返乡台账", "Returnees"), "returnees", "home", 21, "arrivals"),
    (Words("宣传发动", "Outreach"), "outreach", "bell", 44, "arrivals"),
    (Words("抽查复核", "Re-checks"), "inspections", "check", 23, "inspect"),
    (Words("第一落点", "Landing point"), "landing", "map", 24, "landing"),
):
    nav_item("desk", _title, _url, icon=_icon, order=_order, shown=shown_to(_ability))
nav_item("phone", Words("来返", "Arrivals"), "arrivals", icon="map", order=25, shown=shown_to("arrivals"))
nav_item("phone", Words("第一落点", "Landing"), "landing", icon="map", order=5, shown=shown_to("landing"))
